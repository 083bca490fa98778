"""The meeting's clock: how long it has run, and this screen; it can be switched off."""

import time

import streamlit as st

from pages.parts.words import say

ON = "timer"
BEGUN = "fourcast meeting begun"
EVERY = 10  # seconds


def switch_on() -> None:
    """Have it run from now on, before it is drawn: the meeting begins."""
    st.session_state[ON] = True
    st.session_state[BEGUN] = {}


def draw(screen: str) -> None:
    """The switch, and the minutes while it is on. Switching it on begins anew."""
    on = st.toggle(say("Timer"), key=ON, persist_state="session")
    begun: dict[str, float] = st.session_state.setdefault(BEGUN, {})
    if not on:
        begun.clear()
        return
    now = time.time()
    begun.setdefault("meeting", now)
    if begun.get("screen name") != screen:
        begun |= {"screen name": screen, "screen": now}  # type: ignore[dict-item]
    _tick()


@st.fragment(run_every=EVERY)
def _tick() -> None:
    begun: dict[str, float] = st.session_state.get(BEGUN, {})
    if "meeting" not in begun:
        return
    now = time.time()
    whole, screen = (int((now - begun[name]) // 60) for name in ("meeting", "screen"))
    st.caption(say("{whole} min, this screen {screen} min", whole=whole, screen=screen))
