"""Text files with separators: records in chunks, each with the place it has in the file."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from model.importing.files.encodings import Encoding, encoding_of
from model.importing.files.limits import BATCH_CHARACTERS, BATCH_ROWS, MAX_COLUMNS, MAX_RECORD
from model.importing.files.rows import Broken, Progress, Row
from model.importing.files.separators import SEPARATORS, separator_of
from model.importing.files.source import Source
from model.importing.files.spool import Spool
from model.importing.files.table import fill
from model.importing.report import CannotImport

LOOKED_AT = 1 << 18
"""Characters in which the separator is looked for."""

FEWER = f"At most {MAX_COLUMNS:,} columns are read; export only those needed."

# Python's own limit (131,072) would end the row without saying which cell it was. Ours is on whole rows, and says.
csv.field_size_limit(max(MAX_RECORD, csv.field_size_limit()))


def read_delimited(source: Source, path: Path, spool: Spool, progress: Progress) -> None:
    """Read a text file into the source. CannotImport if it is no table of text."""
    encoding = encoding_of(path)
    if encoding.note:
        source.notes.append(f"{source.file}: {encoding.note}")
    with _open(path, encoding) as file:
        told, start = _told_separator(file)
        begin = file.read(LOOKED_AT)
        mark = told or separator_of(begin, whole=len(begin) < LOOKED_AT)
        if mark != ",":
            source.notes.append(f"{source.file}: its cells are separated by {SEPARATORS.get(mark, repr(mark))}.")
        file.seek(0)
        file.read(start)
        fill(source, _chunks(file, mark, spaced=_spaced(begin, mark)), spool, progress)


def _open(path: Path, encoding: Encoding) -> TextIO:
    return path.open(encoding=encoding.codec, errors="mark bad bytes" if encoding.damaged else "strict", newline="")


def _told_separator(file: TextIO) -> tuple[str, int]:
    """Excel's first line «sep=;»: the separator, and how many characters the line has. It is no row of the sheet."""
    line = file.readline(16)
    text = line.strip("\r\n")
    if text.lower().startswith("sep=") and len(text) == 5 and line != text:
        return text[4], len(line)
    file.seek(0)
    return "", 0


def _spaced(begin: str, mark: str) -> bool:
    """Do blanks stand between the separators and the quotation marks, as in «"Id", "Name"»?"""
    return f'"{mark} "' in begin[: max(begin.find("\n"), 0)]


class _Lines:
    """The lines of a file. `record` holds those of the record that is being read, `size` their characters."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.size = file, 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        readline, limit = self.file.readline, MAX_RECORD + 1
        while line := readline(limit):
            self.record.append(line)
            self.size += len(line)
            if self.size > MAX_RECORD:
                raise _TooLong(line)
            yield line


class _TooLong(Exception):
    """A row is longer than the limit."""


def _chunks(file: TextIO, mark: str, *, spaced: bool) -> Iterator[list[Row]]:
    """Every record of the file, the blank and the unreadable ones too, so that their places are the rows' numbers."""
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=mark, strict=True, skipinitialspace=spaced)
    rows: list[Row] = []
    number = characters = line = 0
    ended = False
    while not ended:
        try:
            for row in reader:
                rows.append(row)
                characters += lines.size
                lines.record, lines.size, line = [], 0, reader.line_num
                if len(rows) == BATCH_ROWS or characters > BATCH_CHARACTERS:
                    yield rows
                    number, characters, rows = number + len(rows), 0, []
            ended = True
        except csv.Error as error:
            rows.append(_broken(str(error), line + 1, reader.line_num, lines.record, mark))
            lines.record, lines.size, line = [], 0, reader.line_num
        except _TooLong as error:
            cells = str(error).count(mark)
            if cells > MAX_COLUMNS and '"' not in str(error):
                raise CannotImport(f"row {number + len(rows) + 1} has more than {cells:,} cells. {FEWER}") from None
            place = f"row {number + len(rows) + 1} (line {line + 1})"
            advice = "Look for a quotation mark there that is not closed, or split the file"
            raise CannotImport(f"{place} has more than {MAX_RECORD:,} characters. {advice}.") from None
    if rows:
        yield rows


def _broken(error: str, first: int, last: int, lines: list[str], mark: str) -> Broken:
    where = f"line {first}" if first == last else f"lines {first} to {last}, all of which are left out"
    if "unexpected end" in error:
        reason = "has a quotation mark that is not closed before the end of the file"
    elif "expected after" in error:
        reason = "has a quotation mark within a quoted cell"
    else:
        reason = f"cannot be split into cells ({error})"
    cells = next(csv.reader(lines, delimiter=mark), [])
    return Broken(f"{reason} ({where})", "Write quotation marks within a cell twice, or mend the row.", cells)
