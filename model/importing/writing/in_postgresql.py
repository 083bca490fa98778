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
    """Give the rows of these ids new values."""
    names = ", ".join(f'"{name}"' for name in rows.columns)
    connection.exec_driver_sql(f'CREATE TEMP TABLE arriving ON COMMIT DROP AS SELECT {names} FROM "{which.name}" WITH NO DATA')
    insert_rows(connection, Table("arriving", which.metadata.__class__()), rows)
    settings = ", ".join(f'"{name}" = arriving."{name}"' for name in rows.columns if name != "id")
    connection.exec_driver_sql(f'UPDATE "{which.name}" SET {settings} FROM arriving WHERE "{which.name}".id = arriving.id')
    connection.exec_driver_sql("DROP TABLE arriving")
