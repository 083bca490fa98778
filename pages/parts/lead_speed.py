"""How fast leads are answered: in all, by source and by SDR; a row opens the leads of its source or SDR."""

from functools import partial

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.access import Grain
from model.calendar import Window
from pages.parts import charts, formats, proof, states
from pages.parts.figures import figure
from pages.parts.lead_splits import UNKNOWN, ranked
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

TABS = "funnel"
"""The key of the page's tabs."""
TAB_OF = {"source": mark("Sources"), "sdr": mark("SDRs")}
LIMITS = {"within_5m": mark("within 5 minutes"), "within_1h": mark("within 1 hour"), "within_24h": mark("within 24 hours")}
SPEED = {
    "n": Column("Leads", Unit.COUNT),
    "untouched": Column("Untouched", Unit.COUNT),
    "median": Column("Half in", help="The time by which half of the leads were answered"),
    "p90": Column("Nine in ten in", help="The time by which nine in ten were answered; unknown where too many still wait"),
    "within_5m": Column("5 min", Unit.RATE, help="Answered within 5 minutes"),
    "within_1h": Column("1 h", Unit.RATE, help="Answered within 1 hour"),
    "within_24h": Column("24 h", Unit.RATE, help="Answered within 24 hours"),
}


def draw_speed(window: Window, mode: str) -> None:
    """How fast leads were answered: in all, by source and by SDR."""
    whole = figure("speed-to-lead", window=window).iloc[0]
    if not whole["n"]:
        states.empty(say("No lead was created in this window."), say("Choose a longer window above."))
        return
    said = (
        say(
            "Half of {leads} were answered within {time}; {untouched} never",
            leads=formats.many(whole["n"], "lead"),
            time=formats.minutes(whole["median_minutes"]),
            untouched=formats.count(whole["untouched"]),
        )
        if not formats.is_unknown(whole["median_minutes"])
        else say("Most of {leads} still wait for a first answer", leads=formats.many(whole["n"], "lead"))
    )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        bars = pd.DataFrame(
            {
                "label": [say(label) for label in LIMITS.values()],
                "value": [None if formats.is_unknown(whole[name]) else float(whole[name]) for name in LIMITS],
                "text": [formats.rate(whole[name]) for name in LIMITS],
            }
        )
        proof.chart(
            charts.bars(bars, axis=charts.rate_axis(), height=190),
            said,
            name="speed-to-lead",
            rows=figure("speed-to-lead", window=window),
            key=f"speed {window.first}",
        )
    with right:
        for by, heading in (("source", say("Source")), ("sdr", "SDR")):
            if by == "sdr" and not current().sees(Grain.PERSON):
                continue
            rows = figure("speed-to-lead", window=window, by=by)
            rows = rows.assign(of=rows.get(f"{by}_key", rows[by])).rename(columns={f"{by}_name": "part"})
            rows = rows.rename(columns={} if "part" in rows else {by: "part"})
            rows = ranked(rows, "n", "within_24h").assign(
                median=lambda f: [formats.minutes(v) for v in f["median_minutes"]],
                p90=lambda f: [formats.minutes(v) for v in f["p90_minutes"]],
            )
            columns = {"part": Column(heading, pinned=True), **SPEED}
            alt = say("Speed to lead by {heading}", heading=heading)
            table(rows, columns=columns, key=f"speed by {by} {window.first}", alt=alt, height="auto", on_pick=partial(_open, by))


def _open(by: str, row: pd.Series) -> None:
    """Go to the tab of sources or SDRs, with the leads of this row listed."""
    st.session_state[by] = UNKNOWN if formats.is_unknown(row["of"]) else str(row["of"])
    st.session_state[TABS] = say(TAB_OF[by])
