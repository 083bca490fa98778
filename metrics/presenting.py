"""A metric's frame for people and programs: ids become names, minor units become decimals; as table, JSON or CSV."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import ARRAY, FromClause, Integer, cast, func, literal, select

from metrics.definition import Metric, Unit
from model.book import Book
from model.tables import Account, Product, Stage, table

DIGITS = 6  # decimals of rates, durations and other plain numbers
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes text that begins so for a formula
FEW = 100  # ids that are bound one by one; more travel as one array
Labels = dict[int, tuple[str, str]]


def presented(book: Book, metric: Metric, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with what its ids mean and money in decimals; unknown stays unknown.

    People become their e-mail (else their external id), deals, accounts and products their external id, stages their key,
    each with its name in a column `<column>_name` beside (not where the frame has the deal's `name`). Money becomes
    Decimal with the currency's decimals, means rounded half up; other numbers keep 6 decimals; moments are in the
    company's zone.
    """
    columns: dict[str, Any] = {}
    for name, unit in metric.units(frame).items():
        values = frame[name]
        if unit in _LABELS:
            labels = _LABELS[unit](book, sorted({int(value) for value in values.dropna()}))
            columns[name] = _labelled(values, labels, 0)
            if unit is not Unit.DEAL or "name" not in frame:
                columns[f"{name}_name"] = _labelled(values, labels, 1)
        elif unit is Unit.MONEY:
            columns[name] = values.astype(object).map(lambda value: in_decimals(value, book.settings.exponent))
        elif unit is Unit.MOMENT:
            columns[name] = values.astype(object).map(lambda value: in_zone(value, book.settings.time_zone))
        elif pd.api.types.is_float_dtype(values.dtype):
            columns[name] = values.astype("Float64").round(DIGITS)
        else:
            columns[name] = values
    return pd.DataFrame(columns, index=frame.index)


def _labelled(values: pd.Series, labels: Labels, part: int) -> pd.Series:
    known = [pd.NA if pd.isna(value) or int(value) not in labels else labels[int(value)][part] for value in values]
    return pd.Series(known, index=values.index, dtype="string")


def in_decimals(value: Any, exponent: int) -> Decimal | None:
    """Minor units as a decimal number of the currency; a mean is rounded half up to the minor unit."""
    if pd.isna(value):
        return None
    units = Decimal(value).quantize(Decimal(1), ROUND_HALF_UP)
    return units.scaleb(-exponent)


def in_zone(value: Any, zone: str) -> datetime | None:
    """A moment by the clocks of a zone."""
    return None if pd.isna(value) else value.astimezone(ZoneInfo(zone))


def _people(book: Book, ids: list[int]) -> Labels:
    wanted = set(ids)
    return {m.id: (m.email or m.external_id, m.name) for m in book.members if m.id in wanted}


def _named(rows: Callable[[Book], FromClause], id_: str, key: str) -> Callable[[Book, list[int]], Labels]:
    """Labels from rows that have an id, a key and a name."""

    def labels(book: Book, ids: list[int]) -> Labels:
        source = rows(book)
        query = select(source.c[id_], source.c[key], source.c.name)
        wanted = select(func.unnest(cast(literal(ids, ARRAY(Integer)), ARRAY(Integer))))
        query = query.where(source.c[id_].in_(ids if len(ids) <= FEW else wanted))
        return {row[0]: (row[1], row[2]) for row in book.warehouse.rows(query)}

    return labels


_LABELS: dict[Unit, Callable[[Book, list[int]], Labels]] = {
    Unit.PERSON: _people,
    Unit.DEAL: _named(lambda book: book.deal_names, "deal_id", "external_id"),
    Unit.ACCOUNT: _named(lambda book: table(Account), "id", "external_id"),
    Unit.PRODUCT: _named(lambda book: table(Product), "id", "external_id"),
    Unit.STAGE: _named(lambda book: table(Stage), "id", "key"),
}


def as_json(frame: pd.DataFrame) -> str:
    """A presented frame as a list of records, one a line; unknown is null, money a number with all its decimals."""
    rows = [
        "{" + ", ".join(f"{json.dumps(str(name))}: {_json_cell(value)}" for name, value in zip(frame, row, strict=True)) + "}"
        for row in _rows(frame)
    ]
    return "[" + ",\n ".join(rows) + "]\n"


def _json_cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(_plain(value), ensure_ascii=False)


def as_csv(frame: pd.DataFrame) -> str:
    """A presented frame as CSV with a header; unknown is empty; text that a spreadsheet would run gets a leading '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_csv_cell(str(name)) for name in frame.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in _rows(frame))
    return out.getvalue()


def _csv_cell(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, str):
        return f"'{plain}" if plain.startswith(FORMULA) and not isinstance(value, (Decimal, date)) else plain
    return "" if plain is None else str(plain).lower() if isinstance(plain, bool) else str(plain)


def as_table(frame: pd.DataFrame) -> str:
    """A presented frame as text in aligned columns, numbers to the right; unknown is –."""
    rows = [[_text(value) for value in row] for row in _rows(frame)]
    columns = list(zip(map(str, frame.columns), *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [all(_is_number(value) for value in frame[name]) for name in frame]
    lines = []
    for row in zip(*columns, strict=True):
        cells = zip(row, widths, right, strict=True)
        lines.append("  ".join(text.rjust(width) if number else text.ljust(width) for text, width, number in cells))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _is_number(value: Any) -> bool:
    return not isinstance(_plain(value), (str, bool)) or isinstance(value, Decimal)


def _text(value: Any) -> str:
    """A cell in one line of plain text: a terminal gets no control characters from anybody's data."""
    if isinstance(value, Decimal):
        return f"{value:,f}"
    plain = _plain(value)
    if plain is None:
        return "–"
    text = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return "".join(character if character.isprintable() else " " for character in text)


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    return frame.astype(object).itertuples(index=False, name=None)


def _plain(value: Any) -> str | int | float | bool | None:
    """None for unknown, ISO text for days and moments, whole numbers without a fraction as int."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        rounded = round(value, DIGITS)
        return int(rounded) if rounded.is_integer() else rounded
    return value if isinstance(value, (str, int, bool)) else str(value)
