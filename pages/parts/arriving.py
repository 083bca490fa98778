"""The files of an import on their way: dropped, read, asked about, written. The session keeps them, not the address."""

import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import streamlit as st

from model.importing.report import ImportReport
from model.importing.rows.workplace import Workplace
from model.importing.run import commit
from pages.parts.import_jobs import READING, WRITING, Job
from pages.parts.import_reading import Answers, Read, read_files
from pages.parts.view import acting

KEY = "fourcast import"
NAME = 120  # letters of a file's name that are kept


class Arrival:
    """One import of one session, from the first file dropped to the report.

    `described` are the signatures of files that somebody wants to describe although they were recognised.
    """

    _numbers = count(1)

    def __init__(self) -> None:
        self.warehouse: Any = None
        self.today = date.min
        self.number = next(self._numbers)
        self.files: dict[str, Path] = {}
        self.drops = 0
        self.reads = 0
        self.described: set[str] = set()
        self.answers = Answers()
        self.read: Read | None = None
        self.job: Job | None = None
        self.writing = False
        self.error = ""
        self.report: ImportReport | None = None
        self._place: Workplace | None = None

    def stand_on(self, warehouse: Any, today: date) -> None:
        """Import into this database; what was read for another is read again."""
        moved, self.warehouse, self.today = self.warehouse not in (None, warehouse), warehouse, today
        if moved and self.report is None:
            self.answers, self.read = Answers(), None
            self.begin_reading()

    def key(self, what: str) -> str:
        """The key of a widget that belongs to this import alone."""
        return f"import-{self.number}-{what}"

    def drop(self, dropped: Iterable[Any]) -> None:
        """Keep files that were dropped, in a folder that only this machine's user can read; one replaces another of its name."""
        folder = self._folder() / "dropped"
        folder.mkdir(exist_ok=True)
        for given in dropped:
            name = safe(given.name)
            with (folder / name).open("wb") as kept:
                shutil.copyfileobj(given, kept)
            self.files[name] = folder / name
        self.drops += 1

    def leave_out(self, name: str) -> None:
        """Take a file out again."""
        path = self.files.pop(name, None)
        if path:
            path.unlink(missing_ok=True)

    def _folder(self) -> Path:
        if self._place is None:
            self._place = Workplace()
            weakref.finalize(self, self._place.close)  # when the session ends
        return self._place.folder

    def begin_reading(self) -> None:
        """Read the files with the answers so far."""
        self.error = ""
        self.reads += 1
        if not self.files:
            self.read = None
            return
        paths, work = list(self.files.values()), Path(tempfile.mkdtemp(prefix="read-", dir=self._folder()))
        read = partial(read_files, self.warehouse, paths, self.answers, work, self.today, acting())
        self.job, self.writing = Job(read, READING), False

    def begin_writing(self, accept_rejects: bool) -> None:
        """Write what was read; once, however often somebody clicks."""
        if self.job is None and self.report is None and self.read is not None:
            write = partial(commit, self.warehouse.engine, self.read.prepared, accept_rejects=accept_rejects, viewer=acting())
            self.job = Job(lambda progress: write(progress=progress), WRITING)
            self.writing = True

    def take(self) -> None:
        """Take what the job has brought, once it has ended."""
        job, self.job = self.job, None
        if job is None:
            return
        self.error = job.error
        if isinstance(job.outcome, ImportReport):
            self.report = None if job.outcome.stopped else job.outcome
        elif isinstance(job.outcome, Read):
            old, self.read, self.answers = self.read, job.outcome, job.outcome.answers
            if old is not None and old.prepared.work is not None:
                shutil.rmtree(old.prepared.work, ignore_errors=True)

    def close(self) -> None:
        """Forget the files."""
        if self.job:
            self.job.stop()
        if self._place:
            self._place.close()


def current() -> Arrival:
    """The session's import, a new one if there is none."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Arrival()
    arrival: Arrival = st.session_state[KEY]
    return arrival


def start_over() -> None:
    """Forget the session's import, from a callback."""
    arrival: Arrival | None = st.session_state.pop(KEY, None)
    if arrival is not None:
        arrival.close()


def safe(name: str) -> str:
    """A file's name without a way to another folder, and of a bearable length."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: NAME - len(ending)]}{dot}{ending}" if stem else plain[:NAME] or "file"
