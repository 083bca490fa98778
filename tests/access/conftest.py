"""The little company, built once per kind of database and shared: refused commands leave it as it is."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.secrets import secrets_singleton

from model.database import connect
from tests.access import house
from tests.access.pages import Signing
from tests.company import Company
from tests.door.conftest import AUTH, toml
from tests.fresh import fresh

# As in tests/pages/conftest.py: looking through all installed packages once is enough.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A migrated, empty database for a whole module, once of each kind."""
    if request.param == "sqlite":
        opened = fresh(f"sqlite:///{tmp_path_factory.mktemp('access') / 'fourcast.db'}")
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
def built_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A SQLite file with the little company, to be copied, and its ids by name."""
    file = tmp_path_factory.mktemp("built") / "house.db"
    engine = fresh(f"sqlite:///{file}")
    company = house.built(engine, frozen=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file, company.ids


@pytest.fixture(scope="module")
def home(built_file: tuple[Path, dict[str, int]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, Signing]]:
    """The little company in a file of this module's own, the app opened on it, and people who have to sign in."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copy(built_file[0], folder / "house.db")
    (folder / "secrets.toml").write_text(toml(AUTH))
    company = Company.found_in(connect(f"sqlite:///{folder / 'house.db'}"), built_file[1])
    before = config.get_option("secrets.files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", str(company.engine.url))
        config.set_option("secrets.files", [str(folder / "secrets.toml")])
        secrets_singleton._reset()
        yield company, Signing(patch)
        config.set_option("secrets.files", before)
        secrets_singleton._reset()
    company.engine.dispose()
