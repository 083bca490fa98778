"""The import itself: files in, a comparison, one short transaction, a report out."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine

from model.database import reading
from model.importing.comparing import Progress
from model.importing.files import open_sources
from model.importing.foresight import After
from model.importing.prepared import Options, Prepared
from model.importing.preparing import recognise, source_of, stage_files
from model.importing.rejects import without_reasons
from model.importing.report import ImportReport
from model.importing.rows.workplace import work_folder
from model.importing.words.mapping import Mapping
from model.importing.writing.committing import commit
from model.importing.writing.losses import told_of_full_disks
from model.importing.writing.plan import Plan
from model.importing.writing.planning import plan_again, plan_at, refuse
from model.warehouse import Warehouse

__all__ = ["after", "commit", "finish", "import_files", "prepare"]


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
    refuse(prepared)
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
    long as the outcome is used (model/importing/rows/workplace.py).
    """
    options = Options(as_of, source, mapping or Mapping(), day_first, decimal_comma, whole)
    started = datetime.now(UTC)
    sources = [without_reasons(source) for source in open_sources(paths, work, progress)]
    with told_of_full_disks(), reading(engine) as (session, revision):
        files = recognise(session, sources, options)
        name = source_of(session, files, options)
        staged = stage_files(session, files, options, work, progress)
        made = Prepared(started, options, files, staged, ImportReport(), Plan(revision), [], name, work)
        plan_at(session, revision, made, progress)
    return made


def after(engine: Engine, prepared: Prepared, like: Warehouse | None = None, progress: Progress = _silent) -> Warehouse:
    """A copy of the database as it would be after `commit`: what a Book asks it, is so then. Writes nothing.

    `like` may be the warehouse that shows the database as it is; copying that is faster than reading the database.
    """
    with reading(engine) as (session, revision):
        if revision != prepared.plan.revision:
            plan_again(session, revision, prepared, progress)
    return After(engine, prepared.plan, like)
