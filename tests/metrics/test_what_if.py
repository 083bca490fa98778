"""What if: a worked example, a naive second way over random deals, and that no order and no stranger's deal changes anything."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import func, select

from metrics.scenarios import changes_of, my_scenarios, scenario
from metrics.totals import totals
from metrics.what_if import Changes, what_if
from model.book import Book
from model.commands.scenarios import save
from tests.company import Company
from tests.metrics.random_companies import TODAY, company_of, deals, few
from tests.model.commanded import NOON, PERIOD, made_in, who
from tests.model.commanded import TODAY as FRIDAY

Q4 = "2026-11-20"


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """boat 500 commit and raft 300 upside are Rob's, due in 2026Q4; later 50 upside in 2027Q1; sold 900; the quota is 2000."""
    company = made_in(sqlite_url)
    company.quota("rob", PERIOD, 2000)
    return company


def then(book: Book, *changes: tuple[str, int | None, int | None, date | None, str | None]) -> dict[str, int | None]:
    frame = what_if(book, book.calendar.period(PERIOD), changes)
    return {row["measure"]: None if row["then"] is None else int(row["then"]) for row in frame.astype(object).to_dict("records")}


def test_each_change_by_hand(company: Company) -> None:
    book = company.book(Q4, "rob")

    assert then(book) == {
        "closed": 900, "commit": 500, "expected": 1400, "upside": 300, "pipeline": 0, "weighted": 900 + 375 + 150,
        "open_value": 800, "gap": 600, "coverage": 73,
    }  # fmt: skip
    assert then(book, ("boat", 0, None, None, None))["expected"] == 900
    assert then(book, ("boat", 0, None, None, None))["gap"] == 1100
    assert then(book, ("raft", 1, None, None, None))["commit"] == 800
    assert then(book, ("boat", None, 200, None, None))["weighted"] == 900 + 150 + 150
    assert then(book, ("boat", None, None, date(2027, 1, 5), None))["commit"] == 0
    assert then(book, ("later", None, None, date(2026, 12, 30), None))["upside"] == 350
    assert then(book, ("later", 1, None, None, None))["commit"] == 550
    assert then(book, ("raft", None, None, None, "pipeline"))["pipeline"] == 300


def test_deals_that_are_closed_or_not_theirs_change_nothing(company: Company) -> None:
    book = company.book(Q4, "rob")
    assert then(book, ("sold", 0, None, None, None), ("ship", 0, None, None, None), ("no such", 1, 5, None, None)) == then(book)


inside, days = some.sampled_from([None, 0, 1]), some.sampled_from([None, date(2026, 2, 27), date(2026, 9, 1)])
amounts, chosen = some.one_of(some.none(), some.integers(0, 10**6)), some.sampled_from([None, "upside", "omitted"])
choices_of = some.lists(
    some.tuples(some.integers(0, 7), inside, amounts, days, chosen), max_size=5, unique_by=lambda choice: choice[0]
)


@given(specs=deals(most=8), choices=choices_of)
@few
def test_it_is_what_adding_up_the_changed_deals_gives(specs: list[object], choices: list[tuple[int, ...]]) -> None:
    with company_of(specs) as company:  # type: ignore[arg-type]
        book = company.book(TODAY.isoformat())
        period = book.calendar.period_at(TODAY)
        names = dict(book.warehouse.rows(_names(book)))
        changes: Changes = tuple((names[nth], *rest) for nth, *rest in choices if nth in names)  # type: ignore[misc]
        found = what_if(book, period, changes).set_index("measure")
        again = what_if(book, period, changes[::-1]).set_index("measure")
        now = totals(book, period).iloc[0]

        assert found["then"].equals(again["then"])
        assert int(found.loc["expected", "now"]) == now["expected"]
        for name in ("commit", "upside", "pipeline"):
            assert int(found.loc[name, "then"]) == naive(book, period, {key: rest for key, *rest in changes}, name)


def _names(book: Book) -> Any:
    named = book.deal_names.c
    return select((func.row_number().over(order_by=named.deal_id) - 1).label("nth"), named.external_id)


def naive(book: Book, period: Any, changes: dict[str, Any], category: str) -> int:
    """The changed deals, one after the other."""
    deal, named, total = book.deals, book.deal_names, 0
    query = select(named.c.external_id, deal.c.amount, deal.c.close_on, deal.c.category).join(
        named, named.c.deal_id == deal.c.deal_id
    )
    for key, amount, due, own in book.warehouse.rows(query.where(deal.c.stage_kind == "qualified")):
        inside, other, day, chosen = changes.get(key, [None, None, None, None])
        amount = amount if other is None else other
        due, own = day or due, chosen or own
        if inside == 1:
            due, own = period.last, "commit"
        if inside != 0 and due is not None and period.first <= due <= period.last and own == category:
            total += amount or 0
    return total


def test_a_scenario_is_seen_by_its_link_and_only_where_a_deal_is_theirs(company: Company) -> None:
    changes = {"boat": {"in": False}, "raft": {"amount": 5, "close_date": "2027-01-05", "category": "commit"}}
    asked = {"name": "Worst", "period": PERIOD, "as_of": FRIDAY, "now": NOON}
    key = save(company.engine, who(company, "rob"), changes=changes, **asked)

    assert my_scenarios(company.book(Q4, "rob"))["name"].tolist() == ["Worst"]
    assert my_scenarios(company.book(Q4, "max")).empty
    for name, seen in (("rob", True), ("max", True), ("ada", True), ("mia", False), ("sue", False)):
        assert len(scenario(company.book(Q4, name), key)) == int(seen), name
    assert scenario(company.book("2026-11-19", "rob"), key).empty
    found = scenario(company.book(Q4, "max"), key).iloc[0]
    assert changes_of(found["changes"]) == (("boat", 0, None, None, None), ("raft", None, 5, date(2027, 1, 5), "commit"))
