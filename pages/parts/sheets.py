"""A table as a file, CSV or xlsx: the rows and columns that it shows, with what they mean. Nothing here draws."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import xlsxwriter

from metrics.definition import Unit
from metrics.presenting import as_csv, in_decimals, in_zone
from pages.parts.words import say

NARROWEST, WIDEST = 9, 48  # characters
LONGEST = 32_767  # characters that a cell of Excel holds
FIRST_YEAR = 1900  # Excel knows no day before


@dataclass(frozen=True)
class Sheet:
    """What a file is made of.

    `rows` holds money in minor units and rates as shares; only `columns` are written: column → (its heading, what it
    holds). `context` is the page's line of filter and day, `definition` the first sentence of the metric's.
    """

    title: str
    rows: pd.DataFrame
    columns: Mapping[str, tuple[str, Unit]]
    context: str
    definition: str
    currency: str
    exponent: int
    time_zone: str


def csv_of(sheet: Sheet) -> bytes:
    """Comma-separated UTF-8, marked as such for Excel: ISO days, money in the currency, rates in per cent, unknown empty."""
    columns = [pd.Series(_cells(sheet, column, unit), dtype=object) for column, (_, unit) in sheet.columns.items()]
    columns = [_per_cents(c) if u is Unit.RATE else c for c, (_, u) in zip(columns, sheet.columns.values(), strict=True)]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    frame.columns = pd.Index([_heading(sheet, label, unit, rate=" (%)") for label, unit in sheet.columns.values()])
    return as_csv(frame).encode("utf-8-sig")


def xlsx_of(sheet: Sheet) -> bytes:
    """A workbook with numbers and days as such: the table, and a page that says what it is."""
    return workbook_of({say("Table"): sheet})


def workbook_of(pages: Mapping[str, Sheet]) -> bytes:
    """A workbook with a page per table, under these names (of at most 31 characters), and one that says what it is."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    first = next(iter(pages.values()))
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": first.title, "comments": first.context})
        for name, sheet in pages.items():
            _write_table(book, sheet, name)
        _write_about(book, first)
    return out.getvalue()


def _write_table(book: Any, sheet: Sheet, name: str) -> None:
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
    page.freeze_panes(1, 0)
    for place, (column, (label, unit)) in enumerate(sheet.columns.items()):
        heading, cells = _heading(sheet, label, unit), _cells(sheet, column, unit)
        style = book.add_format({"num_format": _format(unit, sheet.exponent)} if _format(unit, sheet.exponent) else {})
        page.set_column(place, place, _width(heading, cells, unit))
        page.write_string(0, place, heading[:LONGEST], bold)
        for row, value in enumerate(cells, 1):
            _write(page, row, place, value, style)
    if len(sheet.rows) and sheet.columns:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, row: int, place: int, value: Any, style: Any) -> None:
    """One cell, by the type of its value: text is never anything but text."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, place, value, style)
    elif isinstance(value, date) and value.year >= FIRST_YEAR:
        page.write_datetime(row, place, value.replace(tzinfo=None) if isinstance(value, datetime) else value, style)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, place, float(value), style)
    else:
        page.write_string(row, place, str(value)[:LONGEST])


def _write_about(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet("About")
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 100)
    said = {
        say("Shows"): sheet.title,
        say("Of"): sheet.context,
        say("Definition"): sheet.definition,
        say("Rows"): str(len(sheet.rows)),
    }
    for row, (label, text) in enumerate((label, text) for label, text in said.items() if text):
        page.write_string(row, 0, label, bold)
        page.write_string(row, 1, text[:LONGEST], wrapped)


def _heading(sheet: Sheet, label: str, unit: Unit, rate: str = "") -> str:
    """The heading with what its numbers are in, where these do not say it themselves."""
    if unit is Unit.MONEY:
        return f"{label} ({sheet.currency})"
    return f"{label}{rate}" if unit is Unit.RATE else label


def _format(unit: Unit, exponent: int) -> str:
    """Excel's name for how a unit is shown."""
    if unit is Unit.MONEY:
        return "#,##0" + ("." + "0" * exponent if exponent else "")
    return FORMATS.get(unit, "")


FORMATS = {
    Unit.RATE: "0.0%", Unit.COUNT: "#,##0", Unit.NUMBER: "#,##0.0", Unit.DAYS: "#,##0", Unit.MINUTES: "#,##0",
    Unit.DAY: "yyyy-mm-dd", Unit.MOMENT: "yyyy-mm-dd hh:mm",
}  # fmt: skip


def _width(heading: str, cells: list[Any], unit: Unit) -> int:
    """Room for the longest text, within reason; a long heading wraps."""
    texts = (len(f"{value:,.0f}") + 4 if isinstance(value, Decimal) else len(str(value)) for value in cells if value is not None)
    longest = max(texts, default=0)
    needed = 17 if unit is Unit.MOMENT else 8 if unit is Unit.RATE else longest
    return min(max(needed + 2, min(len(heading) + 4, 18), NARROWEST), WIDEST)


def _cells(sheet: Sheet, column: str, unit: Unit) -> list[Any]:
    """A column as plain values; None is unknown."""
    plain: Callable[[Any], Any] = {
        Unit.MONEY: lambda value: in_decimals(value, sheet.exponent),
        Unit.MOMENT: lambda value: _moment(value, sheet.time_zone),
        Unit.DAY: lambda value: value.date() if isinstance(value, datetime) else value,
        Unit.TEXT: str,
    }.get(unit, lambda value: value.item() if hasattr(value, "item") else value)
    return [None if pd.isna(value) else plain(value) for value in sheet.rows[column].astype(object)]


def _moment(value: datetime, zone: str) -> datetime | None:
    """A moment in the company's zone; one without a zone is there already."""
    moment = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    return moment if moment.tzinfo is None else in_zone(moment, zone)


def _per_cents(shares: pd.Series) -> pd.Series:
    return pd.Series([None if share is None else float(share) * 100 for share in shares], dtype=object)
