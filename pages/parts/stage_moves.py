"""Stage by stage: where deals went, and how long they stayed."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from pages.parts import formats, proof, stage_charts, states, windows
from pages.parts.figures import figure
from pages.parts.tables import Column
from pages.parts.view import current
from pages.parts.words import say

CONVERSION = {
    "stage_name": Column("Stage", pinned=True),
    "entered": Column("Entered", Unit.COUNT),
    "advanced": Column("Advanced", Unit.COUNT),
    "back": Column("Back", Unit.COUNT),
    "lost": Column("Lost", Unit.COUNT),
    "still": Column("Still there", Unit.COUNT),
    "advanced_rate": Column("Advanced", Unit.RATE),
    "interval": Column("95 %"),
}
TIMES = {
    "stage_name": Column("Stage", pinned=True),
    "visits": Column("Visits", Unit.COUNT),
    "running": Column("Still running", Unit.COUNT),
    "unknown_start": Column("Start unknown", Unit.COUNT),
    "median_days": Column("Median days", Unit.DAYS),
    "p80_days": Column("80th percentile", Unit.DAYS),
}


def draw(choice: str) -> None:
    """Conversion and time in stage beside each other."""
    view = current()
    window = windows.window_of(view, choice)
    left, right = st.columns(2, gap="large")
    with left:
        rows = figure("stage-conversion", window=window)
        if rows.empty:
            states.empty(say("No deal entered a stage in this window."), say("Choose a longer window above."))
        else:
            rows = rows.assign(interval=[formats.interval(a, b) for a, b in zip(rows["low"], rows["high"], strict=True)])
            proof.chart(
                stage_charts.conversion(rows),
                moved(rows),
                name="stage-conversion",
                rows=rows,
                columns=CONVERSION,
                key="conversion",
            )
            st.caption(say("Deals may jump over stages: never multiply these rates into a win rate."))
    with right:
        rows = figure("time-in-stage", window=window)
        if rows.empty:
            states.empty(say("No visit to a stage began in this window."), say("Choose a longer window above."))
        else:
            proof.chart(
                stage_charts.durations(rows), stayed(rows), name="time-in-stage", rows=rows, columns=TIMES, key="durations"
            )
            st.caption(counted(rows))


def moved(rows: pd.DataFrame) -> str:
    """Where most is lost, in a sentence."""
    lost = (rows["lost"].astype("Float64") / rows["entered"].astype("Float64").mask(rows["entered"] < 20)).dropna()
    if lost.empty:
        return say("Where deals went from each stage")
    worst = rows.loc[lost.idxmax()]
    return say(
        "{stage} loses most: {share} of those that entered",
        stage=worst["stage_name"],
        share=formats.rate(lost.max(), worst["entered"]),
    )


def stayed(rows: pd.DataFrame) -> str:
    """Where deals stay longest, in a sentence."""
    known = rows[rows["median_days"].notna()]
    if known.empty:
        return say("Too many visits still run to say how long deals stay")
    longest = known.loc[known["median_days"].astype(float).idxmax()]
    return say(
        "Deals stay longest in {stage}: half leave within {days}",
        stage=longest["stage_name"],
        days=formats.days(longest["median_days"]),
    )


def counted(rows: pd.DataFrame) -> str:
    """What the durations are made of."""
    unknown = int(rows["unknown_start"].sum())
    left_out = say("; {visits} of unknown beginning left out", visits=formats.many(unknown, "visit")) if unknown else ""
    return say(
        "Kaplan–Meier over {visits}, {running} still running{left_out}. Bar: median; band: 80th percentile.",
        visits=formats.many(int(rows["visits"].sum()), "visit"),
        running=formats.count(int(rows["running"].sum())),
        left_out=left_out,
    )
