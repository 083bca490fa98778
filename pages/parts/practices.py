"""Each rep: what they win of new and existing, against the way they are meant to sell; and how hunting goes."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.rep_motions import rep_motions
from model.calendar import Window
from pages.parts import charts, formats, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import View, current
from pages.parts.words import mark, say

LEAST = 20
ROW = 28
WAYS = {"hunter": mark("Hunter"), "farmer": mark("Farmer"), "hybrid": mark("Hybrid")}
REPS = {
    "owner_name": Column("Rep", width="medium", pinned=True),
    "new_won": Column("New: won", Unit.COUNT),
    "new_won_value": Column("New: value", Unit.MONEY),
    "new_rate": Column("New: win rate", Unit.RATE),
    "new_sure": Column("95 %, n"),
    "new_value": Column("New: open", Unit.MONEY),
    "existing_won": Column("Existing: won", Unit.COUNT),
    "existing_won_value": Column("Existing: value", Unit.MONEY),
    "existing_rate": Column("Existing: win rate", Unit.RATE),
    "existing_sure": Column("95 %, n"),
    "existing_value": Column("Existing: open", Unit.MONEY),
}
PRACTICE = {
    "person_name": Column("Rep", width="medium", pinned=True),
    "way": Column("Meant to be"),
    "won_value": Column("Won", Unit.MONEY),
    "new_share": Column("of it new", Unit.RATE),
    "open_value": Column("Open", Unit.MONEY),
    "open_new_share": Column("of it new", Unit.RATE),
}
HUNTING = {
    "person_name": Column("Rep", width="medium", pinned=True),
    "new_customers": Column("New customers", Unit.COUNT),
    "first_meetings": Column("First meetings", Unit.COUNT),
    "median_days_to_second_deal": Column("Median days to second deal", Unit.DAYS),
    "leads": Column("Leads", Unit.COUNT, help="Leads created in the window that became a deal of this rep"),
    "answer": Column("First answer, median"),
    "within_1h": Column("Within 1 hour", Unit.RATE),
}


def draw_reps(window: Window) -> None:
    """New and existing of each rep in one row."""
    view = current()
    rows = by_rep(figure(rep_motions, window=window))
    if rows.empty:
        states.empty(say("Nobody in view has a deal open, or won one in this window."), say("Choose a longer window above."))
        return
    proof.heading(best_rep(view, rows), "motions")
    st.caption(say("Sorted by what was won. Win rates on fewer than 20 closed deals are shown, never ranked."))
    table(rows, columns=REPS, key=f"reps {view.as_of} {window.first}", alt=say("New and existing per rep"), height="auto")


def by_rep(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of rep_motions of each owner as one row, what was won most first; win rates with interval and n."""
    if rows.empty:
        return rows
    records: list[dict[str, Any]] = []
    for _, part in rows.groupby("owner", sort=False, dropna=False):
        record: dict[str, Any] = {"owner_name": part["owner_name"].iloc[0], "won_value": int(part["won_value"].sum())}
        for row in part[part["kind"].isin(["new", "existing"])].to_dict("records"):
            kind = row["kind"]
            record |= {f"{kind}_{name}": row[name] for name in ("won", "won_value", "value")}
            record[f"{kind}_rate"] = row["rate"]
            record[f"{kind}_sure"] = f"{formats.interval(row['low'], row['high'])}, {row['closed']}" if row["closed"] else None
        records.append(record)
    frame = pd.DataFrame(records).sort_values("won_value", ascending=False, kind="stable", ignore_index=True)
    return frame.astype({f"{kind}_rate": "Float64" for kind in ("new", "existing") if f"{kind}_rate" in frame})


def best_rep(view: View, rows: pd.DataFrame) -> str:
    """Who won most, in a sentence."""
    best = rows.iloc[0]
    if not best["won_value"]:
        return say("Nothing was won in the window yet")
    return say(
        "{name} won most: {amount}, {new} of it new",
        name=best["owner_name"],
        amount=view.money(best["won_value"]),
        new=view.money(best.get("new_won_value")),
    )


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
        proof.chart(drawing, practice_finding(rows), name="role-practice", rows=shown, columns=PRACTICE, key="practice")
        st.caption(
            say(
                "Colour and word: what the rep is meant to do. Bar: share of won value that was new. Tick: that of "
                "the open value."
            )
        )
    else:
        proof.heading(say("Nothing was won in the window"), "role-practice")
        table(shown, columns=PRACTICE, key="practice rows", alt=say("Role against practice"), height="auto")


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
    bars = base.mark_bar(height={"band": 0.66}).encode(
        x=alt.X("share:Q", scale=scale, axis=axis), color=alt.Color("way:N", scale=charts.scale_of(known), legend=None)
    )
    ticks = base.mark_tick(thickness=3, height={"band": 0.95}, color=c["text"]).encode(x=alt.X("open:Q", scale=scale, axis=axis))
    words = base.mark_text(align="right", color=c["text"], fontSize=charts.FONT).encode(
        x=alt.XValue("width"), text=alt.Text("text:N")
    )
    return charts.finished(alt.layer(bars, ticks, words), ROW * len(drawn) + 40)


def draw_hunting(window: Window) -> None:
    """New customers, first meetings and how fast the leads of each rep's deals were answered."""
    view = current()
    rows = figure("new-customers", window=window)
    if rows.empty:
        states.empty(say("No rep is in view."), say("Choose another team in the sidebar."))
        return
    speed = figure("speed-to-lead", window=window, by="owner").set_index("owner")
    rows = rows.assign(
        leads=rows["person"].map(speed["n"]).astype("Int64"),
        answer=[formats.minutes(value) for value in rows["person"].map(speed["median_minutes"])],
        within_1h=rows["person"].map(speed["within_1h"]).astype("Float64"),
    ).sort_values("new_customers", ascending=False, kind="stable", ignore_index=True)
    total, best = int(rows["new_customers"].sum()), rows.iloc[0]
    said = say("{customers} won", customers=formats.many(total, "new customer")) + (
        say(
            ", most by {name} ({n})",
            name=best["person_name"],
            n=formats.count(best["new_customers"]),
        )
        if total
        else say(" in the window")
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        drawn = rows[rows["new_customers"] > 0].head(10)
        if len(drawn):
            bars = pd.DataFrame(
                {
                    "label": drawn["person_name"].astype(object),
                    "value": drawn["new_customers"].astype(int),
                    "text": [formats.count(n) for n in drawn["new_customers"]],
                }
            )
            drawing = charts.bars(bars, "new", axis=charts.count_axis())
            proof.chart(drawing, said, name="new-customers", rows=rows, columns=HUNTING, key="new customers")
        else:
            states.empty(say("No new customer was won in this window."), say("Choose a longer window above."))
    with right:
        proof.heading(say("Leads, meetings and second deals"), "speed-to-lead")
        table(rows, columns=HUNTING, key=f"hunting {view.as_of} {window.first}", alt=say("New customers per rep"), height="auto")
