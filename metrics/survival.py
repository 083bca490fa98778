"""How long it takes until something happens, where for some it has not happened yet: Kaplan–Meier from life tables."""

from collections.abc import Mapping, Sequence

import pandas as pd

TOLERANCE = 1e-9  # products of shares are a few 1e-16 off: a survival of 0.5 must not miss the median for that


def kaplan_meier(durations: pd.DataFrame) -> pd.DataFrame:
    """The Kaplan–Meier estimate from a life table.

    `durations`: `time` (any unit), `events` (how many ended at that time) and `censored` (how many were last seen
    waiting then, and are waiting still); in any order, a time may come more than once. Who was last seen waiting at
    a time counts as at risk at that time (Kaplan & Meier 1958).

    Gives `time` (Float64, ascending), `at_risk` (Int64, how many had waited at least so long) and `survival` (Float64,
    the share still waiting after that time: Π (1 − events ÷ at_risk)); no row for no row. ValueError for an unknown
    time or a negative count.
    """
    if durations["time"].isna().any() or (durations[["events", "censored"]].fillna(0) < 0).any(axis=None):
        raise ValueError("A life table needs known times and counts of 0 or more")
    table = durations.groupby("time", sort=True)[["events", "censored"]].sum().astype("int64")
    leaving = table["events"] + table["censored"]
    at_risk = leaving.iloc[::-1].cumsum().iloc[::-1]
    ended = table["events"] / at_risk.where(at_risk > 0, 1)
    survival = (1.0 - ended).cumprod()
    return pd.DataFrame(
        {
            "time": pd.Series(table.index, dtype="Float64"),
            "at_risk": at_risk.reset_index(drop=True).astype("Int64"),
            "survival": survival.reset_index(drop=True).astype("Float64"),
        }
    )


def quantile(estimate: pd.DataFrame, p: float) -> float | None:
    """The smallest time at which the share that ended, 1 − survival, is at least `p` (0 < p ≤ 1).

    None where it is not reached: too many still wait, or there is nothing.
    """
    reached = estimate.loc[estimate["survival"] <= 1 - p + TOLERANCE, "time"]
    return None if reached.empty else float(reached.iloc[0])


def quantiles(durations: pd.DataFrame, keys: list[str], shares: Mapping[str, float]) -> pd.DataFrame:
    """Kaplan–Meier quantiles of many groups at once: the life table of `kaplan_meier` with the columns `keys` that name a group.

    Gives a row per group: `keys` and, for each name in `shares`, what `quantile` gives for that share (Float64). An unknown
    key is a group of its own.
    """
    columns = ["events", "censored"]
    table = durations.groupby([*keys, "time"], dropna=False, as_index=False)[columns].sum()
    leaving = table["events"] + table["censored"]
    group = table.groupby(keys, dropna=False, sort=False).ngroup()
    gone_before = leaving.groupby(group).cumsum() - leaving
    at_risk = leaving.groupby(group).transform("sum") - gone_before
    staying = 1.0 - table["events"].astype("Float64") / at_risk.astype("Float64").clip(lower=1)
    survival = staying.groupby(group).cumprod()
    found = table[keys].groupby(group).first()
    for name, share in shares.items():
        reached = survival <= 1 - share + TOLERANCE
        found[name] = table.loc[reached, "time"].groupby(group[reached]).first().astype("Float64")
    return found.reset_index(drop=True)


def aalen_johansen(durations: pd.DataFrame, causes: Sequence[str]) -> pd.DataFrame:
    """The Aalen–Johansen cumulative incidence of each of several endings that compete, from a life table.

    `durations`: `time`, one column of counts per cause, and `censored`, as for `kaplan_meier`. The chance to end by a cause
    within t = Σ over times ≤ t of (the share still waiting just before) × (ended by that cause ÷ at risk) (Aalen & Johansen
    1978). 1 − Kaplan–Meier with the other causes as censoring would overstate it.

    Gives `time`, `at_risk`, `survival` (the share that has not ended) and a column per cause (Float64); at every time
    they add to 1. No row for no row.
    """
    table = durations.assign(events=durations[list(causes)].sum(axis=1))
    estimate = kaplan_meier(table)
    ended = table.groupby("time", sort=True)[list(causes)].sum().reset_index(drop=True)
    waiting = estimate["survival"].shift(1, fill_value=1.0)
    for cause in causes:
        hazard = ended[cause].astype("Float64") / estimate["at_risk"].astype("Float64").clip(lower=1)
        estimate[cause] = (waiting * hazard).cumsum()
    return estimate
