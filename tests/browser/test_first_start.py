"""The first start, without a database: the demo company is made before one's eyes, and is one click from being left."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages.parts import navigation
from tests.browser import reading
from tests.browser.company import ROOT
from tests.browser.conftest import Open
from tests.browser.serving import Served, serving

NEEDED = ("app.py", ".streamlit", "metrics", "model", "pages", "seed_data")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """The app in a copy of its own that has no data yet, with no database that anybody pointed to."""
    root = tmp_path / "fourcast"
    root.mkdir()
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "secrets.toml"))
        else:
            shutil.copy2(ROOT / name, root / name)
    with serving(root, tmp_path / "log.txt") as served:
        yield served
    assert "Traceback" not in served.said(), served.said()


def test_the_first_start_makes_the_demo_company_and_one_click_leaves_it(fresh: Served, open_cold: Open, tmp_path: Path) -> None:
    data = tmp_path / "fourcast" / "data"
    page = open_cold(fresh)

    expect(page.get_by_role("heading", name="Making a demo company")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("Demo company.")).to_be_visible(timeout=90_000)
    reading.expect_page(page, "rollup")
    assert [file.name for file in data.glob("*.db")] == ["demo.db"]

    page.get_by_role("button", name="Begin with an empty database").click()

    for title, _ in navigation.PAGES.values():
        reading.go(page, title)
        expect(reading.main(page).get_by_role("heading", name=reading.EMPTY)).to_be_visible()
        expect(page.get_by_text("Demo company.")).to_have_count(0)
        assert reading.cards(page) == {}
    assert sorted(file.name for file in data.glob("*.db")) == ["demo.db", "fourcast.db"]
