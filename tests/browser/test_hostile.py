"""In a browser too a company whose every text is an attack is shown as text: nothing runs, nothing is formatted, all fits."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from pages.parts import navigation
from tests.browser import reading, sites
from tests.browser.company import ROOT, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served, serving
from tests.hostile import MARKED, SHORT, made_hostile

READ = """(marked) => {
    const attacks = 'img[src=x], a[href^="javascript:" i], svg[onload], b, .katex';
    const found = [...document.querySelectorAll(attacks)].map(element => element.outerHTML);
    if (window.hacked) found.push('A script ran');
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode.nodeValue;
        for (const [word, mark] of Object.entries(marked))
            for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
                if (!text.slice(0, at).endsWith(mark)) found.push(`${word} without its mark: ${text}`);
    }
    return found.map(each => each.slice(0, 200));
}"""
"""What of the page is no mere text: elements that only the attacks hold, and marked words whose mark was read."""
PLACES = (("forecast_review", "Exceptions"), ("my_pipeline", ""), ("qualified_pipeline", "Stages"), ("minutes", ""))
"""Pages and tabs where charts, pills, badges and files are; tests/pages/test_hostile.py looks at every page and tab."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Company:
    made = sites.seeded(tmp_path_factory.mktemp("hostile"), 200, "--meetings")
    made_hostile(made.file)
    return made


@pytest.fixture(scope="module")
def served(hostile: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(ROOT, tmp_path_factory.mktemp("server") / "log.txt", hostile.url) as app:
        yield app
    assert "Traceback" not in app.said(), app.said()


def expect_text_only(page: Page) -> None:
    """Nothing but text, also in the tooltip of a chart's first mark, and within the window's width."""
    reading.settle(page)
    for mark in page.get_by_test_id("stVegaLiteChart").locator("svg [role=graphics-symbol]:not(.role-axis):visible").all()[:1]:
        mark.hover(force=True)
    assert not page.evaluate(READ, MARKED), page.url
    reading.expect_no_sideways_scrolling(page)


def test_pages_show_it_as_text(served: Served, open_cold: Open, hostile: Company) -> None:
    page = open_cold(served, "?why=card-closed", cold_page="deal")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_text_only(page)
    page.get_by_role("dialog").press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    for name, tab in PLACES:
        reading.go(page, navigation.PAGES[name][0])
        if tab:
            reading.main(page).get_by_role("tab", name=tab, exact=True).click()
            expect(reading.main(page).get_by_role("tab", name=tab, exact=True)).to_have_attribute("aria-selected", "true")
        expect_text_only(page)

    deal = hostile.ask("select external_id from deal where id in (select deal_id from judgement) order by length(name) desc")
    for each in (deal, SHORT[0]):
        page.goto(f"{served.address}/deal?deal={quote(each)}")
        expect_text_only(page)


def test_a_pick_shows_it_as_text_on_a_telephone_and_stands_in_the_address(served: Served, open_cold: Open) -> None:
    page = open_cold(served, "lead_funnel?funnel=Leaks", "lead_funnel", width=390, height=844)
    expect_text_only(page)

    pill = reading.main(page).get_by_test_id("stButtonGroup").get_by_text("zq").first
    said = pill.inner_text()
    pill.click()
    expect_text_only(page)
    page.reload()
    expect_text_only(page)
    chosen = reading.main(page).locator("[aria-checked=true], [aria-pressed=true]")
    expect(chosen.filter(has_text=said).first).to_be_visible()


def test_an_attack_is_seen_where_nothing_holds_it_off(open_cold: Open, served: Served) -> None:
    page = open_cold(served)
    page.set_content("<p><strong>zqbold</strong> <b>x</b></p>")

    assert len(page.evaluate(READ, MARKED)) == 2
