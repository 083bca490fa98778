"""What was exported can be imported again, to the byte: nobody's data is locked in."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import Session

from model.database import connect, current_revision, migrate
from model.exporting import FILES, export_folder
from model.importing import import_files
from model.importing.cells.values import harmless, note_of, text_of
from model.tables import Account, Call, DealVersion, Lead
from seed_data import fill
from tests.fresh import fresh

COMPANY = Path(__file__).parent / "import_company"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def exported(engine: Engine, folder: Path) -> dict[str, bytes]:
    export_folder(engine, folder)
    return contents(folder)


def test_an_export_imported_into_an_empty_database_exports_the_same_bytes(engine: Engine, tmp_path: Path) -> None:
    report = import_files(engine, [COMPANY])
    first = exported(engine, tmp_path / "first")
    other = fresh(f"sqlite:///{tmp_path / 'other.db'}")

    import_files(other, [tmp_path / "first"])

    assert report.rejections == []
    assert exported(other, tmp_path / "second") == first
    other.dispose()


def test_things_are_exported_in_the_order_in_which_they_came_as_it_breaks_ties(engine: Engine, tmp_path: Path) -> None:
    given = tmp_path / "accounts.csv"
    given.write_text("id,name,named\nz,Zenith,true\na,Acme,true\nm,Mono,false\n", encoding="utf-8")

    import_files(engine, [given])

    rows = csv.DictReader(exported(engine, tmp_path / "out")["accounts.csv"].decode("utf-8-sig").splitlines())
    assert [row["id"] for row in rows] == ["z", "a", "m"]


def test_both_databases_export_the_same_bytes(new_postgres_url: Callable[[], str], sqlite_url: str, tmp_path: Path) -> None:
    found = []
    for url in (new_postgres_url(), sqlite_url):
        engine = connect(url)
        migrate(engine)
        import_files(engine, [COMPANY])
        found.append(exported(engine, tmp_path / engine.dialect.name))
        engine.dispose()

    assert found[0] == found[1]


def test_importing_an_export_where_it_came_from_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    import_files(engine, [COMPANY])
    export_folder(engine, tmp_path / "out")
    before = current_revision(engine)

    again = import_files(engine, [tmp_path / "out"])

    assert (again.revision, again.written, again.rejections) == (None, 0, [])
    assert current_revision(engine) == before


def test_importing_the_same_files_twice_changes_nothing(engine: Engine) -> None:
    import_files(engine, [COMPANY])

    again = import_files(engine, [COMPANY])

    assert (again.revision, again.written) == (None, 0)
    assert current_revision(engine) == 1
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM import_run")).scalar_one() == 1


def test_every_kind_of_row_has_a_file_with_the_columns_of_the_format(engine: Engine, tmp_path: Path) -> None:
    rows = export_folder(engine, tmp_path)

    assert rows == {f"{name}.csv": 0 for name in FILES}
    for name, columns in FILES.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == list(columns)


def test_the_small_company_is_kept_as_it_was_written(engine: Engine) -> None:
    import_files(engine, [COMPANY])

    with Session(engine) as session:
        amounts = session.scalars(select(DealVersion.amount).order_by(DealVersion.deal_id, DealVersion.valid_from)).all()
        lead, call = session.get(Lead, 1), session.scalars(select(Call).where(Call.person_id == 2)).one()
        account = session.scalars(select(Account).where(Account.external_id == "a2")).one()
    assert sorted(amount for amount in amounts if amount) == [1_100_000, 1_200_000, 1_200_005]  # cents, yen, cents
    assert lead is not None
    assert lead.deal_id == 1
    assert call.week.isoformat() == "2026-10-04"  # the company's week begins on Sunday
    assert account.name == "=Equal GmbH"


def test_the_demo_company_survives_the_way_out_and_in_again(sqlite_url: str, tmp_path: Path) -> None:
    demo = fresh(sqlite_url)
    fill(demo, date(2027, 2, 10), 300, 3)
    first = exported(demo, tmp_path / "first")
    other = fresh(f"sqlite:///{tmp_path / 'other.db'}")

    report = import_files(other, [tmp_path / "first"])

    assert report.rejections == []
    assert report.count("deals").new == 300
    assert exported(other, tmp_path / "second") == first
    assert import_files(demo, [tmp_path / "second"]).revision is None
    demo.dispose()
    other.dispose()


@pytest.mark.parametrize("written", ["=1+1", "+49 30", "-None-", "@home", "'=x", "''-y", "plain", "'quoted'", "a=b"])
def test_no_cell_runs_as_a_formula_and_none_is_changed(written: str) -> None:
    assert harmless(written)[0] not in "=+-@"
    assert text_of(harmless(written)) == written
    assert note_of(harmless(written)) == written
