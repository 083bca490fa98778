"""What changed since the last review: the bridge from its frozen numbers, and each deal's change in words."""

import streamlit as st

from metrics.minutes import frozen_sums
from model.book import Scope
from model.minutes import sums_of
from pages.parts import acts, bridges, formats
from pages.parts.meeting.review import Held
from pages.parts.view import counted_from, current
from pages.parts.words import say


def draw(found: Held) -> None:
    """The bridge since the last minute, where there is one and the whole team is in view, else since the compared day."""
    view = current()
    whole = view.scope == Scope(under=view.scope.under) and view.scope.under in (None, found.team)
    if found.last is None or not whole or not view.period.first <= found.last["as_of"] < view.as_of:
        if found.last is None and found.leads:
            st.caption(say("No minute of an earlier week is kept: changes are counted from the compared day."))
        elif found.last is not None and not whole:
            st.caption(say("Minutes are of the whole team: for a part of it changes are counted from the compared day."))
        bridges.draw_with_measures()
        return
    week = formats.day(found.last["as_of"])
    frozen = st.toggle(say("Begin from the minute of {day}", day=week), True, key="from_minute")
    if not frozen:
        bridges.draw_with_measures()
        return
    sums = frozen_sums(sums_of(acts.engine(), view.viewer, int(found.last["minute"])))
    with counted_from(found.last["as_of"]):
        bridges.draw_with_measures(frozen=sums)
