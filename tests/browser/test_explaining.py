"""The proof of a figure in the browser: opened by a click, the same after a reload, closed by a key."""

import re

from playwright.sync_api import Page, expect

from tests.browser import reading
from tests.browser.conftest import Open
from tests.browser.serving import Served


def formula(page: Page) -> str:
    """The formula in the drawer, filled in."""
    shown = page.get_by_role("dialog").get_by_role("heading").filter(has_text="=").first
    expect(shown).to_be_visible()
    return shown.inner_text()


def test_a_figures_proof_is_opened_reloaded_and_closed(app: Served, open_cold: Open) -> None:
    page = open_cold(app)
    reading.expect_page(page, "rollup")

    page.get_by_role("button", name="Explain Gap").click()
    drawer = page.get_by_role("dialog")
    said = formula(page)
    assert re.fullmatch(r"[\d,]+ quota − [\d,]+ closed − [\d,]+ commit = −?[\d,]+", said)
    assert "why" in reading.address(page)

    page.reload()
    reading.settle(page)
    assert formula(page) == said

    drawer.get_by_role("tab", name="SQL").click()
    expect(drawer.get_by_text("SELECT").first).to_be_visible()
    drawer.get_by_role("tab", name="Rows").click()
    expect(drawer.get_by_text(re.compile(r"amounts add up to [\d,]+"))).to_be_visible()
    reading.settle(page)
    drawer.press("Escape")  # the tab that had the focus may have been drawn anew

    expect(drawer).to_have_count(0)
    expect(page).not_to_have_url(re.compile(r"why="))
