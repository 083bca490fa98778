"""Files → staged rows: every known cell read as its field demands, the rest rejected with file, row and column."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from model.importing.cells.evidence import settled_by
from model.importing.cells.values import Context, Kind, note_of, reader, text_of
from model.importing.dialect import Column, Dialect, Sheet
from model.importing.entities import ENTITIES, Entity
from model.importing.files import Batch, Source
from model.importing.report import ImportReport, Refused
from model.importing.rows.chunk import Chunk, Chunks, add_record
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


def stage(
    source: Source, dialect: Dialect, sheet: Sheet, context: Context, report: ImportReport, prefix: str = ""
) -> Iterator[Chunk]:
    """The rows of one file as chunks; what cannot be read is rejected into the report."""
    report.notes += [f"{source.file}: {note}" for note in source.notes]
    if not sheet.entities and sheet.records is None:
        report.notes.append(f"{source.file}: recognised as {sheet.name}; there is nothing to import from it.")
        return
    matched = sheet.matched(source.written)
    _note_unknown(source, matched, report)
    staged = Staged(source, dialect, sheet, context, prefix, matched, _readers(source, sheet, matched, context))
    _reject_ragged(staged, report)
    for batch in source.batches():
        yield from _stage_batch(staged, batch, report)


def settled_records(dialect: Dialect) -> list[Chunk]:
    """What holds for every import of a dialect, as chunks that never replace anything."""
    chunks: Chunks = {}
    for name, record in dialect.settled:
        add_record(chunks, f"({dialect.name})", 0, name, record)
    for chunk in chunks.values():
        chunk.counted, chunk.settled = False, True
    return list(chunks.values())


def said_together(dialect: Dialect, context: Context, report: ImportReport) -> list[Chunk]:
    """What the files of a dialect say only together, as chunks."""
    chunks: Chunks = {}
    for name, record in dialect.together(context) if dialect.together else ():
        add_record(chunks, f"({dialect.title or dialect.name})", 0, name, record)
    for chunk in chunks.values():
        chunk.lenient = dialect.lenient
        report.count(chunk.entity.name).read += len(chunk)
    return list(chunks.values())


def _note_unknown(source: Source, matched: dict[str, Column], report: ImportReport) -> None:
    pairs = zip(source.headers, source.written, strict=True)
    unknown = [written for header, written in pairs if header and header not in matched]
    if unknown:
        report.notes.append(f"{source.file}: not known and not read: {', '.join(unknown)}.")


def _readers(
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


def _stage_batch(staged: Staged, batch: Batch, report: ImportReport) -> list[Chunk]:
    columns, failures = _read_columns(staged, batch)
    sheet = staged.sheet
    for name in sheet.entities:
        if name not in sheet.aside:
            _require(ENTITIES[name], columns, failures)
    chunks = _records(staged, batch, columns, failures) if sheet.records else _same(staged, batch, columns)
    bad = {place for place, _ in failures}
    for chunk in chunks:
        if sheet.records is None:
            chunk.drop(bad)
        if chunk.entity.name in sheet.aside:
            _only_mentioned(chunk)
        chunk.lenient, chunk.prefix = staged.dialect.lenient, staged.prefix
        if staged.prefix and chunk.entity.identity and chunk.entity.name != "stages":
            key = chunk.entity.key[0]
            chunk.columns[key] = [value and staged.prefix + value for value in chunk.columns[key]]
        report.count(chunk.entity.name).read += len(chunk)
    _report(staged, batch, columns, failures, report)
    return chunks


def _read_columns(staged: Staged, batch: Batch) -> tuple[Columns, Failures]:
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


def _require(entity: Entity, columns: Columns, failures: Failures) -> None:
    for name, each in entity.fields.items():
        field = f"{entity.name}.{name}" if f"{entity.name}.{name}" in columns else name
        if each.required and field in columns:
            for place, value in enumerate(columns[field]):
                if value is None and (place, field) not in failures:
                    failures[place, field] = Refused("is empty", f"Every row of {entity.name} needs one")


def _own(entity: Entity, columns: Columns, aside: bool) -> Columns:
    """The fields of an entity: those named after it, «accounts.id», before those of a name that others share."""
    shared = {} if aside else {name: values for name, values in columns.items() if name in entity.fields}
    mine = {name.removeprefix(f"{entity.name}."): v for name, v in columns.items() if name.startswith(f"{entity.name}.")}
    return shared | mine


def _same(staged: Staged, batch: Batch, columns: Columns) -> list[Chunk]:
    """Each entity of the sheet with the fields it knows; beside the first, only those that the file says more of."""
    chunks = []
    aside = staged.sheet.aside
    for place, entity in enumerate(ENTITIES[name] for name in (*staged.sheet.entities, *aside)):
        own = _own(entity, columns, entity.name in aside)
        wanted = entity.name in aside and entity.key[0] in own
        if place == 0 or wanted or (entity.name not in aside and own.keys() - set(entity.key)):
            chunks.append(Chunk(entity, staged.source.file, list(batch.rows), own, staged.spelled))
    return chunks


def _records(staged: Staged, batch: Batch, columns: Columns, failures: Failures) -> list[Chunk]:
    """The records that a sheet's own rule makes of its rows; what it refuses is added to the failures."""
    assert staged.sheet.records is not None
    chunks: Chunks = {}
    names, bad = list(columns), {place for place, _ in failures}
    for place, cells in enumerate(zip(*columns.values(), strict=True)):
        if place in bad:
            continue
        try:
            for name, record in list(staged.sheet.records(dict(zip(names, cells, strict=True)), staged.context)):
                add_record(chunks, staged.source.file, batch.rows[place], name, record)
        except Refused as refused:
            failures[place, refused.field] = refused
    return list(chunks.values())


