"""Each rep: what share of what they win is new, against the way they are meant to sell."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.calendar import Window
from pages.parts import charts, formats, links, picks, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import View, current
from pages.parts.words import mark, say

ROW = 28
WAYS = {"hunter": mark("Hunter"), "farmer": mark("Farmer"), "hybrid": mark("Hybrid")}
PRACTICE = {
    "person_name": Column("Rep", width="medium", pinned=True),
    "way": Column("Meant to be"),
    "won_value": Column("Won", Unit.MONEY),
    "new_share": Column("of it new", Unit.RATE),
    "open_value": Column("Open", Unit.MONEY),
    "open_new_share": Column("of it new", Unit.RATE),
}


def draw_practice(window: Window) -> None:
    """What share of each rep's wins is new, by the way they are meant to sell."""
    view = current()
    rows = figure("role-practice", window=window)
    if rows.empty:
        states.empty(say("No rep is in view."), say("Choose another team in the sidebar."))
        return
    rows = rows.assign(order=rows["way"].map({way: nth for nth, way in enumerate(WAYS)}))
    rows = rows.sort_values(["order", "new_share"], ascending=[True, False], na_position="last", ignore_index=True)
    shown = rows.assign(way=[say(WAYS.get(str(way), formats.UNKNOWN)) for way in rows["way"]])
    if rows["new_share"].notna().any():
        drawing = shares(view, shown)
        proof.chart(
            drawing,
            practice_finding(rows),
            name="role-practice",
            rows=shown,
            columns=PRACTICE,
            key="practice",
            picks_from=("person", links.PERSON),
        )
        st.caption(
            say(
                "Colour and word: what the rep is meant to do. Bar: share of won value that was new. Tick: that of "
                "the open value. A click opens the rep’s book."
            )
        )
    else:
        proof.heading(say("Nothing was won in the window"), "role-practice")
        alt = say("Role against practice")
        table(shown, columns=PRACTICE, key="practice rows", alt=alt, height="auto", on_pick=links.to_person)


def practice_finding(rows: pd.DataFrame) -> str:
    """Where practice is furthest from the role, in a sentence."""
    hunters = rows[(rows["way"] == "hunter") & rows["new_share"].notna()]
    farmers = rows[(rows["way"] == "farmer") & rows["new_share"].notna()]
    parts = []
    if len(hunters):
        row = hunters.loc[hunters["new_share"].astype(float).idxmin()]
        parts.append(
            say(
                "the hunter {name} wins {share} from existing or unknown",
                name=row["person_name"],
                share=formats.rate(1 - row["new_share"]),
            )
        )
    if len(farmers):
        row = farmers.loc[farmers["new_share"].astype(float).idxmax()]
        parts.append(
            say(
                "the farmer {name} {share} from new",
                name=row["person_name"],
                share=formats.rate(row["new_share"]),
            )
        )
    return (
        say("Furthest from their role: {parts}", parts=", ".join(parts)) if parts else say("What share of each rep’s wins is new")
    )


def shares(view: View, rows: pd.DataFrame) -> Any:
    """Bars of the new share of won value, ticks of the open value's; colour and word by way."""
    c = charts.colours()
    labels = [f"{name}, {str(way).lower()}" for name, way in zip(rows["person_name"], rows["way"], strict=True)]
    meaning = {say(name): way for way, name in WAYS.items()} | {formats.UNKNOWN: "unknown"}
    drawn = pd.DataFrame(
        {
            "label": labels,
            "person": rows["person"].astype(int),
            "way": rows["way"].astype(object),
            "share": [None if formats.is_unknown(v) else float(v) for v in rows["new_share"]],
            "open": [None if formats.is_unknown(v) else float(v) for v in rows["open_new_share"]],
            "text": [
                say("{share} of {amount}", share=formats.rate(s), amount=view.money(v))
                for s, v in zip(rows["new_share"], rows["won_value"], strict=True)
            ],
            "open_text": [
                say("{share} of {amount}", share=formats.rate(s), amount=view.money(v))
                for s, v in zip(rows["open_new_share"], rows["open_value"], strict=True)
            ],
        }
    )
    y = alt.Y("label:N", sort=labels, axis=alt.Axis(title=None, labelColor=c["text"]))
    scale = alt.Scale(domain=[0, 1.25], nice=False)
    axis = charts.rate_axis(values=[0, 0.25, 0.5, 0.75, 1])
    tip = [
        alt.Tooltip("label:N", title=say("Who")),
        alt.Tooltip("text:N", title=say("New of won")),
        alt.Tooltip("open_text:N", title=say("New of open")),
    ]
    known = {way: meaning[way] for way in dict.fromkeys(drawn["way"])}
    base = alt.Chart(drawn).encode(y=y, tooltip=tip)
    bars = base.mark_bar(height={"band": 0.66}, cursor="pointer").encode(
        x=alt.X("share:Q", scale=scale, axis=axis), color=alt.Color("way:N", scale=charts.scale_of(known), legend=None)
    )
    bars = bars.add_params(picks.selection("person"))
    ticks = base.mark_tick(thickness=3, height={"band": 0.95}, color=c["text"]).encode(x=alt.X("open:Q", scale=scale, axis=axis))
    words = base.mark_text(align="right", color=c["text"], fontSize=charts.FONT).encode(
        x=alt.XValue("width"), text=alt.Text("text:N")
    )
    return charts.finished(alt.layer(bars, ticks, words), ROW * len(drawn) + 40)
