"""What axe-core, which looks at a page as those do who hear it, use no mouse or see little, finds on every page."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from pages.parts import navigation
from tests.browser import reading
from tests.browser.company import AN_OPEN_DEAL, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served

GRAVE = ("serious", "critical")
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
# What Streamlit draws and no option changes: (rule, elements). Nothing else may break these rules.
STREAMLITS_OWN = (
    # A card's line carries an empty, unnamed group of marks for the mouse; st.metric takes no `alt`. Figure and change in words
    # stand above it.
    ("svg-img-alt", "[data-testid=stMetricChart] g[class*=_highlighted_points_marks]"),
    # While its popover is open, a tertiary button is drawn in a darkened primary colour, which on a dark page is 3:1.
    ("color-contrast", "button[kind=tertiary][aria-expanded=true] *"),
)
SECTIONS = ("forecast_review", "qualified_pipeline", "lead_funnel", "hunters_farmers")
WIDE, PROJECTOR, TELEPHONE = ((1280, 900), (1024, 768), (390, 844))
MAIN = "[data-testid=stMain]"
OF_COLOUR = ("color-contrast", "link-in-text-block")
"""axe's rules that look at colours."""


def grave(page: Page, part: str | None, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds that is serious or critical, without what is Streamlit's own: rule, element and why."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": list(rules)}} if rules else {})
    found: list[dict[str, Any]] = Axe().run(page, part, options).response["violations"]
    said = []
    for violation in found:
        allowed = [elements for rule, elements in STREAMLITS_OWN if rule == violation["id"]]
        for node in violation["nodes"] if violation["impact"] in GRAVE else []:
            if not any(page.locator(node["target"][0]).evaluate("(node, own) => node.matches(own)", own) for own in allowed):
                said.append(f"{violation['id']}: {node['html'][:200]}: {node['failureSummary'][:300]}")
    return said


def expect_reach(page: Page, themes: Sequence[Theme] = THEMES, part: str | None = None) -> None:
    """Nothing grave is found once the page is still, in light and in dark, where nothing but the colours is another."""
    for colours in themes:
        page.emulate_media(color_scheme=colours)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", colours)
        reading.settle(page)
        found = grave(page, part, OF_COLOUR if colours != themes[0] else ())
        assert not found, "\n".join([f"{page.url}, {colours}", *found])


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    reading.settle(page)


def sections(page: Page) -> list[Locator]:
    """The tabs of the page's sections."""
    tabs = reading.main(page).get_by_role("tablist").last.get_by_role("tab")
    expect(tabs.nth(1)).to_be_attached()
    return tabs.all()


def choose(page: Page, tab: Locator) -> None:
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")
    reading.settle(page)


@pytest.fixture
def wide(visit: Page) -> Iterator[Page]:
    """The visit in a wide window, whatever a test has made of it."""
    resize(visit, WIDE)
    yield visit
    resize(visit, WIDE)


@pytest.mark.parametrize("name", navigation.PAGES)
def test_axe_finds_nothing_grave_and_it_fits_other_screens(name: str, wide: Page, company: Company) -> None:
    reading.go_to(wide, name, company.ask(AN_OPEN_DEAL))
    reading.expect_chart(wide, name)

    expect_reach(wide)
    for size in (PROJECTOR, TELEPHONE):
        resize(wide, size)
        reading.expect_no_sideways_scrolling(wide)
        reading.expect_chart(wide, name)


@pytest.mark.parametrize("name", SECTIONS)
def test_axe_finds_nothing_grave_in_any_section_and_none_scrolls_sideways_on_a_telephone(name: str, wide: Page) -> None:
    reading.go(wide, navigation.PAGES[name][0])

    for place, tab in enumerate(sections(wide)):
        choose(wide, tab)
        expect_reach(wide, THEMES[place % 2 :][:1], MAIN)  # every other one in the dark: what they are built of is the same

    resize(wide, TELEPHONE)  # what fits there fits a projector
    for tab in sections(wide):
        choose(wide, tab)
        reading.expect_no_sideways_scrolling(wide)


def test_axe_finds_nothing_grave_in_what_opens(wide: Page) -> None:
    reading.go(wide, navigation.PAGES["qualified_pipeline"][0])
    reading.expect_chart(wide)

    reading.main(wide).get_by_role("button", name="Table").first.click()
    expect(wide.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")).to_be_visible()
    expect_reach(wide)

    wide.keyboard.press("Escape")
    wide.get_by_role("combobox", name="Kind").click()
    expect(wide.get_by_role("option", name="Existing", exact=True)).to_be_visible()
    expect_reach(wide)
    wide.keyboard.press("Escape")


def test_axe_finds_nothing_grave_in_the_sidebar_of_a_telephone(app: Served, open_cold: Open) -> None:
    page = open_cold(app, width=TELEPHONE[0], height=TELEPHONE[1])
    reading.settle(page)

    page.get_by_test_id("stExpandSidebarButton").click()

    expect(page.get_by_role("combobox", name="Period")).to_be_in_viewport()
    expect_reach(page)