def _only_mentioned(chunk: Chunk) -> None:
    """Keep the first mention of each; they fill gaps only."""
    chunk.settled = True
    keys = chunk.columns[chunk.entity.key[0]]
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    chunk.drop({place for place, key in enumerate(keys) if key is None or first[key] != place})


def _reject_ragged(staged: Staged, report: ImportReport) -> None:
    report.rejections += staged.source.rejections
    _count_lost(staged.sheet, len(staged.source.rejections), report)


def _count_lost(sheet: Sheet, lost: int, report: ImportReport) -> None:
    if lost:
        count = report.count(sheet.entities[0] if sheet.entities else sheet.name)
        count.read += lost
        count.rejected += lost


def _report(staged: Staged, batch: Batch, columns: Columns, failures: Failures, report: ImportReport) -> None:
    cells = {field: batch.columns[header] for header, column in staged.matched.items() for field in column.fields}
    sheet, file = staged.sheet, staged.source.file
    for entity in (ENTITIES[name] for name in sheet.entities if ENTITIES[name].identity and name not in sheet.aside):
        key = f"{entity.name}.{entity.key[0]}" if f"{entity.name}.{entity.key[0]}" in cells else entity.key[0]
        for place, _ in failures if key in cells else ():
            external = staged.prefix + text_of(cells[key][place])
            report.lost.setdefault(entity.name, {})[external] = f"{file}, row {batch.rows[place]}"
    for (place, name), refused in sorted(failures.items(), key=lambda item: item[0]):
        value = cells[name][place] if name in cells else ""
        report.reject(file, batch.rows[place], staged.spelled.get(name, name or "(row)"), value, refused)
    _count_lost(sheet, len({place for place, _ in failures}), report)


def words_of(chunks: Iterable[Chunk], refers: str) -> Iterator[str]:
    """The words by which lenient chunks refer to one kind of thing."""
    for chunk in chunks:
        for name, each in chunk.entity.fields.items():
            if chunk.lenient and each.refers == refers and name in chunk.columns:
                yield from {value for value in chunk.columns[name] if value is not None}
