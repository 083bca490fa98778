"""The import itself: files in, a comparison, one short transaction, a report out."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from model.database import reading, writing
from model.importing.comparing import Basis, Progress, compare
from model.importing.files import open_sources
from model.importing.foresight import After
from model.importing.mapping import Mapping
from model.importing.plan import Plan
from model.importing.prepared import Options, Prepared
from model.importing.preparing import copied, merged_words, recognise, source_of, stage_files, still_holds
from model.importing.rejects import without_reasons
from model.importing.report import CannotImport, ImportReport
from model.importing.transaction import write
from model.importing.workplace import work_folder
from model.tables import ImportRun
from model.warehouse import Warehouse

ATTEMPTS = 2  # comparisons outside the transaction; when others write all the time, the next is made inside


class _Undo(Exception):
    """Leaves the transaction without writing."""


class _Stale(_Undo):
    """Somebody else has written since the comparison."""


def _silent(line: str) -> None:
    pass


def import_files(
    engine: Engine,
    paths: Iterable[Path],
    *,
    as_of: date | None = None,
    accept_rejects: bool = False,
    dry_run: bool = False,
    source: str | None = None,
    mapping: Mapping | None = None,
    day_first: bool | None = None,
    decimal_comma: bool | None = None,
    whole: bool = False,
    progress: Progress = _silent,
) -> ImportReport:
    """Read files, by their headers, into a migrated database: `prepare`, then `commit` unless it is a `dry_run`.

    With rejected rows nothing is written unless `accept_rejects`. CannotImport where the files as a whole cannot be
    used, or where something has to be said first.
    """
    with work_folder() as work:
        prepared = prepare(
            engine, paths, as_of=as_of, source=source, mapping=mapping, day_first=day_first, decimal_comma=decimal_comma,
            whole=whole, work=work, progress=progress,
        )  # fmt: skip
        return finish(engine, prepared, progress, accept_rejects=accept_rejects, dry_run=dry_run)


def finish(engine: Engine, prepared: Prepared, progress: Progress, *, accept_rejects: bool, dry_run: bool) -> ImportReport:
    """`commit`, or only say what it would do."""
    _refuse(prepared)
    prepared.report.dry_run = dry_run
    if dry_run:
        prepared.report.stopped = bool(prepared.report.rejections) and not accept_rejects
        return prepared.report
    return commit(engine, prepared, progress, accept_rejects=accept_rejects)


def prepare(
    engine: Engine,
    paths: Iterable[Path],
    *,
    as_of: date | None = None,
    source: str | None = None,
    mapping: Mapping | None = None,
    day_first: bool | None = None,
    decimal_comma: bool | None = None,
    whole: bool = False,
    work: Path,
    progress: Progress = _silent,
) -> Prepared:
    """Read and compare files; writes nothing, and never waits for writers.

    `as_of` is the day of which the files speak (today in the company's zone where they say so themselves), `source`
    tells one system of the company from another, `mapping` what its words mean; `day_first` and `decimal_comma` decide
    where a column does not. `whole`: the files hold all deals of the source. `work` is a folder that must stay for as
    long as the outcome is used (model/importing/workplace.py).
    """
    options = Options(as_of, source, mapping or Mapping(), day_first, decimal_comma, whole)
    started = datetime.now(UTC)
    sources = [without_reasons(source) for source in open_sources(paths, work, progress)]
    with reading(engine) as (session, revision):
        files = recognise(session, sources, options)
        name = source_of(session, files, options)
        staged = stage_files(session, files, options, progress)
        made = Prepared(started, options, files, staged, ImportReport(), Plan(revision), [], name, work)
        return _compare(session, revision, made, progress)


def _compare(session: Session, revision: int, made: Prepared, progress: Progress) -> Prepared:
    """Fill in the plan, the report and the questions, as the database stands at that revision."""
    staged = made.staged
    words = merged_words(session, made.source, made.options.mapping)
    dialects = [seen.dialect for seen in made.files if seen.dialect]
    made.plan, made.report = Plan(revision, made.work), copied(staged.report)
    basis = Basis(dialects, staged.context, made.source, words, made.started)
    asked = compare(session, [each.fresh() for each in staged.chunks], basis, made.plan, made.report, progress)
    made.questions = staged.questions + asked
    return made


def commit(engine: Engine, prepared: Prepared, progress: Progress = _silent, *, accept_rejects: bool = False) -> ImportReport:
    """Write what was prepared, in one short transaction; compares again where others have written since.

    With rejected rows nothing is written unless `accept_rejects`: then those rows are left out.
    """
    for attempt in range(ATTEMPTS + 1):
        _refuse(prepared)
        prepared.report.stopped = bool(prepared.report.rejections) and not accept_rejects
        if prepared.report.stopped or not prepared.plan.rows:
            break
        try:
            with writing(engine) as (session, revision):
                if revision != prepared.plan.revision + 1:
                    if attempt < ATTEMPTS:
                        raise _Stale
                    _again(session, revision - 1, prepared, progress)
                    prepared.report.stopped = bool(prepared.report.rejections) and not accept_rejects
                    if prepared.problems or prepared.report.stopped or not prepared.plan.rows:
                        raise _Undo
                write(session, revision, prepared.plan)
                _note_run(session, revision, prepared)
                progress("Committing …")
            prepared.report.revision = revision
            break
        except _Stale:
            with reading(engine) as (session, revision):
                _again(session, revision, prepared, progress)
        except _Undo:
            break
    return prepared.report


def after(engine: Engine, prepared: Prepared, like: Warehouse | None = None, progress: Progress = _silent) -> Warehouse:
    """A copy of the database as it would be after `commit`: what a Book asks it, is so then. Writes nothing.

    `like` may be the warehouse that shows the database as it is; copying that is faster than reading the database.
    """
    with reading(engine) as (session, revision):
        if revision != prepared.plan.revision:
            _again(session, revision, prepared, progress)
    return After(engine, prepared.plan, like)


def _again(session: Session, revision: int, prepared: Prepared, progress: Progress) -> None:
    """Compare with what the database holds by now."""
    progress("Somebody else has written meanwhile; comparing again …")
    if not still_holds(session, prepared.staged):
        prepared.staged = stage_files(session, prepared.files, prepared.options, progress)
    _compare(session, revision, prepared, progress)


def _refuse(prepared: Prepared) -> None:
    if prepared.problems:
        raise CannotImport("\n".join(prepared.problems))


def _note_run(session: Session, revision: int, prepared: Prepared) -> None:
    report = prepared.report
    session.add(
        ImportRun(
            revision_in=revision,
            started_at=prepared.started,
            as_of=prepared.context.as_of,
            dialect=", ".join(report.dialects),
            files=", ".join(seen.file for seen in prepared.files),
            read=sum(count.read for count in report.counts.values()),
            written=report.written,
            rejected=sum(count.rejected for count in report.counts.values()),
            source=prepared.source,
            history_from=prepared.plan.history_from,
            whole=prepared.options.whole,
        )
    )
