"""A dialect: how one system names its columns. Adding one = one file in dialects/ and one test."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.entities import ENTITIES
from model.importing.words.headers import plain, spellings, without_prefix

Record = tuple[str, dict[str, Any]]
"""The name of an entity, and values by its fields."""


@dataclass(frozen=True)
class Column:
    """A header's meaning: the field it fills, how it is read (default: as that field), and words to replace first.

    `field` may name several, as "id deal": each entity of the sheet takes those it knows; "" is known and not read.
    `translate` is by the word in lower case. `read` takes the place of `kind`: text → value, Refused if it cannot.
    """

    field: str
    kind: Kind | None = None
    translate: Mapping[str, str] = dataclasses.field(default_factory=dict)
    read: Callable[[str], Any] | None = None

    @property
    def fields(self) -> list[str]:
        """The fields it fills."""
        return [name for name in self.field.split(" ") if name]  # a wide one may hold other blanks


@dataclass(frozen=True)
class Wide:
    """Headers that carry data, as «Date entered "Proposal (Sales)"»: each fills the field `prefix` + what the first group says.

    `pattern` is searched in the header as it is written. Only `records` sees these fields. Without a prefix they are not read.
    """

    pattern: re.Pattern[str]
    prefix: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Sheet:
    """One kind of file: known by the headers it `needs`, whatever its name and their order.

    `columns` are by header; «StageName | Stage» are two spellings of one (compared as in model/importing/words/headers.py), and
    in `needs` one of them is enough. `entities` each take the fields they know; of those `aside` a row only mentions
    somebody or something: it adds them where they are not known and never changes them. A system whose rows mean
    something else gives `records`, which turns a row of read values into records of entities (raise `Refused`, with
    the field, to reject the row). A sheet without entities and records is recognised and skipped. `suits` looks at the
    first values by plain header, where headers alone do not tell. `fixed` are fields with one value for all rows;
    `named_by` fields make the id of rows in a file without a column for it. `zone`: by whose clocks moments without an
    offset are written, where it is not the company's.
    """

    name: str
    needs: tuple[str, ...]
    columns: Mapping[str, Column]
    entities: tuple[str, ...] = ()
    records: Callable[[dict[str, Any], Context], Iterable[Record]] | None = None
    aside: tuple[str, ...] = ()
    wide: tuple[Wide, ...] = ()
    suits: Callable[[Mapping[str, list[str]]], bool] | None = None
    fixed: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    named_by: tuple[str, ...] = ()
    zone: str | None = None

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """Its columns by each plain spelling of their headers."""
        return {header: column for words, column in self.columns.items() for header in spellings(words)}

    def meaning(self, written: str) -> Column | None:
        """What a header, as a file writes it, means here; None if it is not known."""
        known = self.by_header.get(plain(written)) or self.by_header.get(without_prefix(written))
        return known or next((Column(w.prefix and f"{w.prefix}{said}", w.kind) for w, said in self._wide(written)), None)

    def _wide(self, written: str) -> Iterator[tuple[Wide, str]]:
        for wide in self.wide:
            if found := wide.pattern.search(written):
                yield wide, found[1].replace(" ", "\u00a0")

    def matched(self, written: Iterable[str]) -> dict[str, Column]:
        """plain header → its column, of the headers that are known; a header's exact spelling goes before a prefixed one."""
        exact = {plain(each): self.by_header[plain(each)] for each in written if plain(each) in self.by_header}
        taken = {column.field for column in exact.values()}
        for each in written:
            column = self.meaning(each)
            if column and plain(each) not in exact and (column.field not in taken or not column.field):
                exact[plain(each)] = column
                taken.add(column.field)
        return exact

    def fits(self, written: list[str], sample: Mapping[str, list[str]] | None = None) -> int | None:
        """How many headers it does not know; None if one is missing or most are strange to it."""
        known, held = self.matched(written), {plain(each) for each in written} | {without_prefix(each) for each in written}
        if not all(held & set(spellings(words)) for words in self.needs):
            return None
        strange = len({plain(each) for each in written} - known.keys())
        if strange > len(known) * self.tolerance or (self.suits and sample is not None and not self.suits(sample)):
            return None
        return strange

    @property
    def tolerance(self) -> int:
        """How many unknown headers it bears for each known one: CRMs' files are full of columns of one's own."""
        return 1 if self.records is None and not self.aside and "today" not in self.entities else 20


@dataclass(frozen=True)
class StageDefault:
    """What a system's own stage means. `probability` in basis points."""

    name: str
    kind: str
    probability: int
    category: str | None = None


@dataclass(frozen=True)
class Dialect:
    """A system's sheets. `title`: as people know it. `needs_as_of`: its files do not say of which day they speak.

    `settled` are records that hold for every import of it; they never replace what is there. `stages` are the system's own, in
    the order of its process, the first unqualified: taken when all stage words of a first import are among them. `lenient`:
    its files are written by others, so every form of date and money is read, owners, accounts and products that
    are in no list become rows, and links to what is not known are left out. `prefixed`: its ids are mere
    numbers that another system has too, so they are kept as «name:id». `together` makes records, once all files are
    read, of what its sheets' `records` have put into the context's `kept`: who manages a role's people, say.
    """

    name: str
    sheets: tuple[Sheet, ...]
    needs_as_of: bool = False
    settled: tuple[Record, ...] = ()
    title: str = ""
    stages: tuple[StageDefault, ...] = ()
    lenient: bool = True
    prefixed: bool = False
    together: Callable[[Context], Iterable[Record]] | None = None


def same_names(entity: str, *more: str) -> dict[str, Column]:
    """Columns that are called as the fields of these entities."""
    return {name: Column(name) for each in (entity, *more) for name in ENTITIES[each].fields}
