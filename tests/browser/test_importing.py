"""Monday morning in a browser: files are dropped, confirmed and imported, without renaming a column and without typing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from model.database import open_database
from seed_data.clock import present_day
from tests.browser import reading
from tests.browser.company import ROOT
from tests.browser.conftest import Open
from tests.browser.serving import Served, serving
from tests.browser.test_reach import expect_reach

MAVEN = ROOT / "../shared/data/maven-crm"
HEADERS = "Vorgangsnummer;Bezeichnung;Kunde;Zuständig;Phase;Auftragswert;Abschlussdatum;Angelegt am"
ROWS = """
V-1;Pumpe;Weiß & Söhne;Anna Weiß;Erstkontakt;7.500,00 €;{soon};{lately}
V-2;Anlage für Müller;Müller GmbH;Jürgen Groß;Angebot;{amount} €;{soon};{lately}
V-3;Ventile;Müller GmbH;Jürgen Groß;Gewonnen;12.000,00 €;{lately};{before}
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """The app on an empty database of one's own."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    open_database(url).dispose()
    with serving(ROOT, tmp_path / "log.txt", url) as served:
        yield served
    assert "Traceback" not in served.said(), served.said()


def drop(page: Page, *files: Path) -> None:
    """Give the files to the place where they are dropped, and wait until they are read."""
    page.locator("input[type=file]").set_input_files(list(files))
    expect(page.get_by_role("button", name="Start over")).to_be_visible()
    reading.settle(page)


def click(page: Page, name: str) -> None:
    """Click a button and wait."""
    page.get_by_role("button", name=name, exact=True).click()
    reading.settle(page)


def expect_open_pipeline(page: Page, value: str) -> None:
    """The preview's second card says what the open pipeline will be."""
    expect(page.get_by_test_id("stMetric").filter(has_text="Open pipeline").get_by_test_id("stMetricValue")).to_have_text(value)


def german(folder: Path, name: str, amount: str) -> Path:
    """Deals of a system that nobody described, as a German Excel writes them."""
    path = folder / name
    today = present_day()
    days = {name: f"{today + timedelta(days=by):%d.%m.%Y}" for name, by in (("soon", 20), ("lately", -9), ("before", -70))}
    path.write_bytes((HEADERS + ROWS.format(amount=amount, **days)).encode("cp1252"))
    return path


@pytest.mark.skipif(not MAVEN.exists(), reason="the public data set is not beside the repository")
def test_mavens_files_go_from_drop_to_report_without_typing(empty: Served, open_cold: Open) -> None:
    page = open_cold(empty)
    click(page, "Import files")

    drop(page, *sorted(MAVEN.glob("*.csv")))
    expect(page.get_by_role("heading", name="All 5 files are recognised")).to_be_visible()
    click(page, "Confirm and continue")
    expect(page.get_by_text("As of Sun 31 Dec 2017")).to_be_visible()
    reading.expect_no_sideways_scrolling(page)
    click(page, "Import")
    expect(page.get_by_role("heading", name="Imported: 33,279 rows were written")).to_be_visible()
    reading.expect_no_sideways_scrolling(page)

    click(page, "Look as of 31 Dec 2017")
    reading.go(page, "Rollup")
    reading.expect_cards(page, "rollup")
    assert reading.cards(page)["Closed"] == "2.80M"
    reading.go(page, "Import")
    click(page, "Import more files")
    drop(page, *sorted(MAVEN.glob("*.csv")))
    expect(page.get_by_role("heading", name="Nothing new in these files")).to_be_visible()


def test_a_german_file_is_described_once_and_known_the_next_week(empty: Served, open_cold: Open, tmp_path: Path) -> None:
    page = open_cold(empty)
    click(page, "Import files")

    drop(page, german(tmp_path, "Verkaufschancen.csv", "55.000,00"))
    expect(page.get_by_role("heading", name="Say what this file holds")).to_be_visible()
    expect(page.get_by_role("combobox", name="Auftragswert")).to_have_value("Amount")
    expect(page.get_by_role("combobox", name="Currency of the company")).to_have_value("EUR")
    expect_reach(page, ("light",))
    click(page, "Confirm and continue")
    expect(page.get_by_text("Your stages")).to_be_visible()
    click(page, "Confirm and continue")
    expect_open_pipeline(page, "55k")
    expect_reach(page, ("dark",))
    for width in (390, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        reading.settle(page)
        reading.expect_no_sideways_scrolling(page)
    click(page, "Import")
    expect(page.get_by_role("heading", name="Imported:")).to_be_visible()

    click(page, "Import more files")
    drop(page, german(tmp_path, "Verkaufschancen neu.csv", "60.000,00"))
    expect(page.get_by_role("button", name="Confirm and continue")).to_have_count(0)
    expect_open_pipeline(page, "60k")
    click(page, "Import")
    expect(page.get_by_role("heading", name="Imported: 1 row was written")).to_be_visible()
