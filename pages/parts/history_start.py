"""«History since …»: said where a day or a window is looked at that begins before anything was written down."""

from datetime import date

import streamlit as st

from model.calendar import Window
from model.history_start import history_since
from pages.parts import formats
from pages.parts.view import View
from pages.parts.words import mark, say

DAY = mark("History since {day}: of the day looked at, only what later files tell is known.")
CHANGES = mark("History since {day}: changes from {before} on are known only in part.")
WINDOW = mark("History since {day}: what happened before is in these figures only as far as later files tell.")


def draw(view: View) -> None:
    """A quiet line where the day looked at, or the one compared with, lies before the company's history."""
    since = history_since(view.book.warehouse)
    if since is not None and view.compared < since:
        _line(view, CHANGES if view.as_of >= since else DAY, since)


def draw_of_window(view: View, window: Window) -> None:
    """The same where a page's window begins before it, and the line above has not said so already."""
    since = history_since(view.book.warehouse)
    if since is not None and window.first < since <= view.compared:
        _line(view, WINDOW, since)


def _line(view: View, said: str, since: date) -> None:
    day, before = formats.day(since, view.today.year), formats.day(view.compared, view.today.year)
    st.caption(f":material/history_toggle_off: {say(said, day=day, before=before)}")
