"""The app's role does all that the app does, and the server itself refuses it everything else."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from model.__main__ import main
from model.access import MACHINE_OWNER, find_member, viewer_of
from model.append_only import GUARDED
from model.calendar import Calendar
from model.commands.calls import submit
from model.commands.settings import set_value
from model.company import lines_of, members_of
from model.database import connect, open_database
from model.importing.writing.attempts import forget_interrupted
from model.tables import metadata
from model.warehouse import Copy
from tests.deploy.containerfile import ROOT, Image
from tests.deploy.servers import Database

COMPANY = ROOT / "tests" / "model" / "import_company"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def as_app(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The database, opened as the app opens it; the command line finds it too."""
    for name, value in database.environment("app").items():
        monkeypatch.setenv(name, value)
    engine = open_database()
    yield engine
    engine.dispose()


def _last_import(database: Database) -> str:
    return database.ask("SELECT max(id) FROM import_run WHERE revision_out IS NULL")


def test_the_app_imports_changes_and_undoes(as_app: Engine, database: Database, tmp_path: Path) -> None:
    renamed = "SELECT count(*) FROM person WHERE name = 'Renamed Rep'"
    changed = tmp_path / "changed"
    shutil.copytree(COMPANY, changed)
    people = changed / "people.csv"
    people.write_text(people.read_text().replace("Rolf Rep", "Renamed Rep"))

    assert main(["import", str(COMPANY)]) == 0
    first = _last_import(database)
    assert main(["import", str(changed)]) == 0
    assert database.ask(renamed) == "1"  # in place
    assert main(["undo", _last_import(database)]) == 0
    assert database.ask(renamed) == "0"
    assert main(["undo", first]) == 0  # ends calls, judgements, quotas and settings, which are append-only
    assert database.ask("SELECT count(*) FROM quota WHERE revision_out IS NULL") == "0"
    assert main(["import", str(COMPANY)]) == 0
    forget_interrupted(as_app)
    assert main(["export", str(tmp_path / "export")]) == 0


def test_the_app_reads_and_commands(as_app: Engine, database: Database) -> None:
    main(["import", str(COMPANY)])
    warehouse = Copy(as_app)
    warehouse.refresh()
    period = Calendar.of(warehouse.settings(NOON.date())).period_at(NOON.date()).name
    members = members_of(warehouse)
    viewer = viewer_of(find_member(members, "rolf@acme.test"), members, lines_of(warehouse), NOON.date())

    set_value(as_app, MACHINE_OWNER, key="stall_days", value="23")
    submit(as_app, viewer, person=viewer.person_id or 0, period=period, commit=800, now=NOON)

    assert database.ask('SELECT count(*) FROM "call" WHERE commit = 800') == "1"
    assert database.ask("SELECT count(*) FROM setting WHERE key = 'stall_days' AND value = '23'") == "1"


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "CREATE INDEX mine ON deal (name)",
        "ALTER TABLE deal ADD COLUMN mine int",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "ALTER ROLE fourcast_app SUPERUSER",
        "SET session_replication_role = replica",
        "SET ROLE fourcast_owner",
        "DROP TABLE deal",
        "DROP TRIGGER audit_append_only ON audit",
        "DROP FUNCTION fourcast_append_only CASCADE",
        "TRUNCATE deal",
        "TRUNCATE audit",
        "DELETE FROM deal",
        "UPDATE alembic_version SET version_num = 'mine'",
        "DELETE FROM revision",
        "COPY deal TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT passwd FROM pg_shadow",
    ],
)
def test_the_server_refuses_the_app_the_schema(as_app: Engine, sql: str) -> None:
    with pytest.raises(ProgrammingError, match="InsufficientPrivilege"), as_app.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(sql)


def test_of_append_only_tables_the_app_may_only_end_rows(database: Database) -> None:
    for which in metadata.sorted_tables:
        given = f"role_table_grants WHERE grantee = 'fourcast_app' AND table_name = '{which.name}'"
        rights = set(database.ask(f"SELECT string_agg(privilege_type, ' ') FROM information_schema.{given}").split())
        expected = {"SELECT", "INSERT", "UPDATE"}
        if which in GUARDED:
            expected -= {"UPDATE"}
        if which.name == "revision":
            expected = {"SELECT"}
        columns = given.replace("table", "column", 1) + " AND privilege_type = 'UPDATE'"
        changed = set(database.ask(f"SELECT string_agg(column_name, ' ') FROM information_schema.{columns}").split())
        if "UPDATE" not in expected:
            assert changed == {"number" if which.name == "revision" else "revision_out"}, which.name
        assert rights - {"DELETE"} == expected, which.name
        assert ("DELETE" in rights) == (which.name == "import_attempt")


def test_a_role_without_its_password_is_not_let_in(database: Database) -> None:
    for password in ("", ":wrong"):
        engine = connect(database.superuser.replace("fourcast@", f"fourcast_app{password}@"))
        with pytest.raises(OperationalError, match="password"):
            engine.connect()


def test_passwords_are_not_in_the_servers_log(database: Database) -> None:
    database.make_roles()  # again: it is no error

    log = Path(database.ask("SHOW data_directory")).with_name("server.log").read_text()
    assert "SET log_statement = 'none'" in log  # until then it logs all
    assert "0wn" not in log
    assert "%pass" not in log


def test_rights_are_given_to_roles_that_exist_only(
    database: Database, image: Image, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = image.run(["python", "-m", "model", "migrate", "--app-role", "nobody"], **database.environment("owner"))

    assert (done.returncode, done.stderr) == (1, "Error: The server has no role nobody. Make it first: deploy/roles.sql\n")
    assert main(["migrate", "--database", sqlite_url, "--app-role", "fourcast_app"]) == 1
    assert "no roles" in capsys.readouterr().err
