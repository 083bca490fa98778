"""What plays a period: the clock, the slider over its weeks, and the buttons. The week stands in the address."""

import time
from dataclasses import dataclass

import streamlit as st

from pages.parts.words import say

WEEK = "week"
PLAYING = "fourcast replay playing"
"""Where the session keeps a Playing while the period plays."""
PACE = 1.2  # seconds a week


@dataclass(frozen=True)
class Playing:
    """The week that is played since a moment, and the ones shown just before it."""

    since: float
    week: int
    before: tuple[int, ...]

    def next(self, week: int) -> "Playing":
        """The step to another week, now."""
        return Playing(time.monotonic(), week, (self.week, *self.before[:1]))


def is_playing() -> bool:
    """Whether it plays now."""
    return PLAYING in st.session_state


def advance(last: int) -> None:
    """One week on when it is time, and a stop at the end. A run that somebody's click brings about is too early to count."""
    playing = st.session_state.get(PLAYING)
    if playing is None:
        return
    if time.monotonic() >= playing.since + PACE / 2:
        playing = playing.next(min(playing.week + 1, last))
        if playing.week >= last:
            del st.session_state[PLAYING]
        else:
            st.session_state[PLAYING] = playing
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
    """The slider was moved: stop. A slow browser may also send the week that it showed before: that is nobody's move."""
    playing = st.session_state.get(PLAYING)
    if playing is not None and st.session_state[WEEK] in playing.before:
        st.session_state[WEEK] = playing.week
    else:
        _pause()


def _pause() -> None:
    st.session_state.pop(PLAYING, None)


def _to(week: int) -> None:
    _pause()
    st.session_state[WEEK] = week
