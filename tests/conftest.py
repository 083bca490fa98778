"""Databases for tests: a temporary PostgreSQL cluster and temporary SQLite files, fresh for whoever asks.

`postgres_url` starts one cluster per test session and gives the URL of its maintenance database;
`new_postgres_url()` makes a fresh, empty database on it. `engine` runs a test on both kinds, already migrated.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import settings

from model.database import connect, migrate

settings.register_profile("shared machine", deadline=None)  # a slow second is no fault of the code
settings.load_profile("shared machine")

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))


def _find(name: str) -> str | None:
    """The newest installed PostgreSQL's own programme, else the one on the path."""
    for folder in reversed(BINARIES):
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name)


def _as_server(command: list[str]) -> None:
    """Run as user postgres when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr or done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL cluster that lives as long as the test session."""
    initdb, pg_ctl = _find("initdb"), _find("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL's server programmes (initdb, pg_ctl) are not installed")
    folder = Path(tempfile.mkdtemp(prefix="fourcast-postgres-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    cluster, port = str(folder / "cluster"), _free_port()
    try:
        _as_server([initdb, "-D", cluster, "-U", "fourcast", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"])
        quick = "-c fsync=off -c synchronous_commit=off"
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {quick}"
        log = str(folder / "server.log")
        _as_server([pg_ctl, "-D", cluster, "-w", "-t", "60", "-l", log, "-o", options, "start"])
        try:
            yield f"postgresql://fourcast@127.0.0.1:{port}/postgres"
        finally:
            _as_server([pg_ctl, "-D", cluster, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_postgres_url(postgres_url: str) -> Iterator[Callable[[], str]]:
    """Makes a fresh, empty database on the session's cluster and gives its URL; all go with the cluster."""
    engine = connect(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    numbers = count(1)

    def make() -> str:
        name = f"test_{next(numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return postgres_url.rsplit("/", 1)[0] + f"/{name}"

    yield make
    engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'fourcast.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    make: Callable[[], str] = request.getfixturevalue("new_postgres_url")
    return make()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated, empty database, once of each kind."""
    opened = connect(database_url)
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing is skipped: a browser or a server that is missing there is a fault, not an excuse."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("Skipped tests count as failed in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
