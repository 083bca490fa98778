"""A database that fails while it is written to: what happened, in words."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from model.importing.report import CannotImport
from model.writing import DatabaseBusy

TROUBLES = (DBAPIError, sqlite3.Error, psycopg.Error, OSError)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def told_of_full_disks() -> Iterator[None]:
    """CannotImport in the block's stead where the disk of the work folder is full."""
    try:
        yield
    except OSError as error:
        if not is_ours(error):
            raise
        raise CannotImport(in_words(error)) from error


def is_ours(trouble: BaseException) -> bool:
    """Whether it is about the database or the disk, and not something else that failed meanwhile."""
    return not isinstance(trouble, OSError) or trouble.errno in FULL


def in_words(trouble: BaseException) -> str:
    """What happened, that nothing was written, and what to do."""
    if isinstance(trouble, DatabaseBusy):
        return f"{trouble} Nothing was written."
    said = " ".join(str(trouble).split("\n")[0].split())
    if isinstance(trouble, OSError):
        where = f" at {trouble.filename}" if trouble.filename else ""
        return f"No space is left{where}. Nothing was written: the database is as it was. Make space and import again."
    if "full" in said or "disk I/O" in said:
        return f"The disk of the database is full or fails ({said}). Nothing was written. Make space and import again."
    return f"The database was lost on the way ({said}). Nothing was written: it is as it was before. Import again."
