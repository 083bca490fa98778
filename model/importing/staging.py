"""Files → staged rows: every known cell read as its field demands, the rest rejected with file, row and column."""

from collections.abc import Callable
from typing import Any

from model.importing.chunk import Chunk, Chunks, add_record
from model.importing.dialect import Column, Dialect, Sheet
from model.importing.entities import ENTITIES, Entity
from model.importing.reading import Source
from model.importing.report import ImportReport, Refused
from model.importing.values import Context, Kind, note_of, reader, text_of

Columns = dict[str, list[Any]]
Failures = dict[tuple[int, str], Refused]
"""What could not be read, by place and field."""


def stage(source: Source, sheet: Sheet, context: Context, report: ImportReport) -> list[Chunk]:
    """The rows of one file as chunks; what cannot be read is rejected into the report."""
    if not sheet.entities and sheet.records is None:
        report.notes.append(f"{source.file}: recognised as {sheet.name}; there is nothing to import from it.")
        return []
    _note_unknown(source, sheet, report)
    columns, failures = _read_columns(source, sheet, context)
    for name in sheet.entities:
        _require(ENTITIES[name], columns, failures)
    chunks = _records(source, sheet, context, columns, failures) if sheet.records else _same(source, sheet, columns)
    bad = {place for place, _ in failures}
    if sheet.records is None:
        for chunk in chunks:
            chunk.drop(bad)
    for chunk in chunks:
        report.count(chunk.entity.name).read += len(chunk)
    _report(source, sheet, failures, report)
    return chunks


def settled_records(dialect: Dialect) -> list[Chunk]:
    """What holds for every import of a dialect, as chunks that never replace anything."""
    chunks: Chunks = {}
    for name, record in dialect.settled:
        add_record(chunks, f"({dialect.name})", 0, name, record)
    for chunk in chunks.values():
        chunk.counted, chunk.settled = False, True
    return list(chunks.values())


def _written(source: Source, sheet: Sheet) -> dict[str, str]:
    """field → its header as the file writes it."""
    spelled = dict(zip(source.headers, source.written, strict=True))
    return {field: spelled[header] for header, column in sheet.matched(source.written).items() for field in column.fields}


def _note_unknown(source: Source, sheet: Sheet, report: ImportReport) -> None:
    known = sheet.matched(source.written)
    pairs = zip(source.headers, source.written, strict=True)
    unknown = [written for header, written in pairs if header and header not in known]
    if unknown:
        report.notes.append(f"{source.file}: not known and not read: {', '.join(unknown)}.")


def _report(source: Source, sheet: Sheet, failures: Failures, report: ImportReport) -> None:
    cells = {field: source.columns[header] for header, column in sheet.matched(source.written).items() for field in column.fields}
    for entity in (ENTITIES[name] for name in sheet.entities if ENTITIES[name].identity):
        for place, _ in failures:
            external = text_of(cells[entity.key[0]][place])
            report.lost.setdefault(entity.name, {})[external] = f"{source.file}, row {source.rows[place]}"
    headers = _written(source, sheet)
    for (place, name), refused in sorted(failures.items(), key=lambda item: item[0]):
        value = cells[name][place] if name in cells else ""
        report.reject(source.file, source.rows[place], headers.get(name, name or "(row)"), value, refused)
    report.rejections += source.rejections
    lost = len({place for place, _ in failures}) + len(source.rejections)
    if lost:
        count = report.count(sheet.entities[0] if sheet.entities else sheet.name)
        count.read += lost
        count.rejected += lost


def _read_columns(source: Source, sheet: Sheet, context: Context) -> tuple[Columns, Failures]:
    """field → values of every known column."""
    columns: Columns = {}
    failures: Failures = {}
    for header, column in sheet.matched(source.written).items():
        for field in column.fields:
            kind, choices = _kind(sheet, column, field)
            cells = source.columns[header]
            values, failed = _read(cells, column, kind is Kind.NOTE, column.read or reader(kind, context, choices, cells))
            columns[field] = values
            failures |= {(place, field): refused for place, refused in failed.items()}
    return columns, failures


def _kind(sheet: Sheet, column: Column, field: str) -> tuple[Kind, tuple[str, ...]]:
    fields = [ENTITIES[name].fields[field] for name in sheet.entities if field in ENTITIES[name].fields]
    kind = column.kind or (fields[0].kind if fields else Kind.TEXT)
    return kind, fields[0].choices if fields else ()


def _read(cells: list[str], column: Column, free: bool, read: Callable[[str], Any]) -> tuple[list[Any], dict[int, Refused]]:
    """The values of a column; equal cells are read once. Empty cells are None."""
    known: dict[str, Any] = {}
    refused: dict[str, Refused] = {}
    for cell in dict.fromkeys(cells):
        text = note_of(cell) if free else text_of(cell)
        text = column.translate.get(text.casefold(), text)
        try:
            known[cell] = read(text) if text.strip() else None
        except Refused as refusal:
            known[cell], refused[cell] = None, refusal
    failed = {place: refused[cell] for place, cell in enumerate(cells) if cell in refused} if refused else {}
    return [known[cell] for cell in cells], failed


def _require(entity: Entity, columns: Columns, failures: Failures) -> None:
    for name, each in entity.fields.items():
        if each.required and name in columns:
            for place, value in enumerate(columns[name]):
                if value is None and (place, name) not in failures:
                    failures[place, name] = Refused("is empty", f"Every row of {entity.name} needs one")


def _same(source: Source, sheet: Sheet, columns: Columns) -> list[Chunk]:
    """Each entity of the sheet with the fields it knows; beside the first, only those that the file says more of."""
    chunks = []
    for place, entity in enumerate(ENTITIES[name] for name in sheet.entities):
        own = {name: values for name, values in columns.items() if name in entity.fields}
        if place == 0 or own.keys() - set(entity.key):
            chunks.append(Chunk(entity, source.file, source.rows, own, _written(source, sheet)))
    return chunks


def _records(source: Source, sheet: Sheet, context: Context, columns: Columns, failures: Failures) -> list[Chunk]:
    """The records that a sheet's own rule makes of its rows; what it refuses is added to the failures."""
    assert sheet.records is not None
    chunks: Chunks = {}
    names, bad = list(columns), {place for place, _ in failures}
    for place, cells in enumerate(zip(*columns.values(), strict=True)):
        if place in bad:
            continue
        try:
            for name, record in list(sheet.records(dict(zip(names, cells, strict=True)), context)):
                add_record(chunks, source.file, source.rows[place], name, record)
        except Refused as refused:
            failures[place, refused.field] = refused
    return list(chunks.values())
