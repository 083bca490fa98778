"""Ways from one page to another that keep the scope: they are asked for in a callback and taken when the page runs."""

import pandas as pd
import streamlit as st

from model.people import Role
from pages.parts import navigation, scope
from pages.parts.view import current
from pages.parts.words import say

WANTED = "fourcast deal wanted"
PERSON = "fourcast person wanted"
BRIDGE = "fourcast bridge wanted"
REP = "rep"
"""Where my_deals.whose keeps the rep whose pipeline is shown."""


def to_deal(row: pd.Series) -> None:
    """Ask for the page of the deal in a table's row (its `deal_key`)."""
    st.session_state[WANTED] = str(row["deal_key"])


def to_person(row: pd.Series) -> None:
    """Ask for the book of the person in a table's row (its `person`): a rep's pipeline, or the page narrowed to a team."""
    st.session_state[PERSON] = str(int(row["person"]))


def to_pushed() -> None:
    """Ask for the forecast review's bridge with the deals of commit and upside that were pushed out of the period."""
    st.session_state[BRIDGE] = ("best", "pushed out")


def follow() -> None:
    """Go where a callback asked to; main.py calls it before the page runs and before the scope's fields are drawn."""
    wanted = st.session_state.pop(WANTED, None)
    if wanted is not None:
        # Only the deal is named: the scope's fields keep what they hold, and put it back into the address themselves.
        st.switch_page("deal.py", query_params={"deal": wanted})
    bridge = st.session_state.pop(BRIDGE, None)
    if bridge is not None:
        st.session_state["measure"], st.session_state["bar"] = bridge
        st.session_state["part"] = say("What changed")  # the review's tab
        st.switch_page("forecast_review.py")
    person = st.session_state.pop(PERSON, None)
    if person is not None:
        _open_book(int(person))


def _open_book(person: int) -> None:
    """A rep who works here: their pipeline. Anybody else: the same page, looking at their team."""
    view = current()  # of the run before: who is in the company, not what is looked at, is read from it
    reps = {member.id for member in view.book.members if member.role == Role.REP and member.active_on(view.as_of)}
    if person in reps and "my_pipeline" in navigation.names(view.viewer.role):
        st.session_state[REP] = person
        st.switch_page("my_pipeline.py")
    elif view.viewer.may_open(person) and person != view.viewer.person_id:
        scope.look_under(person)
