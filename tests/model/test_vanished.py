"""A deal that a full export lacks is listed, believed, and settled by somebody; one that comes back is listed no more."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from model.__main__ import main
from model.database import writing
from model.importing import ImportReport, import_files
from model.importing.history.vanishing import CannotSettle, settle, vanished
from model.tables import Deal, DealVersion, ImportRun

HEAD = "Id,Name,StageName,Amount,CloseDate,IsClosed,IsWon,OwnerId,CreatedDate"
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 31), date(2026, 11, 15), date(2026, 12, 31)


def deal_id(letter: str) -> str:
    return f"0065g0000000000{letter}"


class Crm:
    """Exports of a Salesforce that holds the deals of these letters."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder

    def export(self, letters: str, as_of: date, *, whole: bool = False, amount: int = 100) -> ImportReport:
        rows = [
            f"{deal_id(letter)},Deal {letter},Prospecting,{amount},2027-01-31,false,false,,2026-09-01T08:00:00.000Z"
            for letter in letters
        ]
        file = self.folder / "Opportunity.csv"
        file.write_text("\n".join([HEAD, *rows]) + "\n")
        report = import_files(self.engine, [file], as_of=as_of, whole=whole)
        assert report.rejections == []
        return report

    def listed(self) -> list[tuple[str, date]]:
        with Session(self.engine) as session:
            return [(each.name, each.missed_on) for each in vanished(session)]


@pytest.fixture
def crm(engine: Engine, tmp_path: Path) -> Crm:
    """Deals A, B and C, as they were at the end of October."""
    made = Crm(engine, tmp_path)
    made.export("ABC", OCTOBER)
    return made


def ends(crm: Crm, letter: str) -> list[datetime | None]:
    own = select(DealVersion.valid_to).join(Deal, Deal.id == DealVersion.deal_id).order_by(DealVersion.valid_from)
    with Session(crm.engine) as session:
        return list(session.scalars(own.where(Deal.external_id.startswith(deal_id(letter)), DealVersion.revision_out.is_(None))))


def test_a_deal_that_a_full_export_lacks_is_listed_and_stays(crm: Crm) -> None:
    report = crm.export("AC", NOVEMBER, whole=True, amount=200)

    assert crm.listed() == [("Deal B", NOVEMBER)]
    assert any("1 deal of salesforce is not in these files (Deal B)" in note for note in report.notes)
    assert ends(crm, "B") == [None]
    assert crm.export("AC", DECEMBER, whole=True).revision is not None
    assert crm.listed() == [("Deal B", NOVEMBER)]


def test_a_part_of_the_deals_lists_nothing_but_says_what_it_lacks(crm: Crm) -> None:
    report = crm.export("A", NOVEMBER, amount=200)

    assert crm.listed() == []
    assert any(
        "2 deals of salesforce are not in these files (Deal B, Deal C). If these hold every deal" in n for n in report.notes
    )
    with Session(crm.engine) as session:
        assert session.scalars(select(ImportRun.whole).order_by(ImportRun.id)).all() == [True, False]


def test_a_deal_that_comes_back_is_listed_no_more(crm: Crm) -> None:
    crm.export("AC", NOVEMBER, whole=True)
    crm.export("ABC", DECEMBER, whole=True)

    assert crm.listed() == []
    assert ends(crm, "B") == [None]


def test_an_older_export_neither_brings_back_nor_loses_a_deal(crm: Crm) -> None:
    crm.export("AC", DECEMBER, whole=True)
    crm.export("ABD", NOVEMBER, whole=True)

    assert crm.listed() == [("Deal B", DECEMBER), ("Deal D", DECEMBER)]


def test_a_deal_deleted_upstream_ends_then_and_a_merged_one_too(crm: Crm) -> None:
    crm.export("C", NOVEMBER, whole=True)
    moment = datetime(2026, 11, 16, tzinfo=UTC)

    with writing(crm.engine) as (session, revision):
        first, second = (each.external_id for each in vanished(session))
        other = session.scalars(select(Deal.external_id).where(Deal.name == "Deal C")).one()
        with pytest.raises(CannotSettle, match="no other deal"):
            settle(session, revision, first, "merged", into=first)
        with pytest.raises(CannotSettle, match="listed as vanished"):
            settle(session, revision, other, "deleted")
        settle(session, revision, first, "deleted", moment=moment)
        settle(session, revision, second, "merged", into=other, moment=moment)

    assert crm.listed() == []
    assert ends(crm, "A") == ends(crm, "B") == [moment]
    assert ends(crm, "C") == [None]
    crm.export("C", DECEMBER, whole=True, amount=300)
    assert crm.listed() == []


def test_the_command_lists_and_settles(crm: Crm, capsys: pytest.CaptureFixture[str]) -> None:
    crm.export("C", NOVEMBER, whole=True)
    with Session(crm.engine) as session:
        first, second = (each.external_id for each in vanished(session))
    url = ["--database", crm.engine.url.render_as_string(hide_password=False)]

    assert main(["vanished", *url]) == 0
    assert f"{first}  Deal A  (Prospecting, no owner), missed by salesforce on 2026-11-15" in capsys.readouterr().out
    assert main(["vanished", "--merged", first, "nobody", *url]) == 1
    assert "no other deal" in capsys.readouterr().err
    assert main(["vanished", "--merged", first, second, *url]) == 0
    assert main(["vanished", "--deleted", second, *url]) == 0
    assert crm.listed() == []
