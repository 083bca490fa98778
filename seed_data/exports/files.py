"""Files as systems write them: CSV of any encoding and separator, and xlsx."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from xlsxwriter import Workbook

T = TypeVar("T")
Columns = Mapping[str, Callable[[T], str]]
"""Header → what stands there of an item."""

Values = Mapping[str, Callable[[Any], object]]
"""The same for a workbook of real cells: text, a day, a moment by the clocks on the wall, a number, or None."""


@dataclass(frozen=True)
class Style:
    """How a system writes CSV. "utf-8-sig" and "utf-16" begin with a byte-order mark; `footer` lines follow the rows."""

    encoding: str = "utf-8"
    separator: str = ","
    quote_all: bool = False
    line_end: str = "\r\n"
    footer: tuple[str, ...] = ()


def write_csv(path: Path, columns: Columns[T], items: Iterable[T], style: Style = Style()) -> int:
    """Write a row for each item, under a header also where there is none; gives how many."""
    rows = [[cell(item) for cell in columns.values()] for item in items]
    quoting = csv.QUOTE_ALL if style.quote_all else csv.QUOTE_MINIMAL
    with path.open("w", encoding=style.encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=style.separator, quoting=quoting, lineterminator=style.line_end)
        writer.writerows([list(columns), *rows])
        writer.writerows([line] for line in style.footer)
    return len(rows)


def write_xlsx(path: Path, columns: Columns[T], items: Iterable[T], sheet: str = "Sheet1") -> int:
    """The same as a workbook of text cells; gives how many rows."""
    rows = [[cell(item) for cell in columns.values()] for item in items]
    with Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet)
        for place, row in enumerate([list(columns), *rows]):
            for column, text in enumerate(row):
                page.write_string(place, column, text)
    return len(rows)


def write_values(path: Path, columns: Values, items: Iterable[Any], sheet: str = "Sheet1") -> int:
    """Write a workbook whose days, moments and numbers are such; gives how many rows."""
    rows = [[cell(item) for cell in columns.values()] for item in items]
    with Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet)
        day, moment = (book.add_format({"num_format": form}) for form in ("m/d/yyyy", "m/d/yyyy h:mm AM/PM"))
        for place, row in enumerate([list(columns), *rows]):
            for column, value in enumerate(row):
                match value:
                    case None | "":
                        continue
                    case datetime():
                        page.write_datetime(place, column, value, moment)
                    case date():
                        page.write_datetime(place, column, datetime(value.year, value.month, value.day), day)
                    case Decimal() | int():
                        page.write_number(place, column, value)
                    case _:
                        page.write_string(place, column, str(value))
    return len(rows)
