"""Files → what they are, and their rows as read: everything of an import that needs no comparison."""

import copy
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from model.calendar import Calendar
from model.importing.cells.undecided import Undecided
from model.importing.cells.values import Context
from model.importing.comparing import Progress
from model.importing.dialects import DIALECTS
from model.importing.files import Source
from model.importing.prepared import FileSeen, Options, Staged
from model.importing.recognising import recognised
from model.importing.report import CannotImport, ImportReport, Refused
from model.importing.rows.cabinet import Cabinet
from model.importing.rows.chunk import Chunk, Refusals
from model.importing.staging import said_together, settled_records, stage
from model.importing.steps import counted
from model.importing.words.mapped import KINDS, MAPPED, proposed, sheet_of
from model.importing.words.mapping import (
    FileMeaning,
    Mapping,
    remembered,
    remembered_files,
    signature,
    sources_that_described,
)
from model.importing.words.questions import Question
from model.setting_checks import check_setting
from model.settings import Settings
from model.tables import Setting, table

Triple = tuple[str, str, date | None]


def recognise(session: Session, sources: list[Source], options: Options) -> list[FileSeen]:
    """What each file is: as somebody described one with these columns, else as its dialect and sheet."""
    described = remembered_files(session, options.source) | options.mapping.files
    first = [_seen(source, described) for source in sources]
    beside = {seen.dialect.name for seen in first if seen.dialect}
    return [_seen(source, described, beside) if seen.question else seen for source, seen in zip(sources, first, strict=True)]


def _seen(source: Source, described: dict[str, FileMeaning], beside: Collection[str] = ()) -> FileSeen:
    seen = FileSeen(source.file, source, problem=source.problem)
    if seen.problem:
        return seen
    meaning = described.get(signature(source.headers))
    try:
        if meaning:
            seen.dialect, seen.sheet = MAPPED, sheet_of(meaning)
        else:
            seen.dialect, seen.sheet = recognised(source.file, source.written, DIALECTS, source.sample(), beside)
    except CannotImport as error:
        proposal = proposed(source.written, source.sample())
        seen.question = Question("file", source.file, str(error), proposal, list(KINDS))
    except ValueError as error:
        seen.problem = f"{source.file}: {error}. Correct the mapping."
    return seen


def source_of(session: Session, files: list[FileSeen], options: Options) -> str | None:
    """The system that the files come from: as the user calls it, else as they were described, else by their dialects.

    Our own format is none.
    """
    names = sorted({seen.dialect.name for seen in files if seen.dialect and seen.is_read and seen.dialect.name != "plain"})
    if not options.source and MAPPED.name in names:
        signatures = {signature(seen.source.headers) for seen in files if seen.source and seen.dialect is MAPPED}
        found = sources_that_described(session, signatures)
        return found[0] if len(found) == 1 else " and ".join(names)
    return options.source or " and ".join(names) or None


def merged_words(session: Session, source: str | None, given: Mapping) -> Mapping:
    """What the source's words mean: as remembered, and as the user says now."""
    return (remembered(session, source) if source else Mapping()) | given


def stage_files(session: Session, files: list[FileSeen], options: Options, work: Path | None, progress: Progress) -> Staged:
    """All files as chunks, kept in the folder `work` where they are many.

    The settings among them come first, as they say how to read the rest.
    """
    held = _settings(session)
    rows = list(held)
    staged = Staged(_context(rows, options), held, questions=[seen.question for seen in files if seen.question])
    cabinet = Cabinet(work)
    staged.report.dialects = sorted({seen.dialect.name for seen in files if seen.dialect})
    for settings_first in (True, False):
        for seen in files:
            if seen.sheet and ("settings" in seen.sheet.entities) == settings_first:
                _stage(seen, staged, options, cabinet, progress)
        if settings_first:
            rows += [row for chunk in staged.chunks for row in _checked_settings(chunk, staged.report)]
            staged.context = _context(rows, options)
    for dialect in {seen.dialect.name: seen.dialect for seen in files if seen.dialect}.values():
        staged.chunks += settled_records(dialect) + said_together(dialect, staged.context, staged.report)
    return staged


def _stage(seen: FileSeen, staged: Staged, options: Options, cabinet: Cabinet, progress: Progress) -> None:
    assert seen.source
    assert seen.dialect
    assert seen.sheet
    if seen.dialect.needs_as_of and options.as_of is None and seen.is_read:
        about = f"{seen.file}: {seen.dialect.name} files do not say of which day they speak. Add --as-of DATE."
        staged.questions.append(Question("as_of", seen.file, about))
        return
    progress(f"Checking {seen.file}: {seen.size:,} rows …")
    context = replace(staged.context, strict=not seen.dialect.lenient)
    prefix = f"{seen.dialect.name}:" if seen.dialect.prefixed else ""
    try:
        chunks = stage(seen.source, seen.dialect, seen.sheet, context, staged.report, prefix)
        for chunk in chunks:
            staged.chunks.append(chunk.put_away(cabinet))
            done = min(seen.size, max(chunk.rows, default=0))
            progress(counted(f"Checking {seen.file}:", done, seen.size))
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
