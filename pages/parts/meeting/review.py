"""Which review is held: of whom, whether it is open, and the minute that it begins from."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics.reviewing import minutes, review_now
from model.commands.reviews import open_review
from model.people import Role
from pages.parts import acts, formats
from pages.parts.figures import figure
from pages.parts.meeting import timer
from pages.parts.view import current
from pages.parts.words import say

LEADERS = (Role.MANAGER, Role.EXECUTIVE)


@dataclass(frozen=True)
class Held:
    """The review of the team in view: `team` is its leader (None: the whole company).

    `review` is this week's, if it was begun, `last` the latest minute of the team and period from an earlier week. `leads`:
    whether the viewer holds it.
    """

    team: int | None
    leads: bool
    review: pd.Series | None
    last: pd.Series | None

    @property
    def is_open(self) -> bool:
        """Whether it was begun and has not ended."""
        return self.review is not None and formats.is_unknown(self.review["ended_at"])


def held() -> Held:
    """The review of the team in view on its period, in the week of the day looked at."""
    view = current()
    viewer, roles = view.viewer, {member.id: member.role for member in view.book.members}
    under = view.scope.under
    if viewer.role == Role.REP:
        return Held(viewer.person_id, False, None, None)
    team = under if under is not None and roles.get(under) in LEADERS else None
    if team is None and viewer.role == Role.MANAGER:
        team = viewer.person_id
    now = figure(review_now, team=team or 0, period=view.period.name)
    past = figure(minutes, team=team or 0, period=view.period.name)
    past = past[past["week"] < view.book.calendar.week_of(view.as_of).first]
    return Held(team, True, None if now.empty else now.iloc[0], None if past.empty else past.iloc[0])


def draw_begin(found: Held) -> None:
    """Whether the review has begun, and the button that begins it."""
    view = current()
    if not found.leads:
        return
    name = view.book.settings.company if found.team is None else view.name(found.team)
    if found.review is None:
        reason = acts.why_not(by_anybody=True)
        values = {"team": found.team, "period": view.period.name}
        begin = st.button(say("Begin the review"), type="primary", key="begin", disabled=reason is not None, help=reason)
        if begin and acts.do(open_review, done=say("The review of {team} has begun", team=name), **values):
            timer.switch_on()
            st.rerun()
    elif found.is_open:
        st.badge(say("Review open"), icon=":material/play_arrow:", color="blue")
    else:
        st.badge(say("Review ended"), icon=":material/lock:", color="gray")
