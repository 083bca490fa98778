"""What axe-core, which looks at a page as those do who hear it, use no mouse or see little, finds on every page."""

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pages.parts import navigation
from tests.browser import reading
from tests.browser.company import AN_OPEN_DEAL, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served

GRAVE = ("serious", "critical")
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# What Streamlit draws and no option changes: (rule, elements). Nothing else may break these rules.
STREAMLITS_OWN = (
    # A card's line carries an empty, unnamed group of marks for the mouse; st.metric takes no `alt`. Figure and change in words
    # stand above it.
    ("svg-img-alt", "[data-testid=stMetricChart] g[class*=_highlighted_points_marks]"),
    # While its popover is open, a tertiary button is drawn in a darkened primary colour, which on a dark page is 3:1.
    ("color-contrast", "button[kind=tertiary][aria-expanded=true] *"),
)
SECTIONS = ("forecast_review", "qualified_pipeline", "lead_funnel", "hunters_farmers")


def address(name: str, company: Company) -> str:
    """The address of a page, with a deal where it wants one."""
    home = name == next(iter(navigation.PAGES))
    return "" if home else f"deal?deal={quote(company.ask(AN_OPEN_DEAL))}" if name == "deal" else name


def grave(page: Page) -> list[str]:
    """What axe finds that is serious or critical, without what is Streamlit's own: rule, element and why."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    said = []
    for violation in found:
        allowed = [elements for rule, elements in STREAMLITS_OWN if rule == violation["id"]]
        for node in violation["nodes"] if violation["impact"] in GRAVE else []:
            if not any(page.locator(node["target"][0]).evaluate("(node, own) => node.matches(own)", own) for own in allowed):
                said.append(f"{violation['id']}: {node['html'][:200]}: {node['failureSummary'][:300]}")
    return said


def expect_reach(page: Page, themes: Sequence[Literal["light", "dark"]] = THEMES) -> None:
    """Nothing grave is found once the page is still, in light and in dark."""
    for colours in themes:
        page.emulate_media(color_scheme=colours)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", colours)
        reading.settle(page)
        found = grave(page)
        assert not found, "\n".join([f"{page.url}, {colours}", *found])


@pytest.mark.parametrize("name", navigation.PAGES)
def test_axe_finds_nothing_grave_and_it_fits_other_screens(name: str, app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, address(name, company), cold_page=name)

    reading.settle(page)
    reading.expect_chart(page, name)
    expect_reach(page)
    for width, height in ((1024, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        reading.settle(page)
        reading.expect_no_sideways_scrolling(page)


@pytest.mark.parametrize("name", SECTIONS)
def test_axe_finds_nothing_grave_in_any_section(name: str, app: Served, open_cold: Open) -> None:
    page = open_cold(app, name, cold_page=name)
    reading.settle(page)

    for place, tab in enumerate(reading.main(page).get_by_role("tablist").last.get_by_role("tab").all()):
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect_reach(page, THEMES[place % 2 :][:1])  # every other one in the dark: what they are built of is the same


def test_axe_finds_nothing_grave_in_what_opens(app: Served, open_cold: Open) -> None:
    page = open_cold(app, "qualified_pipeline", cold_page="qualified_pipeline")
    reading.settle(page)
    reading.expect_chart(page)

    reading.main(page).get_by_role("button", name="Table").first.click()
    expect(page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")).to_be_visible()
    expect_reach(page)

    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Kind").click()
    expect(page.get_by_role("option", name="Existing", exact=True)).to_be_visible()
    expect_reach(page)


def test_axe_finds_nothing_grave_in_the_sidebar_of_a_telephone(app: Served, open_cold: Open) -> None:
    page = open_cold(app, width=390, height=844)
    reading.settle(page)

    page.get_by_test_id("stExpandSidebarButton").click()

    expect(page.get_by_role("combobox", name="Period")).to_be_in_viewport()
    expect_reach(page)


def test_no_section_scrolls_sideways_on_a_telephone(app: Served, open_cold: Open, company: Company) -> None:
    for name in SECTIONS:  # what fits there fits a projector
        page = open_cold(app, address(name, company), name, 390, 844)
        reading.settle(page)
        reading.expect_chart(page, name)
        for tab in reading.main(page).get_by_role("tablist").last.get_by_role("tab").all():
            tab.click()
            reading.settle(page)
            reading.expect_no_sideways_scrolling(page)
