"""What the data lack for the page that is asked for: said above it, or in its place where it would be all zeros."""

from typing import Any

import streamlit as st

from metrics.at_hand import at_hand
from model.access import Sight
from model.book import Scope
from pages.parts import days, formats, navigation, scope, states
from pages.parts.figures import figure
from pages.parts.view import View
from pages.parts.words import say

FORECASTS = ("rollup", "forecast_review", "my_pipeline", "hunters_farmers")
OF_PERIOD = ("rollup", "forecast_review", "replay")
OWN_WORDS = ("deal", "accounts", "imports", "people", "settings")
"""Pages that say themselves what they have not."""


def draw(view: View) -> bool:
    """Say what is missing. True where it is all that there is to say, and the page would only show zeros."""
    page = st.session_state.get(navigation.PAGE, "")
    if page in OWN_WORDS:
        return False
    held = figure(at_hand, period=view.period).iloc[0]
    leads_only = page == "lead_funnel"
    if not held["deals"] and not (leads_only and held["leads"]):
        _nothing(view, leads_only)
        return True
    if page == "hunters_farmers" and not held["of_known_kind"]:
        advice = say("Import accounts, and name them in the deals, to tell new customers from existing ones.")
        states.empty(say("No deal in view names its account."), advice)
        return True
    if _is_quiet(view, held):
        return _quiet(view, held, page)
    if leads_only and not held["leads"]:
        _note(
            say("No lead is in view: the funnel counts direct deals only."), say("Import leads to see it from the first touch.")
        )
    elif page in FORECASTS and not held["quotas"] and view.viewer.sight is not Sight.LEADS:
        _note(say("No quota is in view: gap and coverage stay unknown."), say("Import quotas to compare the forecast with them."))
    return False


def widen() -> None:
    """Look at everything that the viewer may see, from a callback."""
    for key, everything in {"under": scope.ALL, "kind": scope.ANY, "region": scope.ANY, "segment": scope.ANY}.items():
        if key in st.session_state:
            st.session_state[key] = everything


def _nothing(view: View, leads_only: bool) -> None:
    """Neither deals nor, on the funnel, leads: why, and the button that helps."""
    if view.scope != Scope():
        sentence = say("No deal is in what the sidebar shows.")
        states.empty(sentence, button=say("Show all teams, kinds, regions and segments"), on_click=widen)
    elif view.as_of != view.today:
        sentence = say("Nothing was known yet on {day}.", day=formats.day(view.as_of))
        states.empty(sentence, button=say("Look as of today"), on_click=days.go_to, args=(view.today,))
    elif view.viewer.sight is Sight.LEADS:
        states.empty(say("No lead is in view yet."), say("Import leads: see {docs}.", docs=states.FILES))
    elif view.viewer.people is not None:
        sentence = say("You have no leads and no deals yet, and nobody below you has.")
        states.empty(
            sentence if leads_only else say("You have no deals yet, and nobody below you has."),
            say("They appear here once they are imported."),
        )
    elif leads_only:
        advice = say("Import leads, deals and deal versions: see {docs}.", docs=states.FILES)
        states.empty(say("There are no leads and no deals yet."), advice)
    else:
        advice = say("People are known; import stages, deals and deal versions too: see {docs}.", docs=states.FILES)
        states.empty(say("There are no deals yet."), advice)


def _is_quiet(view: View, held: Any) -> bool:
    """Whether nothing changed since before the period and nothing is due in it: the data end long before the day."""
    return not held["due"] and not formats.is_unknown(held["last_on"]) and held["last_on"] < view.period.first


def _quiet(view: View, held: Any, page: str) -> bool:
    """Say since when, with the way to that day; True where without a quota every figure of the page is of the period, and 0."""
    last = held["last_on"]
    sentence = say(
        "Nothing has changed here since {day}, and no open deal is due in {period}.",
        day=formats.day(last),
        period=view.period.name,
    )
    button = say("Look as of {day}, the last day with data", day=formats.date_of(last))
    if page in OF_PERIOD and not held["quotas"]:
        states.empty(sentence, button=button, on_click=days.go_to, args=(last,))
        return True
    _note(sentence, "", button, last)
    return False


def _note(sentence: str, advice: str, button: str = "", day: Any = None) -> None:
    """A band as high as a line above the page."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="missing"):
        st.markdown(f"**{formats.plain(sentence)}** {formats.plain(advice) if advice else ''}", width="stretch")
        if button:
            st.button(button, on_click=days.go_to, args=(day,), key="last_day")
