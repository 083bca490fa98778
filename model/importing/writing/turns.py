"""One import writes at a time. The lock is the system's own and ends with the process that holds it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from model.importing.report import CannotImport
from model.locks import release, try_lock

LOCK = 4_677_001  # ours among PostgreSQL's advisory locks
PAUSE = 0.2  # seconds between two looks


@contextmanager
def turn(engine: Engine, on_wait: Callable[[str], None], patience: float) -> Iterator[None]:
    """Hold the one place from which imports write; CannotImport after so many seconds of waiting for it."""
    began, told = time.monotonic(), False
    while (held := _take(engine)) is None:
        if not told:
            on_wait("Waiting for another import to finish …")
            told = True
        if time.monotonic() - began > patience:
            raise CannotImport("Another import is still at work. Nothing was written; try again when it is done.")
        time.sleep(PAUSE)
    try:
        yield
    finally:
        _give_back(held)


def is_taken(engine: Engine) -> bool:
    """Whether an import is writing now."""
    held = _take(engine)
    if held is None:
        return True
    _give_back(held)
    return False


def _take(engine: Engine) -> Any:
    """The place, or None if another has it."""
    if engine.dialect.name == "postgresql":
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}).scalar_one():
            return connection
        connection.close()
        return None
    file = engine.url.database
    return try_lock(Path(f"{file}-importing")) if file and file != ":memory:" else ()


def _give_back(held: Any) -> None:
    if isinstance(held, Connection):
        held.invalidate()  # closing the server's session frees its locks, whatever state it is in
        held.close()
    elif held:
        release(held)
