"""Of which day files speak that do not say it: a proposal, for somebody to confirm."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from model.importing.dialect import Column, Sheet
from model.importing.entities import ENTITIES
from model.importing.files import Source
from model.importing.mapped import MAPPED, sheet_of
from model.importing.mapping import FileMeaning
from model.importing.prepared import FileSeen
from model.importing.report import Refused
from model.importing.undecided import Undecided
from model.importing.values import Context, Kind, reader

FRESH = timedelta(days=31)  # a file whose latest day is no older was most likely exported today
LOOKED_AT = 200_000  # different cells of a column
PLANNED = ("close_date", "to", "active_to", "period", "next_step")
"""Fields whose days may lie ahead of the export."""


def proposed_day(files: Iterable[FileSeen], context: Context, today: date) -> date:
    """The latest day in the files that is not to come, or today where that is less than a month ago or there is none."""
    latest = max((day for seen in files for day in _days(seen, context, today)), default=today)
    return today if latest > today - FRESH else latest


def _days(seen: FileSeen, context: Context, today: date) -> Iterator[date]:
    """The days up to today in each column of days that looks back."""
    sheet = seen.sheet
    if sheet is None and seen.question is not None and isinstance(seen.question.proposal, FileMeaning):
        sheet = sheet_of(seen.question.proposal)
    if sheet is None or seen.source is None:
        return
    lenient = (seen.dialect or MAPPED).lenient
    for header, column in sheet.matched(seen.source.written).items():
        kind = _kind(sheet, column)
        if kind is not None:
            yield from _read(seen.source, header, kind, replace(context, strict=not lenient), today)


def _kind(sheet: Sheet, column: Column) -> Kind | None:
    """DAY or MOMENT where the column holds days that cannot lie ahead."""
    own = {ENTITIES[name].fields[each].kind for name in sheet.entities for each in column.fields if each in ENTITIES[name].fields}
    kinds = [kind for kind in (Kind.DAY, Kind.MOMENT) if kind is column.kind or (column.kind is None and kind in own)]
    return kinds[0] if kinds and not set(column.fields) & set(PLANNED) else None


def _read(source: Source, header: str, kind: Kind, context: Context, today: date) -> Iterator[date]:
    cells = [cell for cell in islice(source.distinct(header), LOOKED_AT) if cell]
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
