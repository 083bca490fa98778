"""The day looked at, with steps back and forward, and the day that changes are counted from. Both stand in the address."""

from datetime import date, timedelta
from urllib.parse import quote

import streamlit as st

from model.book import Book
from model.calendar import Period
from pages.parts import charts, formats
from pages.parts.view import View
from pages.parts.words import mark, say

FIRST_DAY = date(1990, 1, 1)
STEPS = {
    mark("One week earlier"): (-7, "M19 4l-8 8 8 8M11 4l-8 8 8 8"),
    mark("One day earlier"): (-1, "M15 4l-8 8 8 8"),
    mark("One day later"): (1, "M9 4l8 8-8 8"),
    mark("One week later"): (7, "M5 4l8 8-8 8M13 4l8 8-8 8"),
}
"""What a step is called: its days, and its arrow as a path in a square of 24."""
STARTS = {"month": mark("Start of month"), "quarter": mark("Start of quarter"), "year": mark("Start of year")}
SINCE = {
    "week": mark("A week before"),
    "fortnight": mark("2 weeks before"),
    "period": mark("Start of the period"),
    "review": mark("Last review"),
    "last-period": mark("Same day of the last period"),
    "day": mark("Another day"),
}


def choose(today: date) -> date:
    """The picker of the day looked at: today, or a day before it. A day picked stays a plain day when midnight passes."""
    chosen = st.date_input(
        say("As of"), today, min_value=FIRST_DAY, max_value=today, key="as_of", bind="query-params", format="YYYY-MM-DD"
    )
    return chosen if isinstance(chosen, date) and FIRST_DAY <= chosen <= today else today


def steps(book: Book, today: date) -> None:
    """The buttons under the picker: a day and a week either way, today, the start of the period, the last review."""
    now = book.as_of
    with st.container(gap=None, key="days"):
        _steps(book, now, today)


def _steps(book: Book, now: date, today: date) -> None:
    with st.container(horizontal=True, gap=None, vertical_alignment="center", key="day steps"):
        for name, (days, path) in STEPS.items():
            _arrow(say(name), path, now + timedelta(days=days), today)
        _jump(say("Today"), today, now, today)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="day jumps"):
        start = book.calendar.period_at(now).first
        _jump(say(STARTS[book.settings.period_length]), start, now, today)
        review = review_before(book)
        _jump(say("Last review"), review, now, today)


def _arrow(name: str, path: str, day: date, today: date) -> None:
    """A step as an arrow: a picture whose text is the button's name, which Streamlit's own icons do not have."""
    there = FIRST_DAY <= day <= today
    colour = charts.colours()["text" if there else "line"]
    stroke = f'fill="none" stroke="{colour}" stroke-width="2.5"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24"><path d="{path}" {stroke}/></svg>'
    label = f"![{name}](data:image/svg+xml,{quote(svg)})"
    # The key stays the same from day to day, so that the keyboard's focus stays on the button.
    st.button(label, on_click=go_to, args=(day,), type="tertiary", disabled=not there, help=name, key=f"step {name}", width=34)


def _jump(name: str, day: date, now: date, today: date) -> None:
    there = FIRST_DAY <= day <= today and day != now
    about = formats.day(day) if there else None
    st.button(name, on_click=go_to, args=(day,), type="tertiary", disabled=not there, help=about, key=f"jump {name}")


def go_to(day: date) -> None:
    """Look as of another day, from a callback."""
    st.session_state["as_of"] = day


def review_before(book: Book) -> date:
    """The last day before the Book's on which a weekly review was held.

    Nothing records when one was. It is taken to be the weekday of the call deadline in the settings of the Book's day: from
    then on what the team looks at together is complete, and figures are those of a day's end.
    """
    weekday, _ = book.settings.call_deadline
    return book.as_of - timedelta(days=(book.as_of.weekday() - weekday) % 7 or 7)


def same_day_before(book: Book) -> date:
    """As many days into the period before that of the Book's day; its last day where it has fewer days."""
    present = book.calendar.period_at(book.as_of)
    last = book.calendar.shift(present, -1)
    return min(last.first + (book.as_of - present.first), last.last)


def compare(book: Book, period: Period, today: date) -> date | None:
    """The picker of the comparison day; None for the usual one, a week before (see View.compared).

    A choice by name moves along with the day looked at; «another day» stands in the address as that day.
    """
    chosen = st.selectbox(
        say("Compare with"), list(SINCE), format_func=lambda name: say(SINCE[name]), key="since", bind="query-params"
    )
    if chosen == "fortnight":
        return book.as_of - timedelta(days=14)
    if chosen == "period":
        return period.first
    if chosen == "review":
        return review_before(book)
    if chosen == "last-period":
        return same_day_before(book)
    return _other_day(book.as_of, today) if chosen == "day" else None


def _other_day(as_of: date, today: date) -> date | None:
    usual = max(as_of - timedelta(days=7), FIRST_DAY)
    day = st.date_input(
        say("Day to compare with"), usual, min_value=FIRST_DAY, max_value=today, key="since_day", bind="query-params",
        format="YYYY-MM-DD",
    )  # fmt: skip
    if not isinstance(day, date) or not FIRST_DAY <= day <= today:
        return None
    if day >= as_of:
        st.caption(say("That is not before the day looked at: compared with a week before."))
    return day


def band(view: View) -> None:
    """The band across the page on past days: which day, how long ago, what it is compared with, and the way back."""
    if view.as_of == view.today:
        return
    said = say(
        ":orange-background[:material/history: **As of {day}**, {ago}:] all as it stood at that day's end, changes {since}.",
        day=formats.day(view.as_of),
        ago=formats.ago(view.as_of, view.today),
        since=view.since,
    )
    if view.book.left_out:
        people = formats.many(view.book.left_out, "person", "people")
        said += " " + say("{people} of that day's team not shown.", people=people)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="past_day"):
        st.markdown(said, width="stretch")
        st.button(say("Back to today"), on_click=go_to, args=(view.today,), type="tertiary", key="back_to_today")
