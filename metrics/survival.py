"""How long it takes until something happens, where for some it has not happened yet: Kaplan–Meier from life tables."""

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
