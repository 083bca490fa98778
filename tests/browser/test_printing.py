"""Paper and files: each page as PDF, on A4 and Letter, and a table that is taken along by a click."""

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from pages.parts import navigation
from tests.browser import reading
from tests.browser.company import AN_OPEN_DEAL, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served

MARGINS = 2 * 10 / 25.4 * 96  # pixels
PAPER = {"A4": 297 / 25.4 * 96 - MARGINS, "Letter": 11 * 96 - MARGINS}
"""format → the room between the margins of its long side, in pixels."""
MOST_SHEETS = 12
HOME, *OTHERS = navigation.PAGES


def opened(name: str, app: Served, open_cold: Open, company: Company) -> Page:
    path = "" if name == HOME else name
    if name == "deal":
        path = f"deal?{urlencode({'deal': company.ask(AN_OPEN_DEAL)})}"
    page = open_cold(app, path, cold_page=None if name == HOME else name)
    reading.main(page).get_by_text("amounts in").first.wait_for()
    reading.settle(page)
    page.wait_for_timeout(500)  # charts draw after the run has ended
    return page


def without_spaces(text: str) -> str:
    return "".join(text.split())


def printed(page: Page, paper: str) -> list[str]:
    """The text of each sheet, without spaces."""
    file = io.BytesIO(page.pdf(format=paper, landscape=True, prefer_css_page_size=True))
    sheets = PdfReader(file).pages
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in sheets)
    return [without_spaces(sheet.extract_text()) for sheet in sheets]


def cards_of(page: Page) -> list[tuple[str, str]]:
    """Label and value of each card."""
    cards = page.get_by_test_id("stMetric").all()
    parts = ("stMetricLabel", "stMetricValue")
    return [tuple(without_spaces(card.get_by_test_id(part).inner_text()) for part in parts) for card in cards]  # type: ignore[misc]


@pytest.mark.parametrize("name", list(navigation.PAGES))
def test_each_card_stands_whole_on_a_sheet_and_nothing_is_wider(
    name: str, app: Served, open_cold: Open, company: Company
) -> None:
    page = opened(name, app, open_cold, company)
    cards, line = cards_of(page), page.get_by_text("amounts in").first.inner_text()

    for paper in PAPER:
        sheets = printed(page, paper)
        assert 1 <= len(sheets) <= MOST_SHEETS
        assert all(sheets), "A sheet is empty"
        assert without_spaces(line) in sheets[0]
        for label, value in cards:
            assert [sheet for sheet in sheets if label in sheet and value in sheet], f"{label} {value} is cut"
        assert not [word for word in ("Signinisnotsetup", "CSVof", "Definition") if word in "".join(sheets)]
    expect_nothing_wider_than_the_paper(page)


def expect_nothing_wider_than_the_paper(page: Page) -> None:
    """Every card, chart and table lies between the margins."""
    page.emulate_media(media="print")
    for width in PAPER.values():
        page.set_viewport_size({"width": int(width), "height": 700})
        parts = [*page.get_by_test_id("stMetric").all(), *page.locator("[data-testid=stVegaLiteChart] > svg, .on-paper").all()]
        boxes = [box for box in (part.bounding_box() for part in parts) if box is not None]
        assert boxes or not page.get_by_test_id("stMetric").count()
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width + 1 for box in boxes), boxes


def test_a_dark_page_is_printed_light(app: Served, open_cold: Open, company: Company) -> None:
    page = opened(HOME, app, open_cold, company)
    page.emulate_media(color_scheme="dark")
    page.reload()
    reading.expect_page(page, HOME)
    dark = page.locator(".stApp").evaluate("app => getComputedStyle(app).backgroundColor")

    page.emulate_media(media="print")

    assert dark != "rgb(255, 255, 255)"
    assert page.locator(".stApp").evaluate("app => getComputedStyle(app).backgroundColor") == "rgb(255, 255, 255)"
    value = page.get_by_test_id("stMetricValue").first
    assert value.evaluate("value => getComputedStyle(value).color") == "rgb(27, 36, 48)"


def test_a_table_is_taken_along_by_a_click_and_its_rows_stand_on_paper(
    app: Served, open_cold: Open, company: Company, tmp_path: Path
) -> None:
    page = opened(HOME, app, open_cold, company)

    with page.expect_download() as waiting:
        reading.main(page).get_by_role("button", name="CSV of Teams").click()

    taken = waiting.value
    assert taken.suggested_filename.startswith("fourcast-rollup-")
    assert taken.suggested_filename.endswith(".csv")
    taken.save_as(tmp_path / "teams.csv")
    heading, *rows = csv.reader(io.StringIO((tmp_path / "teams.csv").read_text(encoding="utf-8-sig")))
    assert heading[0] == "Team or person"
    assert len(rows) > 3

    sheets = "".join(printed(page, "A4"))
    managers = company.ask("select group_concat(name, '|') from person where role = 'manager' and active_to is null").split("|")
    assert [name for name in managers if without_spaces(name) in sheets]
    assert "Teamorperson" in sheets
