"""The private folder in which one import keeps what does not fit into memory; those of killed processes are cleared away."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.locks import release, try_lock

NAME = "fourcast-import-"
LOCK = "in-use"
YOUNG = 60  # seconds in which a folder may still be without its lock


class Workplace:
    """A new folder that only this user can read, locked while this process uses it."""

    def __init__(self) -> None:
        clear_away()
        self.folder = Path(tempfile.mkdtemp(prefix=NAME))
        self._lock = try_lock(self.folder / LOCK)

    def close(self) -> None:
        """Remove the folder with all that is in it."""
        if self._lock:
            release(self._lock)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def work_folder(given: Path | None = None) -> Iterator[Path]:
    """The folder given, or one for as long as the block runs."""
    if given:
        yield given
        return
    place = Workplace()
    try:
        yield place.folder
    finally:
        place.close()


def clear_away() -> int:
    """Remove the folders of processes that ended without doing so; gives their number."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{NAME}*"):
        if _abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _abandoned(folder: Path) -> bool:
    try:
        found = folder.lstat()
        if folder.is_symlink() or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
            return False
        if not (folder / LOCK).exists():
            return time.time() - found.st_mtime > YOUNG
        lock = try_lock(folder / LOCK)
        if lock:
            release(lock)
        return lock is not None
    except OSError:  # somebody else is removing it
        return False
