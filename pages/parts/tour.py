"""The tour of the demo company: four steps above the page, shown once in a browser.

That it was seen is kept in a cookie: nobody signs in to the demo company, so a row in the database would be everybody's;
and a cookie comes with the browser's first request, so that the tour is not drawn and taken away again before the eyes
of those who know it. It says «seen» and nothing else, and is set only when the tour is left.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pages.door.scripts import COOKIE, REMEMBER_TOUR, SEEN
from pages.parts import formats, startup
from pages.parts.words import mark, say

STEP = "fourcast tour step"
LEFT = "fourcast tour left"
WANTED = "fourcast tour page"


@dataclass(frozen=True)
class Step:
    """What the meeting asks, where the screen answers it, and the page that shows it (None: the reader's first page)."""

    question: str
    answer: str
    page: str | None = None


STEPS = (
    Step(
        mark("Whose book, as of which day?"),
        mark("The sidebar says it, for every page. The address keeps what you choose: a link shows the same view."),
    ),
    Step(
        mark("How does it stand, and why?"),
        mark("Each card has the number, its change and 13 weeks as a line. Explain opens the formula, the rows and the SQL."),
    ),
    Step(
        mark("Which deals is that?"),
        mark("Click a bar to see the deals in it, and a deal to see how it came here. Back returns to where you were."),
        "qualified_pipeline",
    ),
    Step(
        mark("What changed since last week?"),
        mark("This page sets each change beside its deal. Choose a past day in the sidebar to see any page as it stood then."),
        "forecast_review",
    ),
)


def draw(pages: tuple[str, ...], file_of: Callable[[str], str]) -> None:
    """The present step above the page, and in the sidebar the way to see the tour again.

    `pages`: the reader's, home first; `file_of` says where each lies.
    """
    if not startup.is_demo():
        return
    wanted = st.session_state.pop(WANTED, None)
    if wanted in pages:
        st.switch_page(file_of(wanted))
    number = _step()
    if number is not None:
        _draw_step(number, pages)
        return
    with st.sidebar:
        st.button(say("Show the tour"), on_click=_go, args=(0, pages), type="tertiary", key="tour_again")
        if LEFT in st.session_state:
            st.html(f"<script>{REMEMBER_TOUR}</script>", unsafe_allow_javascript=True)


def _step() -> int | None:
    """The step to show; None for somebody who has left the tour in this visit or an earlier one."""
    if STEP in st.session_state:
        return int(st.session_state[STEP])
    return None if LEFT in st.session_state or st.context.cookies.get(COOKIE) == SEEN else 0


def _draw_step(number: int, pages: tuple[str, ...]) -> None:
    step, last = STEPS[number], len(STEPS) - 1
    count = say("{n} of {all}", n=number + 1, all=len(STEPS))
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour"):
        text = f"**{formats.plain(count)} · {formats.plain(say(step.question))}** {formats.plain(say(step.answer))}"
        st.markdown(text, width="stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content", key="tour steps"):
            if number:
                st.button(say("Back"), on_click=_go, args=(number - 1, pages), key="tour_back")
            if number < last:
                st.button(say("Next"), on_click=_go, args=(number + 1, pages), type="primary", key="tour_next")
                st.button(say("Skip tour"), on_click=_leave, type="tertiary", shortcut="Esc", key="tour_skip")
            else:
                st.button(say("Done"), on_click=_leave, type="primary", shortcut="Esc", key="tour_done")


def _go(number: int, pages: tuple[str, ...]) -> None:
    page = STEPS[number].page or pages[0]
    st.session_state[STEP], st.session_state[WANTED] = number, page


def _leave() -> None:
    st.session_state.pop(STEP, None)
    st.session_state[LEFT] = True
