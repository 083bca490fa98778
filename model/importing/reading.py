"""CSV files as they are: headers and rows of text, numbered as a spreadsheet numbers them."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from model.importing.headers import plain
from model.importing.report import CannotImport, Rejection


@dataclass
class Source:
    """A file's text by column. `headers` are trimmed and case-folded; `rows` are the rows' numbers (header = 1)."""

    file: str
    headers: list[str]
    written: list[str]
    columns: dict[str, list[str]]
    rows: list[int]
    rejections: list[Rejection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    def distinct(self, header: str) -> Iterable[str]:
        """Its cells of one column, each once."""
        return dict.fromkeys(map(str.strip, self.columns[header]))

    def batches(self) -> Iterator["Batch"]:
        """Its rows."""
        yield Batch(self.rows, self.columns)


@dataclass
class Batch:
    """Some rows of a file, with their numbers, by plain header."""

    rows: list[int]
    columns: dict[str, list[str]]


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the .csv files of the folders named. CannotImport if one does not exist or holds none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
            if not inside:
                raise CannotImport(f"{path}: no .csv file in this folder. Name a folder that holds the export.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise CannotImport(f"{path}: no such file or folder. Check the path.")
    return list(dict.fromkeys(found))


def read_source(path: Path) -> Source:
    """The text of one CSV file in UTF-8. CannotImport if it is no such file; ragged rows are rejected, not guessed."""
    if b"\0" in path.read_bytes():
        raise CannotImport(f"{path.name}: not UTF-8 text (it holds NUL bytes). Save it as «CSV UTF-8».")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            written = next(reader, [])
            numbered = [(number, row) for number, row in enumerate(reader, start=2) if any(map(str.strip, row))]
    except UnicodeDecodeError as error:
        raise CannotImport(f"{path.name}: not UTF-8 text ({error.reason}). Save it as «CSV UTF-8».") from error
    except csv.Error as error:
        raise CannotImport(f"{path.name}: not a well-formed CSV file ({error}). Check its quotation marks.") from error
    while written and not written[-1].strip():
        written.pop()
    headers = [plain(text) for text in written]
    _check_headers(path.name, headers, written)
    source = Source(path.name, headers, [text.strip() for text in written], {}, [])
    width = len(headers)
    whole: list[list[str]] = []
    for number, row in numbered:
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            reason, advice = f"has {len(row)} cells where the header has {width}", "Check its commas and quotation marks"
            source.rejections.append(Rejection(path.name, number, "(all)", "", reason, advice + "."))
        else:
            source.rows.append(number)
            whole.append(row)
    source.columns = {header: [row[i] for row in whole] for i, header in enumerate(headers)}
    return source


def _check_headers(file: str, headers: list[str], written: list[str]) -> None:
    if not headers:
        raise CannotImport(f"{file}: the file is empty. Its first row must name the columns.")
    twice = sorted({header for header in headers if headers.count(header) > 1})
    if twice:
        raise CannotImport(f"{file}: the columns {', '.join(map(repr, twice))} appear twice. Keep one of each.")
    if len(headers) == 1 and any(mark in written[0] for mark in ";\t|"):
        raise CannotImport(f"{file}: the cells are not separated by commas. Save it as a comma-separated file.")
