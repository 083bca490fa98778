"""What was prepared is written: by one import at a time, in one short transaction, or not at all."""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from model.access import MACHINE_OWNER, Action, Viewer
from model.acting import must_now
from model.audit import Kind, write_entry
from model.database import reading
from model.importing.prepared import Prepared
from model.importing.report import CannotImport, ImportReport
from model.importing.steps import Progress
from model.importing.writing.administrators import keeping_one
from model.importing.writing.attempts import Attempt, attempting
from model.importing.writing.losses import TROUBLES, in_words, is_ours
from model.importing.writing.planning import plan_again, refuse
from model.importing.writing.transaction import write
from model.importing.writing.turns import turn
from model.tables import ImportRun
from model.writing import DatabaseBusy, writing

PATIENCE = 600.0  # seconds
COMPARISONS = 2  # outside the transaction; when others write all the time, the next is made inside


class _Undo(Exception):
    """Leaves the transaction without writing."""


class _Stale(_Undo):
    """Somebody else has written since the comparison."""


def commit(
    engine: Engine,
    prepared: Prepared,
    progress: Progress = lambda line: None,
    *,
    accept_rejects: bool = False,
    patience: float = PATIENCE,
    viewer: Viewer = MACHINE_OWNER,
) -> ImportReport:
    """Write what was prepared, in one short transaction; compares again where others have written since.

    AccessDenied where `viewer` may not import.
    With rejected rows nothing is written unless `accept_rejects`: then those rows are left out. While another import
    writes, it waits for so many seconds. CannotImport where it waited in vain, where nobody would be an administrator any
    more, or the database is lost on the way: then it is as it was before.
    """
    refuse(prepared)
    if _nothing_to_do(prepared, accept_rejects):
        return prepared.report
    prepared.viewer = viewer
    files = ", ".join(seen.file for seen in prepared.files)
    with turn(engine, progress, patience), attempting(engine, files, progress, patience) as attempt:
        try:
            for comparison in range(COMPARISONS + 1):
                if _written(engine, prepared, attempt, progress, accept_rejects, patience, last=comparison == COMPARISONS):
                    break
        except (*TROUBLES, DatabaseBusy) as trouble:
            if not attempt.is_done(engine):
                prepared.report.revision = None
                raise (CannotImport(in_words(trouble)) if is_ours(trouble) else trouble) from trouble
    return prepared.report


def _nothing_to_do(prepared: Prepared, accept_rejects: bool) -> bool:
    prepared.report.stopped = bool(prepared.report.rejections) and not accept_rejects
    return prepared.report.stopped or not prepared.plan.rows


def _written(
    engine: Engine,
    prepared: Prepared,
    attempt: Attempt,
    progress: Progress,
    accept_rejects: bool,
    patience: float,
    *,
    last: bool,
) -> bool:
    """Whether all that there is to write was written; if not, it was compared with what others have written since."""
    try:
        with writing(engine, on_wait=progress, patience=patience) as (session, revision):
            must_now(session, prepared.viewer, Action.IMPORT)
            if revision != prepared.plan.revision + 1:
                if not last:
                    raise _Stale
                plan_again(session, revision - 1, prepared, progress)
                refuse(prepared)
                if _nothing_to_do(prepared, accept_rejects):
                    raise _Undo
            with keeping_one(session, [seen.file for seen in prepared.files if seen.is_read]):
                write(session, revision, prepared.plan, progress)
            _note_run(session, revision, prepared)
            attempt.end(session)
            prepared.report.revision = revision
            progress("Committing …")
    except _Stale:
        with reading(engine) as (session, revision):
            plan_again(session, revision, prepared, progress)
        refuse(prepared)
        return _nothing_to_do(prepared, accept_rejects)
    except _Undo:
        pass
    return True


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
            whole=prepared.plan.whole,
        )
    )
    said = {"files": ", ".join(seen.file for seen in prepared.files), "rows": report.written, "source": prepared.source}
    write_entry(session, revision, datetime.now(UTC), prepared.viewer.actor, Kind.IMPORT, "imported", after=said)
