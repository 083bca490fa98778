"""The private folder in which one import keeps what does not fit into memory; those of killed processes are cleared away."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from model.locks import release, try_lock

NAME = "fourcast-import-"
LOCK = "in-use"
YOUNG = 60  # seconds in which a folder may still be without its lock


class Workplace:
    """A new folder that only this user can read, locked while this process uses it."""

    def __init__(self) -> None:
        clear_away()
        lock = None
        while lock is None:
            self.folder = Path(tempfile.mkdtemp(prefix=NAME))
            with suppress(FileNotFoundError):  # another process took it for abandoned before it was locked
                lock = try_lock(self.folder / LOCK)
        self._lock = lock

    def close(self) -> None:
        """Remove the folder with all that is in it."""
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
    return sum(_cleared(folder) for folder in Path(tempfile.gettempdir()).glob(f"{NAME}*"))


def _cleared(folder: Path) -> bool:
    try:
        found = folder.lstat()
        if folder.is_symlink() or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
            return False
        if not (folder / LOCK).exists() and time.time() - found.st_mtime < YOUNG:
            return False
        lock = try_lock(folder / LOCK)
        if lock is None:
            return False
        shutil.rmtree(folder, ignore_errors=True)  # still locked: who just made the folder sees that it is gone
        release(lock)
        shutil.rmtree(folder, ignore_errors=True)  # Windows keeps what is open
    except OSError:  # somebody else is removing it
        return False
    return True
