"""What an import will write, worked out while others may still read and write: rows to add, to end and to change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Table

from model.base import Base
from model.importing.rows.shelf import Shelf
from model.tables import MODELS, table

Row = dict[str, Any]
PART = 50_000
T = TypeVar("T")


@dataclass(frozen=True)
class Rows:
    """Rows of one table that give the same columns, column by column."""

    columns: tuple[str, ...]
    values: list[list[Any]]

    def __len__(self) -> int:
        return len(self.values[0])

    @classmethod
    def of(cls, rows: list[Row]) -> "Rows":
        """From dictionaries with the same keys."""
        names = tuple(rows[0])
        return cls(names, [[row[name] for row in rows] for name in names])


Keep = Callable[[Table, Rows], Rows]


class Plan:
    """The differences between what files say and a database at `revision`; large ones lie in `folder`.

    `inserts` and `changes` are by table, in the order in which the tables refer to each other; changes give each row's
    id among its columns. `ends` are ids. `history_from` is the first day that the files say something of; `whole`: they
    hold every deal of their source; `confirms`: no whole export spoke of that day so far, so that all was as believed
    is news, and the import is noted even where it writes nothing else. `keep` turns values into those that the database
    keeps, so that the transaction need not.
    """

    def __init__(self, revision: int, folder: Path | None = None, keep: Keep = lambda which, rows: rows) -> None:
        self.revision = revision
        self.folder = folder
        self._keep = keep
        self.inserts: dict[Table, Shelf[Rows]] = {table(model): Shelf(folder) for model in MODELS}
        self.changes: dict[Table, Shelf[Rows]] = {table(model): Shelf(folder) for model in MODELS}
        self.ends: dict[Table, Shelf[list[int]]] = {table(model): Shelf(folder) for model in MODELS}
        self.replaced: Shelf[Rows] = Shelf(folder)
        self.numbered: set[Table] = set()
        """Tables whose new rows were given their ids."""
        self.history_from: date | None = None
        self.whole = False
        self.confirms = False

    @property
    def rows(self) -> int:
        """How many rows it writes; 1 where the import itself is all that there is to note."""
        rows = sum(len(shelf) for kind in (self.inserts, self.changes, self.ends) for shelf in kind.values())
        return rows or int(self.confirms)

    def insert(self, model: type[Base], rows: list[Row]) -> None:
        """Add rows; those of one call give the same columns. Without `id`, the database numbers them."""
        for part in _parts(rows):
            self.inserts[table(model)].add(self._keep(table(model), Rows.of(part)))
        if rows and "id" in rows[0]:
            self.numbered.add(table(model))

    def insert_columns(self, model: type[Base], columns: Mapping[str, list[Any]]) -> None:
        """Add rows with their ids, given column by column."""
        self.inserts[table(model)].add(self._keep(table(model), Rows(tuple(columns), list(columns.values()))))
        self.numbered.add(table(model))

    def end(self, model: type[Base], ids: Iterable[int]) -> None:
        """Believe these rows no more."""
        for part in _parts(list(ids)):
            self.ends[table(model)].add(part)

    def change(self, model: type[Base], rows: list[Row]) -> None:
        """Change rows in place; each has its `id`, all have the same columns."""
        for part in _parts(rows):
            self.changes[table(model)].add(self._keep(table(model), Rows.of(part)))

    def remember(self, rows: list[Row]) -> None:
        """Rows of `import_replaced`: how changed rows were."""
        for part in _parts(rows):
            self.replaced.add(Rows.of(part))


def _parts(rows: list[T]) -> Iterable[list[T]]:
    return (rows[start : start + PART] for start in range(0, len(rows), PART))
