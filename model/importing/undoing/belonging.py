"""Which rows an import wrote and which of them are still its own: those it added, those it changed in place.

A row that came back when a later import was undone is still its own, under the revision of that undoing.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement as Column
from sqlalchemy import Select, Table, and_, or_, select, union
from sqlmodel import Session

from model.importing.entities import ALL
from model.tables import ImportRun, Replaced, table

IDENTITIES: dict[Table, str] = {table(entity.model): entity.name for entity in ALL if entity.identity}
"""The tables whose rows are changed in place, each with its entity's name."""

BELIEF = ("id", "revision_in", "revision_out")
run, replaced = table(ImportRun), table(Replaced)


@dataclass(frozen=True)
class Belonging:
    """The conditions by which the rows of the import of `revision` are found; `undone` are pairs of other imports:

    the revision that each wrote, and the one that undid it.
    """

    revision: int
    undone: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, session: Session, revision: int) -> "Belonging":
        """The rows of the import that wrote that revision."""
        pairs = select(run.c.revision_in, run.c.revision_out).where(run.c.revision_in > revision, run.c.revision_out.is_not(None))
        return cls(revision, tuple((wrote, undid) for wrote, undid in session.execute(pairs)))

    @cached_property
    def later_undone(self) -> list[int]:
        """The revisions of later imports that are undone: what they wrote is no objection."""
        return [wrote for wrote, _ in self.undone]

    @cached_property
    def undoings(self) -> list[int]:
        """The revisions in which later imports were undone."""
        return [undid for _, undid in self.undone]

    def wrote(self, which: Table) -> Column[bool]:
        """That a row of dated facts is one that the import wrote, or came back as one that it wrote."""
        if not self.undone:
            return which.c.revision_in == self.revision
        first = which.alias("first_written")
        same = [_same(first.c[column.name], column) for column in which.c if column.name not in BELIEF]
        # + 0 keeps the index on revisions out of it: it would be read through for every row
        came_back = select(first.c.id).where(first.c.revision_in + 0 == self.revision, *same).exists()
        return or_(which.c.revision_in == self.revision, and_(which.c.revision_in.in_(self.undoings), came_back))

    def changed(self, which: Table) -> Select[tuple[int]]:
        """The ids of the identity rows that it changed in place and that were believed before."""
        return self._remembered(which).where(_was("revision_out", None))

    def added(self, which: Table) -> Select[tuple[int]]:
        """The ids of the identity rows that it added, or believed anew."""
        later = select(replaced.c.row_id).where(replaced.c.entity == IDENTITIES[which], replaced.c.revision_in > self.revision)
        mine = select(which.c.id).where(which.c.revision_in == self.revision)
        ids = union(mine, later.where(_was("revision_in", self.revision))).subquery("touched").c[0]
        return select(ids).where(ids.not_in(self.changed(which)))

    def own(self, which: Table) -> Column[bool]:
        """That a row is gone, or as it was before, once the import is undone."""
        if which not in IDENTITIES:
            return self.wrote(which)
        return or_(which.c.id.in_(self.added(which)), which.c.id.in_(self._remembered(which)))

    def _remembered(self, which: Table) -> Select[Any]:
        mine = and_(replaced.c.revision_in == self.revision, replaced.c.entity == IDENTITIES[which])
        return select(replaced.c.row_id).where(mine).correlate(None)


def _same(one: Column[Any], other: Any) -> Column[bool]:
    return one.is_not_distinct_from(other) if other.nullable else one == other  # an index serves ==


def _was(column: str, number: int | None) -> Column[bool]:
    """That a remembered row had that number in a column of belief: its JSON begins with them, quoted text cannot look so."""
    text = "null" if number is None else str(number)
    return replaced.c.was.like(f'%"{column}": {text},%')
