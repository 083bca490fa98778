"""What the hand-written queries are asked with: days and moments by name."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from model.base import to_micros
from model.book import Book
from tests.benchmarks.questions import Asked

NAMES = re.compile(r"\$(\w+)")
QUIET_DAYS = 30


def values(book: Book, asked: Asked) -> dict[str, Any]:
    """Name → day, moment, microseconds since 1970 (`…_us`) or text."""
    calendar, day, before = book.calendar, asked.day, asked.before
    year = calendar.period_at(day, "year")
    days = {
        "day": day,
        "first": asked.window.first,
        "last": asked.window.last,
        "p_first": asked.period.first,
        "p_last": asked.period.last,
        "b_first": before.first,
        "b_last": before.last,
        "b_week": calendar.week_of(before.first).first,
        "since": asked.since,
        "year": year.first,
        "last_year": calendar.shift(year, -1).first,
        "stalled": day - timedelta(days=book.settings.stall_days),
        "month_ago": day - timedelta(days=QUIET_DAYS),
        "before_period": asked.period.first - timedelta(days=1),
    }

    def end(of: date) -> datetime:
        return calendar.start_of(of + timedelta(days=1))

    ends = {f"{name}_end_us": to_micros(end(of)) for name, of in days.items()}
    starts = {f"{name}_us": to_micros(calendar.start_of(of)) for name, of in days.items()}
    moments = {"end_at": end(day), "end_second": int(end(day).timestamp())}
    return {**days, **ends, **starts, **moments, "b_name": before.name, "tree_day": day}


def used(sql: str, given: dict[str, Any], *, text: bool = False) -> dict[str, Any]:
    """The values that a query names; with `text` days as SQLite keeps them."""
    found = {name: given[name] for name in set(NAMES.findall(sql))}
    return {name: value.isoformat() if text and isinstance(value, date) else value for name, value in found.items()}


def for_metric(name: str, given: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Accuracy goes by the reporting lines of the last day of its period, all others by those of the day."""
    return given | {"tree_day": asked.before.last} if name == "accuracy" else given
