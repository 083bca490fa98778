"""Locks on files, held by the process: the kernel frees them when it ends, however it ends, so none is left behind."""

import os
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt


def try_lock(path: Path) -> IO[str] | None:
    """Lock a file, made if need be, for as long as what is given stays open; None if somebody else holds it."""
    file = path.open("a+", encoding="utf-8")
    try:
        if os.name == "nt":
            file.seek(1 << 30)  # beyond the text, which others may read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
