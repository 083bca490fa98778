"""A prepared import against the database as it stands: the plan, and the plan anew where others have written since."""

from sqlmodel import Session

from model.importing.comparing import Basis, Progress, compare
from model.importing.prepared import Prepared
from model.importing.preparing import copied, merged_words, stage_files, still_holds
from model.importing.report import CannotImport
from model.importing.writing.in_sqlite import as_kept
from model.importing.writing.plan import Plan


def plan_at(session: Session, revision: int, prepared: Prepared, progress: Progress) -> None:
    """Fill in the plan, the report and the questions, as the database stands at that revision."""
    staged = prepared.staged
    words = merged_words(session, prepared.source, prepared.options.mapping)
    dialects = [seen.dialect for seen in prepared.files if seen.dialect]
    prepared.plan, prepared.report = _plan(session, revision, prepared), copied(staged.report)
    basis = Basis(dialects, staged.context, prepared.source, words, prepared.started, prepared.options.whole)
    chunks = [each.fresh() for each in staged.chunks]
    prepared.questions = staged.questions + compare(session, chunks, basis, prepared.plan, prepared.report, progress)


def _plan(session: Session, revision: int, prepared: Prepared) -> Plan:
    if session.get_bind().dialect.name == "sqlite":
        return Plan(revision, prepared.work, as_kept)
    return Plan(revision, prepared.work)


def plan_again(session: Session, revision: int, prepared: Prepared, progress: Progress) -> None:
    """Compare with what the database holds by now; read the files anew if the settings are others."""
    progress("Somebody else has written meanwhile; comparing again …")
    if not still_holds(session, prepared.staged):
        prepared.staged = stage_files(session, prepared.files, prepared.options, prepared.work, progress)
    plan_at(session, revision, prepared, progress)


def refuse(prepared: Prepared) -> None:
    """CannotImport if there are files that cannot be used, or something has to be said first."""
    if prepared.problems:
        raise CannotImport("\n".join(prepared.problems))
