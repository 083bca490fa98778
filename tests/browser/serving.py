"""The real app in a process of its own, on a port of this machine that nobody else uses."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from tests import clock

START_SECONDS = 60
LATER = """
import datetime, sys, time_machine
time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds={seconds}), tick=True).start()
from streamlit.web.cli import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Served:
    """An app that runs: its address without a slash at the end, and the file that its server writes to."""

    address: str
    log: Path

    def said(self) -> str:
        """All that the server has said so far."""
        return self.log.read_text(errors="replace")


@contextmanager
def serving(
    root: Path, log: Path, database: str | None = None, *, days_later: int = 0, given: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run `streamlit run app.py` in `root`, on `database` or without one, until the block ends.

    `days_later`: than the clock of the tests. `given`: what else stands in its environment.
    """
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | dict(given or {})
    if database is not None:
        environment["DATABASE_URL"] = database
    port = free_port()
    later = timedelta(days=days_later) - clock.BEHIND
    python = [sys.executable, "-c", LATER.format(seconds=later.total_seconds())] if later else [sys.executable, "-m", "streamlit"]
    command = [*python, "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        served = Served(f"http://127.0.0.1:{port}", log)
        try:
            wait_until_healthy(served, process)
            yield served
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(served: Served, process: "subprocess.Popen[bytes]") -> None:
    """Return when the server answers; RuntimeError with what it said when it ended or took too long."""
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(f"{served.address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The app did not start: {served.said()}")
