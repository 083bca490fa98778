"""A small demo company, made once per session: what goes out as each system's files and comes back in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seed_data import fill
from tests.fresh import fresh
from tests.importing.round_trip import TODAY, Demo
from tests.importing.small_files import Files


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """160 deals at TODAY, in a SQLite file; tests read it and never write."""
    folder = tmp_path_factory.mktemp("demo")
    engine = fresh(f"sqlite:///{folder / 'demo.db'}")
    fill(engine, TODAY, deals=160, seed=5)
    return Demo.of(engine, folder / "plain")


@pytest.fixture
def files(sqlite_url: str, tmp_path: Path) -> Iterator[Files]:
    """Small files for an empty database."""
    folder = tmp_path / "files"
    folder.mkdir()
    engine = fresh(sqlite_url)
    yield Files(engine, folder)
    engine.dispose()
