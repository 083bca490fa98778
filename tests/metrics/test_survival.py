"""Kaplan–Meier: a published example, a second implementation, and what must always hold."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.survival import kaplan_meier, quantile

waits = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60)


def life_table(rows: list[tuple[int, bool]]) -> pd.DataFrame:
    """(time, ended) pairs as a life table."""
    frame = pd.DataFrame(rows, columns=["time", "ended"]).astype({"time": "int64", "ended": "bool"})
    frame = frame.assign(events=frame["ended"].astype("int64"), censored=(~frame["ended"]).astype("int64"))
    return frame[["time", "events", "censored"]]


def naive(rows: list[tuple[int, bool]]) -> list[tuple[int, int, Fraction]]:
    """Time by time in exact fractions."""
    result, survival = [], Fraction(1)
    for time in sorted({t for t, _ in rows}):
        at_risk = sum(t >= time for t, _ in rows)
        survival *= 1 - Fraction(sum(t == time and ended for t, ended in rows), at_risk)
        result.append((time, at_risk, survival))
    return result


def test_remission_times_of_freireich_give_the_textbook_curve() -> None:
    # Freireich et al. 1963, weeks in remission under 6-MP, + = censored:
    # 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]

    estimate = kaplan_meier(life_table([(t, True) for t in ended] + [(t, False) for t in censored])).set_index("time")

    survival = [round(estimate.loc[t, "survival"], 3) for t in (6, 7, 10, 13, 16, 22, 23)]
    assert survival == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert estimate.loc[[6, 10, 23], "at_risk"].tolist() == [21, 15, 6]
    assert quantile(estimate.reset_index(), 0.5) == 23


def test_without_anybody_waiting_a_quantile_is_the_plain_percentile() -> None:
    estimate = kaplan_meier(life_table([(t, True) for t in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]))

    assert [quantile(estimate, p) for p in (0.1, 0.5, 0.8, 0.9, 1.0)] == [1, 5, 8, 9, 10]


def test_a_quantile_that_is_not_reached_is_unknown() -> None:
    assert quantile(kaplan_meier(life_table([(1, True), (2, False), (3, False)])), 0.5) is None
    assert quantile(kaplan_meier(life_table([])), 0.5) is None


def test_an_unknown_time_is_refused() -> None:
    with pytest.raises(ValueError, match="known times"):
        kaplan_meier(pd.DataFrame({"time": [None, 1.0], "events": [1, 1], "censored": [0, 0]}))


@given(waits)
def test_it_agrees_with_exact_fractions(rows: list[tuple[int, bool]]) -> None:
    estimate, expected = kaplan_meier(life_table(rows)), naive(rows)

    assert estimate["time"].tolist() == [time for time, _, _ in expected]
    assert estimate["at_risk"].tolist() == [n for _, n, _ in expected]
    assert estimate["survival"].tolist() == pytest.approx([float(s) for _, _, s in expected], abs=1e-12)
    for p in (Fraction(1, 2), Fraction(8, 10), Fraction(9, 10)):
        assert quantile(estimate, float(p)) == next((time for time, _, s in expected if 1 - s >= p), None)


@given(waits)
def test_the_share_still_waiting_never_grows(rows: list[tuple[int, bool]]) -> None:
    survival = kaplan_meier(life_table(rows))["survival"].tolist()

    assert survival == sorted(survival, reverse=True)
    assert all(0 <= share <= 1 for share in survival)
