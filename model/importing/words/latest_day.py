"""Of which day files speak that do not say it: a proposal, for somebody to confirm."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from model.importing.cells.undecided import Undecided
from model.importing.cells.values import Context, Kind, reader
from model.importing.files import Source
from model.importing.prepared import FileSeen
from model.importing.report import Refused
from model.importing.words.first_look import columns, is_lenient

FRESH = timedelta(days=31)  # a file whose latest day is no older was most likely exported today
TIME = re.compile(r"[T ]\d\d?:\d\d.*$")  # of the moments of one day, one is enough
PLANNED = ("close_date", "to", "active_to", "period", "next_step")
"""Fields whose days may lie ahead of the export."""


def proposed_day(files: Iterable[FileSeen], context: Context, today: date) -> date:
    """The latest day in the files that is not to come, or today where that is less than a month ago or there is none."""
    latest = max((day for seen in files for day in _days(seen, context, today)), default=today)
    return today if latest > today - FRESH else latest


def _days(seen: FileSeen, context: Context, today: date) -> Iterator[date]:
    """The days up to today in each column of days that looks back."""
    for header, column, kinds in columns(seen):
        if seen.source and kinds and kinds <= {Kind.DAY, Kind.MOMENT} and not set(column.fields) & set(PLANNED):
            yield from _read(seen.source, header, min(kinds), replace(context, strict=not is_lenient(seen)), today)


def _read(source: Source, header: str, kind: Kind, context: Context, today: date) -> Iterator[date]:
    cells = list({TIME.sub("", cell): cell for cell in source.distinct(header) if cell}.values())
    try:
        read = reader(kind, context, (), cells)
    except Undecided:
        return
    for cell in cells:
        try:
            value = read(cell)
        except Refused:
            continue
        day = context.calendar.day_of(value) if isinstance(value, datetime) else value
        if day is not None and day <= today:
            yield day
