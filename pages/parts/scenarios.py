"""Scenarios: what is being changed now, saved under a name, opened by a link, compared with the day it was made on."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.scenarios import changes_of, my_scenarios, scenario
from metrics.what_if import fate, what_if
from model.commands.scenarios import put_aside, save
from pages.parts import acts, formats, links, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

KEY = "scenario"
"""The scenario's key in the address."""
BASE = "fourcast scenario base"
LAST = "fourcast scenario last"
VERSION = "fourcast scenario version"
OPENED = "fourcast scenario opened"
ROWS = "fourcast scenario rows"
OVERTAKEN = {"won": mark("won"), "lost": mark("lost")}
Parts = dict[str, dict[str, Any]]


def put(changes: Parts) -> None:
    """Have the editor begin from these changes."""
    st.session_state[BASE], st.session_state[LAST] = changes, changes
    st.session_state[VERSION] = version() + 1


def held() -> Parts:
    """What the editor begins from."""
    found: Parts = st.session_state.get(BASE, {})
    return found


def last() -> Parts:
    """What was changed by the last run."""
    found: Parts = st.session_state.get(LAST, {})
    return found


def remember(changes: Parts) -> None:
    """Keep what this run changes."""
    st.session_state[LAST] = changes


def follow(keys: tuple[str, ...]) -> None:
    """Begin the editor anew, with all that was changed, when it shows other rows: it knows its edits by their place only."""
    if st.session_state.get(ROWS) != keys:
        st.session_state[ROWS] = keys
        put(last())


def version() -> int:
    """Counts how often the editor began anew."""
    return int(st.session_state.get(VERSION, 0))


def as_text(changes: Parts) -> str:
    """The changes as a scenario keeps them."""
    return json.dumps(changes, sort_keys=True)


def opened() -> pd.Series | None:
    """The scenario that the address names, if the viewer may know of it."""
    key = st.query_params.get(KEY)
    if not key:
        return None
    rows = figure(scenario, key=key)
    if rows.empty:
        states.empty(say("There is no such scenario, or none of its deals is yours to see."))
        return None
    return rows.iloc[0]


def begin(found: pd.Series | None) -> None:
    """Put an opened scenario into the editor once, and offer one's own."""
    if found is not None:
        mark_ = f"{found['key']} {found['saved_at']}"
        if st.session_state.get(OPENED) != mark_:
            st.session_state[OPENED] = mark_
            put(json.loads(found["changes"]))
        author = say("you") if found["author"] == current().viewer.person_id else str(found["author_name"])
        made = formats.day(found["made_on"], current().as_of.year)
        st.caption(formats.plain(say("«{name}» by {who}, made on {day}", name=found["name"], who=author, day=made)))


Compare = Callable[[pd.DataFrame, pd.DataFrame, date], None]


def draw(found: pd.Series | None, compare: Compare) -> None:
    """Save, share and compare: `compare` draws the sums now beside those of the day on which it was made."""
    _save(found)
    if found is not None:
        _compare(found, compare)
    _mine(found)


def _save(found: pd.Series | None) -> None:
    view = current()
    reason = None if view.viewer.person_id is not None else acts.why_not()
    if reason is not None:
        st.caption(formats.plain(reason))
        return
    own = found is not None and found["author"] == view.viewer.person_id
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        usual = str(found["name"]) if found is not None and own else ""
        name = st.text_input(say("Name of the scenario"), usual, key=f"scenario name {usual}", width=320)
        values = {
            "name": name or "",
            "period": view.period.name,
            "as_of": view.as_of,
            "changes": last(),
            "team": view.scope.under,
        }
        if own and found is not None and st.button(say("Save"), type="primary", key="save scenario"):
            _saved(values | {"key": str(found["key"])})
        if st.button(say("Save as new") if own else say("Save"), key="save new scenario"):
            _saved(values)
    if found is not None:
        st.caption(say("Whoever gets this page’s address sees it, on the deals that are theirs to see:"))
        st.code(f"{str(st.context.url or '').partition('?')[0]}?{KEY}={found['key']}", language=None)


def _saved(values: dict[str, Any]) -> None:
    keys: list[str] = []

    def keep(engine: Any, viewer: Any, **given: Any) -> None:
        keys.append(save(engine, viewer, **given))

    if acts.do(keep, done=say("The scenario is saved"), **values):
        st.query_params[KEY] = keys[0]
        st.rerun()


def _compare(found: pd.Series, compare: Compare) -> None:
    """On today's deals beside as it was made; what has come of its deals since."""
    view = current()
    changes, made_on = changes_of(str(found["changes"])), found["made_on"]
    own = tuple(change[0] for change in changes)
    rows = figure(fate, keys=own)
    hidden = len(own) - len(rows)
    if hidden:
        every = formats.count(len(own))
        text = say_many(
            "{n} of {all} changes is on a deal that is not yours to see: it is left out.",
            "{n} of {all} changes are on deals that are not yours to see: they are left out.", hidden, all=every,
        )  # fmt: skip
        st.caption(text)
    if made_on == view.as_of:
        return
    st.subheader(say("Since it was made"), anchor=False)
    now = figure(what_if, period=view.period, changes=changes)
    compare(now, figure(what_if, on=made_on, period=view.period, changes=changes), made_on)
    _overtaken(rows, made_on)


def _overtaken(rows: pd.DataFrame, made_on: date) -> None:
    closed = rows[rows["stage_kind"].isin(tuple(OVERTAKEN))]
    if closed.empty:
        return
    words = [formats.word(say(OVERTAKEN[kind])) for kind in closed["stage_kind"]]
    columns = {"deal_name": Column("Deal", width=260), "now": Column("Now")}
    alt = say("Deals of the scenario that have closed since")
    table(closed.assign(now=words), columns=columns, key=f"overtaken {made_on}", alt=alt, on_pick=links.to_deal)


def _mine(found: pd.Series | None) -> None:
    rows = figure(my_scenarios)
    if rows.empty:
        return
    st.subheader(say("Your scenarios"), anchor=False)
    for _, row in rows.head(20).iterrows():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            day = formats.day(row["made_on"], current().as_of.year)
            text = say("{name} · {period}, made on {day}", name=row["name"], period=row["period"], day=day)
            st.button(formats.plain(text), key=f"open {row['key']}", type="tertiary", on_click=_open, args=(str(row["key"]),))
            aside = st.button(say("Put aside"), key=f"aside {row['key']}", type="tertiary", icon=":material/archive:")
            if aside and acts.do(put_aside, done=say("Put aside"), key=str(row["key"])):
                if found is not None and found["key"] == row["key"]:
                    del st.query_params[KEY]
                st.rerun()


def _open(key: str) -> None:
    st.query_params[KEY] = key
    st.session_state.pop(OPENED, None)
