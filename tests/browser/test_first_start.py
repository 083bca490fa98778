"""The first five minutes: the demo company without a database, its tour, and links to one's first page."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.parts import navigation, tour
from tests.browser import reading
from tests.browser.company import ROOT, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served, serving

NEEDED = ("app.py", ".streamlit", "metrics", "model", "pages", "seed_data")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app of its own that has no data yet."""
    root = tmp_path_factory.mktemp("first") / "fourcast"
    root.mkdir()
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "secrets.toml"))
        else:
            shutil.copy2(ROOT / name, root / name)
    return root


@pytest.fixture(scope="module")
def fresh(root: Path) -> Iterator[Served]:
    """The app there, with no database that anybody pointed to."""
    with serving(root, root.parent / "log.txt") as served:
        yield served
    assert "Traceback" not in served.said(), served.said()


def test_the_first_start_makes_the_demo_company_and_its_tour_leads_through_four_pages_and_never_comes_again(
    fresh: Served, open_cold: Open, root: Path
) -> None:
    began = time.monotonic()
    page = open_cold(fresh, cold_page="qualified_pipeline")  # it is loaded again there
    expect(page.get_by_text("Demo company.")).to_be_visible(timeout=90_000)
    reading.expect_cards(page, "rollup")
    print(f"\nThe demo company was open {time.monotonic() - began:.1f} s after the server was up")
    reading.expect_page(page, "rollup")
    assert databases(root) == ["demo.db"]

    for number, step in enumerate(tour.STEPS, 1):
        expect(_step(page, number)).to_be_visible()
        expect(reading.menu(page).and_(page.locator("[aria-current=page]"))).to_have_text(_title(step.page))
        reading.expect_no_sideways_scrolling(page)
        if number < len(tour.STEPS):
            page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Back").click()
    expect(_step(page, 3)).to_be_visible()
    reading.settle(page)
    page.keyboard.press("Escape")
    expect(_step(page, 3)).to_have_count(0)
    reading.settle(page)

    page.reload()
    reading.expect_cards(page, "qualified_pipeline")
    reading.settle(page)
    expect(page.get_by_role("button", name="Skip tour")).to_have_count(0)
    page.get_by_role("button", name="Show the tour").click()
    expect(_step(page, 1)).to_be_visible()


def test_who_has_never_been_here_is_shown_the_tour_and_leaves_the_demo_company_by_one_click(
    fresh: Served, open_cold: Open, root: Path
) -> None:
    page = open_cold(fresh)
    expect(_step(page, 1)).to_be_visible(timeout=90_000)
    assert databases(root) == ["demo.db"]

    page.get_by_role("button", name="Begin with an empty database").click()

    for title, _ in navigation.PAGES.values():
        reading.go(page, title)
        expect(reading.main(page).get_by_role("heading", name=reading.EMPTY)).to_be_visible()
        expect(page.get_by_text("Demo company.")).to_have_count(0)
        expect(page.get_by_role("combobox")).to_have_count(0)
        assert reading.cards(page) == {}
    assert databases(root) == ["demo.db", "fourcast.db"]

    page.get_by_role("button", name="Try the demo company").click()
    expect(page.get_by_role("button", name="Back to your database")).to_be_visible()
    page.get_by_role("button", name="Back to your database").click()
    expect(reading.main(page).get_by_role("heading", name=reading.EMPTY)).to_be_visible()


def databases(root: Path) -> list[str]:
    return sorted(file.name for file in (root / "data").glob("*.db"))


@pytest.mark.parametrize(("role", "name"), [(None, "rollup"), ("manager", "forecast_review"), ("rep", "my_pipeline")])
def test_a_link_to_ones_first_page_by_its_name_opens_it(
    app: Served, company: Company, open_cold: Open, role: str | None, name: str
) -> None:
    somebody = {"view_as": company.somebody(role)} if role else {}
    chosen = somebody | {"kind": "New"}

    page = open_cold(app, f"{name}?{urlencode(chosen)}", cold_page=name)

    reading.expect_page(page, name)
    expect(page).to_have_url(re.compile(r"/\?"))
    assert reading.address(page) == chosen


def _step(page: Page, number: int) -> Locator:
    return page.get_by_text(f"{number} of {len(tour.STEPS)} · ")


def _title(name: str | None) -> str:
    return navigation.PAGES[name or "rollup"][0]
