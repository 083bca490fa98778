"""The demo company's quotas, calls and judgements: complete, plausible, and with the two marked reps."""

from datetime import time

import pandas as pd
import pytest

from seed_data.clock import ZONE
from tests.seed_data.reading import DISCOVERY, WON, Told

FULL = [f"{y}Q{q}" for y in (2023, 2024, 2025, 2026) for q in (1, 2, 3, 4)][3:-1]  # 2023Q4 … 2026Q3


@pytest.fixture(scope="module")
def won(told: Told) -> pd.Series:
    """Won value by (owner, quarter)."""
    deals = told.deals[told.deals.stage_id == WON]
    return deals.groupby([deals.owner_id, deals.close_date.dt.to_period("Q").astype(str)]).amount.sum()


@pytest.fixture(scope="module")
def quotas(told: Told) -> pd.Series:
    """Quota by (person, quarter), both kinds."""
    rows = told["quota"]
    return rows[rows.valid_from.isna()].groupby(["person_id", "period"]).amount.sum()


def test_every_quarter_of_history_and_the_next_has_quotas_of_both_kinds(told: Told) -> None:
    rows = told["quota"]
    top = rows[rows.person_id == told["person"].id[told["person"].role == "executive"].item()]

    assert set(top.period) >= {*FULL, "2026Q4", "2027Q1"}
    assert set(top.kind) == {"new", "existing"}
    assert rows.valid_from.notna().sum() == 1


def test_attainment_is_plausible(told: Told, won: pd.Series, quotas: pd.Series) -> None:
    reps = told["person"].id[told["person"].role == "rep"]
    asked = quotas[quotas.index.get_level_values("period").isin(FULL) & quotas.index.get_level_values("person_id").isin(reps)]
    reached = won.reindex(asked.index).fillna(0)
    by_rep = reached.groupby(level=0).sum() / asked.groupby(level=0).sum()

    assert 0.8 < reached.sum() / asked.sum() < 1.1
    assert by_rep.between(0.7, 1.15).mean() > 0.7


def test_coverage_of_the_current_quarter_is_plausible(told: Told, won: pd.Series, quotas: pd.Series) -> None:
    deals = told.deals
    due = deals[deals.stage_id.between(DISCOVERY, WON - 1) & (deals.close_date.dt.to_period("Q").astype(str) == "2026Q4")]
    reps = told["person"].id[told["person"].role == "rep"]
    asked = quotas[quotas.index.get_level_values("person_id").isin(reps)].groupby("period").sum()["2026Q4"]

    assert 1.5 < due.amount.sum() / (asked - won.groupby(level=1).sum()["2026Q4"]) < 4.5


def bias(told: Told, won: pd.Series) -> pd.Series:
    calls = told["call"]
    calls = calls[calls.period.isin(FULL)]
    keys = pd.MultiIndex.from_frame(calls[["person_id", "period"]])
    sums = pd.DataFrame({"person": calls.person_id, "call": calls.commit, "actual": won.reindex(keys).fillna(0).to_numpy()})
    reps = told["person"].id[told["person"].role == "rep"]
    sums = sums[sums.person.isin(reps)].groupby("person").sum()
    return (sums.call - sums.actual) / sums.actual


def test_there_is_one_sandbagger_and_one_optimist(told: Told, won: pd.Series) -> None:
    found = bias(told, won).sort_values()
    others = found.iloc[1:-1]

    assert found.iloc[0] < -0.2
    assert found.iloc[-1] > 0.2
    assert others.between(-0.2, 0.2).all()
    assert others.median() > -0.1


def test_calls_are_weekly_some_late_and_some_missing(told: Told) -> None:
    calls = told["call"]
    week = pd.to_datetime(calls.week)
    local = pd.to_datetime(calls.called_at, utc=True).dt.tz_convert(ZONE)
    late = (calls.called_on > week + pd.Timedelta(days=4)) | (
        (calls.called_on == week + pd.Timedelta(days=4)) & (local.dt.time > time(18))
    )

    assert (week.dt.day_of_week == 0).all()
    assert (calls.called_on - week).dt.days.between(0, 6).all()
    assert 0.02 < late.mean() < 0.12
    caller = calls[calls.person_id == calls.person_id.mode()[0]]
    assert caller.week.nunique() < (week.max() - week.min()).days / 7  # one missed now and then
    assert calls.duplicated(["person_id", "week"]).sum() > 20  # second thoughts
    roles = told["person"].set_index("id").role
    assert set(calls.person_id.map(roles)) == {"rep", "manager"}
    assert week.max() >= told.today - pd.Timedelta(days=7)


def test_managers_judge_deals_below_them_and_withdraw_some(told: Told) -> None:
    rows = told["judgement"]
    roles = told["person"].set_index("id").role

    assert set(rows.person_id.map(roles)) <= {"manager", "executive"}
    assert rows.withdrawn_at.notna().sum() >= 1
    assert (rows.withdrawn_at.dropna() > rows.judged_at[rows.withdrawn_at.notna()]).all()
    assert ((rows.period == "2026Q4") & rows.withdrawn_at.isna()).sum() >= 10
