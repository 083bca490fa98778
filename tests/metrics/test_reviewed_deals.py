"""What a review looks at, by hand and against plain loops: the pace, what is at risk, and what could close the gap."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from metrics.exceptions import adds_up, exceptions, makes_up
from metrics.pace import day_of, pace, spread
from tests.company import Company
from tests.fresh import fresh
from tests.metrics.random_companies import TODAY, Spec, company_of, deals, few

DUE = {"close": "2026-12-15"}
SINCE = date(2026, 11, 13)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    made = Company(fresh(sqlite_url))
    made.person("mia", role="manager")
    made.person("ann", "mia")
    return made


def won(company: Company, name: str, on: str, amount: int | None) -> None:
    company.deal(name, "ann", [("2026-01-01", "proposal", {"amount": amount, "close": on}), (on, "won")])


def paced(company: Company, on: str, **options: Any) -> list[tuple[Any, ...]]:
    book = company.book(on)
    rows = pace(book, book.calendar.period("2026Q4"), **options)
    return list(rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None))


def test_pace_compares_with_the_same_day_of_earlier_periods(company: Company) -> None:
    won(company, "now", "2026-11-20", 900)
    won(company, "early", "2026-08-10", 70)
    won(company, "late", "2026-09-29", 30)
    won(company, "too late", "2026-05-22", 5)

    # 20 November is 50 days after 1 October; 22 May is 51 after 1 April; nothing was ever won before that
    assert paced(company, "2026-11-20") == [("2026Q4", 900, None), ("2026Q3", 70, 100), ("2026Q2", 0, 5)]
    assert paced(company, "2026-11-20", periods=1) == [("2026Q4", 900, None), ("2026Q3", 70, 100)]
    assert paced(company, "2026-12-31")[0] == ("2026Q4", 900, 900)  # the last day is over at its end
    assert paced(company, "2026-09-30") == []

    won(company, "of unknown amount", "2026-02-01", None)
    assert paced(company, "2026-11-20")[-1] == ("2026Q1", 0, 0)  # something was won: missing is not nothing


@pytest.mark.parametrize(
    ("before", "said"), [([5], (5, 5, 5)), ([9, 1], (1, 1, 9)), ([0, 7, 3], (0, 3, 7)), ([4, 8, 1, 2], (1, 2, 8))]
)
def test_the_median_of_earlier_periods_is_one_of_them(before: list[int], said: tuple[int, int, int]) -> None:
    assert spread(pd.DataFrame({"closed": [99, *before]})) == said


def test_the_days_of_a_period_are_counted_from_its_first(company: Company) -> None:
    period = company.book("2026-11-20").calendar.period("2026Q4")

    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 20), date(2026, 12, 31), date(2027, 1, 9)]
    assert [day_of(period, day) for day in days] == [0, 1, 51, 92, 92]


@few
@given(deals(5))
def test_pace_equals_a_plain_loop(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        book = company.book(TODAY.isoformat())
        period = book.calendar.period_at(TODAY)
        closed = select(book.deals.c.closed_on, book.deals.c.amount).where(book.deals.c.stage_kind == "won")
        rows = [(on, int(amount or 0)) for on, amount in book.warehouse.rows(closed)]

        found = pace(book, period)

        passed = TODAY - period.first
        for row in found.itertuples(index=False):
            one = book.calendar.period(row.period)
            until = min(one.first + passed, one.last)
            assert row.closed == sum(amount for on, amount in rows if one.first <= on <= until)
            if one.last <= TODAY:
                assert row.final == sum(amount for on, amount in rows if one.first <= on <= one.last)


def test_an_overdue_deal_of_an_earlier_period_puts_nothing_of_this_one_at_risk(company: Company) -> None:
    company.deal("overdue", "ann", [("2026-08-01", "negotiation", {"amount": 900, "close": "2026-09-15"})])
    company.deal("small", "ann", [("2026-08-01", "negotiation", {"amount": 20} | DUE)])
    company.deal("large", "ann", [("2026-08-01", "negotiation", {"amount": 80} | DUE)])
    company.deal("unknown", "ann", [("2026-08-01", "negotiation", DUE)])
    company.deal("upside", "ann", [("2026-08-01", "proposal", {"amount": 50} | DUE)])
    book = company.book("2026-11-20")

    rows = exceptions(book, book.calendar.period("2026Q4"), SINCE)

    names = {id_: name for name, id_ in company.ids.items()}
    at_risk = [None if pd.isna(amount) else int(amount) for amount in rows["at_risk"]]
    assert list(zip([names[deal] for deal in rows["deal"]], at_risk, strict=True)) == [
        ("large", 80), ("small", 20), ("overdue", 0), ("unknown", None),
    ]  # fmt: skip


def test_what_could_be_pulled_in_is_due_early_in_a_late_stage_and_says_what_is_usual(company: Company) -> None:
    for n in range(5):  # five owners: fewer give no norm of the company
        company.person(f"rep {n}", "mia")
        left = f"2026-09-{10 + n:02d}"
        company.deal(f"won {n}", f"rep {n}", [("2026-09-01", "proposal", {"close": left, "amount": 1}), (left, "won")])

    def deal(name: str, stage: str, close: str, **more: Any) -> None:
        company.deal(name, "ann", [("2026-11-01", stage, {"amount": 100, "close": close} | more)])

    deal("in time", "proposal", "2027-02-14")  # 44 days after 1 January
    deal("too late", "proposal", "2027-02-15")
    deal("too early a stage", "discovery", "2027-01-10")
    deal("given up", "negotiation", "2027-01-10", category="omitted")
    deal("own", "discovery", "2026-12-01")
    book = company.book("2026-11-20")
    period = book.calendar.period("2026Q4")

    rows = makes_up(book, period, book.calendar.shift(period, 1), SINCE)

    names = {id_: name for name, id_ in company.ids.items()}
    found = rows.astype(object).where(rows.notna(), None)
    assert [(names[deal], *rest) for deal, *rest in found[["deal", "from_next", "likely", "usual_days"]].values.tolist()] == [
        ("in time", True, 50, 11), ("own", False, 20, None),  # the five left proposal after 9 to 13 days
    ]  # fmt: skip


def test_the_largest_are_added_up_until_they_close_the_gap() -> None:
    amounts = pd.Series([30, 70, None, 50], dtype="Int64", index=[7, 5, 3, 1])

    def sums(gap: int) -> dict[int, int]:
        return {int(place): int(total) for place, total in adds_up(amounts, gap).dropna().items()}

    assert sums(120) == {5: 70, 1: 120}
    assert sums(121) == {5: 70, 1: 120, 7: 150}
    assert sums(999) == sums(121)  # all of them do not do
    assert sums(0) == sums(-5) == {}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(some.lists(some.one_of(some.none(), some.integers(0, 50)), max_size=6), some.integers(-5, 120))
def test_no_fewer_deals_would_close_the_gap(amounts: list[int | None], gap: int) -> None:
    sums = adds_up(pd.Series(amounts, dtype="Int64"), gap).dropna()

    known = sorted((amount for amount in amounts if amount is not None), reverse=True)
    needed = next((n for n in range(len(known) + 1) if sum(known[:n]) >= gap), len(known))
    assert len(sums) == needed
    assert sums.max() == sum(known[:needed]) if needed else sums.empty
