"""The people of the company: one is chosen and changed; below, everybody, and who stands in for whom."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.people import people
from model.commands.people import set_manager, set_person
from model.people import Role
from pages.parts import acts, formats, states
from pages.parts.figures import figure
from pages.parts.setting import stand_ins
from pages.parts.tables import Column, table, tall
from pages.parts.view import current, known
from pages.parts.viewers import unlike
from pages.parts.words import say

NOBODY = 0
COLUMNS = {
    "person_name": Column("Name", width=170, pinned=True),
    "role_text": Column("Role", width=110),
    "email": Column("E-mail", width=240),
    "manager_name": Column("Reports to", width=170),
    "admin_text": Column("Administrator", width=110),
    "active_to": Column("Last day", Unit.DAY, width=110),
}


def draw() -> None:
    """The tabs of the page."""
    if known() is None:
        states.no_data()
        return
    view = current()
    if view.as_of != view.today:
        states.empty(say("This is a past day: it stays as it was. Choose today in the sidebar to change people."))
        return
    parts = {say("People"): _people, say("Stand-ins"): stand_ins.draw}
    tabs = st.tabs(list(parts), key="people", bind="query-params", on_change="rerun")
    for tab, draw_part in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw_part()


def _people() -> None:
    rows = figure(people)
    st.caption(say("Somebody signs in with the e-mail that stands here. What is changed takes effect at their next click."))
    labels = labels_of(rows)
    chosen = st.selectbox(
        say("Person"), list(labels), index=None, format_func=labels.__getitem__, key="person to change", width=430,
        placeholder=say("Type a name, or choose"),
    )  # fmt: skip
    if chosen is not None:
        _form(rows[rows["person"] == chosen].iloc[0], labels)
    said = rows.assign(
        role_text=[_role(role) for role in rows["role"]],
        admin_text=[say("yes") if admin else "" for admin in rows["admin"]],
    )
    key = f"people {current().book.warehouse.revision}"
    table(said, columns=COLUMNS, key=key, alt=say("Everybody whom the company knows"), height=tall(len(said), 460))


def _form(row: pd.Series, labels: dict[int, str]) -> None:
    """What can be changed of somebody: who they are, and whom they report to from which day."""
    person, stamp = int(row["person"]), current().book.warehouse.revision
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        email = st.text_input(say("E-mail"), _text(row["email"]), key=f"e-mail of {person} {stamp}")
        roles = list(Role)
        role = st.selectbox(
            say("Role"), roles, roles.index(Role(row["role"])), format_func=_role, key=f"role of {person} {stamp}"
        )
        last = None if formats.is_unknown(row["active_to"]) else row["active_to"]
        until = st.date_input(
            say("Last day"), last, format="YYYY-MM-DD", key=f"last day of {person} {stamp}",
            help=say("Empty: they work here. From the day after on they cannot sign in, and stay under their last manager."),
        )  # fmt: skip
        admin = st.checkbox(
            say("Administrator"), bool(row["admin"]), key=f"admin {person} {stamp}",
            help=say("Settings, imports and people; not by itself other people’s numbers."),
        )  # fmt: skip
        values = {"email": email or None, "role": str(role), "admin": admin, "active_to": until}
        was = {"email": _text(row["email"]) or None, "role": row["role"], "admin": bool(row["admin"]), "active_to": last}
        new: Any = {name: value for name, value in values.items() if value != was[name]}
        if st.button(say("Save"), type="primary", disabled=not new, key=f"save {person}") and acts.do(
            set_person, done=say("Saved"), person=person, **new
        ):
            st.rerun()
    with right, st.container(border=True):
        others = {NOBODY: say("Nobody")} | {id_: label for id_, label in labels.items() if id_ != person}
        now = NOBODY if formats.is_unknown(row["manager"]) else int(row["manager"])
        order = list(others)
        manager = st.selectbox(
            say("Reports to"), order, order.index(now) if now in others else 0, format_func=others.__getitem__,
            key=f"manager of {person} {stamp}",
        )  # fmt: skip
        today = current().today
        since = st.date_input(say("From"), today, min_value=today, format="YYYY-MM-DD", key=f"moves on {person} {stamp}")
        pressed = st.button(say("Move"), type="primary", disabled=manager == now, key=f"move {person}")
        given = {"person": person, "manager": manager or None, "since": since}
        if pressed and acts.do(set_manager, done=say("Moved: earlier days stay as they were"), **given):
            st.rerun()


def labels_of(rows: pd.DataFrame) -> dict[int, str]:
    """What each is called in a picker; of those with one name each with the key."""
    named = {int(row["person"]): str(row["person_name"]) for _, row in rows.iterrows()}
    return unlike(named, {int(row["person"]): str(row["person_key"]) for _, row in rows.iterrows()})


def _role(role: str) -> str:
    return "SDR" if role == Role.SDR else formats.word(role)


def _text(value: object) -> str:
    return "" if formats.is_unknown(value) else str(value)
