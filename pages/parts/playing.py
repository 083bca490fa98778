"""What plays a period: the clock, the slider over its weeks, and the buttons. The week stands in the address."""

import time
from dataclasses import dataclass, replace

import streamlit as st

from pages.parts.words import say

WEEK = "week"
PLAYING = "fourcast replay playing"
"""Where the session keeps a Playing while the period plays, and after it."""
PACE = 1.2  # seconds a week
LATE = 2.0  # seconds after a stop in which the browser may still send a week that it showed before


@dataclass(frozen=True)
class Playing:
    """The week that is played since a moment, and the ones shown just before it; `over` once it stopped there."""

    since: float
    week: int
    before: tuple[int, ...]
    over: bool = False

    def next(self, week: int) -> "Playing":
        """The step to another week, now."""
        return Playing(time.monotonic(), week, (self.week, *self.before[:1]))

    def stopped(self) -> "Playing":
        """The end of it, now, at its week."""
        return replace(self, since=time.monotonic(), over=True)

    def may_send(self, week: int) -> bool:
        """Whether a week that comes from the browser may be one that it showed before: then it is nobody's move."""
        return week in self.before and (not self.over or time.monotonic() < self.since + LATE)


def is_playing() -> bool:
    """Whether it plays now."""
    playing = st.session_state.get(PLAYING)
    return playing is not None and not playing.over


def advance(last: int) -> None:
    """One week on when it is time, and a stop at the end. A run that somebody's click brings about is too early to count."""
    playing = st.session_state.get(PLAYING)
    if playing is None or playing.over:
        return
    if time.monotonic() >= playing.since + PACE / 2:
        playing = playing.next(min(playing.week + 1, last))
        st.session_state[PLAYING] = playing.stopped() if playing.week >= last else playing
    st.session_state[WEEK] = playing.week


def controls(last: int) -> int:
    """Play, steps and the slider; gives the week that is shown."""
    if st.session_state.get(WEEK) not in range(1, last + 1):
        st.session_state.pop(WEEK, None)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="replay controls"):
        buttons = st.container(horizontal=True, gap="small", width="content", key="replay buttons")
        week = last
        if last > 1:  # the first run learns from it which week the address names
            week = st.select_slider(
                say("Week"), list(range(1, last + 1)), last, key=WEEK, bind="query-params", on_change=_moved,
                label_visibility="collapsed",
            )  # fmt: skip
    with buttons:
        if is_playing():
            st.button(say("Pause"), icon=":material/pause:", on_click=_pause, key="replay play", width=96)
        else:
            st.button(say("Play"), icon=":material/play_arrow:", on_click=_play, args=(last,), key="replay play", width=96)
        _step(say("Week back"), ":material/skip_previous:", week - 1, last)
        _step(say("Week on"), ":material/skip_next:", week + 1, last)
    return int(week)


def _step(name: str, icon: str, week: int, last: int) -> None:
    there = 1 <= week <= last
    st.button(name, icon=icon, on_click=_to, args=(week,), type="tertiary", disabled=not there, key=f"replay {icon}")


def _play(last: int) -> None:
    now = int(st.session_state.get(WEEK) or last)
    begin = 1 if now >= last else now
    st.session_state[WEEK] = begin
    st.session_state[PLAYING] = Playing(time.monotonic(), begin, (now,))


def _moved() -> None:
    """The slider was moved: stop, unless it only says what a slow browser showed before."""
    playing = st.session_state.get(PLAYING)
    if playing is not None and playing.may_send(st.session_state[WEEK]):
        st.session_state[WEEK] = playing.week
    else:
        st.session_state.pop(PLAYING, None)


def _pause() -> None:
    if is_playing():
        playing = st.session_state[PLAYING].stopped()
        st.session_state[PLAYING], st.session_state[WEEK] = playing, playing.week


def _to(week: int) -> None:
    st.session_state.pop(PLAYING, None)
    st.session_state[WEEK] = week
