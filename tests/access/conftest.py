"""The little company, built once per kind of database and shared: refused commands leave it as it is."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from model.database import connect
from tests.access import house
from tests.company import Company


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A migrated, empty database for a whole module, once of each kind."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("access") / "fourcast.db"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        opened = connect(f"sqlite:///{file}")
    else:
        make: Callable[..., str] = request.getfixturevalue("new_postgres_url")
        opened = connect(make(request.getfixturevalue("migrated_database")))
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def company(shared_engine: Engine) -> Company:
    """The little company, for a whole module."""
    return house.built(shared_engine)


@pytest.fixture(scope="session")
def built_file(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> tuple[Path, dict[str, int]]:
    """A SQLite file with the little company, to be copied, and its ids by name."""
    file = tmp_path_factory.mktemp("built") / "house.db"
    shutil.copy(migrated_file, file)
    engine = connect(f"sqlite:///{file}")
    company = house.built(engine, frozen=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file, company.ids
