"""From screen to screen: the tabs, the keys N and P, and the next person."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from model.people import Role
from pages.parts import news, reps, scope
from pages.parts.meeting import timer
from pages.parts.meeting.review import Held, draw_begin
from pages.parts.view import View, current
from pages.parts.words import say

KEY = "part"
"""Which screen is open, in the address."""


def draw(screens: Mapping[str, Callable[[], None]], found: Held) -> None:
    """The bar of the meeting, and the open screen (label → what draws it)."""
    news.draw()
    labels = list(screens)
    shown = st.session_state.get(KEY, st.query_params.get(KEY))
    place = labels.index(shown) if shown in labels else 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="meeting"):
        draw_begin(found)
        st.button(say("Previous"), key="previous", shortcut="P", disabled=place == 0, on_click=_go, args=(labels, place - 1))
        st.button(
            say("Next"), key="next", shortcut="N", disabled=place == len(labels) - 1, on_click=_go, args=(labels, place + 1)
        )
        _people()
        st.space("stretch")
        timer.draw(labels[place])
    tabs = st.tabs(labels, key=KEY, bind="query-params", on_change="rerun")
    for tab, show in zip(tabs, screens.values(), strict=True):
        if tab.open:
            with tab:
                show()


def _go(labels: list[str], place: int) -> None:
    st.session_state[KEY] = labels[place]


def _people() -> None:
    """The next rep, and the team again."""
    view = current()
    if view.viewer.role == Role.REP:
        return
    people = list(reps.labels_of(view))
    everybody = list(reps.labels_of(_team_view())) if view.scope.under in people or not people else people
    if not everybody:
        return
    here = everybody.index(view.scope.under) if view.scope.under in everybody else -1
    following = everybody[(here + 1) % len(everybody)]
    st.button(say("Next person"), key="next_person", shortcut="M", on_click=scope.look_under, args=(following,))
    if here >= 0:
        st.button(say("Whole team"), key="whole_team", shortcut="T", on_click=scope.look_under, args=(scope.ALL,))


def _team_view() -> View:
    """The view without the person that it is narrowed to."""
    view = current()
    return replace(view, book=view.book.within(replace(view.scope, under=None)))
