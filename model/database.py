"""The engine, sessions, revisions and migrations of the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, text
from sqlmodel import Session, create_engine

from model.address import parsed
from model.writing import DatabaseBusy as DatabaseBusy
from model.writing import writing as writing  # where everybody looks for it

HERE = Path(__file__).parent
DEFAULT_FILE = HERE.parent / "data" / "fourcast.db"


class DatabaseNotReady(RuntimeError):
    """The database is not at the schema this version needs."""


def database_url() -> str:
    """`DATABASE_URL`, else the file data/fourcast.db beside the app."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{DEFAULT_FILE}"


def shown_url() -> str:
    """What the app shows: as `database_url`, but the demo company's file where there is no file of one's own."""
    demo = DEFAULT_FILE.with_name("demo.db")
    if not os.environ.get("DATABASE_URL") and not DEFAULT_FILE.exists() and demo.exists():
        return f"sqlite:///{demo}"
    return database_url()


def connect(url: str | None = None) -> Engine:
    """An engine for a SQLite file or a PostgreSQL server (`postgresql://…`, psycopg 3); BadAddress for anything else."""
    address = parsed(url or database_url())
    if address.drivername.startswith("sqlite"):
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, connect_args={"timeout": 30}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(address, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC"}, hide_parameters=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions itself, below
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


_migrating = Lock()  # two sessions that open a new file at once would each find the other's read in the way of their write


def _alembic(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Bring the schema to this version, creating it where there is none."""
    command.upgrade(_alembic(engine), "head")


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one this version needs."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _head(engine)


def _head(engine: Engine) -> str | None:
    return ScriptDirectory.from_config(_alembic(engine)).get_current_head()


def open_database(url: str | None = None) -> Engine:
    """A ready engine: SQLite files migrate themselves; a server that is behind raises DatabaseNotReady."""
    engine = connect(url)
    if engine.dialect.name == "sqlite":
        with _migrating:
            migrate(engine)
    elif not is_current(engine):
        raise DatabaseNotReady("The database's schema is not this version's. Run: python -m model migrate")
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[tuple[Session, int]]:
    """One view of the database, however long it takes: gives a session that is not to write, and the revision it sees."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection, Session(connection) as session:
        yield session, int(session.execute(text("SELECT number FROM revision WHERE id = 1")).scalar_one())


def current_revision(engine: Engine) -> int:
    """The number of the last committed write."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT number FROM revision WHERE id = 1")).scalar_one())
