"""A table as it stands in a file: text by column, whatever the file's form was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from model.importing.files.spool import Spool
from model.importing.report import Rejection

REMEMBERED = 200_000


@dataclass(frozen=True)
class Batch:
    """Consecutive rows: their numbers as a spreadsheet counts them, and header → cells."""

    rows: list[int]
    columns: dict[str, list[str]]


@dataclass
class Source:
    """One table of one file.

    `file` is its name as shown («export.zip/Deals.csv», «book.xlsx [Deals]»); `problem` says why it cannot be used and
    what to do ("" if it can). `written` are the headers as they stand there, `headers` as they are compared, both
    without repetitions. `rejections` are rows that are no rows of this table; `notes` say what the reader decided.
    """

    file: str
    spool: Spool | None = None
    problem: str = ""
    written: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many rows can be read."""
        return self.spool.size if self.spool else 0

    def batches(self) -> Iterator[Batch]:
        """All rows, in batches, any number of times."""
        for rows, columns in self.spool.batches() if self.spool else ():
            yield Batch(rows, dict(zip(self.headers, columns, strict=True)))

    def distinct(self, header: str) -> Iterable[str]:
        """Every stripped cell of a column, in order. Beyond 200,000 different ones a text may come again."""
        seen: set[str] = set()
        for cells in self.spool.column(self.headers.index(header)) if self.spool else ():
            new = [text for text in dict.fromkeys(map(str.strip, cells)) if text not in seen]
            if len(seen) < REMEMBERED:
                seen.update(new)
            yield from new

    def sample(self, n: int = 5) -> dict[str, list[str]]:
        """header → its first n different cells that are not empty."""
        return {header: list(islice(filter(None, self.distinct(header)), n)) for header in self.headers}
