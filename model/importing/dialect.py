"""A dialect: how one system names its columns. Adding one = one file in dialects/ and one test."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from model.importing.entities import ENTITIES
from model.importing.report import CannotImport
from model.importing.values import Context, Kind

Record = tuple[str, dict[str, Any]]
"""The name of an entity, and values by its fields."""


@dataclass(frozen=True)
class Column:
    """A header's meaning: the field it fills, how it is read (default: as that field), and words to replace first."""

    field: str
    kind: Kind | None = None
    translate: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One kind of file: known by the headers it `needs`, whatever its name and their order.

    `entities` each take the fields they know. A system whose rows mean something else gives `records`, which turns a
    row of read values into records of entities (raise `Refused`, with the column, to reject the row). A sheet
    without entities and records is recognised and skipped.
    """

    name: str
    needs: tuple[str, ...]
    columns: Mapping[str, Column]
    entities: tuple[str, ...] = ()
    records: Callable[[dict[str, Any], Context], Iterable[Record]] | None = None

    def fits(self, headers: Iterable[str]) -> int | None:
        """How many headers it does not know; None if one is missing or most are strange to it."""
        names = set(headers)
        strange = len(names - self.columns.keys())
        return None if set(self.needs) - names or strange > len(names) - strange else strange


@dataclass(frozen=True)
class Dialect:
    """A system's sheets. `needs_as_of`: its files do not say of which day they speak.

    `settled` are records that hold for every import of it, as its stages; they never replace what is there.
    """

    name: str
    sheets: tuple[Sheet, ...]
    needs_as_of: bool = False
    settled: tuple[Record, ...] = ()


def same_names(entity: str, *more: str) -> dict[str, Column]:
    """Columns that are called as the fields of these entities."""
    return {name: Column(name) for each in (entity, *more) for name in ENTITIES[each].fields}


def recognised(file: str, headers: list[str], dialects: Iterable[Dialect]) -> tuple[Dialect, Sheet]:
    """The sheet that knows most of the headers. CannotImport if none fits, or several fit equally."""
    fits = [(s.fits(headers), d, s) for d in dialects for s in d.sheets]
    ranked = sorted(((strange, d, s) for strange, d, s in fits if strange is not None), key=lambda fit: fit[0])
    if not ranked:
        nearest = max((s for _, _, s in fits), key=lambda s: len(s.columns.keys() & set(headers)))
        missing = ", ".join(sorted(set(nearest.needs) - set(headers)))
        hint = f" Nearest is {nearest.name}" + (f", which also needs {missing}." if missing else ".")
        raise CannotImport(f"{file}: no known kind of file has the columns {', '.join(headers)}.{hint}")
    best = [fit for fit in ranked if fit[0] == ranked[0][0]]
    if len(best) > 1:
        names = " or ".join(s.name for _, _, s in best)
        raise CannotImport(f"{file}: its columns {', '.join(headers)} could be {names}. Add a column that tells them apart.")
    return best[0][1], best[0][2]
