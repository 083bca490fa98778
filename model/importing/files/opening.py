"""Files, folders, zips and workbooks → the tables in them."""

import errno
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from xml.parsers.expat import ExpatError

from model.importing.files.delimited import read_delimited
from model.importing.files.expanding import check_member, check_members, expanded, name_of
from model.importing.files.kinds import KNOWN, SUFFIXES, kind_of
from model.importing.files.limits import MAX_BYTES
from model.importing.files.rows import Progress
from model.importing.files.source import Source
from model.importing.files.spool import Spool
from model.importing.files.workbooks import read_workbook
from model.importing.report import CannotImport

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, LookupError, ExpatError)
"""What Python's readers of zip and XML raise on damaged files."""


def open_sources(paths: Iterable[Path], work: Path, progress: Progress) -> list[Source]:
    """Every table in the files, the folders' files, the zips' members and the workbooks' sheets named.

    `work` is a folder of the caller's, in which the cells are kept for as long as the sources are used. A file that
    cannot be used is a Source with a `problem`. CannotImport if none of the paths leads to a file.
    """
    found, missing = _find(paths)
    if not found:
        raise CannotImport("\n".join(source.problem for source in missing) or "No file is named.")
    opening = _Opening(Path(tempfile.mkdtemp(dir=work)), progress)
    return missing + [source for name, path in _names(found) for source in opening.sources(name, path)]


def _find(paths: Iterable[Path]) -> tuple[list[Path], list[Source]]:
    """The files, and what is named but not there."""
    found: list[Path] = []
    missing: list[Source] = []
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES | {".zip"})
            if not inside:
                advice = f"no {KNOWN} file in this folder, and no .zip. Name a folder that holds the export."
                missing.append(Source(str(path), problem=f"{path}: {advice}"))
        elif not path.is_file():
            inside = []
            missing.append(Source(str(path), problem=f"{path}: no such file or folder. Check the path."))
        found += inside
    return list(dict.fromkeys(found)), missing


def _names(paths: list[Path]) -> list[tuple[str, Path]]:
    """Each file with its name; with its folder's where two have the same."""
    often = Counter(path.name for path in paths)
    return [(path.name if often[path.name] == 1 else f"{path.parent.name}/{path.name}", path) for path in paths]


class _Opening:
    """One call of open_sources: where it spools, and whom it tells."""

    def __init__(self, work: Path, progress: Progress) -> None:
        self.work, self.progress, self.numbers = work, progress, count(1)

    def spool(self) -> Spool:
        return Spool(self.work / f"{next(self.numbers)}.cells")

    def sources(self, name: str, path: Path, *, member: bool = False) -> list[Source]:
        """The tables of one file; one with a problem if there are none."""
        self.progress(f"Reading {name} …")
        found: list[Source] = []
        try:
            for source in self._tables(name, path, member=member):
                found.append(source)
        except CannotImport as error:
            found.append(Source(name, problem=f"{name}: {error}"))
        except DAMAGED as error:
            found.append(Source(name, problem=f"{name}: the file is damaged ({error}). Export it again."))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise CannotImport(f"{name}: no space is left on this machine's disk to read it. Make some.") from error
            found.append(Source(name, problem=f"{name}: it cannot be read ({error.strerror or error}). Export it again."))
        return found

    def _tables(self, name: str, path: Path, *, member: bool) -> Iterator[Source]:
        if path.stat().st_size > MAX_BYTES:
            raise CannotImport(f"it is larger than {MAX_BYTES / 1024**3:.0f} GB. Split it.")
        kind = kind_of(path)
        if kind == "archive":
            if member:
                raise CannotImport("this is a zip within a zip. Unpack the outer one, and drop the inner one itself.")
            yield from self._archive(name, path)
        elif kind == "workbook":
            yield from read_workbook(name, path, self.spool, self.progress)
        else:
            source = Source(name)
            read_delimited(source, path, self.spool(), self.progress)
            yield source

    def _archive(self, name: str, path: Path) -> Iterator[Source]:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir() and not _is_litter(member.filename)]
            check_members(members)
            left = MAX_BYTES
            empty = True
            for member in members:
                shown = f"{name}/{name_of(member)}"
                try:
                    check_member(member)
                except CannotImport as error:
                    empty = False
                    yield Source(shown, problem=f"{shown}: {error}")
                    continue
                if Path(member.filename).suffix.lower() in SUFFIXES:
                    empty = False
                    copy = self.work / f"{next(self.numbers)}.member"
                    yield from self._member(archive, member, shown, copy, left)
                    left -= copy.stat().st_size if copy.exists() else 0
                    copy.unlink(missing_ok=True)
            if empty:
                raise CannotImport(f"no {KNOWN} file in this zip. Pack the exported files.")

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str, copy: Path, left: int) -> list[Source]:
        try:
            with copy.open("wb") as file:
                for block in expanded(archive, member, left):
                    file.write(block)
        except CannotImport as error:
            return [Source(shown, problem=f"{shown}: {error}")]
        except DAMAGED as error:
            return [Source(shown, problem=f"{shown}: the zip is damaged there ({error}). Pack or export it again.")]
        return self.sources(shown, copy, member=True)


def _is_litter(name: str) -> bool:
    """What macOS and others put into a zip beside the files."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
