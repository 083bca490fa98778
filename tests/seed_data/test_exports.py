"""The demo company as other systems' files: from the command line, on any day, in any system's ways."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from seed_data import fill
from seed_data.__main__ import main
from seed_data.exports import DIALECTS, export_as, read_company
from seed_data.exports.cells import Cells
from seed_data.exports.files import Style, write_csv
from tests.fresh import fresh

TODAY = date(2026, 11, 15)
SUMMER = date(2026, 7, 1)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Forty deals."""
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('small') / 'small.db'}")
    fill(engine, TODAY, deals=40)
    return engine


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix == ".csv"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_company_is_written_alike_each_time_and_in_every_file_named(small: Engine, dialect: str, tmp_path: Path) -> None:
    rows = export_as(small, dialect, tmp_path / "one", TODAY)
    export_as(small, dialect, tmp_path / "two", TODAY)

    assert rows.keys() == {file.name for file in (tmp_path / "one").iterdir()}
    assert any(count == 40 for count in rows.values())
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_command_makes_a_company_and_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = ["--deals", "20", "--seed", "3", "--today", "2026-11-15"]

    assert main(["export", "--dialect", "salesforce", *size, str(tmp_path / "out")]) == 0

    with (tmp_path / "out" / "Opportunity.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 20
    assert "20  Opportunity.csv\n" in capsys.readouterr().out


def test_the_command_writes_the_company_of_a_database(small: Engine, tmp_path: Path) -> None:
    asked = ["--database", str(small.url), "--today", "2026-07-01", str(tmp_path / "out")]

    assert main(["export", "--dialect", "salesforce", *asked]) == 0

    export_as(small, "salesforce", tmp_path / "same", SUMMER)
    assert contents(tmp_path / "out") == contents(tmp_path / "same")


def test_a_database_that_is_not_there_is_refused_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.db"

    with pytest.raises(SystemExit):
        main(["export", "--dialect", "salesforce", "--database", f"sqlite:///{missing}", str(tmp_path / "out")])

    assert "no database" in capsys.readouterr().err
    assert not missing.exists()


def test_an_unknown_system_is_refused(small: Engine, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="salesforce"):
        export_as(small, "cardfile", tmp_path, TODAY)


def test_a_company_of_a_past_day_knows_nothing_of_later(small: Engine) -> None:
    now, then = read_company(small, TODAY), read_company(small, SUMMER)
    end = then.calendar.start_of(SUMMER + timedelta(days=1))

    assert 0 < len(then.deals) < len(now.deals)
    assert all(version.valid_from < end for history in then.versions.values() for version in history if version.valid_from)
    assert all(history == now.versions[deal][: len(history)] for deal, history in then.versions.items())
    assert all(lead.deal_id is None or lead.deal_id in then.deals for lead in then.leads.values())
    assert {a.id for a in then.activities} < {a.id for a in now.activities}


def test_cells_are_written_in_a_systems_own_way() -> None:
    german = Cells(day_form="{0:%d.%m.%Y}", zone="Europe/Berlin", point=",", thousands=".", after=" €", empty="-", yes="Ja")
    american = Cells(moment_form="{0.month}/{0.day}/{0.year} {0:%H:%M}", thousands=",", before="$")
    moment = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)

    assert german.money(-123_456_789) == "-1.234.567,89 €"
    assert german.day_of(moment) == "05.03.2026"
    assert (german.flag(True), german.money(None), german.per_cent(1250)) == ("Ja", "-", "12,5")
    assert (american.money(5), american.money(1200, 0), american.moment(moment)) == ("$0.05", "$1,200", "3/4/2026 23:30")


def test_a_file_has_its_header_where_it_has_no_rows_and_its_footer_behind_them(tmp_path: Path) -> None:
    style = Style("utf-16", "\t", quote_all=True, footer=("Total",))

    assert write_csv(tmp_path / "a.csv", {"Name": str, "Length": lambda word: str(len(word))}, [], style) == 0

    assert (tmp_path / "a.csv").read_text(encoding="utf-16").splitlines() == ['"Name"\t"Length"', '"Total"']
