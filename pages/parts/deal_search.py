"""Which deal the page is of: named in the address, or found by a part of its name, its account's or its owner's."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.deal_search import deals_named
from metrics.definition import Unit
from model.book import Scope, deal_in
from pages.parts import days, formats, missing, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table, tall
from pages.parts.view import View, current
from pages.parts.words import mark, say, say_many

KEY = "deal"
ROWS = 50
COLUMNS = {
    "name": Column(mark("Deal"), width="large", pinned=True),
    "account_name": Column(mark("Account")),
    "owner_name": Column(mark("Owner")),
    "stage_name": Column(mark("Stage")),
    "amount": Column(mark("Amount"), Unit.MONEY),
    "close_on": Column(mark("Close date"), Unit.DAY),
}


def choose() -> tuple[int | None, Any]:
    """The deal that the field names, and a place for its name beside the field, which is small then.

    Without a deal, what helps to find one is drawn beneath the field, and there is no place.
    """
    view = current()
    held = str(st.session_state.get(KEY, st.query_params.get(KEY)) or "").strip()
    deal_id = deal_in(view.book, held) if held else None
    place, about = None, say("Its id, or a part of its name, account or owner")
    with st.container(horizontal=True, vertical_alignment="top", key="which deal"):
        if deal_id is not None:
            place = st.container(width="stretch", gap="xsmall")
        typed = st.text_input(
            say("Deal"), key=KEY, bind="query-params", placeholder=about, width=420 if place is None else 170, max_chars=200,
            label_visibility="visible" if place is None else "collapsed", icon=":material/search:",
        )  # fmt: skip
    text = (typed or "").strip()
    deal_id = deal_in(view.book, text) if text else None
    if deal_id is None and not (text and _draw_outside(view, text)):
        _draw_found(text)
    return deal_id, place if place is not None else st.container(gap="xsmall")


def _draw_found(text: str) -> None:
    """The deals in view that the text may mean, largest open ones first; a click opens one."""
    found = figure(deals_named, text=text, limit=ROWS)
    if found.empty and text:
        states.empty(
            say("There is no such deal in view."),
            say("Check its id, and the day, team, kind, region and segment in the sidebar."),
        )
        return
    if found.empty:
        states.empty(say("There is no deal in view."), say("Choose another team or day in the sidebar, or import deals."))
        return
    st.subheader(formats.plain(_title(len(found), text)), anchor=False)
    st.caption(formats.plain(say("Open ones first, then the largest. Click a deal to see how it came here.")))
    alt = say("Deals in view, open ones first, then the largest")
    table(found, columns=COLUMNS, key="found deals", alt=alt, height=tall(len(found), 600), on_pick=_open)


def _title(n: int, text: str) -> str:
    if n == ROWS:
        return say("The first {n} deals with “{text}”", n=n, text=text) if text else say("The {n} largest deals in view", n=n)
    if text:
        return say_many("{n} deal with “{text}”", "{n} deals with “{text}”", n, text=text)
    return say_many("{n} deal in view", "{n} deals in view", n)


def _open(row: pd.Series) -> None:
    st.session_state[KEY] = str(row["deal_key"])


def _draw_outside(view: View, text: str) -> bool:
    """Say where a deal is that the viewer may see, but not within what the sidebar holds; False where there is none."""
    whole = view.book.within(Scope())
    if deal_in(whole, text) is not None:
        states.empty(
            say("This deal is outside of what the sidebar shows."),
            say("It is another team’s, kind’s, region’s or segment’s."),
            button=say("Show all teams, kinds, regions and segments"),
            on_click=missing.widen,
        )
        return True
    if view.as_of != view.today and deal_in(whole.on(view.today), text) is not None:
        states.empty(
            say("This deal was not there yet on {day}.", day=formats.day(view.as_of)),
            say("It is there today."),
            button=say("Look as of today"),
            on_click=days.go_to,
            args=(view.today,),
        )
        return True
    return False
