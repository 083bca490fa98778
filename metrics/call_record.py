"""What somebody's calls have been worth: how much of what they called usually came in."""

from datetime import date
from statistics import median

import pandas as pd

from metrics.accuracy import accuracy
from metrics.definition import Unit, framed
from model.access import AccessDenied, Grain
from model.book import Book, Scope
from model.calendar import Period, Window

RECORD = {"period": Unit.TEXT, "week": Unit.DAY, "call": Unit.MONEY, "actual": Unit.MONEY, "landed": Unit.RATE}
MOST = 12


def call_record(book: Book, period: Period, person: int, periods: int = MOST) -> pd.DataFrame:
    """How a person's calls of earlier periods landed: a row per finished period with a call that counted, latest first.

    Of each period the call of the same week as now, counted from the period's first (of the period's last week, where the
    Book's day is not in `period`); else of the nearest earlier week for which one counts. call = its commit; actual = what they
    and everybody below them won in the period (as in `accuracy`); landed = actual ÷ call, unknown for a call of 0.

    Private to the person and whoever may open their book: AccessDenied for others. Source: DOMAIN.md §6.
    """
    book.allow(Grain.PERSON)
    if not book.viewer.is_over(person):
        raise AccessDenied(f"{book.viewer.name} may not see how that person's calls landed")
    own = book.within(Scope(under=person))
    nth = _nth_week(book, period)
    rows = []
    for past in _finished(book, period, periods):
        calls = accuracy(own, past)
        calls = calls[calls["person"] == person]
        weeks = [_weeks_since(past, week) for week in calls["week"]]
        fitting = calls[[week <= nth for week in weeks]]
        if len(fitting):
            last = fitting.iloc[-1]
            call, actual = int(last["call"]), int(last["actual"])
            landed = actual / call if call > 0 else None
            rows.append({"period": past.name, "week": last["week"], "call": call, "actual": actual, "landed": landed})
    return framed(rows, RECORD)


def usual_landing(record: pd.DataFrame) -> tuple[float | None, int]:
    """The median share of a call that came in, and of how many periods; None of none."""
    known = [float(share) for share in record["landed"].dropna()]
    return (median(known), len(known)) if known else (None, 0)


def _finished(book: Book, period: Period, periods: int) -> list[Period]:
    """The periods of the same length that were over at the end of the Book's day, before `period`: the latest first."""
    before = [book.calendar.shift(period, -by) for by in range(1, periods + 1)]
    return [past for past in before if past.last <= book.as_of]


def _nth_week(book: Book, period: Period) -> int:
    """How many weeks after the period's first the Book's day lies; of a period that does not run, its last."""
    day = book.as_of if period.first <= book.as_of <= period.last else period.last
    return _weeks_since(period, book.on(min(day, book.as_of)).calendar.week_of(day).first)


def _weeks_since(window: Window, first: date) -> int:
    """How many weeks after the one of a window's first day the week lies that begins on `first`."""
    return ((first - window.first).days + 6) // 7
