"""Imports that are under way, noted beside what they write: one that was cut off leaves its note behind.

The note is made before the transaction and removed within it. So it is there while an import writes, there for ever
if its process is killed, and gone exactly if everything was written.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert, select
from sqlmodel import Session

from model.importing.writing.losses import TROUBLES
from model.importing.writing.turns import is_taken
from model.tables import ImportAttempt, table
from model.writing import DatabaseBusy, Told, noting


class Attempt:
    """The note of one import."""

    def __init__(self, key: int) -> None:
        self.key = key

    def end(self, session: Session) -> None:
        """Remove the note, in the transaction that writes the rest."""
        own = table(ImportAttempt)
        session.execute(delete(own).where(own.c.id <= self.key))  # earlier ones were cut off, and this one made up for them

    def is_done(self, engine: Engine) -> bool:
        """Whether everything was written, although the connection broke before anybody said so."""
        own = table(ImportAttempt).c
        try:
            with engine.connect() as connection:
                return connection.execute(select(own.id).where(own.id == self.key)).first() is None
        except TROUBLES:
            return False


@contextmanager
def attempting(engine: Engine, files: str, on_wait: Told, patience: float) -> Iterator[Attempt]:
    """Note that an import is under way until the block ends, in whatever way but the process's end."""
    own = table(ImportAttempt)
    note = {"started_at": datetime.now(UTC), "files": files, "host": socket.gethostname(), "process": os.getpid()}
    with noting(engine, on_wait=on_wait, patience=patience) as session:
        key: int = session.execute(insert(own).values(note).returning(own.c.id)).scalar_one()
    try:
        yield Attempt(key)
    finally:
        with suppress(*TROUBLES, DatabaseBusy):
            _remove_note(engine, key)


def _remove_note(engine: Engine, key: int) -> None:
    """Remove it where the transaction has not."""
    own = table(ImportAttempt)
    with engine.connect() as connection:
        left = connection.execute(select(own.c.id).where(own.c.id == key)).first()
    if left:
        with noting(engine) as session:
            session.execute(delete(own).where(own.c.id == key))


def interrupted(engine: Engine) -> list[str]:
    """Of each import that was cut off since the last one that succeeded, a line for people."""
    own = table(ImportAttempt).c
    taken = is_taken(engine)
    with engine.connect() as connection:
        found = connection.execute(select(own.started_at, own.files, own.host).order_by(own.id)).all()
    if taken:  # the last one is at work
        found = found[:-1]
    return [
        f"The import of {files}, begun on {started:%Y-%m-%d} at {started:%H:%M} UTC on {host}, was cut off. "
        "Nothing of it was written: the database is as it was before. Import the files again."
        for started, files, host in found
    ]


def forget_interrupted(engine: Engine) -> None:
    """Speak of them no more."""
    own = table(ImportAttempt)
    if not is_taken(engine):
        with noting(engine) as session:
            session.execute(delete(own))
