"""Win rate: worked by hand, a second way, and the cases in which there is none."""

import math
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from sqlalchemy import Engine

from metrics.win_rate import win_rate
from model.calendar import Window
from tests.company import Company
from tests.metrics.histories import histories
from tests.metrics.random_companies import TODAY, Spec, company_of, deals, few

QUARTER = Window(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Ann")
    made.person("Bob")
    return made


def only(frame: pd.DataFrame) -> dict[str, Any]:
    """The frame's one row, unknown as None."""
    assert len(frame) == 1
    return {name: None if pd.isna(value) else value for name, value in frame.iloc[0].items()}


def closed(company: Company, name: str, end: str, amount: int | None, on: str = "2026-02-10", **values: Any) -> None:
    history = [("2026-01-05", "discovery", {"amount": amount, "close": on}), (on, end)]
    company.deal(name, values.pop("owner", "Ann"), history, **values)


def test_win_rate_by_hand(company: Company) -> None:
    closed(company, "a", "won", 300)
    closed(company, "b", "won", 100)
    closed(company, "c", "won", None)
    closed(company, "d", "lost", 500)
    company.deal("open", "Ann", [("2026-01-05", "discovery", {"amount": 70})])
    company.deal("lost straight from stage 1", "Ann", [("2026-01-05", "ready", {"amount": 70}), ("2026-01-10", "lost")])

    row = only(win_rate(company.book("2026-02-25"), QUARTER))

    assert (row["won"], row["lost"], row["rate"]) == (3, 1, 0.75)
    assert (round(row["low"], 3), round(row["high"], 3)) == (0.301, 0.954)  # Wilson, 3 of 4
    assert (row["won_value"], row["lost_value"]) == (400, 500)
    # w = 300, 100, 0; v = 300, 100, 500; R = 400/900 = 4/9; residuals w − R·v = 166.67, 55.56, −222.22: Σ² = 80,246.9
    # half = 1.96 × √(3/2 × 80,246.9) ÷ 900 = 0.7556: over both ends
    assert row["value_rate"] == pytest.approx(4 / 9)
    assert (row["value_low"], row["value_high"]) == (0, 1)
    assert (row["cohort_n"], row["cohort_won"], row["cohort_rate"]) == (5, 3, 0.6)


def test_the_value_interval_is_the_linearised_one(company: Company) -> None:
    for nth in range(40):
        closed(company, f"deal {nth}", "won" if nth % 2 else "lost", 100 + nth)

    row = only(win_rate(company.book("2026-02-25"), QUARTER))

    pairs = [((100 + nth) * (nth % 2), 100 + nth) for nth in range(40)]
    total = sum(v for _, v in pairs)
    rate = sum(w for w, _ in pairs) / total
    half = 1.959964 * math.sqrt(40 / 39 * sum((w - rate * v) ** 2 for w, v in pairs)) / total
    assert row["value_rate"] == pytest.approx(rate)
    assert (row["value_low"], row["value_high"]) == (pytest.approx(rate - half), pytest.approx(rate + half))


def test_huge_amounts_do_not_overflow(company: Company) -> None:
    closed(company, "a", "won", 4_000_000_000_000)
    closed(company, "b", "lost", 4_000_000_000_000)

    assert only(win_rate(company.book("2026-02-25"), QUARTER))["value_rate"] == 0.5


def test_without_closed_deals_there_is_no_rate(company: Company) -> None:
    row = only(win_rate(company.book("2026-02-25"), QUARTER))

    assert (row["won"], row["lost"], row["won_value"], row["lost_value"], row["cohort_n"]) == (0, 0, 0, 0, 0)
    assert [row[name] for name in ("rate", "low", "high", "value_rate", "value_low", "cohort_rate")] == [None] * 6
    assert win_rate(company.book("2026-02-25"), QUARTER, by="owner").empty


def test_lost_deals_without_amounts_do_not_make_a_rate_by_value_of_100_percent(company: Company) -> None:
    closed(company, "a", "won", 300)
    closed(company, "b", "lost", None)

    row = only(win_rate(company.book("2026-02-25"), QUARTER))

    assert row["rate"] == 0.5
    assert row["value_rate"] is None


def test_all_lost_is_a_rate_of_zero(company: Company) -> None:
    closed(company, "a", "lost", 300)

    row = only(win_rate(company.book("2026-02-25"), QUARTER))

    assert (row["rate"], row["value_rate"]) == (0, 0)


def test_a_reopened_deal_is_open_until_it_is_closed_again(company: Company) -> None:
    history = [
        ("2026-01-05", "discovery", {"amount": 5}),
        ("2026-01-20", "lost"),
        ("2026-02-01", "discovery"),
        ("2026-02-20", "won"),
    ]
    company.deal("a", "Ann", history)

    by_day = [only(win_rate(company.book(day), QUARTER)) for day in ("2026-01-25", "2026-02-10", "2026-02-25")]

    assert [(row["won"], row["lost"]) for row in by_day] == [(0, 1), (0, 0), (1, 0)]


def test_a_closed_deal_counts_on_its_close_date_or_else_on_the_day_of_its_move(company: Company) -> None:
    move = [("2026-01-05", "discovery", {"amount": 5, "close": "2025-12-30"}), ("2026-01-20", "won")]
    company.deal("dated before the quarter", "Ann", move)
    late = [("2025-11-05", "discovery", {"amount": 5, "close": "2026-06-30"}), ("2026-01-20", "won")]
    company.deal("dated after the day", "Bob", late)

    frame = win_rate(company.book("2026-02-25"), QUARTER, by="owner")

    assert frame.set_index("owner")["won"].to_dict() == {
        company.id("Ann"): 0,
        company.id("Bob"): 1,
    }  # Ann's is in the cohort only


def test_losses_count_although_an_export_of_todays_values_never_saw_them_open(company: Company) -> None:
    company.deal("won", "Ann", [("2026-02-10", "won", {"amount": 300})], created="2025-11-01")
    company.deal("lost", "Ann", [("2026-02-10", "lost", {"amount": 100})], created="2025-11-01")
    company.deal("of unknown age", "Ann", [("2026-02-10", "lost", {"amount": 100})], created=None)
    company.deal("lost at once", "Ann", [("2026-02-10", "lost", {"amount": 100})], created="2026-02-10")

    row = only(win_rate(company.book("2026-02-25"), QUARTER))

    assert (row["won"], row["lost"], row["cohort_n"]) == (1, 2, 0)


def test_a_leavers_deals_stay_in_their_managers_rate(company: Company) -> None:
    company.person("Mia", role="manager")
    company.person("Old", "Mia", active_to=date(2026, 2, 12))
    closed(company, "a", "won", 300, owner="Old")

    assert only(win_rate(company.book("2026-02-25", viewer="Mia"), QUARTER))["won"] == 1


@few
@given(deals(most=20))
def test_win_rate_agrees_with_loops_over_the_versions_and_parts_add_up(specs: list[Spec]) -> None:
    window = Window(date(2025, 9, 1), date(2026, 2, 20))
    with company_of(specs) as company:
        book, found = company.book(str(TODAY)), histories(company.engine, TODAY)
        frame = win_rate(book, window)

        sides: dict[str, list[int | None]] = {"won": [], "lost": []}
        cohort = []
        for history in found:
            day, reached = history.closed_on(TODAY), history.sql_on
            if reached is not None and day is not None and window.first <= day <= window.last:
                sides[history.now.kind].append(history.now.amount)
            if reached is not None and window.first <= reached <= window.last:
                cohort.append(history.now.kind == "won")
        row = only(frame)
        assert (row["won"], row["lost"]) == (len(sides["won"]), len(sides["lost"]))
        assert (row["won_value"], row["lost_value"]) == tuple(sum(a or 0 for a in sides[side]) for side in ("won", "lost"))
        assert (row["cohort_n"], row["cohort_won"]) == (len(cohort), sum(cohort))
        for by in ("owner", "kind", "region"):
            counts = ["won", "lost", "won_value", "lost_value", "cohort_n", "cohort_won"]
            assert win_rate(book, window, by=by)[counts].sum().tolist() == frame[counts].sum().tolist()
