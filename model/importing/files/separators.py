"""By what are the cells of a text file separated?"""

import csv
import io
from collections import Counter

from model.importing.files.heading import names_columns

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
LOOKED_AT = 1_000


def separator_of(text: str, *, whole: bool) -> str:
    """The separator of the table at whose begin this text stands; `whole` if it is the complete file.

    The one that splits every row into as many cells as the first; of several the one with the most cells. If none does
    (titles above the table, ragged rows), the one that makes the most of a table.
    """
    tables = {mark: _rows(text, mark, whole) for mark in SEPARATORS}
    even = {mark: len(rows[0]) for mark, rows in tables.items() if rows and {len(row) for row in rows} == {len(rows[0])}}
    even = {mark: width for mark, width in even.items() if width > 1}
    if even:
        return max(even, key=lambda mark: even[mark])
    return max(tables, key=lambda mark: _table_likeness(tables[mark]))


def _rows(text: str, mark: str, whole: bool) -> list[list[str]]:
    """The first rows that are not blank; the last one may be cut off, unless the text is whole."""
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            if any(map(str.strip, row)):
                rows.append(row)
            if len(rows) > LOOKED_AT:
                break
    except csv.Error:
        pass
    return rows if whole or len(rows) < 2 else rows[:-1]


def _table_likeness(rows: list[list[str]]) -> float:
    """How many cells the rows of the usual width have, less where many rows have another one."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
    header = next(row for row in rows if len(row) == width)
    likeness = (count / len(rows)) ** 2 * (width - 1)
    return likeness if names_columns(header) else likeness / 4
