"""How hunting goes: new customers per rep, first meetings, and how fast the leads of their deals were answered."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.calendar import Window
from pages.parts import charts, formats, links, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say

HUNTING = {
    "person_name": Column("Rep", width=130, pinned=True),
    "new_customers": Column("New", Unit.COUNT, help="New customers won"),
    "first_meetings": Column("Meetings", Unit.COUNT, help="First meetings"),
    "median_days_to_second_deal": Column("To second deal", Unit.DAYS, help="Median days from the first deal to the second one"),
    "leads": Column("Leads", Unit.COUNT, help="Leads created in the window that became a deal of this rep"),
    "answer": Column("First answer", help="Median"),
    "within_1h": Column("In 1 h", Unit.RATE, help="Answered within 1 hour"),
}


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
    left, right = st.columns([2, 3], gap="medium")
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
        key, alt = f"hunting {view.as_of} {window.first}", say("New customers per rep")
        table(rows, columns=HUNTING, key=key, alt=alt, height="auto", on_pick=links.to_person)
