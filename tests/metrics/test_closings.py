"""How the win rate, the cycle and what was won moved from week to week, worked by hand."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from sqlalchemy import Engine

from metrics.closings import closing_trend
from metrics.win_rate import win_rate
from model.calendar import Window
from tests.company import Company
from tests.metrics.random_companies import TODAY, Spec, company_of, deals, few


def test_each_week_looks_back_over_so_many_days_both_ends_included(engine: Engine) -> None:
    company = Company(engine)
    company.person("Ann")
    company.deal("A", "Ann", [("2026-01-01", "proposal", {"amount": 100}), ("2026-02-02", "won", {"close": "2026-02-02"})])
    company.deal("B", "Ann", [("2026-01-30", "proposal", {"amount": 300}), ("2026-02-09", "won", {"close": "2026-02-09"})])
    company.deal("C", "Ann", [("2026-01-30", "proposal", {"amount": 50}), ("2026-02-09", "lost", {"close": "2026-02-09"})])
    company.deal("never SQL", "Ann", [("2026-01-30", "ready"), ("2026-02-09", "lost", {"close": "2026-02-09"})])

    frame = closing_trend(company.book("2026-02-15"), days=14, weeks=3)

    every = frame[frame["kind"].isna()].drop(columns="kind").astype(object)
    assert every.where(every.notna(), None).values.tolist() == [
        [date(2026, 2, 1), 0, 0, None, 0, 0, None],
        [date(2026, 2, 8), 1, 0, 1.0, 100, 1, 32.0],  # A: 1 January to 2 February
        [date(2026, 2, 15), 2, 1, 2 / 3, 400, 2, 21.0],  # from the 2nd on, so A still counts; (32 + 10) ÷ 2
    ]
    kinds = frame[frame["kind"].notna()].groupby("week")[["won", "lost", "won_value"]].sum()
    pd.testing.assert_frame_equal(kinds, every.set_index("week")[["won", "lost", "won_value"]].astype("Int64"), check_dtype=False)


@few
@given(deals(least=6))
def test_each_week_is_what_the_win_rate_says_of_its_window(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        book = company.book(f"{TODAY:%Y-%m-%d}")
        frame = closing_trend(book, days=60, weeks=5)
        for row in frame[frame["kind"].isna()].itertuples():
            asked = win_rate(book, Window(row.week - timedelta(days=59), row.week)).iloc[0]
            assert (row.won, row.lost, row.won_value) == (asked["won"], asked["lost"], asked["won_value"])
