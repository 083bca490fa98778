"""Pushes, pulls and slippage, worked by hand and against plain loops."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine

from metrics.intervals import wilson
from metrics.pushes import pushes, slippage
from tests.company import Company
from tests.metrics.random_companies import Spec, company_of, deals, few


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Ann")
    made.person("Bob")
    return made


def moves(company: Company, on: str = "2027-06-30", **scope: Any) -> dict[str, tuple[int, ...]]:
    """Deal → pushes, pushed days, pulls, pulled days; in the order given."""
    names = {id_: name for name, id_ in company.ids.items()}
    frame = pushes(company.book(on, **scope))
    return {names[row[0]]: tuple(map(int, row[1:])) for row in frame.itertuples(index=False)}


def slipped(company: Company, on: str, name: str = "2027Q2", **scope: Any) -> tuple[Any, ...]:
    """due, slipped, rate, low, high; unknown as None."""
    book = company.book(on, **scope)
    frame = slippage(book, book.calendar.period(name))
    assert list(frame["period"]) == [name]
    row = frame.astype(object).where(frame.notna(), None).iloc[0]
    return tuple(row[["due", "slipped", "rate", "low", "high"]])


def test_moves_of_the_close_date_are_counted_apart_by_direction(company: Company) -> None:
    history: list[tuple[Any, ...]] = [
        ("2027-01-01", "ready", {"close": "2027-03-10"}),
        ("2027-01-05", "discovery", {"close": "2027-03-31"}),  # +21, inside the month
        ("2027-01-09", "discovery", {"amount": 5}),  # no move
        ("2027-01-10 09:00", "discovery", {"close": "2027-03-30"}),  # −1
        ("2027-01-10 15:00", "discovery", {"close": "2027-04-30"}),  # +31, the same day
    ]
    company.deal("moved", "Ann", history)
    company.deal("still", "Ann", [("2027-01-01", "ready", {"close": "2027-03-10"})])

    assert moves(company) == {"moved": (2, 52, 1, 1)}
    assert moves(company, "2027-01-09") == {"moved": (1, 21, 0, 0)}
    assert moves(company, under="Bob") == {}


def test_setting_or_removing_a_date_is_no_push_and_closed_deals_are_out(company: Company) -> None:
    company.deal(
        "set and removed",
        "Ann",
        [(None, "ready"), ("2027-01-05", "ready", {"close": "2027-03-31"}), ("2027-01-06", "ready", {"close": None})],
    )
    pushed = [("2027-01-01", "discovery", {"close": "2027-03-10"}), ("2027-01-05", "discovery", {"close": "2027-03-31"})]
    company.deal("won", "Ann", [*pushed, ("2027-02-05", "won", {"close": "2027-02-05"})])

    assert moves(company) == {}
    assert moves(company, "2027-02-04") == {"won": (1, 21, 0, 0)}


def test_the_most_pushed_come_first(company: Company) -> None:
    for name, days in (("once far", [90]), ("twice", [1, 1]), ("once near", [10])):
        close = date(2027, 3, 1)
        history: list[tuple[Any, ...]] = [("2027-01-01", "discovery", {"close": str(close)})]
        for nth, more in enumerate(days):
            close += timedelta(days=more)
            history.append((f"2027-01-0{nth + 2}", "discovery", {"close": str(close)}))
        company.deal(name, "Ann", history)

    assert list(moves(company)) == ["twice", "once far", "once near"]


def test_slippage_is_what_was_due_and_is_still_open_at_the_end(company: Company) -> None:
    due = {"close": "2027-05-10"}
    for name, later in {
        "stays": [],
        "pushed": [("2027-05-01", "discovery", {"close": "2027-08-01"})],
        "won": [("2027-05-01", "won")],
        "lost": [("2027-06-30", "lost")],
        "lost after": [("2027-07-01", "lost")],
        "reopened": [("2027-05-01", "won"), ("2027-05-09", "discovery")],
        "back to stage 1": [("2027-05-01", "ready")],
        "closed before": [("2027-03-31", "lost")],
    }.items():
        company.deal(name, "Ann", [("2027-01-01", "discovery", due), *later])
    company.deal("not due", "Ann", [("2027-01-01", "discovery", {"close": "2027-07-01"}), ("2027-04-02", "discovery", due)])
    company.deal("no date", "Ann", [("2027-01-01", "discovery")])
    company.deal("unqualified", "Ann", [("2027-01-01", "ready", due)])
    company.deal("too late", "Ann", [("2027-04-01", "discovery", due)])

    # due: stays, pushed, won, lost, lost after, reopened, back to stage 1, unqualified; all but won and lost are open on 30 June
    assert slipped(company, "2027-08-01") == (8, 6, 6 / 8, *wilson(6, 8))
    assert slipped(company, "2027-06-29")[:2] == (8, 7)
    assert slipped(company, "2027-04-01")[:2] == (8, 8)
    assert slipped(company, "2027-03-31") == (8, None, None, None, None)
    assert slipped(company, "2027-08-01", under="Bob") == (0, 0, None, None, None)


def test_slippage_follows_a_fiscal_year_from_april(company: Company) -> None:
    company.setting("fiscal_year_start", "4")
    company.deal("due", "Ann", [("2027-01-01", "discovery", {"close": "2027-05-10"})])

    assert slipped(company, "2027-08-01", "2028Q1")[:2] == (1, 1)
    assert slipped(company, "2027-08-01", "2027Q1")[:2] == (0, 0)


OPEN = ("ready", "discovery", "proposal", "negotiation")


@few
@given(specs=deals(), day=some.dates(date(2026, 1, 1), date(2026, 7, 10)))
def test_the_counts_are_those_of_plain_loops(specs: list[Spec], day: date) -> None:
    expected, due, still_open = {}, 0, 0
    for nth, (_, _, history) in enumerate(specs):

        def known(on: date, history: Any = history) -> list[tuple[Any, ...]]:
            return [change for change in history if change[0] is None or change[0][:10] <= str(on)]

        closes = [change[2]["close"] for change in known(day)]
        steps = [(now - was).days for was, now in pairwise(closes) if was and now]
        later, earlier = [step for step in steps if step > 0], [-step for step in steps if step < 0]
        if later + earlier and known(day)[-1][1] in OPEN:
            expected[f"deal {nth}"] = (len(later), sum(later), len(earlier), sum(earlier))
        for _, stage, values in known(date(2025, 12, 31))[-1:]:
            if stage in OPEN and values["close"] and date(2026, 1, 1) <= values["close"] <= date(2026, 3, 31):
                due += 1
                still_open += known(min(day, date(2026, 3, 31)))[-1][1] in OPEN

    with company_of(specs) as company:
        assert moves(company, str(day)) == expected
        assert slipped(company, str(day), "2026Q1")[:2] == (due, still_open)
