"""The import itself: files in, one transaction, a report out."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlmodel import Session

from model.calendar import Calendar
from model.database import writing
from model.importing.applying import Writer, apply_identities, apply_keyed
from model.importing.chunk import Chunk, Refusals
from model.importing.deals import apply_lines, apply_versions, foreign_exponents, read_amounts
from model.importing.dialect import Dialect, Sheet
from model.importing.dialects import DIALECTS
from model.importing.entities import ALL
from model.importing.linking import fill_other_side
from model.importing.mentions import claim, completions
from model.importing.reading import Source, find_files, read_source
from model.importing.recognising import recognised
from model.importing.report import CannotImport, ImportReport, Refused
from model.importing.resolving import Known, resolve
from model.importing.rules import CHECKS
from model.importing.stage_words import stage_words
from model.importing.staging import settled_records, stage
from model.importing.values import Context
from model.settings import Settings, check_setting
from model.tables import ImportRun, Setting, table

Progress = Callable[[str], None]
Triple = tuple[str, str, date | None]


class _Undo(Exception):
    """Leaves the transaction without writing."""


def import_files(
    engine: Engine,
    paths: Iterable[Path],
    *,
    as_of: date | None = None,
    accept_rejects: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda line: None,
) -> ImportReport:
    """Read CSV files, by their headers, into a migrated database, in one transaction.

    `as_of` is the day of which the files speak (today in the company's zone where they say so themselves). With
    rejected rows nothing is written unless `accept_rejects`. CannotImport where the files as a whole cannot be used.
    """
    started = datetime.now(UTC)
    files = [(source, *recognised(source.file, source.written, DIALECTS)) for source in _read(paths, progress)]
    for source, dialect, _ in files:
        if dialect.needs_as_of and as_of is None:
            raise CannotImport(f"{source.file}: {dialect.name} files do not say of which day they speak. Add --as-of DATE.")
    report = ImportReport(dialects=sorted({dialect.name for _, dialect, _ in files}), dry_run=dry_run)
    chunks, context = _stage(engine, files, as_of, report, progress)
    try:
        with writing(engine) as (session, revision):
            writer = Writer(session, revision, context.as_of, report)
            _apply(chunks, [dialect for _, dialect, _ in files], context, writer, progress)
            report.stopped = bool(report.rejections) and not accept_rejects
            if report.stopped or dry_run or not writer.rows:
                raise _Undo
            _note_run(session, revision, started, files, context.as_of, report)
            progress("Committing …")
        report.revision = revision
    except _Undo:
        pass
    return report


def _read(paths: Iterable[Path], progress: Progress) -> list[Source]:
    sources = []
    for path in find_files(paths):
        progress(f"Reading {path.name} …")
        sources.append(read_source(path))
    return sources


def _stage(
    engine: Engine,
    files: list[tuple[Source, Dialect, Sheet]],
    as_of: date | None,
    report: ImportReport,
    progress: Progress,
) -> tuple[list[Chunk], Context]:
    """All files as chunks; the settings among them first, as they say how to read the rest."""
    settings = table(Setting).c
    with engine.connect() as connection:
        question = select(settings.key, settings.value, settings.valid_from).where(settings.revision_out.is_(None))
        rows: list[Triple] = [(row[0], row[1], row[2]) for row in connection.execute(question)]
    context = _context(rows, as_of)
    chunks: list[Chunk] = []
    for settings_first in (True, False):
        for source, dialect, sheet in files:
            if ("settings" in sheet.entities) == settings_first:
                progress(f"Checking {source.file}: {source.size:,} rows …")
                own = replace(context, strict=not dialect.lenient)
                chunks += stage(source, dialect, sheet, own, report, f"{dialect.name}:" if dialect.prefixed else "")
        if settings_first:
            rows += [row for chunk in chunks for row in _checked_settings(chunk, report)]
            context = _context(rows, as_of)
    for dialect in {dialect.name: dialect for _, dialect, _ in files}.values():
        chunks += settled_records(dialect)
    return chunks, context


def _context(rows: list[Triple], as_of: date | None) -> Context:
    today = as_of or Calendar.of(Settings.on(rows, date.max)).day_of(datetime.now(UTC))
    return Context(Settings.on(rows, today), today)


def _checked_settings(chunk: Chunk, report: ImportReport) -> list[Triple]:
    """The settings of a chunk; unknown and unusable ones are rejected."""
    refusals: Refusals = {}
    keys, values = chunk.columns["key"], chunk.columns["value"]
    for place, (key, value) in enumerate(zip(keys, values, strict=True)):
        try:
            check_setting(key, value or "")
        except (ValueError, ArithmeticError) as error:
            refusals[place] = Refused(f"cannot be used ({error})", "See docs/plain_format.md", "value")
    chunk.reject(refusals, report)
    days = chunk.columns.get("from", [None] * len(chunk))
    return [(k, v or "", day) for k, v, day in zip(chunk.columns["key"], chunk.columns["value"], days, strict=True)]


def _apply(chunks: list[Chunk], dialects: list[Dialect], context: Context, writer: Writer, progress: Progress) -> None:
    """Resolve, then write the differences entity by entity, in the order in which they refer to each other."""
    progress("Looking up references …")
    known = Known(writer.session, chunks, writer.report)
    claim(chunks, known)
    resolve(chunks, known, CHECKS, completions(context.as_of) | {"stages": stage_words(dialects)})
    writer.report.notes += known.dropped_notes()
    exponents = foreign_exponents(writer.session, chunks, known.ids["deals"], context.settings)
    for chunk in chunks:
        read_amounts(chunk, exponents, context.settings.exponent, writer.report)
    chunks = chunks + fill_other_side(writer.session, chunks, known.ids)
    for entity in ALL:
        own = [chunk for chunk in chunks if chunk.entity is entity and len(chunk)]
        if not own:
            continue
        progress(f"Comparing {entity.name}: {sum(map(len, own)):,} rows …")
        if entity.identity:
            apply_identities(entity, own, known.ids[entity.name], writer)
        elif entity.name == "deal_versions":
            new = known.new["deals"]
            apply_versions(own, set(known.ids["deals"].values()) - new, writer)
        elif entity.name == "deal_lines":
            apply_lines(own, writer)
        else:
            apply_keyed(entity, own, writer)
    _advance_sequences(writer.session, [table(entity.model).name for entity in ALL if known.new.get(entity.name)])


def _advance_sequences(session: Session, tables: list[str]) -> None:
    """PostgreSQL: the next id that the database gives comes after those that the import gave."""
    if session.connection().dialect.name == "postgresql":
        for name in tables:
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))


def _note_run(
    session: Session,
    revision: int,
    started: datetime,
    files: list[tuple[Source, Dialect, Sheet]],
    as_of: date,
    report: ImportReport,
) -> None:
    session.add(
        ImportRun(
            revision_in=revision,
            started_at=started,
            as_of=as_of,
            dialect=", ".join(report.dialects),
            files=", ".join(source.file for source, _, _ in files),
            read=sum(count.read for count in report.counts.values()),
            written=report.written,
            rejected=sum(count.rejected for count in report.counts.values()),
        )
    )
