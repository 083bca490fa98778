"""Ids of rows: of those in the database by external id, and those that an import gives to new ones."""

from collections.abc import Iterator, Set

from sqlalchemy import func, select
from sqlmodel import Session

from model.importing.entities import Entity
from model.tables import table

FEW = 20_000
CHUNK = 500
AT_ONCE = 10_000


class Given(Set[int]):
    """The ids that an import gives: one after the other, and those of rows that are believed again."""

    def __init__(self, first: int) -> None:
        self.first = self.next = first
        self.again: set[int] = set()

    def give(self) -> int:
        """The next id."""
        self.next += 1
        return self.next - 1

    def give_back(self, key: int) -> int:
        """An id that a row had before."""
        self.again.add(key)
        return key

    def __contains__(self, key: object) -> bool:
        return (isinstance(key, int) and self.first <= key < self.next) or key in self.again

    def __iter__(self) -> Iterator[int]:
        yield from range(self.first, self.next)
        yield from self.again

    def __len__(self) -> int:
        return self.next - self.first + len(self.again)

    @classmethod
    def _from_iterable(cls, keys: Iterator[int]) -> set[int]:  # type: ignore[override]  # what & and | give
        return set(keys)


def highest_id(session: Session, entity: Entity) -> int:
    """The highest id in the entity's table; 0 if it is empty."""
    return session.execute(select(func.max(table(entity.model).c.id))).scalar() or 0


def existing(session: Session, entity: Entity, externals: set[str]) -> tuple[dict[str, int], dict[str, int]]:
    """External id → id of those rows that are there: the believed ones, and the others."""
    own = table(entity.model).c
    key = own[entity.fields[entity.key[0]].column]
    question = select(key, own.id, own.revision_out)
    believed: dict[str, int] = {}
    ended: dict[str, int] = {}
    if len(externals) > FEW and 3 * len(externals) > highest_id(session, entity):
        parts = [question]
    else:
        wanted = sorted(externals)
        parts = [question.where(key.in_(wanted[start : start + CHUNK])) for start in range(0, len(wanted), CHUNK)]
    for part in parts:
        for external, row, out in session.execute(part, execution_options={"yield_per": AT_ONCE}):
            if external in externals:
                (believed if out is None else ended)[external] = row
    return believed, ended
