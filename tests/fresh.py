"""A new SQLite file, migrated and without a row: a copy, because migrating takes longer than most tests."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import Engine

from model.database import connect, migrate

SQLITE = "sqlite:///"


def lasting_folder() -> Path:
    """A new folder that goes with this process."""
    folder = mkdtemp(prefix="fourcast-originals-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def migrated_file() -> Path:
    """The file that is copied; made once in this process."""
    file = lasting_folder() / "empty.db"
    engine = connect(f"{SQLITE}{file}")
    migrate(engine)
    engine.dispose()
    return file


def fresh(url: str) -> Engine:
    """An engine for a file that is not there yet, as `open_database` would leave it."""
    return copied(migrated_file(), url)


def copied(original: Path, url: str) -> Engine:
    """An engine for a file that is not there yet: a copy of one whose own engine was disposed of."""
    file = Path(url.removeprefix(SQLITE))
    assert not file.exists(), f"{file} is there already"
    file.parent.mkdir(parents=True, exist_ok=True)
    assert not original.with_name(f"{original.name}-wal").exists(), f"{original} is still open"
    shutil.copy(original, file)
    return connect(url)
