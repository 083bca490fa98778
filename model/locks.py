"""Locks on files, held by the process: the kernel frees them when it ends, however it ends, so none is left behind."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt


@dataclass(frozen=True)
class Lock:
    """A lock that is held until it is released or the process ends."""

    path: Path
    file: IO[bytes]


def try_lock(path: Path) -> Lock | None:
    """Lock a file, made if need be; None if somebody else holds it."""
    while True:
        file = path.open("ab")
        if not _locked(file):
            file.close()
            return None
        if _is_still(path, file):
            return Lock(path, file)
        file.close()  # whoever had it has removed it meanwhile


def release(lock: Lock) -> None:
    """Give the lock up and remove its file."""
    if os.name != "nt":  # there, open files cannot be removed
        lock.path.unlink(missing_ok=True)
    lock.file.close()


def _locked(file: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_still(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
