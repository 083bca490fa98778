"""One writer at a time: who comes second waits, is told so, and gives up with a clear word when it lasts too long."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

PATIENCE = 60.0  # seconds
LOOK = 250  # milliseconds between two looks whether the other is done
USUAL = 30_000
NEXT = "UPDATE revision SET number = number + 1 WHERE id = 1 RETURNING number"
SAME = "UPDATE revision SET number = number WHERE id = 1 RETURNING number"
Told = Callable[[str], None]


class DatabaseBusy(RuntimeError):
    """Somebody else has been writing for too long; the message is safe to show."""


def _nobody(line: str) -> None:
    pass


@contextmanager
def writing(engine: Engine, *, on_wait: Told = _nobody, patience: float = PATIENCE) -> Iterator[tuple[Session, int]]:
    """One transaction that writes: gives the session and its revision, commits at the end, or rolls all back.

    The revision's row is bumped first, so that its lock lets one writer in at a time and readers never see a
    revision whose rows are still to come. `on_wait` is told once if another is writing; DatabaseBusy if that is still so
    after `patience` seconds.
    """
    with Session(engine, expire_on_commit=False) as session:
        yield session, _let_in(session, NEXT, on_wait, patience)
        session.commit()


@contextmanager
def noting(engine: Engine, *, on_wait: Told = _nobody, patience: float = PATIENCE) -> Iterator[Session]:
    """As `writing`, for what is no part of the book: the revision stays."""
    with Session(engine, expire_on_commit=False) as session:
        _let_in(session, SAME, on_wait, patience)
        yield session
        session.commit()


def _let_in(session: Session, statement: str, on_wait: Told, patience: float) -> int:
    """Wait for the revision's lock; gives its number."""
    began, told = time.monotonic(), False
    while True:
        try:
            _wait_at_most(session, LOOK)
            number = int(session.execute(text(statement)).scalar_one())
            _wait_at_most(session, USUAL)
            return number
        except OperationalError as error:
            session.rollback()
            if not _is_locked(error):
                raise
            if time.monotonic() - began >= patience:
                _wait_at_most(session, USUAL)
                raise DatabaseBusy("Somebody else is still writing to the database. Try again in a while.") from error
            if not told:
                on_wait("Waiting for somebody else who is writing to the database …")
                told = True


def _wait_at_most(session: Session, milliseconds: int) -> None:
    """How long a statement waits for another's lock."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds:d}")
    else:
        session.execute(text(f"SET LOCAL lock_timeout = {milliseconds if milliseconds < USUAL else 0:d}"))


def _is_locked(error: OperationalError) -> bool:
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "55P03"
