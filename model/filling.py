"""Reading a database's tables into DuckDB: whole through ADBC, or only what was written since a revision.

Two SQLite libraries in one process (Python's and ADBC's) break each other's file locks: closing one drops the other's, and
the write-ahead log is lost. So a SQLite file is read through ADBC by processes of their own (model/reading.py), which
stream Arrow back; small reads go through Python's own driver.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Engine, Float, Integer, Table, select, text
from sqlalchemy import column as named
from sqlalchemy.types import TypeEngine

from model.base import Moment
from model.frames import Statement
from model.reading import stream
from model.tables import MODELS, table

CHUNK = 1_000_000  # ids per read of a large table
READERS = 2
SMALL = 200_000  # rows; below it, starting readers costs more than it saves
BELIEVED = "revision_out IS NULL"
UNREAD = {"*": {"revision_in"}, "activity": {"external_id"}, "lead": {"email"}, "minute": {"content"}}  # what no figure ever asks


class Transfer(NamedTuple):
    """How one column travels: its type in DuckDB; for SQLite, Arrow's type, the SQL that reads it, and back to a value."""

    ddl: str
    server: pa.DataType
    file: pa.DataType
    read: str = "{0}"
    write: str = "{0}"


TRANSFERS: tuple[tuple[type[TypeEngine[Any]], Transfer], ...] = (
    (Moment, Transfer("TIMESTAMPTZ", pa.timestamp("us", "UTC"), pa.int64(), write="make_timestamptz({0}::BIGINT)")),
    (Boolean, Transfer("BOOLEAN", pa.bool_(), pa.int64(), write="{0}::BOOLEAN")),
    (BigInteger, Transfer("BIGINT", pa.int64(), pa.int64(), write="{0}::BIGINT")),
    (Integer, Transfer("INTEGER", pa.int64(), pa.int64(), write="{0}::INTEGER")),
    (
        Float,
        Transfer("DOUBLE", pa.float64(), pa.string(), "coalesce(cast({0} AS TEXT), '')", "nullif({0}, '')::DOUBLE"),
    ),
    (Date, Transfer("DATE", pa.date32(), pa.string(), "coalesce({0}, '')", "nullif({0}, '')::DATE")),
)
TEXT = Transfer("VARCHAR", pa.string(), pa.string(), "coalesce({0}, '')", "nullif({0}, '')")


def transfer(kind: TypeEngine[Any]) -> Transfer:
    """How a column of that type travels. On SQLite Arrow's type is guessed from the first rows: texts never start as NULL."""
    return next((how for sql, how in TRANSFERS if isinstance(kind, sql)), TEXT)


def _quoted(name: str) -> str:
    return f'"{name}"'


def kept(which: Table, *, believed: bool = False) -> list[Column[Any]]:
    """The columns that are read, the others stay empty; of rows that are all `believed` there is no revision_out either."""
    unread = UNREAD["*"] | UNREAD.get(which.name, set()) | ({"revision_out"} if believed else set())
    return [column for column in which.columns if column.name not in unread]


