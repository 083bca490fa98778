"""Who stands in for an absent manager, on which days."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.people import people, stand_ins
from model.commands.people import end_stand_in, let_stand_in
from model.people import Role
from pages.parts import acts, formats, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.viewers import unlike
from pages.parts.words import mark, say

LEADERS = (Role.MANAGER, Role.EXECUTIVE)
DEALERS = (Role.REP, *LEADERS)
STATES = {"over": mark("Over"), "holds": mark("Holds"), "coming": mark("To come")}
COLUMNS = {
    "absent_name": Column("Absent", width=170, pinned=True),
    "person_name": Column("Stands in", width=170),
    "first": Column("First day", Unit.DAY, width=120),
    "last": Column("Last day", Unit.DAY, width=120),
    "state_text": Column("Today", width=100),
}


def draw() -> None:
    """Choose who stands in for whom on which days; below, who does."""
    rows, every = figure(stand_ins), figure(people)
    st.caption(
        say("Who stands in sees what the absent manager sees and acts in their place, while it lasts; the audit says who it was.")
    )
    working = every[every["active"].astype(bool)]
    absent, there = _of_roles(working, LEADERS), _of_roles(working, DEALERS)
    today = current().today
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        away = st.selectbox(say("Absent"), list(absent), index=None, format_func=absent.__getitem__, key="absent", width=240)
        who = st.selectbox(say("Stands in"), list(there), index=None, format_func=there.__getitem__, key="stands in", width=240)
        first = st.date_input(say("First day"), today, min_value=today, format="YYYY-MM-DD", key="stands in from", width=150)
        last = st.date_input(
            say("Last day"), today + timedelta(days=6), min_value=today, format="YYYY-MM-DD", key="stands in until", width=150
        )
        ready = away is not None and who is not None
        pressed = st.button(say("Let stand in"), type="primary", disabled=not ready, key="let stand in")
    given = {"absent": away, "person": who, "first": first, "last": last}
    if pressed and acts.do(let_stand_in, done=say("Set: it holds on these days"), **given):
        st.rerun()
    if rows.empty:
        states.empty(say("Nobody stands in for anybody."))
        return
    key = f"stand-ins {current().book.warehouse.revision}"
    said = rows.assign(state_text=[say(STATES[state]) for state in rows["state"]])
    table(said, columns=COLUMNS, key=key, alt=say("Who stands in for whom"))
    for _, row in rows[rows["state"] != "over"].iterrows():
        text = say("End: {who} for {absent}", who=row["person_name"], absent=row["absent_name"])
        pressed = st.button(formats.plain(text), type="tertiary", icon=":material/event_busy:", key=f"end {row['stand_in']}")
        if pressed and acts.do(end_stand_in, done=say("Ended"), stand_in=int(row["stand_in"])):
            st.rerun()


def _of_roles(rows: pd.DataFrame, roles: tuple[Role, ...]) -> dict[int, str]:
    rows = rows[rows["role"].isin(roles)]
    named = {int(row["person"]): str(row["person_name"]) for _, row in rows.iterrows()}
    return unlike(named, {int(row["person"]): str(row["person_key"]) for _, row in rows.iterrows()})
