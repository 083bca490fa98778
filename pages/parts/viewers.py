"""Who looks: the person chosen under «view as», as long as nobody signs in."""

from datetime import date

import streamlit as st

from model.access import MACHINE_OWNER, AccessDenied, Member, Viewer, viewer_of
from model.book import lines_of, members_of
from model.warehouse import Warehouse
from pages.door.signing import is_configured as sign_in_is_configured
from pages.parts.formats import word
from pages.parts.words import say

OWNER = 0
KEY = "view_as"
LOST = "fourcast view as lost"
__all__ = ["choose", "put_back", "sign_in_is_configured", "unlike"]


def choose(warehouse: Warehouse, today: date) -> Viewer:
    """The viewer of this run. Without sign-in, whoever opens the page may look as anybody who works here today."""
    if sign_in_is_configured():
        raise AccessDenied(
            say(
                "Sign-in is configured, but this version cannot sign anybody in. Take [auth] out of "
                ".streamlit/secrets.toml to open the app to everybody who can reach it."
            )
        )
    members = {m.id: m for m in members_of(warehouse) if m.active_on(today)}
    labels = {OWNER: say("Everything")} | _labels(list(members.values()))
    if lost := st.session_state.pop(LOST, None):
        st.query_params[KEY] = lost  # here, because Streamlit lets nobody else write it once the picker is drawn
    chosen = st.selectbox(say("View as"), list(labels), format_func=labels.__getitem__, key=KEY, bind="query-params")
    if chosen not in members:
        return MACHINE_OWNER
    return viewer_of(members[chosen], members_of(warehouse), lines_of(warehouse), today)


def put_back() -> None:
    """Have the next run write the viewer into the address again: a switch of pages takes them out of it."""
    st.session_state[LOST] = st.query_params.get(KEY)


def _labels(members: list[Member]) -> dict[int, str]:
    """What each person is called in the picker and so in links: name and role, with the id where two are alike."""
    labels = {m.id: f"{m.name}, {m.role if m.role == 'sdr' else word(m.role).lower()}" for m in members}
    return unlike(labels, {m.id: m.external_id for m in members})


def unlike(labels: dict[int, str], keys: dict[int, str]) -> dict[int, str]:
    """The labels, with the key behind those that two share: a link must mean one person."""
    seen = list(labels.values())
    return {id_: label if seen.count(label) == 1 else f"{label} ({keys[id_]})" for id_, label in labels.items()}
