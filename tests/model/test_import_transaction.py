"""An import is one transaction: all of it, or nothing."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from model.__main__ import main
from model.database import current_revision, open_database, writing
from model.importing import import_files
from model.importing.rows.workplace import work_folder
from model.importing.run import commit, prepare
from model.importing.undoing.replacing import as_row
from model.tables import Person, Product, table

COMPANY = Path(__file__).parent / "import_company"
ROOT = Path(__file__).parents[2]


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The company, with an account whose day cannot be read and a deal of it."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in COMPANY.glob("*.csv"):
        (folder / file.name).write_text(file.read_text())
    with (folder / "accounts.csv").open("a") as file:
        file.write("a9,Nine,small,,,false,,31.12.2020\n")
    with (folder / "deals.csv").open("a") as file:
        file.write("d9,Nine's,a9,,,,,\n")
    with (folder / "deal_versions.csv").open("a") as file:
        file.write("d9,,offer,1,,,,\n")
    return folder


def test_a_rejected_row_stops_everything(engine: Engine, broken: Path) -> None:
    report = import_files(engine, [broken])

    assert report.stopped
    assert report.revision is None
    assert rows(engine, "account") == rows(engine, "deal") == rows(engine, "setting") == 0
    assert current_revision(engine) == 0


def test_rejected_rows_take_those_that_refer_to_them_along(engine: Engine, broken: Path) -> None:
    report = import_files(engine, [broken], accept_rejects=True)

    found = [(each.file, each.row, each.column, each.value) for each in report.rejections]
    assert found == [
        ("accounts.csv", 4, "customer_since", "31.12.2020"),
        ("deals.csv", 4, "account", "a9"),
        ("deal_versions.csv", 6, "deal", "d9"),
    ]
    assert "rejected (accounts.csv, row 4)" in report.rejections[1].reason
    assert "rejected (deals.csv, row 4)" in report.rejections[2].reason
    assert rows(engine, "deal") == 2
    assert report.revision == current_revision(engine) == 1


def test_a_dry_run_tells_the_same_and_writes_nothing(engine: Engine) -> None:
    told = import_files(engine, [COMPANY], dry_run=True)
    done = import_files(engine, [COMPANY])

    assert told.counts == done.counts
    assert (told.revision, done.revision) == (None, 1)


def test_a_failure_on_the_way_leaves_nothing(engine: Engine) -> None:
    def fail_late(line: str) -> None:
        if line.startswith("Committing"):
            raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError, match="power"):
        import_files(engine, [COMPANY], progress=fail_late)

    assert current_revision(engine) == 0
    assert sum(rows(engine, table) for table in ("person", "deal", "deal_version", "activity", "import_run")) == 0
    assert import_files(engine, [COMPANY]).revision == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from model.database import open_database
from model.importing import import_files

def die_late(line):
    if line.startswith("Committing"):
        os.kill(os.getpid(), signal.SIGKILL)

import_files(open_database(sys.argv[1]), [Path(sys.argv[2])], progress=die_late)
"""


def test_a_killed_import_leaves_nothing(sqlite_url: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, sqlite_url, str(COMPANY)], cwd=ROOT, check=False)

    assert killed.returncode == -signal.SIGKILL
    engine = open_database(sqlite_url)
    assert current_revision(engine) == 0
    assert rows(engine, "person") == 0
    engine.dispose()


def test_the_command_line_speaks_by_its_exit_code(
    broken: Path, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = ["--database", sqlite_url]

    assert main(["import", str(broken), *database]) == 1
    refused = capsys.readouterr()
    assert "accounts.csv, row 4, column customer_since: '31.12.2020' is not a day. Write it as 2027-01-31." in refused.out
    assert "nothing was written" in refused.out
    assert "Reading accounts.csv" in refused.err
    assert main(["import", str(broken), "--accept-rejects", *database]) == 0
    assert main(["export", str(tmp_path / "out"), *database]) == 0
    assert main(["migrate", *database]) == 0
    assert main(["import", str(tmp_path / "nowhere"), *database]) == 1
    assert "no such file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as usage:
        main(["import", "--as-of", "yesterday", "x"])
    assert usage.value.code == 2


def test_a_server_that_is_behind_is_migrated_first(new_postgres_url: object, capsys: pytest.CaptureFixture[str]) -> None:
    url = new_postgres_url()  # type: ignore[operator]

    assert main(["import", str(COMPANY), "--database", url]) == 1
    assert "python -m model migrate" in capsys.readouterr().err
    assert main(["migrate", "--database", url]) == 0
    assert main(["import", str(COMPANY), "--database", url]) == 0


def test_what_others_write_meanwhile_is_compared_again(engine: Engine, tmp_path: Path) -> None:
    import_files(engine, [COMPANY])
    (tmp_path / "products.csv").write_text("id,name,price\np1,Renamed,9\np7,Seven,7\n")
    (tmp_path / "meanwhile").mkdir()
    (tmp_path / "meanwhile" / "products.csv").write_text("id,name,price\np7,Seven,7\n")

    with work_folder() as work:
        prepared = prepare(engine, [tmp_path / "products.csv"], work=work)
        assert (prepared.report.count("products").new, prepared.report.count("products").changed) == (1, 1)
        import_files(engine, [tmp_path / "meanwhile"])
        report = commit(engine, prepared)

    assert (report.count("products").new, report.count("products").changed, report.count("products").unchanged) == (0, 1, 1)
    assert report.revision == current_revision(engine) == 3
    assert rows(engine, "product") == 3


def test_a_comparison_that_others_overtake_again_and_again_is_made_among_them(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("id,name,price\np7,Seven,7\n")
    others = iter(range(8))

    def write_meanwhile(line: str) -> None:
        if line.startswith("Comparing") and next(others) < 2:
            with writing(engine):
                pass

    report = import_files(engine, [tmp_path / "products.csv"], progress=write_meanwhile)

    assert report.revision == current_revision(engine) == 3
    assert rows(engine, "product") == 1


def test_what_was_ended_and_comes_again_is_believed_anew(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("id,name,price\np7,Seven,7\n")
    import_files(engine, [tmp_path / "products.csv"])
    with writing(engine) as (session, revision):
        session.execute(text(f"UPDATE product SET revision_out = {revision}, price = 1"))

    report = import_files(engine, [tmp_path / "products.csv"])

    with engine.connect() as connection:
        held = connection.execute(text("SELECT external_id, price, revision_in, revision_out FROM product")).all()
        (was,) = connection.execute(text("SELECT was FROM import_replaced")).scalars()
    assert [tuple(row) for row in held] == [("p7", 700, 3, None)]
    assert as_row(Product, was)["revision_out"] == 2
    assert report.count("products").new == 1


def test_a_changed_row_leaves_behind_how_it_was(engine: Engine, tmp_path: Path) -> None:
    import_files(engine, [COMPANY])
    (tmp_path / "people.csv").write_text("id,name,email,active_to\nr1,Somebody,s@acme.test,2026-12-31\n")
    before = person(engine)
    import_files(engine, [tmp_path / "people.csv"])

    with engine.connect() as connection:
        ((entity, key, was),) = connection.execute(text("SELECT entity, row_id, was FROM import_replaced")).all()
    assert (entity, key) == ("people", before["id"])
    assert as_row(Person, was) == before
    assert person(engine)["active_to"] == date(2026, 12, 31)


def person(engine: Engine) -> dict[str, object]:
    with engine.connect() as connection:
        own = table(Person)
        return dict(connection.execute(select(own).where(own.c.external_id == "r1")).mappings().one())
