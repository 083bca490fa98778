"""An import that changes a judged deal keeps the judgement, which goes on counting, and the conflict is shown."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from metrics.conflicts import conflicts
from metrics.deal_judgements import deal_conflicts, deal_judgements
from metrics.forecast import forecast
from model.access import MACHINE_OWNER, Viewer, find_member, viewer_of
from model.book import Book
from model.commands.judgements import judge
from model.company import lines_of, members_of
from model.importing import import_files
from model.tables import Deal, Judgement, table
from model.warehouse import Copy
from tests.fresh import fresh

COMPANY = Path(__file__).parent / "import_company"
HEADER = "deal,valid_from,stage,amount,close_date,category,owner,next_step\n"
NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
Bring = Callable[[str], None]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The small company: the CRM has Rolf's deal d1 at 11,000 commit, Mira judges it 9,000 upside, Edda 9,500."""
    opened = fresh(f"sqlite:///{tmp_path_factory.mktemp('judged') / 'fourcast.db'}")
    import_files(opened, [COMPANY], as_of=date(2026, 11, 1))
    values = {"deal": id_of(opened, "d1"), "period": "2026Q4", "amount": 950_000, "reason": "A smaller first order"}
    judge(opened, viewer(opened, "edda@acme.test"), **values, now=NOW)  # type: ignore[arg-type]
    yield opened
    opened.dispose()


@pytest.fixture
def bring(engine: Engine, tmp_path: Path) -> Bring:
    """Imports deals' versions as a CRM's next export has them."""

    def run(row: str) -> None:
        (tmp_path / "deal_versions.csv").write_text(HEADER + row + "\n", encoding="utf-8")
        assert import_files(engine, [tmp_path], as_of=date(2026, 11, 30)).rejections == []

    return run


def viewer(engine: Engine, email: str) -> Viewer:
    warehouse = Copy(engine)
    warehouse.refresh()
    members = members_of(warehouse)
    return viewer_of(find_member(members, email), members, lines_of(warehouse), NOW.date())


def id_of(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(table(Deal).c.id).where(table(Deal).c.external_id == name)).scalar_one())


def judged(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(table(Judgement)).order_by(table(Judgement).c.id))]


def book(engine: Engine, day: str) -> Book:
    warehouse = Copy(engine)
    warehouse.refresh()
    return Book(warehouse, MACHINE_OWNER, date.fromisoformat(day))


def found(engine: Engine, day: str, period: str = "2026Q4") -> list[tuple[Any, ...]]:
    """Who judged what, and what the CRM said then and says now."""
    asked = book(engine, day)
    names = {member.id: member.name[0] for member in asked.members}
    rows = conflicts(asked, asked.calendar.period(period)).sort_values(["field", "person"])
    columns = ["field", "judged", "crm_then", "crm_now", "changed_on", "stands"]
    return [(names[row[0]], *row[1:]) for row in rows[["person", *columns]].itertuples(index=False, name=None)]


def test_an_import_keeps_the_judgement_and_shows_what_the_crm_says_now(engine: Engine, bring: Bring) -> None:
    before, asked = judged(engine), book(engine, "2026-11-13")
    edda = next(member.id for member in asked.members if member.name.startswith("Edda"))
    period = asked.calendar.period("2026Q4")
    assert found(engine, "2026-11-13") == []

    bring("d1,2026-11-14T10:00:00+01:00,offer,8000,2026-12-18,upside,r1,")  # as Mira judged the category

    assert judged(engine) == before
    assert forecast(book(engine, "2026-11-14"), period, judged_by=edda)["upside"].iloc[0] == 950_000
    assert found(engine, "2026-11-14") == [
        ("E", "amount", "950000", "1100000", "800000", date(2026, 11, 14), True),
        ("M", "amount", "900000", "1100000", "800000", date(2026, 11, 14), True),
        ("R", "close_date", "2026-12-11", "2026-12-31", "2026-12-18", date(2026, 11, 14), True),
    ]
    assert found(engine, "2026-11-13") == []

    bring("d1,2026-11-20T10:00:00+01:00,offer,8000,2027-01-15,upside,r1,")

    assert judged(engine) == before
    assert {(row[0], row[-1]) for row in found(engine, "2026-11-20")} == {("E", False), ("M", False), ("R", False)}
    deal = id_of(engine, "d1")
    assert deal_judgements(book(engine, "2026-11-19"), deal)["counts"].tolist() == [True, True, True]
    rows = deal_judgements(book(engine, "2026-11-20"), deal)
    assert rows["counts"].tolist() == [False, False, False]
    assert rows["next_step"].fillna("").tolist() == ["", "Call their CFO", ""]
    assert len(deal_conflicts(book(engine, "2026-11-20"), deal)) == 3


def test_what_the_crm_says_is_in_the_deals_currency(engine: Engine, bring: Bring) -> None:
    bring("d2,2026-10-15T10:00:00+02:00,offer,1000000,2027-03-31,upside,r2,")

    rows = conflicts(book(engine, "2026-10-20"), book(engine, "2026-10-20").calendar.period("2027Q1"))

    values = rows[["judged", "crm_then", "crm_now", "currency"]].values.tolist()
    assert values == [["610000", "1200000", "1000000", "JPY"]]
    assert found(engine, "2026-11-02", "2027Q1") == []  # withdrawn on 1 November
