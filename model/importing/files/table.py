"""Rows of text → a Source: header found, ragged rows refused, footers left out, the rest spooled by column."""

from collections.abc import Iterable, Sequence

from model.importing.files.footers import footer_start
from model.importing.files.heading import filled, find_heading, name_columns
from model.importing.files.limits import MAX_CELL, MAX_FOOTER, MAX_REJECTED, MAX_REJECTIONS, MAX_ROWS
from model.importing.files.ragged import STRETCH, cuts_every_row, stretches
from model.importing.files.rows import FORMULA, MARKS, Broken, NoTable, Progress, Row
from model.importing.files.source import Source
from model.importing.files.spool import Spool, pack
from model.importing.report import CannotImport, Rejection

LOOKED_AT = 500
"""Rows in which the header is looked for."""


def fill(source: Source, chunks: Iterable[list[Row]], spool: Spool, progress: Progress, *, short_is_whole: bool = False) -> None:
    """Read all rows into the source, chunk by chunk. CannotImport if there is no table in them.

    `short_is_whole`: a row without its last cells lacks nothing (xlsx leaves empty cells out).
    """
    table: Table | None = None
    for rows in chunks:
        if table is None:
            place = find_heading(rows[:LOOKED_AT])
            if place is None:
                raise NoTable("it is empty. Its first row must name the columns.")
            _check_heading(rows[: place + 1])
            _note_preamble(source, rows[:place])
            table = Table(source, spool, rows[place], place + 2)
            table.pads = short_is_whole or cuts_every_row(rows[place:], table.width)
            rows = rows[place + 1 :]
        table.take(rows)
        progress(f"Reading {source.file}: {table.number - 1 + len(table.held):,} rows …")
    if table is None:
        raise NoTable("it is empty. Its first row must name the columns.")
    table.end()
    source.spool = spool


def _check_heading(rows: Sequence[Row]) -> None:
    """CannotImport if the header, or a row above it that may have been the header, could not be read."""
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Broken) or (number == len(rows) and MARKS.search("".join(row))):
            raise CannotImport(f"its header (row {number}) cannot be read. Check its letters, quotation marks and formulas.")


def _note_preamble(source: Source, rows: Sequence[Row]) -> None:
    if lines := [row for row in rows if filled(row)]:
        source.notes.append(f"{source.file}: {_lines(lines)} above the header left out.")


def _lines(rows: Sequence[Row]) -> str:
    """«3 lines («Pipeline», «As of 1 March», …)»."""
    texts = [f"«{next(cell.strip() for cell in row if cell.strip())[:60]}»" for row in rows[:3]]
    more = ", …" if len(rows) > len(texts) else ""
    return f"{len(rows)} line{'s' if len(rows) > 1 else ''} ({', '.join(texts)}{more})"


