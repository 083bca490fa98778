"""The demo company of 6,000 deals, filled once per session, and its tables as frames."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from seed_data import fill
from tests.fresh import fresh
from tests.seed_data.reading import Told, read

TODAY = date(2026, 11, 15)  # the middle of a quarter


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The default company at TODAY, in a SQLite file."""
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    fill(engine, TODAY)
    return engine


@pytest.fixture(scope="session")
def told(demo: Engine) -> Told:
    """That company, read naively."""
    return read(demo, TODAY)


@pytest.fixture
def tables(demo: Engine) -> Callable[[str], pd.DataFrame]:
    """Any of its tables as it lies in the database."""
    return lambda name: pd.read_sql_table(name, demo)


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    """An empty, migrated SQLite file."""
    return fresh(f"sqlite:///{tmp_path / 'empty.db'}")
