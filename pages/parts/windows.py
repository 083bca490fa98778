"""The window that rates and durations are taken over: a page's own choice, which stands in the address."""

from datetime import date, timedelta

import streamlit as st

from model.calendar import Window
from pages.parts import formats
from pages.parts.view import View, current
from pages.parts.words import mark, say

LABELS = {
    "year": mark("Last 12 months"),
    "90d": mark("Last 90 days"),
    "fiscal": mark("This fiscal year"),
    "last-fiscal": mark("Last fiscal year"),
    "period": mark("The period"),
}
USUAL = "year"


def choose() -> str:
    """The picker; gives the choice's name for `window_of`."""
    view = current()
    chosen = st.selectbox(
        say("Window"), list(LABELS), format_func=lambda name: label(view, name), key="window", bind="query-params",
        label_visibility="collapsed", width=190,
    )  # fmt: skip
    return chosen if chosen in LABELS else USUAL


def label(view: View, name: str) -> str:
    """How a choice is called: the period by its own name."""
    return say("Period {period}", period=view.period.name) if name == "period" else say(LABELS[name])


def window_of(view: View, name: str, day: date | None = None) -> Window:
    """The days of a choice as seen on `day` (by default the view's): none after it, unless the period itself begins later."""
    day, calendar = day or view.as_of, view.book.calendar
    if name == "90d":
        return Window(day - timedelta(days=89), day)
    if name == "fiscal":
        return Window(calendar.fiscal_year_first(day), day)
    if name == "last-fiscal":
        last = calendar.shift(calendar.period_at(day, "year"), -1)
        return Window(last.first, last.last)
    if name == "period":
        return Window(view.period.first, max(min(view.period.last, day), view.period.first))
    return Window(day - timedelta(days=364), day)


def words(window: Window) -> str:
    """The days in words: Mon 24 Nov 2025 to Mon 23 Nov 2026."""
    return say("{first} to {last}", first=formats.day(window.first, window.last.year), last=formats.day(window.last))