class Table:
    """The rows below a header on their way to the disk. `number` is the number of the next row."""

    def __init__(self, source: Source, spool: Spool, header: Row, number: int) -> None:
        source.written, source.headers = name_columns(header)
        self.source, self.spool, self.number = source, spool, number
        self.width = len(source.headers)
        self.pads = False
        self.held: list[Row] = []
        self.kept = 0
        self.run = 0
        """The length of the short rows that the last rows added were; they may go on."""

    def take(self, rows: list[Row]) -> None:
        """Add rows; the last ones are held back, as they may be the footer or the begin of a stretch of short ones."""
        rows = self.held + rows
        cut = max(0, len(rows) - MAX_FOOTER)
        while (
            0 < cut < len(rows) and len(rows[cut - 1]) == len(rows[cut]) < self.width and cut > len(rows) - MAX_FOOTER - STRETCH
        ):
            cut -= 1
        self.held = rows[cut:]
        self._add(rows[:cut], ends=False)

    def end(self) -> None:
        """Add the rows held back, without the footer."""
        cut = footer_start(self.held, self.width)
        if lines := [row for row in self.held[cut:] if filled(row)]:
            self.source.notes.append(f"{self.source.file}: {_lines(lines)} below the table left out.")
        self._add(self.held[:cut], ends=True)
        self.held = []

    def _add(self, rows: list[Row], *, ends: bool) -> None:
        whole = self._short_but_whole(rows, ends=ends)
        numbers, good = [], []
        for place, row in enumerate(rows):
            if not any(map(str.strip, row)) and not isinstance(row, Broken):
                continue
            number = self.number + place
            if len(row) == self.width or self._mend(row, number, self.pads or place in whole):
                numbers.append(number)
                good.append(row)
        self.number += len(rows)
        if good:
            self._spool(numbers, good)

    def _short_but_whole(self, rows: list[Row], *, ends: bool) -> set[int]:
        """The places of short rows that lack only empty cells."""
        if self.pads or set(map(len, rows)) <= {self.width}:
            self.run = 0
            return set()
        whole = {place for stretch in stretches(rows, self.width, self.run, ends=ends) for place in stretch}
        self.run = len(rows[-1]) if len(rows) - 1 in whole else 0
        return whole

    def _mend(self, row: Row, number: int, lacks_nothing: bool) -> bool:
        """Give the row as many cells as the header has, or reject it."""
        if isinstance(row, Broken):
            self._reject(number, row.cells, row.reason, row.advice)
            return False
        if len(row) > self.width and not filled(row[self.width :]):
            del row[self.width :]
            return True
        if len(row) < self.width and lacks_nothing:
            row += [""] * (self.width - len(row))
            return True
        cause = (
            "A cell too few: look for a lost separator"
            if len(row) < self.width
            else "Put cells with separators in quotation marks"
        )
        reason = f"has {len(row)} cell{'s' if len(row) > 1 else ''} where the header has {self.width}"
        self._reject(number, row, reason, f"{cause}, or a line break outside of quotation marks.")
        return False

    def _reject(self, number: int, row: Sequence[str], reason: str, advice: str, column: str = "(all)", value: str = "") -> None:
        self.kept += len(row) + sum(map(len, row))
        cells = tuple(MARKS.sub("\ufffd", cell) for cell in row) if self.kept <= MAX_REJECTED else ()
        self.source.rejections.append(Rejection(self.source.file, number, column, value, reason, advice, cells))
        if len(self.source.rejections) > MAX_REJECTIONS:
            raise CannotImport(
                f"more than {MAX_REJECTIONS:,} rows are not as the header says, as row {number}: it {reason}. {advice}"
            )

    def _spool(self, numbers: list[int], rows: list[Row]) -> None:
        packed = [pack(cells) for cells in zip(*rows, strict=True)]
        if None in packed:
            bad = self._unusable(numbers, rows)
            numbers = [number for place, number in enumerate(numbers) if place not in bad]
            rows = [row for place, row in enumerate(rows) if place not in bad]
            packed = [pack(cells) for cells in zip(*rows, strict=True)]
        if numbers:
            self.spool.add(numbers, [column for column in packed if column is not None])
        if self.spool.size > MAX_ROWS:
            raise CannotImport(f"it has more than {MAX_ROWS:,} rows. Split it.")

    def _unusable(self, numbers: list[int], rows: list[Row]) -> set[int]:
        """The places of rows with a cell too large or with a mark for what could not be read; they are rejected."""
        bad: set[int] = set()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if len(cell) > MAX_CELL or MARKS.search(cell):
                    bad.add(place)
                    shown, reason, advice = _why(cell)
                    self._reject(numbers[place], row, reason, advice, self.source.written[column], shown)
                    break
        return bad


def _why(cell: str) -> tuple[str, str, str]:
    """What is shown of a cell that cannot be used, the reason, the advice."""
    if cell == FORMULA:
        return "", "holds a formula without its value", "Open the workbook and save it anew, or paste the column as values."
    shown = MARKS.sub("\ufffd", cell[:60])
    if len(cell) > MAX_CELL:
        return (
            f"{shown}…",
            f"has {len(cell):,} characters; at most {MAX_CELL:,} are read",
            "Check its quotation marks, or shorten it.",
        )
    return shown, "holds bytes that are no letters in the file's encoding", "Save the file as «CSV UTF-8», or mend this cell."
