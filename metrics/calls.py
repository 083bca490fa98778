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

SIX_DAYS = timedelta(days=6)
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
    """The last moment at which a call counts for a week: weekday and clock time of the settings, in the company's zone.

    By the settings of the week's last day; of the Book's day, while the week runs. What is set later moves no past deadline.
    """
    then = book.on(week.last) if week.last < book.as_of else book
    weekday, clock = then.settings.call_deadline
    day = week.first + timedelta(days=(weekday - week.first.weekday()) % 7)
    return datetime.combine(day, clock, ZoneInfo(then.calendar.time_zone))


def week_called(book: Book, named: date, called_at: datetime) -> Window:
    """The week that a call is for: the one that `named` lies in, by the calendar of the day on which the call was made."""
    made_on = book.on(called_at.date()).calendar.day_of(called_at)
    return book.on(made_on).calendar.week_of(named)


def covers_calls(book: Book, person: int | None = None) -> bool:
    """Whether the Book may hold all deals that a call is about, so that the two can be compared.

    Never within a kind or segment. Within a region only of a `person` who has their whole team in it; None asks whether there
    may be such a person.
    """
    if book.scope.kind is not None or book.scope.segment is not None:
        return False
    people = book.people_in_region
    return people is None or person is None or book.company_tree.below(person) <= people


def calls_of(book: Book, period: Period, weeks: Window) -> dict[tuple[int, date], Counted]:
    """(person, first day of the week) → the call for `period` that stands for that week, for weeks begun within `weeks`.

    It is the latest at or before the week's deadline; where there is none, the latest of the late ones, marked late. A
    call belongs to the week that its `week` lies in, whenever it was made before that.
    """
    call = book.calls
    statement = (
        select(call.c.person_id, call.c.week, call.c.commit, call.c.upside, call.c.called_at, call.c.author_id, call.c.note)
        .where(call.c.period == period.name, call.c.week.between(weeks.first, weeks.last + SIX_DAYS))
        .order_by(call.c.called_at, call.c.id)
    )
    standing = _standing(book, book.warehouse.rows(statement))
    return {key: call for key, call in standing.items() if weeks.first <= call.week <= weeks.last}


def calls_on(book: Book, period: Period) -> dict[int, Counted]:
    """Person → the call for `period` that stands for the week that the Book's day lies in.

    Where the company's weeks have begun to start on another day, two weeks hold the day: the later one with a call counts.
    """
    found = calls_of(book, period, Window(book.as_of - SIX_DAYS, book.as_of))
    return {person: found[person, first] for person, first in sorted(found)}


def _standing(book: Book, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, date], Counted]:
    found: dict[tuple[int, date], Counted] = {}
    for person, named, commit, upside, called_at, author, note in rows:  # in the order in which they were made
        week = week_called(book, named, called_at)
        late = called_at > deadline(book, week)
        key = (int(person), week.first)
        if not late or key not in found or found[key].late:
            amounts = int(commit), None if upside is None else int(upside)
            found[key] = Counted(key[0], week.first, *amounts, called_at, late, author, note)
    return found


def weekly_calls(book: Book, period: Period, person: int, weeks: int = 13) -> pd.DataFrame:
    """A person's calls that count for a period, in the last weeks, oldest first: week (its first day), commit (minor units).

    Unknown where none was made in time.

    The last row is the week that the Book's day lies in. Source: DOMAIN.md §6.
    """
    book.allow(Grain.PERSON)
    days = book.calendar.weeks_back(book.as_of, weeks)
    begun = [book.on(day).calendar.week_of(day).first for day in days]
    calls = calls_of(book, period, Window(begun[0], begun[-1]))
    found = [calls.get((person, first)) for first in begun]
    counted = [None if call is None or call.late else call.commit for call in found]
    rows = [{"week": first, "commit": commit} for first, commit in zip(begun, counted, strict=True)]
    return framed(rows, WEEKLY_CALLS)


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
        week = week_called(book, named, called_at)
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
    call, stands = book.calls, calls_on(book, period)
    statement = (
        select(call.c.person_id, call.c.week, call.c.called_at, call.c.author_id, call.c.commit, call.c.upside, call.c.note)
        .where(call.c.period == period.name, call.c.week.between(book.as_of - SIX_DAYS, book.as_of + SIX_DAYS))
        .order_by(call.c.called_at.desc(), call.c.id.desc())
    )
    made: dict[int, list[dict[str, Any]]] = {}
    for person, named, called_at, author, commit, upside, note in book.warehouse.rows(statement):
        week = week_called(book, named, called_at)
        if week.first <= book.as_of <= week.last:
            late, own = called_at > deadline(book, week), made.setdefault(int(person), [])
            counts = not late and called_at == stands[person].called_at and not any(row["counts"] for row in own)
            own.append(dict(zip(CALLS_OF_WEEK, (person, called_at, author, commit, upside, late, counts, note), strict=True)))
    rows = [row for node in book.tree for row in made.get(node.person_id, [])]
    return framed(rows, CALLS_OF_WEEK)
