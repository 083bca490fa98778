"""Ways from one page to another that keep the scope: they are asked for in a callback and taken when the page runs."""

from contextlib import suppress
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.errors import StreamlitAPIException

from pages.parts import navigation, reps, scope
from pages.parts.view import current

WANTED = "fourcast deal wanted"
PERSON = "fourcast person wanted"
REVIEW = "fourcast review wanted"
KEPT = "fourcast scope kept"
LEFT = "fourcast page left"
SHARED = ("view_as", "in_place_of", "as_of", "since", "since_day", "period", "under", "kind", "region", "segment")
"""What all pages have in the address: these fields keep what they hold."""
REP = "rep"
"""Where my_deals.whose keeps the rep whose pipeline is shown."""


@dataclass
class Left:
    """A page that a link led away from, and what it had chosen in its address; whether another page was shown since."""

    page: str
    choices: dict[str, str]
    away: bool = False


def to_deal(row: pd.Series) -> None:
    """Ask for the page of the deal in a table's row (its `deal_key`)."""
    st.session_state[WANTED] = str(row["deal_key"])


def to_person(row: pd.Series) -> None:
    """Ask for the book of the person in a table's row (its `person`): a rep's pipeline, or the page narrowed to a team."""
    st.session_state[PERSON] = str(int(row["person"]))


def to_review(held: dict[str, str], address: dict[str, str]) -> None:
    """Ask for the forecast review with these of its fields set: what each holds, and how that stands in the address."""
    st.session_state[REVIEW] = (held, address)


def arrive() -> None:
    """Have the whole address on the page that a link led to, before any field is drawn; main.py calls it first.

    Left to the fields, each writes its own part, and Back finds the page itself with half of its scope.
    """
    kept = st.session_state.pop(KEPT, None)
    if kept:
        with suppress(StreamlitAPIException):  # a field that is bound to its part already holds it, and writes it itself
            st.query_params.update({name: value for name, value in kept.items() if name not in st.query_params})


def follow() -> None:
    """Go where a callback asked to; main.py calls it before the page runs and before the scope's fields are drawn."""
    _return()
    wanted = st.session_state.pop(WANTED, None)
    if wanted is not None:
        _switch("deal", deal=wanted)
    review = st.session_state.pop(REVIEW, None)
    if review is not None:
        st.session_state.update(review[0])
        _switch("forecast_review", **review[1])
    person = st.session_state.pop(PERSON, None)
    if person is not None:
        _open_book(int(person))


def _open_book(person: int) -> None:
    """A rep who works here: their pipeline. Anybody else: the same page, looking at their team."""
    view = current()  # of the run before: what a row was clicked in
    labels = reps.labels_of(view)
    if person in labels and "my_pipeline" in navigation.names(view.viewer.role):
        st.session_state[REP] = person
        _switch("my_pipeline", **{REP: labels[person]})
    elif view.viewer.may_open(person) and person != view.viewer.person_id:
        scope.look_under(person)


def _switch(page: str, **named: str) -> None:
    """Only what is `named` is given: the fields keep what they hold, `arrive` puts it back into the address."""
    here = str(st.session_state.get(navigation.PAGE))
    st.session_state[KEPT] = {name: value for name, value in st.query_params.to_dict().items() if name in SHARED}
    if page != here:
        own = {name: value for name, value in st.query_params.to_dict().items() if name not in SHARED}
        st.session_state[LEFT] = Left(here, own)
    st.switch_page(navigation.file_of(page), query_params=named)


def _return() -> None:
    """Who comes back to a page that a link led away from finds it as it was left.

    Streamlit writes the new page's address into the old page before it goes there: Back finds that one, without the old
    page's own choices.
    """
    left: Left | None = st.session_state.get(LEFT)
    if left is None:
        return
    if st.session_state.get(navigation.PAGE) != left.page:
        left.away = True
    elif left.away:
        del st.session_state[LEFT]
        if left.choices:
            st.switch_page(navigation.file_of(left.page), query_params=left.choices)
