"""Where the table begins, and what its columns are called."""

import re
from collections import Counter
from collections.abc import Sequence

from model.importing.files.limits import MAX_COLUMNS, MAX_PREAMBLE
from model.importing.files.rows import NoTable
from model.importing.report import CannotImport
from model.importing.words.headers import plain

NUMBER = re.compile(r"[-+$€£¥(]*\d[\d.,:/\s()%€£¥-]*$")


def filled(row: Sequence[str]) -> int:
    """How many of its cells are not empty."""
    return sum(1 for cell in row if cell and not cell.isspace())


def find_heading(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of the row that names the columns; None if all are blank.

    Reports have lines above it: a title, filters. They fill fewer cells than the table, and what comes after them reads
    as names do. In doubt it is the first row that is not blank.
    """
    counts = [filled(row) for row in rows]
    first = next((place for place, count in enumerate(counts) if count), None)
    if first is None:
        return None
    usual = Counter(len(row) for row, count in zip(rows, counts, strict=True) if count > 1).most_common(1)
    width = min(usual[0][0], max(counts)) if usual else 1
    for place in range(first, min(len(rows), first + MAX_PREAMBLE)):
        if counts[place] >= max(2, 0.6 * width):
            return place if place == first or names_columns(rows[place]) else first
    return first


def names_columns(row: Sequence[str]) -> bool:
    """Can these cells be headers: different from each other, and none a number or a date?"""
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(set(cells)) == len(cells) and not any(map(NUMBER.match, cells))


def name_columns(row: Sequence[str]) -> tuple[list[str], list[str]]:
    """The headers as written and as compared, without empty columns at the end; each different from those before.

    A repeated one becomes «Amount (2)», one without a name «Column D». CannotImport if there are none or too many.
    """
    cells = [cell.replace("\ufeff", "").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise NoTable("there is no table in it. Its first row must name the columns.")
    if len(cells) > MAX_COLUMNS:
        raise CannotImport(f"it has {len(cells):,} columns; at most {MAX_COLUMNS:,} are read. Export only the columns needed.")
    written: list[str] = []
    known: dict[str, None] = {}
    for place, cell in enumerate(cells):
        name = base = " ".join(cell.split()) or f"Column {letters(place)}"
        number = 1
        while plain(name) in known:
            number += 1
            name = f"{base} ({number})"
        known[plain(name)] = None
        written.append(name)
    return written, list(known)


def letters(place: int) -> str:
    """A column as a spreadsheet calls it: 0 is A, 26 is AA."""
    name, place = "", place + 1
    while place:
        place, digit = divmod(place - 1, 26)
        name = chr(65 + digit) + name
    return name
