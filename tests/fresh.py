"""A new SQLite file, migrated and without a row: a copy, because migrating takes longer than most tests."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import Engine

from model.database import connect, migrate

SQLITE = "sqlite:///"


@cache
def migrated_file() -> Path:
    """The file that is copied; made once in this process."""
    folder = mkdtemp(prefix="fourcast-empty-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "empty.db"
    engine = connect(f"{SQLITE}{file}")
    migrate(engine)
    engine.dispose()
    return file


def fresh(url: str) -> Engine:
    """An engine for a file that is not there yet, as `open_database` would leave it."""
    file = Path(url.removeprefix(SQLITE))
    assert not file.exists(), f"{file} is there already"
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated_file(), file)
    return connect(url)
