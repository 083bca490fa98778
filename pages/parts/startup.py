"""Which database the app stands on, and the first start: a new file filled with the demo company."""

import logging
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import streamlit as st

from model import database
from model.warehouse import Copy, Warehouse
from pages.door import signing
from pages.parts.words import mark, say

ROOT = Path(__file__).parents[2]
DEMO = "fourcast demo wanted"


class FillFailed(RuntimeError):
    """The demo company could not be made; the message says why."""


def own_file() -> Path:
    """The database file that people's own data goes into."""
    return database.DEFAULT_FILE


def demo_file() -> Path:
    """The file that holds the demo company: only ever filled by us."""
    return own_file().with_name("demo.db")


def given() -> str | None:
    """The database that somebody pointed the app to."""
    return os.environ.get("DATABASE_URL") or None


def has_own() -> bool:
    """Whether somebody pointed the app to a database or has a file of their own."""
    return given() is not None or own_file().exists()


def is_demo() -> bool:
    """Whether the demo company is shown: nobody signs in or has a database of their own, or asked for it in this visit."""
    if signing.is_configured():
        return False  # an empty database stays empty
    return not has_own() or (given() is None and DEMO in st.session_state)


def url() -> str:
    """The database to open: the one pointed to, else one's own file, else the demo company's."""
    return given() or f"sqlite:///{demo_file() if is_demo() else own_file()}"


def may_show_demo() -> bool:
    """Whether the demo company may be offered: where nobody pointed the app to a database, and nobody signs in."""
    return given() is None and not signing.is_configured()


def try_demo() -> None:
    """Show the demo company for this visit although there is a file of one's own, which stays as it is."""
    st.session_state[DEMO] = True


def begin_empty() -> None:
    """Make an empty database file if there is none; it is preferred to the demo company from then on."""
    st.session_state.pop(DEMO, None)
    database.open_database(f"sqlite:///{own_file()}").dispose()


@st.cache_resource(show_spinner=False, max_entries=8)
def warehouse(address: str) -> Warehouse:
    """The one warehouse of this process for a database."""
    return Copy(database.open_database(address))


class Filling:
    """A process that fills a new file with the demo company beside the place where it will stand.

    It is a process of its own because its ADBC must not share a SQLite file with ours (see model/filling.py). The file
    gets its name when it is complete: one that was killed half-way leaves nothing that looks like a company.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.part = target.with_name(f"{target.stem}-{os.getpid()}.part")
        self.share, self.step, self.error = 0.0, mark("Starting"), ""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at it."""
        return self._thread.is_alive()

    def wait(self) -> None:
        """Return when it has ended, well or not."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._clear()
            self._fill()
            os.replace(self.part, self.target)
        except (OSError, FillFailed) as error:
            self.error = str(error)
        finally:
            self._clear()

    def _clear(self) -> None:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.part}{ending}").unlink(missing_ok=True)

    def _fill(self) -> None:
        command = [sys.executable, "-u", "-m", "seed_data", "--database", f"sqlite:///{self.part}"]
        said: list[str] = []
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:  # text mode takes a carriage return for a line's end too
                said.append(line.strip())
                self._hear(line)
        if process.returncode or not self.part.exists():
            raise FillFailed(f"The demo company could not be made: {' '.join(said[-3:]) or process.returncode}")

    def _hear(self, line: str) -> None:
        if found := re.search(r"(\d+) ?%", line):
            self.share = min(1.0, int(found[1]) / 100)
        self.step = re.sub(r"\s*\d+ ?%\s*", " ", line).strip() or self.step


@st.cache_resource(show_spinner=False)
def _filling(target: str) -> Filling:
    return Filling(Path(target))


def prepare() -> None:
    """Make the demo company if it is missing, and load the database's copy; what goes wrong, the page will find and say."""
    try:
        if not has_own() and not signing.is_configured() and not demo_file().exists():
            _filling(str(demo_file())).wait()
        own = has_own() or signing.is_configured()
        address = given() or f"sqlite:///{own_file() if own else demo_file()}"
        if own or demo_file().exists():
            warehouse(address).refresh()
    except Exception as error:  # a server that is down, a file that is none: nobody reads this thread
        logging.getLogger("fourcast").warning("Nothing was prepared: %s", error)


def fill_demo() -> None:
    """Fill the demo company's file if it is not there yet, showing how far it is; FillFailed says why it could not."""
    target = demo_file()
    if target.exists():
        return
    filling = _filling(str(target))
    st.subheader(say("Making a demo company"), anchor=False)
    st.text(say("Three years of leads, deals and forecasts of some 40 people. This takes a few seconds, once."))
    bar = st.progress(0.0)
    while filling.running:
        bar.progress(filling.share, text=say(filling.step))
        time.sleep(0.2)
    _filling.clear()
    if filling.error:
        raise FillFailed(filling.error)
    st.rerun()