def create_tables(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the model's tables, empty."""
    for model in MODELS:
        columns = ", ".join(f"{_quoted(c.name)} {transfer(c.type).ddl}" for c in table(model).columns)
        cursor.execute(f"CREATE OR REPLACE TABLE {_quoted(table(model).name)} ({columns})")


def _query(engine: Engine, which: Table, where: str) -> str:
    """The SQL that reads the rows of `which` for which `where` (our own SQL, numbers only) holds."""
    lite = engine.dialect.name == "sqlite"
    reads = [
        f"{transfer(c.type).read.format(_quoted(c.name))} AS {_quoted(c.name)}" if lite else _quoted(c.name)
        for c in kept(which, believed=where.startswith(BELIEVED))
    ]
    return f"SELECT {', '.join(reads)} FROM {_quoted(which.name)} WHERE {where}"


def _append(engine: Engine, cursor: duckdb.DuckDBPyConnection, which: Table, rows: pa.Table | pa.RecordBatchReader) -> None:
    lite = engine.dialect.name == "sqlite"
    names = ", ".join(map(_quoted, rows.schema.names))
    columns = [(_quoted(name), transfer(which.c[name].type)) for name in rows.schema.names]
    values = ", ".join(f"({how.write.format(name) if lite else name})::{how.ddl}" for name, how in columns)
    with arriving(cursor, rows):
        cursor.execute(f"INSERT INTO {_quoted(which.name)} ({names}) SELECT {values} FROM arriving")


@contextmanager
def arriving(cursor: duckdb.DuckDBPyConnection, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
    """The rows as the table `arriving` of that cursor."""
    cursor.register("arriving", rows)
    try:
        yield
    finally:
        cursor.unregister("arriving")


def _read(connection: Connection, which: Table, where: str) -> pa.Table:
    """The same rows through Python's own driver, for few rows."""
    lite = connection.engine.dialect.name == "sqlite"
    rows = connection.exec_driver_sql(_query(connection.engine, which, where)).fetchall()
    columns_read = kept(which, believed=where.startswith(BELIEVED))
    fields = [(c.name, transfer(c.type).file if lite else transfer(c.type).server) for c in columns_read]
    columns = zip(*rows, strict=True) if rows else [()] * len(fields)
    arrays = [pa.array(values, kind) for values, (_, kind) in zip(columns, fields, strict=True)]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in fields])


def fill(engine: Engine, database: duckdb.DuckDBPyConnection) -> None:
    """Read every believed row anew; large databases in parts, by several readers at a time."""
    create_tables(database.cursor())
    with engine.connect() as connection:
        last = {
            table(model): int(connection.execute(text(f'SELECT coalesce(max(id), 0) FROM "{table(model).name}"')).scalar_one())
            for model in MODELS
        }
        if sum(last.values()) <= SMALL or engine.url.database in (None, "", ":memory:"):
            for which in (which for which, highest in last.items() if highest):
                _append(engine, database.cursor(), which, _read(connection, which, BELIEVED))
            return
    parts = [
        (which, f"{BELIEVED} AND id > {first} AND id <= {first + CHUNK}")
        for which, ids in sorted(last.items(), key=lambda item: -item[1])
        for first in range(0, ids, CHUNK)
    ]

    def read(turn: int) -> None:
        mine = parts[turn::READERS]
        queries = [_query(engine, which, where) for which, where in mine]
        for (which, _), rows in zip(mine, stream(engine.url, queries), strict=True):
            _append(engine, database.cursor(), which, rows)

    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(read, range(READERS)))


def reread(engine: Engine, cursor: duckdb.DuckDBPyConnection, mark: int) -> dict[str, Statement]:
    """Take in what was written after revision `mark`; gives, per table that changed, the ids of its changed rows.

    Rows that ceased to be believed come too, with their `revision_out`, so that derivations find their parents;
    `drop_ended` removes them afterwards. The ids stand in temporary tables of the cursor, `changed_…`.
    """
    changed: dict[str, Statement] = {}
    with engine.connect() as connection:
        for model in MODELS:
            which, name = table(model), table(model).name
            rows = _read(connection, which, f"revision_in > {mark} OR revision_out > {mark}")
            if rows.num_rows == 0:
                continue
            with arriving(cursor, rows.select(["id"])):
                cursor.execute(f"CREATE OR REPLACE TEMP TABLE changed_{name} AS SELECT id::INTEGER AS id FROM arriving")
            changed[name] = select(named("id", Integer)).select_from(text(f"changed_{name}"))
            cursor.execute(f"DELETE FROM {_quoted(name)} WHERE id IN (SELECT id FROM changed_{name})")
            _append(engine, cursor, which, rows)
    return changed


def drop_ended(cursor: duckdb.DuckDBPyConnection, changed: dict[str, Statement]) -> None:
    """Remove the rows that `reread` brought only to say that they ended."""
    for name in changed:
        cursor.execute(f'DELETE FROM "{name}" WHERE revision_out IS NOT NULL')
