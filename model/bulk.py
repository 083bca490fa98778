"""Loading a whole book into an empty database at once, through ADBC.

One transaction per load: whatever stops it leaves the database as empty as it was. Indexes and foreign keys are taken
off before and put back after, which is several times faster than keeping them up row by row.
"""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import BigInteger, Boolean, Date, Engine, Float, Integer, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.types import TypeEngine

from model.base import Moment
from model.database import current_revision
from model.tables import MODELS, table

BATCH = 200_000  # rows handed to the driver at a time


class NotEmpty(RuntimeError):
    """The database holds somebody's rows already; the message is safe to show."""


class Busy(RuntimeError):
    """Somebody else has the database file open; the message is safe to show."""


class Load:
    """An open load: `append` the tables in any order, all rows carry `revision`.

    Rows are written by a thread of its own while the next table is made, so an error of the database may show at a
    later call; `close` waits for the last.
    """

    def __init__(self, connection: Any, revision: int, dialect: str) -> None:
        self.revision = revision
        self.rows: dict[str, int] = {}
        self._connection = connection
        self._dialect = dialect
        self._writer = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None

    def append(self, which: Table, rows: pa.Table) -> None:
        """Add rows to a table. `rows` has logical types: int64, bool, string, float64, date32 and timestamp[us, UTC].

        Columns that the table has and `rows` lacks are empty, but `id` (numbered from 1) and `revision_in`. Raises
        KeyError for a column that the table does not have.
        """
        kinds = {name: which.c[name].type for name in rows.column_names}
        first = self.rows.get(which.name, 0) + 1
        if rows.num_rows == 0:
            return
        if "id" not in kinds:
            rows = rows.append_column("id", pa.array(range(first, first + rows.num_rows), pa.int64()))
        rows = rows.append_column("revision_in", pa.repeat(self.revision, rows.num_rows))
        self.rows[which.name] = first - 1 + rows.num_rows
        self._finish()
        self._writing = self._writer.submit(self._write, which, rows)

    def _finish(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def close(self) -> None:
        """Wait until all is written; raises what went wrong with it."""
        try:
            self._finish()
        finally:
            self._writer.shutdown()

    def _write(self, which: Table, rows: pa.Table) -> None:
        with self._connection.cursor() as cursor:
            for batch in rows.to_batches(max_chunksize=BATCH):
                arrays = [physical(batch[name], which.c[name].type, self._dialect) for name in rows.column_names]
                part = pa.record_batch(arrays, names=rows.column_names)
                cursor.adbc_ingest(which.name, part, mode="append")


def physical(values: pa.Array, kind: TypeEngine[Any], dialect: str) -> pa.Array:
    """A logical column as the database's own table keeps it (see model/base.Moment for moments on SQLite)."""
    if isinstance(kind, Moment):
        moments = values.cast(pa.timestamp("us", "UTC"))
        return moments.cast(pa.int64()) if dialect == "sqlite" else moments
    if isinstance(kind, Date):
        days = values.cast(pa.date32())
        return pc.strftime(days, format="%Y-%m-%d") if dialect == "sqlite" else days
    if isinstance(kind, Boolean):
        return values.cast(pa.int64()) if dialect == "sqlite" else values.cast(pa.bool_())
    if isinstance(kind, BigInteger):
        return values.cast(pa.int64())
    if isinstance(kind, Integer):
        return values.cast(pa.int64() if dialect == "sqlite" else pa.int32())
    return values.cast(pa.float64() if isinstance(kind, Float) else pa.string())


@contextmanager
def loading(engine: Engine) -> Iterator[Load]:
    """One transaction that fills an empty, migrated database and bumps its revision; NotEmpty if it holds rows.

    On SQLite it needs the file to itself and raises Busy otherwise; it is back in WAL mode at the next connection.
    """
    expected = current_revision(engine) + 1
    refuse_rows(engine)
    engine.dispose()
    with _connect(engine) as connection:
        try:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE revision SET number = number + 1 WHERE id = 1")
                cursor.execute("SELECT number FROM revision WHERE id = 1")
                load = Load(connection, int(cursor.fetchall()[0][0]), engine.dialect.name)
                if load.revision != expected:
                    raise NotEmpty("Somebody else has just written to the database; nothing was written")
                put_back = _take_off(cursor, engine.dialect.name)
                try:
                    yield load
                finally:
                    load.close()
                for statement in put_back:
                    cursor.execute(statement)
                if engine.dialect.name == "postgresql":
                    _continue_sequences(cursor, load)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise


def _connect(engine: Engine) -> Any:
    if engine.dialect.name == "postgresql":
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return adbc_driver_postgresql.dbapi.connect(url)
    if not engine.url.database or engine.url.database == ":memory:":
        raise ValueError("A database in memory belongs to one connection; give a file")
    _have_alone(engine.url.database)
    connection = adbc_driver_sqlite.dbapi.connect(engine.url.database)
    with connection.cursor() as cursor:
        for pragma in ("cache_size=-400000", "temp_store=MEMORY", "threads=2"):
            cursor.execute(f"PRAGMA {pragma}")
    return connection


def _have_alone(file: str) -> None:
    """Leave WAL mode for the load, which SQLite grants only to the one that has the file to itself; else Busy.

    Pages new to the file then need no journal: a load is written once, not twice. The driver carries an SQLite of
    its own, whose locks this process's other SQLite does not see, so nobody else here may have the file open either.
    """
    try:
        with closing(sqlite3.connect(file, timeout=5)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise Busy(f"Somebody else has {file} open ({error}); close it and try again") from error


def refuse_rows(engine: Engine) -> None:
    """Raise NotEmpty if any table of the model holds a row."""
    with engine.connect() as connection:
        for model in MODELS:
            if connection.execute(select(1).select_from(table(model)).limit(1)).first():
                raise NotEmpty(f"The database is not empty (it has rows in «{table(model).name}»); nothing was written")


def _take_off(cursor: Any, dialect: str) -> list[str]:
    """Drop indexes (and foreign keys on PostgreSQL); gives the statements that put them back."""
    speaks = sqlite.dialect() if dialect == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    put_back = []
    for model in MODELS:
        for index in sorted(table(model).indexes, key=lambda i: str(i.name)):
            cursor.execute(str(DropIndex(index).compile(dialect=speaks)))
            put_back.append(str(CreateIndex(index).compile(dialect=speaks)))
    if dialect == "postgresql":
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
        for owner, name, definition in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {owner} DROP CONSTRAINT {name}")
            put_back.append(f"ALTER TABLE {owner} ADD CONSTRAINT {name} {definition}")
    return put_back


def _continue_sequences(cursor: Any, load: Load) -> None:
    for name, count in load.rows.items():
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT max(id) FROM \"{name}\"))")
        cursor.fetchall()
        assert count > 0
