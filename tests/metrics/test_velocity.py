"""Sales velocity and its levers: worked by hand, a second way, and the parts that must add up."""

import math
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine

from metrics.velocity import sales_velocity, shapley, velocity_levers
from model.calendar import Window
from tests.company import Company
from tests.metrics.histories import histories, percentile
from tests.metrics.random_companies import TODAY, Spec, company_of, deals, few

JANUARY = Window(date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Window(date(2026, 2, 1), date(2026, 2, 28))


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Ann")
    return made


def only(frame: pd.DataFrame) -> dict[str, Any]:
    assert len(frame) == 1
    return {name: None if pd.isna(value) else value for name, value in frame.iloc[0].items()}


def two_months(company: Company) -> None:
    """January: 2 open at its end, 1 of 1 won (10,000 after 10 days). February: 3 open, 1 of 2 won (40,000 after 20 days)."""
    company.deal("january", "Ann", [("2026-01-05", "discovery", {"amount": 10_000}), ("2026-01-15", "won")])
    company.deal("february", "Ann", [("2026-01-25", "discovery", {"amount": 40_000}), ("2026-02-14", "won")])
    company.deal("lost", "Ann", [("2026-01-25", "discovery", {"amount": 7}), ("2026-02-14", "lost")])
    for name in ("x", "y", "z"):
        company.deal(name, "Ann", [("2026-02-01", "proposal")])


def test_sales_velocity_by_hand(company: Company) -> None:
    two_months(company)

    row = only(sales_velocity(company.book("2026-02-28"), FEBRUARY))

    # 3 open × 1/2 × 40,000 ÷ 20 days = 3,000 a day
    assert row == {
        "volume": 3,
        "win_rate": 0.5,
        "mean_won_value": 40_000,
        "mean_cycle_days": 20,
        "median_cycle_days": 20,
        "per_day": 3_000,
    }


def test_levers_by_hand(company: Company) -> None:
    two_months(company)

    frame = velocity_levers(company.book("2026-02-28"), FEBRUARY, JANUARY).set_index("lever")

    assert frame["before"].to_dict() == {"volume": 2, "win_rate": 1, "mean_won_value": 10_000, "mean_cycle_days": 10}
    assert frame["now"].to_dict() == {"volume": 3, "win_rate": 0.5, "mean_won_value": 40_000, "mean_cycle_days": 20}
    # before 2 × 1 × 10,000 ÷ 10 = 2,000 a day; now 3,000
    assert math.fsum(frame["change"]) == pytest.approx(1_000, abs=1e-9)
    # halving the rate and doubling the days both halve the velocity: the same part
    assert frame["change"]["win_rate"] == pytest.approx(frame["change"]["mean_cycle_days"])
    assert frame["change"]["mean_won_value"] > 0 > frame["change"]["win_rate"]


def test_a_window_is_measured_as_it_stood_at_its_end(company: Company) -> None:
    two_months(company)
    later = velocity_levers(company.book("2026-03-20"), FEBRUARY, JANUARY)

    pd.testing.assert_frame_equal(later, velocity_levers(company.book("2026-02-28"), FEBRUARY, JANUARY))


def test_without_wins_there_is_no_velocity_and_no_change(company: Company) -> None:
    company.deal("x", "Ann", [("2026-02-01", "proposal")])
    book = company.book("2026-02-28")

    row = only(sales_velocity(book, FEBRUARY))

    assert row.pop("volume") == 1
    assert set(row.values()) == {None}
    assert velocity_levers(book, FEBRUARY, JANUARY)["change"].isna().all()


def test_a_cycle_of_unknown_beginning_is_left_out_and_one_of_no_days_gives_no_velocity(company: Company) -> None:
    company.deal("unknown", "Ann", [(None, "proposal", {"amount": 10}), ("2026-02-05", "won")])
    company.deal("at once", "Ann", [("2026-02-05", "won", {"amount": 30})])
    company.deal("sold before it was written down", "Ann", [("2026-02-05", "won", {"amount": 20, "close": "2026-02-02"})])

    row = only(sales_velocity(company.book("2026-02-28"), FEBRUARY))

    assert (row["mean_won_value"], row["mean_cycle_days"], row["per_day"]) == (20, 0, None)


@given(some.lists(some.tuples(some.fractions(1, 10**6), some.fractions(1, 10**6)), min_size=4, max_size=4))
def test_the_parts_add_to_the_difference_exactly(levers: list[tuple[Fraction, Fraction]]) -> None:
    def per_day(values: Any) -> Fraction:
        return values[0] * values[1] * values[2] / values[3]

    before, now = [pair[0] for pair in levers], [pair[1] for pair in levers]

    parts = shapley(per_day, before, now)

    assert sum(parts) == per_day(now) - per_day(before)
    assert [part == 0 for part, pair in zip(parts, levers, strict=True) if pair[0] == pair[1]] == [
        True for pair in levers if pair[0] == pair[1]
    ]


@few
@given(deals(most=20))
def test_sales_velocity_agrees_with_loops_over_the_versions(specs: list[Spec]) -> None:
    window = Window(date(2025, 9, 1), TODAY)
    with company_of(specs) as company:
        found = histories(company.engine, TODAY)
        row = only(sales_velocity(company.book(str(TODAY)), window))

        volume = sum(history.now.kind == "qualified" for history in found)
        wins, losses, days, amounts = 0, 0, [], []
        for history in found:
            closed, reached = history.closed_on(TODAY), history.sql_on
            if reached is None or closed is None or not window.first <= closed <= window.last:
                continue
            wins, losses = wins + (history.now.kind == "won"), losses + (history.now.kind == "lost")
            if history.now.kind == "won":
                days += [max((closed - reached).days, 0)] if reached != date.min else []
                amounts += [] if history.now.amount is None else [history.now.amount]
        rate = wins / (wins + losses) if wins + losses else None
        value = sum(amounts) / len(amounts) if amounts else None
        cycle = sum(days) / len(days) if days else None
        per_day = volume * rate * value / cycle if rate is not None and value is not None and cycle else None
        expected = [volume, rate, value, cycle, percentile(days, 0.5), per_day]
        assert list(row.values()) == [None if e is None else pytest.approx(e) for e in expected]
