"""Files → what they are, and their rows as read: everything of an import that needs no comparison."""

import copy
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from model.calendar import Calendar
from model.importing.chunk import Chunk, Refusals
from model.importing.comparing import Progress
from model.importing.dialects import DIALECTS
from model.importing.files import Source, open_sources
from model.importing.mapping import Mapping, remembered
from model.importing.prepared import FileSeen, Options, Staged
from model.importing.questions import Question
from model.importing.recognising import recognised
from model.importing.report import CannotImport, ImportReport, Refused
from model.importing.staging import settled_records, stage
from model.importing.undecided import Undecided
from model.importing.values import Context
from model.settings import Settings, check_setting
from model.tables import Setting, table

Triple = tuple[str, str, date | None]


def opened(paths: Iterable[Path], work: Path, progress: Progress) -> list[FileSeen]:
    """The tables in the files, each with the dialect and the sheet that it was recognised as."""
    return [_seen(source) for source in open_sources(paths, work, progress)]


def _seen(source: Source) -> FileSeen:
    seen = FileSeen(source.file, source, problem=source.problem)
    try:
        if not seen.problem:
            seen.dialect, seen.sheet = recognised(source.file, source.written, DIALECTS, source.sample())
    except CannotImport as error:
        seen.problem = str(error)
    return seen


def source_of(files: list[FileSeen], options: Options) -> str | None:
    """The system that the files come from: as the user calls it, else by their dialects; our own format is none."""
    names = sorted({seen.dialect.name for seen in files if seen.dialect and seen.dialect.name != "plain"})
    return options.source or " and ".join(names) or None


def merged_words(session: Session, source: str | None, given: Mapping) -> Mapping:
    """What the source's words mean: as remembered, and as the user says now."""
    return (remembered(session, source) if source else Mapping()) | given


def stage_files(session: Session, files: list[FileSeen], options: Options, progress: Progress) -> Staged:
    """All files as chunks; the settings among them first, as they say how to read the rest."""
    held = _settings(session)
    rows = list(held)
    staged = Staged(_context(rows, options), held)
    staged.report.dialects = sorted({seen.dialect.name for seen in files if seen.dialect})
    for settings_first in (True, False):
        for seen in files:
            if seen.sheet and ("settings" in seen.sheet.entities) == settings_first:
                _stage(seen, staged, options, progress)
        if settings_first:
            rows += [row for chunk in staged.chunks for row in _checked_settings(chunk, staged.report)]
            staged.context = _context(rows, options)
    for dialect in {seen.dialect.name: seen.dialect for seen in files if seen.dialect}.values():
        staged.chunks += settled_records(dialect)
    return staged


def _stage(seen: FileSeen, staged: Staged, options: Options, progress: Progress) -> None:
    assert seen.source and seen.dialect
    assert seen.sheet
    if seen.dialect.needs_as_of and options.as_of is None:
        about = f"{seen.file}: {seen.dialect.name} files do not say of which day they speak. Add --as-of DATE."
        staged.questions.append(Question("as_of", seen.file, about))
        return
    progress(f"Checking {seen.file}: {seen.size:,} rows …")
    context = replace(staged.context, strict=not seen.dialect.lenient)
    prefix = f"{seen.dialect.name}:" if seen.dialect.prefixed else ""
    try:
        staged.chunks += stage(seen.source, seen.dialect, seen.sheet, context, staged.report, prefix)
    except Undecided as undecided:
        about = f"{seen.file}: {undecided}. Add {' or '.join(undecided.options)}."
        staged.questions.append(Question(undecided.answer, seen.file, about, None, list(undecided.readings)))


def _settings(session: Session) -> list[Triple]:
    own = table(Setting).c
    question = select(own.key, own.value, own.valid_from).where(own.revision_out.is_(None)).order_by(own.id)
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def still_holds(session: Session, staged: Staged) -> bool:
    """Whether the settings by which the files were read are still those."""
    return _settings(session) == staged.settings


def _context(rows: list[Triple], options: Options) -> Context:
    today = options.as_of or Calendar.of(Settings.on(rows, date.max)).day_of(datetime.now(UTC))
    return Context(Settings.on(rows, today), today, day_first=options.day_first, decimal_comma=options.decimal_comma)


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


def copied(report: ImportReport) -> ImportReport:
    """A report to add to, the other left as it is."""
    more = {name: copy.deepcopy(getattr(report, name)) for name in ("counts", "lost")}
    return replace(report, **more, rejections=[*report.rejections], notes=[*report.notes], dialects=[*report.dialects])
