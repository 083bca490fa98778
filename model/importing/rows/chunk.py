"""Staged rows: columns of values by an entity's fields, each row knowing where it came from."""

from array import array
from collections.abc import Collection, MutableMapping, MutableSequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.importing.entities import ENTITIES, Entity
from model.importing.report import ImportReport, Refused
from model.importing.rows.cabinet import Cabinet, Columns

Refusals = dict[int, Refused]
"""What is wrong with the rows at these places of a chunk."""


@dataclass
class Chunk:
    """Rows of one entity from one file that give the same fields.

    `columns` has the values by field, references still as they were written; `values` those by the model's columns,
    references resolved. Their lists are not changed; others are put in their place. `counted`: the report counts the rows.
    `settled`: they fill gaps, and never replace what is there. `lenient`: what they refer to may be unknown; `prefix`
    stands before the ids of their system (see Dialect).
    """

    entity: Entity
    file: str
    rows: MutableSequence[int]
    columns: MutableMapping[str, list[Any]]
    headers: dict[str, str] = field(default_factory=dict)
    values: MutableMapping[str, list[Any]] = field(default_factory=dict)
    counted: bool = True
    settled: bool = False
    lenient: bool = False
    prefix: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def put_away(self, cabinet: Cabinet) -> "Chunk":
        """The same rows, their columns in a cabinet."""
        return replace(self, rows=array("q", self.rows), columns=Columns(cabinet, self.columns))

    def fresh(self) -> "Chunk":
        """The same rows, to be resolved and dropped while these stay as they are."""
        if isinstance(self.columns, Columns):
            return replace(self, columns=self.columns.copy(), values=Columns(self.columns.cabinet))
        return replace(self, columns=dict(self.columns), values={})

    def drop(self, bad: Collection[int]) -> None:
        """Forget the rows at these places."""
        if bad:
            kept = [i for i in range(len(self.rows)) if i not in bad]
            self.rows = array("q", (self.rows[i] for i in kept))
            for columns in (self.columns, self.values):
                for name in columns:
                    values = columns[name]
                    columns[name] = [values[i] for i in kept]

    def reject(self, refusals: Refusals, report: ImportReport, also: Collection[int] = ()) -> None:
        """Report the rows at these places and forget them, and those at `also`."""
        for place, refused in sorted(refusals.items()):
            cell = self.columns[refused.field][place] if refused.field in self.columns else None
            header, value = self.headers.get(refused.field, refused.field or "(row)"), "" if cell is None else str(cell)
            report.reject(self.file, self.rows[place], header, value, refused)
        if self.counted:
            report.count(self.entity.name).rejected += len(refusals)
        self.drop(refusals.keys() | set(also))


Chunks = dict[tuple[str, tuple[str, ...]], Chunk]


def add_record(chunks: Chunks, file: str, row: int, name: str, record: dict[str, Any]) -> None:
    """Append a record to the chunk of its entity and fields."""
    key = (name, tuple(record))
    if key not in chunks:
        chunks[key] = Chunk(ENTITIES[name], file, [], {given: [] for given in record})
    chunk = chunks[key]
    chunk.rows.append(row)
    for given, value in record.items():
        chunk.columns[given].append(value)
