"""The first start: an empty database, a database that is not ready, the demo company."""

import shutil
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model import database
from pages.parts import formats, startup, states, tour
from pages.parts.navigation import PAGES
from pages.parts.startup import Filling
from tests.fresh import fresh
from tests.pages.conftest import open_on, said


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of our own for the app's files, with no database that anybody pointed to."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(database, "DEFAULT_FILE", tmp_path / "data" / "fourcast.db")
    return tmp_path / "data"


@pytest.mark.parametrize("page", list(PAGES))
def test_an_empty_database_says_what_to_do_on_every_page(page: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh(sqlite_url).dispose()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    test = open_on(page)

    assert not test.exception
    assert "There is no data yet" in said(test)
    assert test.code[0].value == states.IMPORT
    assert not test.sidebar.selectbox  # nothing to choose from


def test_a_server_that_is_behind_is_said_plainly(new_postgres_url: "object", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", new_postgres_url())  # type: ignore[operator]

    test = open_on()

    assert not test.exception
    assert "python -m model migrate" in said(test)


def test_the_demo_company_is_made_once_and_can_be_left(data: Path) -> None:
    test = AppTest.from_file(str(startup.ROOT / "pages" / "main.py"), default_timeout=90).run()

    assert not test.exception
    assert (data / "demo.db").exists()
    assert not list(data.glob("*.part*"))
    assert "Demo company" in said(test)
    made = (data / "demo.db").stat().st_mtime_ns

    test.run()
    assert (data / "demo.db").stat().st_mtime_ns == made

    test.button(key="begin_empty").click().run()
    assert not test.exception
    assert (data / "fourcast.db").exists()
    assert "There is no data yet" in said(test)
    assert startup.url() == f"sqlite:///{data / 'fourcast.db'}"

    own = (data / "fourcast.db").read_bytes()
    test.button(key="try_demo").click().run()
    assert "Demo company" in said(test)
    assert test.metric
    test.button(key="begin_empty").click().run()
    assert "There is no data yet" in said(test)
    assert (data / "fourcast.db").read_bytes() == own
    assert (data / "demo.db").stat().st_mtime_ns == made


def test_the_tour_has_four_steps_and_ends_when_it_is_skipped(data: Path, company_url: str) -> None:
    data.mkdir()
    shutil.copy(company_url.removeprefix("sqlite:///"), data / "demo.db")
    test = AppTest.from_file(str(startup.ROOT / "pages" / "main.py"), default_timeout=90).run()

    for number, step in enumerate(tour.STEPS, 1):
        assert f"{number} of 4 · {formats.plain(step.question)}" in said(test)
        assert not test.exception
        if number < len(tour.STEPS):
            test.button(key="tour_next").click().run()
    test.button(key="tour_back").click().run()
    test.button(key="tour_skip").click().run()
    assert "of 4 · " not in said(test)

    test.button(key="tour_again").click().run()
    assert "1 of 4 · " in said(test)


def test_a_database_of_ones_own_has_no_tour(company_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", company_url)

    assert "of 4 · " not in said(open_on())


def test_the_first_page_is_prepared_beside_the_server(data: Path) -> None:
    startup.prepare()

    assert (data / "demo.db").exists()
    assert startup.warehouse(startup.url()).revision > 0


def test_a_database_that_somebody_pointed_to_is_never_filled(
    data: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    test = open_on()

    assert "There is no data yet" in said(test)
    assert not (data / "demo.db").exists()


def test_a_fill_that_fails_leaves_nothing_behind_and_says_why(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "ROOT", data.parent)  # no seed_data there

    filling = Filling(startup.demo_file())
    while filling.running:
        time.sleep(0.05)

    assert "seed_data" in filling.error
    assert not (data / "demo.db").exists()
    assert not list(data.glob("*.part*"))
