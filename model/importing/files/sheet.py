"""The cells of one sheet as rows of text, read as they come.

Not by python-calamine: one cell at XFD1048576 makes it ask for 512 GB, which ends the process. Nor by openpyxl, which is
five times slower. Both give an empty cell for a formula whose value the workbook does not hold, and here it is rejected.
"""

import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce

from model.importing.files.formats import date_text, number_text, unescaped
from model.importing.files.heading import letters
from model.importing.files.limits import BATCH_CHARACTERS, BATCH_ROWS, MAX_COLUMNS, MAX_SHARED_TEXTS, MAX_SHEET_ROWS
from model.importing.files.markup import Attributes, longer, steps
from model.importing.files.rows import FORMULA, Row
from model.importing.report import CannotImport

EMPTY: Row = []
BATCH_CELLS = 1_000_000


@dataclass
class SharedTexts:
    """The texts that a workbook's cells refer to by number, packed."""

    packed: bytearray = field(default_factory=bytearray)
    ends: "array[int]" = field(default_factory=lambda: array("Q", [0]))

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self.ends) - 1:
            raise CannotImport("a cell refers to a text that the workbook does not hold. Export it again.")
        return self.packed[self.ends[number] : self.ends[number + 1]].decode()

    def add(self, text: str) -> None:
        self.packed += text.encode()
        self.ends.append(len(self.packed))

    @classmethod
    def of(cls, archive: zipfile.ZipFile, part: str) -> "SharedTexts":
        """The texts without their phonetic readings (furigana)."""
        texts, text = cls(), ""
        within: list[str] = []

        def start(tag: str, attributes: Attributes) -> None:
            within.append(tag)

        def end(tag: str) -> None:
            nonlocal text
            within.pop()
            if tag == "si":
                texts.add(unescaped(text))
                text = ""

        def characters(data: str) -> None:
            nonlocal text
            if within[-1] == "t" and "rPh" not in within:
                text = longer(text, data)

        for _ in steps(archive, part, start, end, characters, MAX_SHARED_TEXTS):
            pass
        return texts


@dataclass
class Book:
    """What the sheets of a workbook share: texts, which styles are dates, and the day from which days count."""

    archive: zipfile.ZipFile
    texts: SharedTexts
    date_styles: set[str]
    from_1904: bool


def sheet_chunks(book: Book, part: str) -> Iterator[list[Row]]:
    """Every row of the sheet, the blank ones too, so that their places are the rows' numbers."""
    reading = _Reading(book)
    for _ in steps(book.archive, part, reading.start, reading.end, reading.characters):
        if len(reading.rows) >= BATCH_ROWS or reading.cells > BATCH_CELLS or reading.size > BATCH_CHARACTERS:
            yield from reading.ready()
    yield from reading.ready()


class _Reading:
    """The state between the tags: the row and the cell at hand."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.rows: list[Row] = []
        self.number = self.cells = self.size = 0
        self.columns: dict[str, int] = {}
        self.row: Row = []
        self.text = self.kind = self.style = ""
        self.column = -1
        self.takes = self.formula = self.phonetic = False

    def ready(self) -> Iterator[list[Row]]:
        """The rows read so far, in chunks; they are then forgotten."""
        rows, self.rows, self.cells, self.size = self.rows, [], 0, 0
        for place in range(0, len(rows), BATCH_ROWS):
            yield rows[place : place + BATCH_ROWS]

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self.column = self._column(attributes.get("r", ""))
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.formula = False
        elif tag in ("v", "t"):
            self.takes = not self.phonetic
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self._begin_row(attributes.get("r", ""))
        elif tag == "rPh":
            self.phonetic = True

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag in ("v", "t"):
            self.takes = False
        elif tag == "row":
            self.rows.append(self.row)
            self.cells += len(self.row)
        elif tag == "rPh":
            self.phonetic = False

    def characters(self, data: str) -> None:
        if self.takes:
            self.text = longer(self.text, data) if self.text else data

    def _begin_row(self, written: str) -> None:
        number = int(written) if written else self.number + 1
        if number > MAX_SHEET_ROWS:
            raise CannotImport(f"it has a row {number:,}; a sheet ends at {MAX_SHEET_ROWS:,}. Save the workbook anew.")
        if number <= self.number:
            raise CannotImport(f"row {number} stands below row {self.number}. Save the workbook anew.")
        self.rows += [EMPTY] * (number - self.number - 1)
        self.number, self.row, self.column = number, [], -1

    def _column(self, place: str) -> int:
        """«AB12» → 27; without a place, the column after the one before."""
        if not place:
            self._check_column(self.column + 1)
            return self.column + 1
        name = place.rstrip("0123456789")
        column = self.columns.get(name)
        if column is None:
            if not re.fullmatch("[A-Z]{1,3}", name):
                raise CannotImport(f"a cell stands at «{place[:20]}», which is no place. Save the workbook anew.")
            column = self.columns[name] = reduce(lambda number, letter: number * 26 + ord(letter) - 64, name, 0) - 1
        return column

    def _check_column(self, column: int) -> None:
        if column >= MAX_COLUMNS:
            where = f"{letters(column)}{self.number}"
            raise CannotImport(f"a cell stands in {where}; at most {MAX_COLUMNS:,} columns are read. Delete those not needed.")

    def _end_cell(self) -> None:
        text, self.text = self.text, ""
        if not text and not self.formula:
            return
        value = self._value(text)
        gap = self.column - len(self.row)
        if gap:
            self._leave_out(gap)
        self.row.append(value)
        self.size += len(value)

    def _leave_out(self, gap: int) -> None:
        """Empty cells before the one at hand."""
        self._check_column(self.column)
        if gap < 0:
            raise CannotImport(f"row {self.number} has two cells in one column. Save the workbook anew.")
        self.row += [""] * gap

    def _value(self, text: str) -> str:
        kind = self.kind
        if kind == "s":
            return self.book.texts[int(text)] if text else ""
        if not text:
            # A formula's value can be an empty text; it then has the kind «str».
            return "" if kind == "str" else FORMULA
        if kind == "n":
            if self.style in self.book.date_styles:
                return date_text(text, from_1904=self.book.from_1904)
            return number_text(text)
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        return text if kind in ("e", "d") else unescaped(text)
