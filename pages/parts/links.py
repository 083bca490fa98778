"""Ways from one page to another that keep the scope: they are asked for in a callback and taken when the page runs."""

import pandas as pd
import streamlit as st

from pages.parts import navigation, reps, scope
from pages.parts.view import current

WANTED = "fourcast deal wanted"
PERSON = "fourcast person wanted"
REVIEW = "fourcast review wanted"
REP = "rep"
"""Where my_deals.whose keeps the rep whose pipeline is shown."""


def to_deal(row: pd.Series) -> None:
    """Ask for the page of the deal in a table's row (its `deal_key`)."""
    st.session_state[WANTED] = str(row["deal_key"])


def to_person(row: pd.Series) -> None:
    """Ask for the book of the person in a table's row (its `person`): a rep's pipeline, or the page narrowed to a team."""
    st.session_state[PERSON] = str(int(row["person"]))


def to_review(held: dict[str, str], address: dict[str, str]) -> None:
    """Ask for the forecast review with these of its fields set: what each holds, and how that stands in the address."""
    st.session_state[REVIEW] = (held, address)


def follow() -> None:
    """Go where a callback asked to; main.py calls it before the page runs and before the scope's fields are drawn."""
    wanted = st.session_state.pop(WANTED, None)
    if wanted is not None:
        _switch("deal.py", deal=wanted)
    review = st.session_state.pop(REVIEW, None)
    if review is not None:
        st.session_state.update(review[0])
        _switch("forecast_review.py", **review[1])
    person = st.session_state.pop(PERSON, None)
    if person is not None:
        _open_book(int(person))


def _open_book(person: int) -> None:
    """A rep who works here: their pipeline. Anybody else: the same page, looking at their team."""
    view = current()  # of the run before: what a row was clicked in
    labels = reps.labels_of(view)
    if person in labels and "my_pipeline" in navigation.names(view.viewer.role):
        st.session_state[REP] = person
        _switch("my_pipeline.py", **{REP: labels[person]})
    elif view.viewer.may_open(person) and person != view.viewer.person_id:
        scope.look_under(person)


def _switch(page: str, **named: str) -> None:
    """Only what is `named` is given: the fields keep what they hold, and put it back into the address themselves."""
    st.switch_page(page, query_params=named)
