"""The columns of a file → values by field: each cell is read as its field demands, or refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from model.importing.cells.evidence import settled_by
from model.importing.cells.values import Context, Kind, note_of, reader, text_of
from model.importing.dialect import Column, Dialect, Sheet
from model.importing.entities import ENTITIES, Entity
from model.importing.files import Batch, Source
from model.importing.report import Refused
from model.settings import Settings

Columns = dict[str, list[Any]]
Failures = dict[tuple[int, str], Refused]
"""What could not be read, by place and field."""


@dataclass(frozen=True)
class Staged:
    """How the rows of one file are read: what stays the same from batch to batch."""

    source: Source
    dialect: Dialect
    sheet: Sheet
    context: Context
    prefix: str
    matched: dict[str, Column]
    readers: dict[str, tuple[bool, Callable[[str], Any]]]
    """field → whether it is free text, and how a cell is read."""

    @property
    def spelled(self) -> dict[str, str]:
        """field → its header as the file writes it."""
        written = dict(zip(self.source.headers, self.source.written, strict=True))
        return {field: written[header] for header, column in self.matched.items() for field in column.fields}


def readers_of(
    source: Source, sheet: Sheet, matched: dict[str, Column], context: Context
) -> dict[str, tuple[bool, Callable[[str], Any]]]:
    """field → how it is read: the whole column decides forms that its single cells do not."""
    found: dict[str, tuple[bool, Callable[[str], Any]]] = {}
    read = [
        (header, column, field, *_kind(sheet, column, field)) for header, column in matched.items() for field in column.fields
    ]
    context = settled_by(context, ((kind, source.distinct(header)) for header, column, _, kind, _ in read if not column.read))
    for header, column, field, kind, choices in read:
        own = _in_zone(context, sheet.zone) if sheet.zone and kind is Kind.MOMENT else context
        cells = (column.translate.get(cell.casefold(), cell) for cell in source.distinct(header))
        found[field] = (kind is Kind.NOTE, column.read or reader(kind, own, choices, cells))
    return found


def _in_zone(context: Context, zone: str) -> Context:
    """The same by the clocks of another zone."""
    return replace(context, settings=Settings(context.settings.values | {"time_zone": zone}))


def _kind(sheet: Sheet, column: Column, field: str) -> tuple[Kind, tuple[str, ...]]:
    entity, _, own = field.rpartition(".")
    names = (entity,) if entity in ENTITIES else sheet.entities
    fields = [ENTITIES[name].fields[own or field] for name in names if (own or field) in ENTITIES[name].fields]
    kind = column.kind or (fields[0].kind if fields else Kind.TEXT)
    if field == "id" and kind is Kind.TEXT:
        kind = Kind.REFERENCE
    return kind, fields[0].choices if fields else ()


def read_columns(staged: Staged, batch: Batch) -> tuple[Columns, Failures]:
    """field → values of every known column."""
    columns: Columns = {}
    failures: Failures = {}
    for header, column in staged.matched.items():
        for field in column.fields:
            free, read = staged.readers[field]
            columns[field], failed = _read(batch.columns[header], column, free, read)
            failures |= {(place, field): refused for place, refused in failed.items()}
    columns |= {field: [value] * len(batch.rows) for field, value in staged.sheet.fixed.items()}
    _name_rows(staged.sheet, columns)
    return columns, failures


def _name_rows(sheet: Sheet, columns: Columns) -> None:
    """Where no column holds the rows' id, what they are called is their id."""
    names = [columns[field] for field in sheet.named_by if field in columns]
    keys = {ENTITIES[name].key[0] for name in sheet.entities if name not in sheet.aside}
    if names and not keys & columns.keys():
        made = [" · ".join(str(part) for part in parts if part is not None) or None for parts in zip(*names, strict=True)]
        columns |= dict.fromkeys(sorted(keys), made)


def _read(cells: list[str], column: Column, free: bool, read: Callable[[str], Any]) -> tuple[list[Any], dict[int, Refused]]:
    """The values of a column; equal cells are read once. Empty cells are None."""
    known: dict[str, Any] = {}
    refused: dict[str, Refused] = {}
    for cell in dict.fromkeys(cells):
        text = note_of(cell) if free else text_of(cell)
        text = column.translate.get(text.casefold(), text) if column.translate else text
        try:
            known[cell] = read(text) if text.strip() else None
        except Refused as refusal:
            known[cell], refused[cell] = None, refusal
    failed = {place: refused[cell] for place, cell in enumerate(cells) if cell in refused} if refused else {}
    return [known[cell] for cell in cells], failed


def require(entity: Entity, columns: Columns, failures: Failures) -> None:
    """Refuse the empty cells of fields that every row of an entity needs."""
    for name, each in entity.fields.items():
        field = f"{entity.name}.{name}" if f"{entity.name}.{name}" in columns else name
        if each.required and field in columns:
            for place, value in enumerate(columns[field]):
                if value is None and (place, field) not in failures:
                    failures[place, field] = Refused("is empty", f"Every row of {entity.name} needs one")


def own_columns(entity: Entity, columns: Columns, aside: bool) -> Columns:
    """The fields of an entity: those named after it, «accounts.id», before those of a name that others share."""
    shared = {} if aside else {name: values for name, values in columns.items() if name in entity.fields}
    mine = {name.removeprefix(f"{entity.name}."): v for name, v in columns.items() if name.startswith(f"{entity.name}.")}
    return shared | mine
