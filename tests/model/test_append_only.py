"""What people wrote stays as it was written: the database itself refuses, after the latest migration, on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Date, Engine, Table, insert
from sqlalchemy.exc import DatabaseError

from model.append_only import GUARDED
from model.base import Moment
from model.database import connect, migrate
from model.tables import Deal, Decision, Entry, Person, Review, Stage, table
from tests.fresh import fresh

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _value(column: Any) -> Any:
    """Something that fits the column."""
    if isinstance(column.type, Moment):
        return AT
    if isinstance(column.type, Date):
        return date(2026, 11, 20)
    return {int: 1, bool: False}.get(column.type.python_type, "word")


def _row(which: Table) -> dict[str, Any]:
    """A value for every column; every reference points to row 1."""
    return {c.name: 1 if c.foreign_keys else _value(c) for c in which.columns if c.name != "revision_out"} | {"id": 1}


def _fill(engine: Engine) -> None:
    """One row in every guarded table, and what they refer to."""
    first = [table(model) for model in (Person, Stage, Deal)]
    last = [which for which in GUARDED if which not in (table(Review), table(Entry), table(Decision))]
    with engine.begin() as connection:
        for which in (*first, table(Review), table(Entry), table(Decision), *last):
            loose = ("account_id", "lead_id") if which in first else ()
            connection.execute(insert(which), [{name: value for name, value in _row(which).items() if name not in loose}])


@pytest.fixture
def guarded(engine: Engine) -> Iterator[Connection]:
    """A connection to a database with one row in every guarded table."""
    _fill(engine)
    with engine.connect() as connection:
        yield connection


def _refused(connection: Connection, sql: str, name: str) -> None:
    with pytest.raises(DatabaseError, match=f"{name} is append-only"), connection.begin_nested():
        connection.exec_driver_sql(sql)


def test_rows_are_neither_changed_nor_deleted(guarded: Connection) -> None:
    for which in GUARDED:
        changed = next(c for c in which.columns if c.name not in ("id", "revision_in", "revision_out"))
        value = 2 if changed.foreign_keys or changed.type.python_type is int else "'2026-01-01'"

        _refused(guarded, f'UPDATE "{which.name}" SET "{changed.name}" = {value}', which.name)
        _refused(guarded, f'UPDATE "{which.name}" SET revision_in = 99', which.name)
        _refused(guarded, f'UPDATE "{which.name}" SET revision_in = 99, revision_out = 100', which.name)
        _refused(guarded, f'DELETE FROM "{which.name}"', which.name)


def test_a_row_ceases_to_be_believed_once(guarded: Connection) -> None:
    for which in GUARDED:
        guarded.exec_driver_sql(f'UPDATE "{which.name}" SET revision_out = 7')

        _refused(guarded, f'UPDATE "{which.name}" SET revision_out = NULL', which.name)
        _refused(guarded, f'UPDATE "{which.name}" SET revision_out = 8', which.name)


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_sqlite_replaces_no_row(sqlite_url: str, recursive: str) -> None:
    engine = fresh(sqlite_url)
    _fill(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA recursive_triggers = {recursive}")
        for which in GUARDED:
            _refused(connection, f'INSERT OR REPLACE INTO "{which.name}" SELECT * FROM "{which.name}"', which.name)
            _refused(connection, f'UPDATE OR REPLACE "{which.name}" SET revision_in = 5', which.name)
    engine.dispose()


def test_postgresql_empties_no_table(new_postgres_url: Callable[[], str]) -> None:
    engine = connect(new_postgres_url())
    migrate(engine)
    _fill(engine)
    with engine.connect() as connection:
        for which in GUARDED:
            _refused(connection, f'TRUNCATE "{which.name}" CASCADE', "[a-z_]+")
    engine.dispose()
