"""Databases for tests: a temporary PostgreSQL cluster and temporary SQLite files, fresh for whoever asks.

`postgres_url` starts one cluster per test session and gives the URL of its maintenance database;
`new_postgres_url()` makes a fresh, empty database on it. `engine` runs a test on both kinds, already migrated.
"""

import os
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import settings

from model.database import connect, migrate
from tests import clock
from tests.fresh import fresh
from tests.postgresql import NoServer, cluster, new_database

clock.begin()  # before any module of tests asks what day it is
settings.register_profile("shared machine", deadline=None)  # a slow second is no fault of the code
settings.load_profile("shared machine")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL cluster that lives as long as the test session."""
    try:
        with cluster() as url:
            yield url
    except NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def new_postgres_url(postgres_url: str) -> Callable[..., str]:
    """Makes a fresh database on the session's cluster, empty or a copy of the one named, and gives its URL; all go with it."""
    numbers = count(1)
    return lambda like="template1": new_database(postgres_url, f"test_{next(numbers)}", like)


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


@pytest.fixture(scope="session")
def migrated_database(new_postgres_url: Callable[[], str]) -> str:
    """The name of a migrated PostgreSQL database without a row, to be copied."""
    url = new_postgres_url()
    opened = connect(url)
    migrate(opened)
    opened.dispose()
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Engine]:
    """A migrated, empty database, once of each kind."""
    if request.param == "sqlite":
        opened = fresh(sqlite_url)
    else:
        make: Callable[..., str] = request.getfixturevalue("new_postgres_url")
        opened = connect(make(request.getfixturevalue("migrated_database")))
    yield opened
    opened.dispose()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing is skipped: a browser or a server that is missing there is a fault, not an excuse."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("Skipped tests count as failed in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
