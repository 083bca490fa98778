"""The tabs of the settings' page."""

import streamlit as st

from pages.parts import states
from pages.parts.setting import changes, quotas, stages, values
from pages.parts.view import current, known
from pages.parts.words import say


def draw() -> None:
    """One tab per kind; only the open one asks for anything."""
    if known() is None:
        states.no_data()
        return
    view = current()
    if view.as_of != view.today:
        states.empty(say("This is a past day: it stays as it was. Choose today in the sidebar to change settings."))
        return
    parts = {
        say("Quotas"): quotas.draw,
        say("Company and calendar"): values.draw_company,
        say("Stages"): stages.draw,
        say("References and flags"): values.draw_limits,
        say("Access"): values.draw_access,
        say("Changes"): changes.draw,
    }
    for tab, draw_part in zip(
        st.tabs(list(parts), key="settings", bind="query-params", on_change="rerun"), parts.values(), strict=True
    ):
        if tab.open:
            with tab:
                draw_part()
