"""Files → staged rows: every known cell read as its field demands, the rest rejected with file, row and column."""

from collections.abc import Iterable, Iterator

from model.importing.cells.values import Context, text_of
from model.importing.columns import Columns, Failures, Staged, own_columns, read_columns, readers_of, require
from model.importing.dialect import Column, Dialect, Sheet
from model.importing.entities import ENTITIES
from model.importing.files import Batch, Source
from model.importing.report import ImportReport, Refused
from model.importing.rows.chunk import Chunk, Chunks, add_record


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
    staged = Staged(source, dialect, sheet, context, prefix, matched, readers_of(source, sheet, matched, context))
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


def _stage_batch(staged: Staged, batch: Batch, report: ImportReport) -> list[Chunk]:
    columns, failures = read_columns(staged, batch)
    sheet = staged.sheet
    for name in sheet.entities:
        if name not in sheet.aside:
            require(ENTITIES[name], columns, failures)
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


def _same(staged: Staged, batch: Batch, columns: Columns) -> list[Chunk]:
    """Each entity of the sheet with the fields it knows; beside the first, only those that the file says more of."""
    chunks = []
    aside = staged.sheet.aside
    for place, entity in enumerate(ENTITIES[name] for name in (*staged.sheet.entities, *aside)):
        own = own_columns(entity, columns, entity.name in aside)
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
