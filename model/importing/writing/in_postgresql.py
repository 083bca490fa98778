"""Many rows at once into PostgreSQL, by its COPY."""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection, Table

from model.importing.writing.plan import Rows

PART = 20_000


def insert_rows(connection: Connection, which: Table, rows: Rows) -> None:
    """Add rows."""
    names = ", ".join(f'"{name}"' for name in rows.columns)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f'COPY "{which.name}" ({names}) FROM STDIN') as copy:
            for row in zip(*rows.values, strict=True):
                copy.write_row(row)
    finally:
        cursor.close()


def end_rows(connection: Connection, which: Table, ids: Iterable[int], revision: int) -> None:
    """Believe the rows of these ids no more from that revision on."""
    keys = iter(ids)
    while part := list(islice(keys, PART)):
        statement = f'UPDATE "{which.name}" SET revision_out = %s WHERE id = ANY(%s)'
        connection.exec_driver_sql(statement, (revision, part))


def change_rows(connection: Connection, which: Table, rows: Rows) -> None:
    """Give the rows of these ids new values.

    They arrive as arrays, not in a temporary table: the role that the app runs as makes no table at all.
    """
    names = ", ".join(f'"{name}"' for name in rows.columns)
    arrays = ", ".join(f"%s::{which.c[name].type.compile(connection.dialect)}[]" for name in rows.columns)
    settings = ", ".join(f'"{name}" = arriving."{name}"' for name in rows.columns if name != "id")
    arriving = f'unnest({arrays}) AS arriving ({names}) WHERE "{which.name}".id = arriving.id'
    connection.exec_driver_sql(f'UPDATE "{which.name}" SET {settings} FROM {arriving}', tuple(map(list, rows.values)))
