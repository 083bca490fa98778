"""The scope pickers of the sidebar. What they hold stands in the page's address, so that a link shows the same view.

An address can name anything: what is unknown, or not this viewer's to see, is as if it were not there.
"""

from datetime import UTC, date, datetime

import streamlit as st

from model.access import Sight, Viewer
from model.book import Book, Scope
from model.calendar import Calendar, Period
from model.choices import regions, segments
from model.company import members_of
from model.warehouse import Warehouse
from pages.parts import days, formats
from pages.parts.view import View
from pages.parts.viewers import unlike
from pages.parts.words import say

ALL = 0
ANY = ""
KINDS = ("new", "existing", "unknown")
CURRENT = ""
LEADING = ("executive", "manager")


def today_of(warehouse: Warehouse) -> date:
    """Today in the company's zone."""
    now = datetime.now(UTC)
    return Calendar.of(warehouse.settings(now.date())).day_of(now)


def choose(warehouse: Warehouse, viewer: Viewer, today: date, database: str) -> View:
    """Draw the pickers and give the view that they describe."""
    as_of = days.choose(today)
    book = Book(warehouse, viewer, as_of)
    days.steps(book, today)
    period = _period(book.calendar, as_of, today)
    since = days.compare(book, period, today)
    if viewer.sight is Sight.TOTALS:  # a part of the company may be one person's
        return View(book, period, today, database, since)
    near = [] if _is_one(viewer) else regions(warehouse, viewer)
    scope = Scope(
        _person(book),
        _kind(),
        _one_of(say("Region"), say("All regions"), "region", near),
        _one_of(say("Segment"), say("All segments"), "segment", segments(warehouse)),
    )
    return View(book.within(scope), period, today, database, since)


def _period(calendar: Calendar, as_of: date, today: date) -> Period:
    current, now = calendar.period_at(as_of), calendar.period_at(today)
    near = {p.name: p for base in (now, current) for p in (calendar.shift(base, by) for by in range(-12, 5))}
    others = sorted((name for name in near if name != current.name), key=lambda name: near[name].first, reverse=True)
    names = [CURRENT, *others]

    def label(name: str) -> str:
        return name or say("{period} (current)", period=current.name)

    chosen = st.selectbox(say("Period"), names, format_func=label, key="period", bind="query-params")
    return near.get(chosen or current.name, current)


def _is_one(viewer: Viewer) -> bool:
    """Whether they see nobody but themself: there is no team and no region to choose."""
    return viewer.people is not None and len(viewer.people) == 1


def _person(book: Book) -> int | None:
    """The person at the top of the team looked at; None for all that the viewer may see."""
    viewer = book.viewer
    if viewer.sight is Sight.TOTALS or _is_one(viewer):
        return None
    people = {m.id: m for m in members_of(book.warehouse) if viewer.may_open(m.id) and m.id != viewer.person_id}
    order = sorted(people.values(), key=lambda m: (LEADING.index(m.role) if m.role in LEADING else len(LEADING), m.name))
    labels = {m.id: say("{name}’s team", name=m.name) if m.role in LEADING else m.name for m in order}
    labels = {ALL: say("Everybody")} | unlike(labels, {m.id: m.external_id for m in order})
    chosen = st.selectbox(say("Team or person"), list(labels), format_func=labels.__getitem__, key="under", bind="query-params")
    return chosen if chosen in people else None


def _kind() -> str | None:
    chosen = st.selectbox(
        say("Kind"),
        [ANY, *KINDS],
        format_func=lambda k: formats.word(k) if k else say("New and existing"),
        key="kind",
        bind="query-params",
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


def line(view: View) -> str:
    """One line of context: period, week, day, whose book."""
    parts = [
        say(
            "{period}, {first} to {last}",
            period=view.period.name,
            first=formats.day(view.period.first, view.period.last.year),
            last=formats.day(view.period.last),
        ),
        say("as of {day}", day=formats.day(view.as_of)),
        say("changes {since}", since=view.since),
        view.whose,
    ]
    parts += [formats.word(view.scope.kind)] if view.scope.kind else []
    parts += [part for part in (view.scope.region, view.scope.segment) if part]
    if view.viewer.sight is not Sight.LEADS:  # they see no amounts
        parts.append(say("amounts in {currency}", currency=view.currency))
    return " · ".join(parts)
