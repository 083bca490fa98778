"""The calls that people submitted, and which of them counts for a week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from model.access import Grain
from model.book import Book
from model.calendar import Period, Window

WEEKLY_CALLS = {"week": Unit.DAY, "commit": Unit.MONEY}


@dataclass(frozen=True)
class Counted:
    """A person's call for a week: amounts in minor units; `late` = made after the week's deadline, shown and not counted.

    `author` made it: the person, or somebody above them.
    """

    person: int
    week: date
    commit: int
    upside: int | None
    called_at: datetime
    late: bool
    author: int | None = None
    note: str | None = None


def deadline(book: Book, week: Window) -> datetime:
    """The last moment at which a call counts for a week: weekday and clock time of the settings, in the company's zone."""
    weekday, clock = book.settings.call_deadline
    day = week.first + timedelta(days=(weekday - week.first.weekday()) % 7)
    return datetime.combine(day, clock, ZoneInfo(book.calendar.time_zone))


def covers_calls(book: Book) -> bool:
    """Whether the Book holds all deals of its people: a call is about all, so it fits nothing within a kind or segment."""
    return book.scope.kind is None and book.scope.segment is None


def calls_of(book: Book, period: Period, weeks: Window) -> dict[tuple[int, date], Counted]:
    """(person, first day of the week) → the call for `period` that stands for that week, for weeks begun within `weeks`.

    It is the latest at or before the week's deadline; where there is none, the latest of the late ones, marked late. A
    call belongs to the week that its `week` lies in, whenever it was made before that.
    """
    call = book.calls
    statement = (
        select(call.c.person_id, call.c.week, call.c.commit, call.c.upside, call.c.called_at, call.c.author_id, call.c.note)
        .where(call.c.period == period.name, call.c.week >= weeks.first, call.c.week <= weeks.last)
        .order_by(call.c.called_at, call.c.id)
    )
    return _standing(book, book.warehouse.rows(statement))


def _standing(book: Book, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, date], Counted]:
    found: dict[tuple[int, date], Counted] = {}
    for person, named, commit, upside, called_at, author, note in rows:  # in the order in which they were made
        week = book.calendar.week_of(named)
        late = called_at > deadline(book, week)
        key = (int(person), week.first)
        if not late or key not in found or found[key].late:
            amounts = int(commit), None if upside is None else int(upside)
            found[key] = Counted(key[0], week.first, *amounts, called_at, late, author, note)
    return found


def weekly_calls(book: Book, period: Period, person: int, weeks: int = 13) -> pd.DataFrame:
    """A person's calls for a period in the last weeks, oldest first: week (its first day), commit (minor units; unknown: none).

    The last row is the week that the Book's day lies in. Source: DOMAIN.md §6.
    """
    book.allow(Grain.PERSON)
    days = book.calendar.weeks_back(book.as_of, weeks)
    begun = [book.calendar.week_of(day).first for day in days]
    calls = calls_of(book, period, Window(begun[0], begun[-1]))
    found = {first: calls.get((person, first)) for first in begun}
    return framed([{"week": first, "commit": call and call.commit} for first, call in found.items()], WEEKLY_CALLS)


CALLS_MADE = {
    "week": Unit.DAY, "called_at": Unit.MOMENT, "author": Unit.PERSON, "commit": Unit.MONEY, "upside": Unit.MONEY,
    "late": Unit.FLAG, "note": Unit.TEXT,
}  # fmt: skip


def calls_made(book: Book, period: Period, person: int) -> pd.DataFrame:
    """Every call of a person for a period made by the Book's day, the latest first, also those that do not count.

    week (its first day), called_at (moment), author (who made it), commit, upside (minor units), late (made after the
    deadline of its week), note. No row for somebody who is not in the Book. Source: DOMAIN.md §6.
    """
    book.allow(Grain.PERSON)
    call = book.calls
    statement = (
        select(call.c.week, call.c.called_at, call.c.author_id, call.c.commit, call.c.upside, call.c.note)
        .where(call.c.period == period.name, call.c.person_id == person)
        .order_by(call.c.called_at.desc(), call.c.id.desc())
    )
    rows = []
    for named, called_at, author, commit, upside, note in book.warehouse.rows(statement):
        week = book.calendar.week_of(named)
        values = (week.first, called_at, author, commit, upside, called_at > deadline(book, week), note)
        rows.append(dict(zip(CALLS_MADE, values, strict=True)))
    return framed(rows, CALLS_MADE)


CALLS_OF_WEEK = {
    "person": Unit.PERSON, "called_at": Unit.MOMENT, "author": Unit.PERSON, "commit": Unit.MONEY, "upside": Unit.MONEY,
    "late": Unit.FLAG, "counts": Unit.FLAG, "note": Unit.TEXT,
}  # fmt: skip


def calls_of_week(book: Book, period: Period) -> pd.DataFrame:
    """Every call for a period made by the Book's day, for the week of that day: by person as in the roll-up, the latest first.

    person, called_at (moment), author (who made it), commit, upside (minor units), late (made after the week's deadline: shown,
    not counted), counts (whether it is the person's call of the week), note. Source: DOMAIN.md §6.
    """
    book.allow(Grain.PERSON)
    call, week = book.calls, book.calendar.week_of(book.as_of)
    until = deadline(book, week)
    statement = (
        select(call.c.person_id, call.c.called_at, call.c.author_id, call.c.commit, call.c.upside, call.c.note)
        .where(call.c.period == period.name, call.c.week.between(week.first, week.last))
        .order_by(call.c.called_at.desc(), call.c.id.desc())
    )
    made: dict[int, list[dict[str, Any]]] = {}
    for person, called_at, author, commit, upside, note in book.warehouse.rows(statement):
        own, late = made.setdefault(int(person), []), called_at > until
        counts = not late and not any(row["counts"] for row in own)
        own.append(dict(zip(CALLS_OF_WEEK, (person, called_at, author, commit, upside, late, counts, note), strict=True)))
    rows = [row for node in book.tree for row in made.get(node.person_id, [])]
    return framed(rows, CALLS_OF_WEEK)
