"""What a reader sees and does on a page, found by role and label."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, expect

from pages.parts import navigation

CARDS: dict[str, tuple[str, ...]] = {
    "rollup": ("Closed", "Commit", "Upside", "Quota", "Gap", "Coverage"),
    "forecast_review": (r"Closed \+ commit", "Upside", "Closed", "Gap", "Coverage"),
    "my_pipeline": ("Closed", "Commit", "Upside", "Quota", "Gap"),
    "qualified_pipeline": ("Volume", "Value", "Velocity", "Conversion"),
    "lead_funnel": (
        "MQL", "SRL of .+ MQL", "SQL of .+ SRL", "Won of .+ SQL", "First answer", "Stalled deals|Untouched leads|Your queue",
    ),
    "hunters_farmers": (
        "New: won", "New: win rate", "New: of quota", "Existing: won", "Existing: win rate", "Existing: of quota",
    ),
    "replay": ("Closed", "Commit", "Upside"),
    "deal": ("Stage", "Amount", "Close date|Closed on", "Category", "Owner"),
    "what_if": (r"Closed \+ commit", "Commit", "Upside", "Weighted", "Gap", "Coverage"),
    "minutes": (),
    "audit": (),
}  # fmt: skip
"""page → the labels of its cards, as patterns."""
WITHOUT_CHARTS = ("what_if", "minutes", "audit")
FAILURES = ("This page could not be shown", "Something went wrong", "Page not found", "Connection error", "Traceback")
EMPTY = "There is no data yet"


def settle(page: Page) -> None:
    """Wait until the app has nothing more to run, and fail on an exception box or a page that says that it failed."""
    state = page.locator("[data-test-script-state]")  # Streamlit's own word for it: no role tells that a run has ended
    expect(state).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    assert page.get_by_test_id("stException").count() == 0, page.get_by_test_id("stException").first.inner_text()
    for words in FAILURES:
        assert page.get_by_text(words).count() == 0, f"{page.url} says: {page.get_by_text(words).first.inner_text()}"


def main(page: Page) -> Locator:
    """The part beside the sidebar."""
    return page.get_by_role("main")


def menu(page: Page) -> Locator:
    """The links of the navigation, in order."""
    return page.get_by_role("navigation", name="App pages").get_by_role("link")


def go(page: Page, title: str) -> None:
    """Click a page in the menu, or under «more» where there is no room for it, and wait until it is there."""
    link = page.get_by_role("navigation", name="App pages").get_by_role("link", name=title, exact=True)
    if link.count():
        link.click()
    else:
        page.get_by_test_id("stTopNavSection").click()  # by its name it is one of several where a finding says «more» too
        page.get_by_role("menuitem", name=title, exact=True).click()
    current = page.locator("a[data-testid=stTopNavLink][aria-current=page]")  # one that has no room is there, unseen
    expect(current.filter(has_text=re.compile(f"^{re.escape(title)}$")).first).to_be_attached()
    settle(page)


def go_to(page: Page, name: str, deal: str) -> None:
    """Click a page in the menu; on the page of one deal type in which."""
    go(page, navigation.PAGES[name][0])
    if name == "deal":
        field = page.get_by_role("textbox", name="Deal")
        field.fill(deal)
        field.press("Enter")
        expect(page).to_have_url(re.compile("deal="))
        settle(page)


def choose(page: Page, picker: str, option: str) -> None:
    """Choose an option of one of the sidebar's pickers by typing it."""
    box = page.get_by_role("combobox", name=picker)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    expect(box).to_have_value(option)
    settle(page)


def chosen(page: Page, picker: str) -> str:
    """What a picker of the sidebar holds."""
    return page.get_by_role("combobox", name=picker).input_value()


def cards(page: Page) -> dict[str, str]:
    """Label and figure of each card."""
    shown = page.get_by_test_id("stMetric").all()
    labels = [card.get_by_test_id("stMetricLabel").inner_text().strip() for card in shown]
    return dict(zip(labels, [card.get_by_test_id("stMetricValue").inner_text().strip() for card in shown], strict=True))


def address(page: Page) -> dict[str, str]:
    """What stands behind the question mark of the address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def expect_cards(page: Page, name: str) -> None:
    """The page's cards are there, each with a figure."""
    for label in CARDS[name]:
        expect(main(page).get_by_test_id("stMetricLabel").filter(has_text=re.compile(f"^({label})$")).first).to_be_visible()
    assert all(cards(page).values()), cards(page)


def expect_chart(page: Page, name: str = "") -> None:
    """At least one chart is drawn, on pages that have any: it holds marks, not just a frame."""
    if name in WITHOUT_CHARTS:
        return
    drawn = main(page).get_by_test_id("stVegaLiteChart").locator("svg .mark-group, svg [class*='role-mark'], canvas")
    expect(drawn.first).to_be_visible()


def expect_no_sideways_scrolling(page: Page) -> None:
    """Everything fits the window's width, once charts have followed it; tables scroll within themselves."""
    wider = """() => Math.max(...[document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]
        .map(part => part.scrollWidth - part.clientWidth))"""
    try:
        page.wait_for_function(f"() => ({wider})() <= 0", timeout=10_000)
    except TimeoutError:
        raise AssertionError(f"{page.url} is {page.evaluate(wider)} px wider than the window") from None


def expect_page(page: Page, name: str) -> None:
    """A page with its cards and a chart, without a failure, that fits the window."""
    settle(page)
    expect_cards(page, name)
    expect_chart(page, name)
    settle(page)
    expect_no_sideways_scrolling(page)
