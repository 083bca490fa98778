"""The scope pickers of the sidebar. What they hold stands in the page's address, so that a link shows the same view.

An address can name anything: what is unknown, or not this viewer's to see, is as if it were not there.
"""

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from model.access import Sight, Viewer
from model.book import Book, Scope, members_of
from model.calendar import Calendar, Period
from model.choices import regions, segments
from model.warehouse import Warehouse
from pages.parts import formats
from pages.parts.view import View
from pages.parts.viewers import unlike

ALL = 0
ANY = ""
KINDS = ("new", "existing", "unknown")
FIRST_DAY = date(1990, 1, 1)
CURRENT = ""
LEADING = ("executive", "manager")


def today_of(warehouse: Warehouse) -> date:
    """Today in the company's zone."""
    now = datetime.now(UTC)
    return Calendar.of(warehouse.settings(now.date())).day_of(now)


def choose(warehouse: Warehouse, viewer: Viewer, today: date, database: str) -> View:
    """Draw the pickers and give the view that they describe."""
    as_of = _day(today)
    book = Book(warehouse, viewer, as_of)
    period = _period(book.calendar, as_of, today)
    if viewer.sight is Sight.TOTALS:  # a part of the company may be one person's
        return View(book, period, today, database)
    scope = Scope(
        _person(book),
        _kind(),
        _one_of("Region", "All regions", "region", regions(warehouse)),
        _one_of("Segment", "All segments", "segment", segments(warehouse)),
    )
    return View(book.within(scope), period, today, database)


def _day(today: date) -> date:
    # A day picked in this session stays a plain day even when midnight passes.
    chosen = st.date_input(
        "As of", today, min_value=FIRST_DAY, max_value=today, key="as_of", bind="query-params", format="YYYY-MM-DD"
    )
    return chosen if isinstance(chosen, date) and FIRST_DAY <= chosen <= today else today


def _period(calendar: Calendar, as_of: date, today: date) -> Period:
    current, now = calendar.period_at(as_of), calendar.period_at(today)
    near = {p.name: p for base in (now, current) for p in (calendar.shift(base, by) for by in range(-12, 5))}
    others = sorted((name for name in near if name != current.name), key=lambda name: near[name].first, reverse=True)
    names = [CURRENT, *others]

    def label(name: str) -> str:
        return name or f"{current.name} (current)"

    chosen = st.selectbox("Period", names, format_func=label, key="period", bind="query-params")
    return near.get(chosen or current.name, current)


def _person(book: Book) -> int | None:
    """The person at the top of the team looked at; None for all that the viewer may see."""
    viewer = book.viewer
    if viewer.sight is Sight.TOTALS or (viewer.people is not None and len(viewer.people) == 1):
        return None
    people = {m.id: m for m in members_of(book.warehouse) if viewer.may_open(m.id) and m.id != viewer.person_id}
    order = sorted(people.values(), key=lambda m: (LEADING.index(m.role) if m.role in LEADING else len(LEADING), m.name))
    labels = {m.id: f"{m.name}’s team" if m.role in LEADING else m.name for m in order}
    labels = {ALL: "Everybody"} | unlike(labels, {m.id: m.external_id for m in order})
    chosen = st.selectbox("Team or person", list(labels), format_func=labels.__getitem__, key="under", bind="query-params")
    return chosen if chosen in people else None


def _kind() -> str | None:
    chosen = st.selectbox(
        "Kind", [ANY, *KINDS], format_func=lambda k: formats.word(k) if k else "New and existing", key="kind", bind="query-params"
    )
    return chosen if chosen in KINDS else None


def _one_of(label: str, everything: str, key: str, options: list[str]) -> str | None:
    """A picker of one of the company's values; none where there is nothing to choose."""
    if not options:
        return None
    chosen = st.selectbox(label, [ANY, *options], format_func=lambda value: value or everything, key=key, bind="query-params")
    return chosen if chosen in options else None


def look_under(person_id: int) -> None:
    """Narrow the view to a person's team, from a callback (before the pickers are drawn)."""
    st.session_state["under"] = person_id


def go_to(day: date) -> None:
    """Look as of another day, from a callback."""
    st.session_state["as_of"] = day


def band(view: View) -> None:
    """The band across the page on past days, with the way back; and what a past roll-up leaves out."""
    if view.as_of == view.today:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="past_day"):
        st.markdown(
            f":material/history: **As of {formats.day(view.as_of)}**, {formats.ago(view.as_of, view.today)}. "
            "Everything on this page is as it stood at the end of that day."
            + (
                f" {formats.many(view.book.left_out, 'person', 'people')} of that day's team not shown."
                if view.book.left_out
                else ""
            ),
            width="stretch",
        )
        st.button("Week earlier", on_click=go_to, args=(view.as_of - timedelta(days=7),), type="tertiary", key="week_earlier")
        st.button("Back to today", on_click=go_to, args=(view.today,), key="back_to_today")


def line(view: View) -> str:
    """One line of context: period, week, day, whose book."""
    parts = [
        f"{view.period.name}, {formats.day(view.period.first, view.period.last.year)} to {formats.day(view.period.last)}",
        f"as of {formats.day(view.as_of)}",
        f"changes {view.since}",
        view.whose,
    ]
    parts += [formats.word(value) for value in (view.scope.kind, view.scope.region, view.scope.segment) if value]
    return " · ".join([*parts, f"amounts in {view.currency}"])
