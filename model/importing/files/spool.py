"""A table's cells on disk, column by column, so that it can be read again and again in little memory."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from model.importing.files.limits import MAX_CELL

END = "\0"
"""Between two cells. No cell holds one: files with NULs are refused as binary."""


def pack(cells: Sequence[str]) -> bytes | None:
    """A column as the spool keeps it; None if a cell is too large or holds a mark for what could not be read."""
    text = END.join(cells)
    before = -1
    while len(text) - before > MAX_CELL + 1:
        before = text.rfind(END, before + 1, before + MAX_CELL + 2)
        if before < 0:
            return None
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


@dataclass(frozen=True)
class Block:
    """Where a batch stands in the file: its row numbers, then the end of each column."""

    start: int
    rows: int
    ends: tuple[int, ...]


@dataclass
class Spool:
    """Batches of text columns in one file. Written once, by `add`; then read by any number of readers."""

    path: Path
    blocks: list[Block] = field(default_factory=list)

    def add(self, rows: Sequence[int], columns: Sequence[bytes]) -> None:
        """Append a batch: its row numbers and its packed columns, all equally long and at least one row."""
        with self.path.open("ab") as file:
            start = place = file.tell()
            place += file.write(array("q", rows).tobytes())
            ends = []
            for packed in columns:
                place += file.write(packed)
                ends.append(place)
        self.blocks.append(Block(start, len(rows), tuple(ends)))

    @property
    def size(self) -> int:
        """How many rows it holds."""
        return sum(block.rows for block in self.blocks)

    def batches(self) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Row numbers and columns of every batch."""
        if not self.blocks:
            return
        with self.path.open("rb") as file:
            for block in self.blocks:
                file.seek(block.start)
                rows = array("q", file.read(8 * block.rows))
                place, columns = block.start + 8 * block.rows, []
                for end in block.ends:
                    columns.append(file.read(end - place).decode().split(END))
                    place = end
                yield list(rows), columns

    def column(self, index: int) -> Iterator[list[str]]:
        """The cells of one column, batch by batch; the others are not read."""
        if not self.blocks:
            return
        with self.path.open("rb") as file:
            for block in self.blocks:
                place = block.ends[index - 1] if index else block.start + 8 * block.rows
                file.seek(place)
                yield file.read(block.ends[index] - place).decode().split(END)
