"""Many rows at once into SQLite, through its own driver: SQLAlchemy takes three times as long for each."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Table

from model.base import Moment, to_micros
from model.importing.writing.plan import Rows


def insert_rows(connection: Connection, which: Table, rows: Rows) -> None:
    """Add rows."""
    names, marks = ", ".join(f'"{name}"' for name in rows.columns), ", ".join("?" * len(rows.columns))
    statement = f'INSERT INTO "{which.name}" ({names}) VALUES ({marks})'
    _run(connection, statement, zip(*rows.values, strict=True))


def end_rows(connection: Connection, which: Table, ids: Iterable[int], revision: int) -> None:
    """Believe the rows of these ids no more from that revision on."""
    statement = f'UPDATE "{which.name}" SET revision_out = ? WHERE id = ?'
    _run(connection, statement, ((revision, key) for key in ids))


def change_rows(connection: Connection, which: Table, rows: Rows) -> None:
    """Give the rows of these ids new values."""
    columns = dict(zip(rows.columns, rows.values, strict=True))
    keys = columns.pop("id")
    settings = ", ".join(f'"{name}" = ?' for name in columns)
    _run(connection, f'UPDATE "{which.name}" SET {settings} WHERE id = ?', zip(*columns.values(), keys, strict=True))


def _run(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, rows)  # type: ignore[arg-type]  # any iterable will do, and is not held in memory
    finally:
        cursor.close()


def as_kept(which: Table, rows: Rows) -> Rows:
    """The rows with values as SQLite keeps them (see model/base.Moment); the other functions want them so."""
    pairs = zip(rows.columns, rows.values, strict=True)
    return Rows(rows.columns, [_values(which.c[name].type, values) for name, values in pairs])


def _values(kind: Any, values: list[Any]) -> list[Any]:
    if isinstance(kind, Moment):
        return [None if value is None else to_micros(value) for value in values]
    if isinstance(kind, Date):
        texts: dict[date | None, str | None] = {day: day and day.isoformat() for day in set(values)}
        return [texts[day] for day in values]
    if isinstance(kind, Boolean):
        return [None if value is None else int(value) for value in values]
    return values
