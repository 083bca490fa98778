"""A page from end to end without a mouse: Tab, arrows, Enter and Escape; and one always sees where one is."""

from playwright.sync_api import Locator, Page, expect

from pages.parts import navigation
from tests.browser import reading

MOST = 80  # presses of Tab that are enough to come to anything on a page
PRIMARY = "rgb(36, 86, 200)"  # #2456C8 of .streamlit/config.toml
TITLE = navigation.PAGES["qualified_pipeline"][0]


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus; on the way each element that has it shows it."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        expect_seen(page)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by {MOST} presses of Tab")


def expect_seen(page: Page) -> None:
    """What has the focus is outlined, or is the input of a field whose border is drawn in the primary colour."""
    seen = page.evaluate(
        """(primary) => {
            const element = document.activeElement;
            if (element === document.body) return true;  // between the last element and the first
            const style = getComputedStyle(element);
            const field = [element, element.parentElement, element.parentElement.parentElement];
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
                || (element.tagName === 'INPUT' && field.some(part => {
                    const drawn = getComputedStyle(part);
                    return drawn.borderTopColor === primary && parseFloat(drawn.borderTopWidth) >= 1;
                }));
        }""",
        PRIMARY,
    )
    assert seen, f"Nobody sees the focus on {page.evaluate('() => document.activeElement.outerHTML.slice(0, 300)')}"


def choose_by_typing(page: Page, box: Locator, option: str) -> None:
    """Type an option's beginning and press Enter: again where a list that was drawn anew meanwhile has lost it."""
    for _ in range(3):
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(option[:5])
        expect(page.get_by_role("option").first).to_have_text(option)
        page.keyboard.press("Enter")
        try:
            expect(box).to_have_value(option, timeout=5_000)
            return
        except AssertionError:
            continue
    expect(box).to_have_value(option)


def test_a_page_works_by_keyboard_alone(visit: Page) -> None:
    tab_to(visit, reading.menu(visit).filter(has_text=TITLE))
    visit.keyboard.press("Enter")
    expect(reading.menu(visit).filter(has_text=TITLE)).to_have_attribute("aria-current", "page")
    reading.settle(visit)
    reading.expect_chart(visit)

    kind, usual = visit.get_by_role("combobox", name="Kind"), reading.chosen(visit, "Kind")
    tab_to(visit, kind)
    choose_by_typing(visit, kind, "Existing")
    reading.settle(visit)
    assert reading.address(visit)["kind"] == "Existing"

    tab_to(visit, reading.main(visit).get_by_role("tab", name="Win rate"))
    visit.keyboard.press("ArrowRight")
    visit.keyboard.press("Enter")
    expect(reading.main(visit).get_by_role("tab", name="Stages")).to_have_attribute("aria-selected", "true")
    reading.settle(visit)
    reading.choose(visit, "Kind", usual)


def test_what_opens_by_enter_closes_by_escape(visit: Page) -> None:
    reading.go(visit, TITLE)
    reading.expect_chart(visit)
    table = reading.main(visit).get_by_role("button", name="Table").first

    tab_to(visit, table)
    visit.keyboard.press("Enter")
    opened = visit.get_by_test_id("stPopoverBody")
    expect(opened.get_by_test_id("stDataFrame")).to_be_visible()
    visit.keyboard.press("Escape")

    expect(opened).to_have_count(0)
    expect(table).to_be_focused()


def test_a_row_of_a_table_is_opened_by_keyboard(visit: Page) -> None:
    reading.go(visit, navigation.PAGES["my_pipeline"][0])

    reading.main(visit).get_by_role("button", name="Open a row").first.focus()
    visit.keyboard.press("Enter")
    rows = visit.get_by_test_id("stPopoverBody").get_by_role("combobox")
    expect(rows).to_be_visible()
    rows.focus()
    visit.keyboard.press("ArrowDown")
    expect(visit.get_by_role("option").first).to_be_visible()
    visit.keyboard.press("Enter")

    expect(reading.menu(visit).filter(has_text=navigation.PAGES["deal"][0]).first).to_have_attribute("aria-current", "page")
    reading.settle(visit)
    assert reading.address(visit)["deal"]
