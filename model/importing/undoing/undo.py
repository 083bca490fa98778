"""An import is undone: its rows are believed no more, and what it ended or changed is as it was before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Table, bindparam, func, insert, literal, select, update
from sqlmodel import Session

from model.access import MACHINE_OWNER, Action, Viewer
from model.acting import must_now
from model.audit import TOLD, Kind, write_entry
from model.importing.entities import ENTITIES
from model.importing.undoing.belonging import IDENTITIES, Belonging
from model.importing.undoing.objections import Objection, objections
from model.importing.undoing.replacing import as_row
from model.tables import MODELS, ImportRun, Replaced, table
from model.writing import writing

PART = 5_000
SHOWN = 20
run, replaced = table(ImportRun), table(Replaced)
Progress = Callable[[str], None]


class CannotUndo(ValueError):
    """The import stays: there is no such one, or later writes refer to its rows; `objections` says which."""

    def __init__(self, message: str, found: list[Objection] | None = None) -> None:
        self.objections = found or []
        told = [f"  {each}" for each in self.objections[:SHOWN]]
        if len(self.objections) > SHOWN:
            told.append(f"  … and {len(self.objections) - SHOWN:,} more")
        super().__init__("\n".join([message, *told]))


@dataclass
class Undone:
    """What undoing an import wrote, by table: rows that ended, that are believed again, that were put back in place.

    `undone` is the revision that the import wrote, `revision` that of its undoing.
    """

    run_id: int
    undone: int
    revision: int
    ended: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    put_back: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """What it did, in words."""
        said = {"are believed no more": self.ended, "are believed again": self.restored, "are as they were": self.put_back}
        lines = [f"{count:,} rows of {name} {what}." for what, counts in said.items() for name, count in counts.items()]
        return [*lines, f"Import {self.run_id} is undone, as revision {self.revision}."]


def undo(engine: Engine, run_id: int, progress: Progress = lambda line: None, viewer: Viewer = MACHINE_OWNER) -> Undone:
    """Undo an import, by its ImportRun's id, in one transaction with a revision of its own.

    Rows that it added are believed no more; those that it ended are believed again, as new rows with the same values;
    those that it changed in place get their old values back. So every figure is as before it, and the import can be
    made again. AccessDenied where `viewer` may not import; CannotUndo where there is no such import, it is undone already,
    or later writes refer to its rows.
    """
    with writing(engine, on_wait=progress) as (session, revision):
        who = must_now(session, viewer, Action.IMPORT)
        state = session.execute(select(run.c.revision_in, run.c.revision_out).where(run.c.id == run_id)).first()
        if state is None or state[1] is not None:
            raise CannotUndo(f"There is no import {run_id}" if state is None else f"Import {run_id} is undone already")
        number: int = state[0]
        belonging = Belonging.of(session, number)
        progress("Looking for later writes that refer to it …")
        if found := objections(session, belonging):
            raise CannotUndo(f"Import {run_id} cannot be undone. Later writes refer to what it wrote:", found)
        undone = Undone(run_id, number, revision)
        for model in reversed([model for model in MODELS if model not in TOLD]):
            progress(f"Taking back {table(model).name} …")
            _end(session, table(model), belonging, undone)
        for which in IDENTITIES:
            _put_back(session, which, undone)
        for model in MODELS:
            _restore(session, table(model), undone)
        session.execute(update(replaced).where(replaced.c.revision_in == number).values(revision_out=revision))
        write_entry(session, revision, datetime.now(UTC), who.actor, Kind.IMPORT, "undid", before={"import": run_id})
    return undone


def _end(session: Session, which: Table, belonging: Belonging, undone: Undone) -> None:
    """The rows that it added."""
    mine = which.c.id.in_(belonging.added(which)) if which in IDENTITIES else belonging.wrote(which)
    ending = update(which).where(mine, which.c.revision_out.is_(None)).values(revision_out=undone.revision)
    _count(undone.ended, which, session.connection().execute(ending).rowcount)


def _put_back(session: Session, which: Table, undone: Undone) -> None:
    """The rows that it changed in place; one that was believed no more then, ends again."""
    model = ENTITIES[IDENTITIES[which]].model
    mine = select(replaced.c.id, replaced.c.row_id, replaced.c.was).where(
        replaced.c.revision_in == undone.undone, replaced.c.entity == IDENTITIES[which]
    )
    names = [column.name for column in which.c if column.name not in ("id", "revision_in")]
    changing = update(which).where(which.c.id == bindparam("key"))
    values: dict[str, Any] = {name: bindparam(f"old_{name}") for name in names}
    last = 0
    while rows := session.execute(mine.where(replaced.c.id > last).order_by(replaced.c.id).limit(PART)).all():
        last = rows[-1][0]
        olds = []
        for _, row_id, was in rows:
            old = as_row(model, was)
            ended = None if old["revision_out"] is None else undone.revision
            olds.append({"key": row_id} | {f"old_{name}": old.get(name) for name in names} | {"old_revision_out": ended})
        session.connection().execute(changing.values(**values, revision_in=undone.revision), olds)
        _count(undone.put_back, which, len(rows))


def _restore(session: Session, which: Table, undone: Undone) -> None:
    """The rows that it ended, as new ones."""
    if which in IDENTITIES:
        return
    names = [column.name for column in which.c if column.name not in ("id", "revision_in", "revision_out")]
    ended = which.c.revision_out == undone.undone
    rows = session.execute(select(func.count()).select_from(which).where(ended)).scalar_one()
    again = select(*(which.c[name] for name in names), literal(undone.revision)).where(ended)
    if rows:
        session.connection().execute(insert(which).from_select([*names, "revision_in"], again))
    _count(undone.restored, which, rows)


def _count(counts: dict[str, int], which: Table, rows: int) -> None:
    if rows and which is not run:
        counts[which.name] = counts.get(which.name, 0) + rows
