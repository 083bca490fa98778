"""A walk through pages as somebody: each page and tab is opened, tables, proofs and files too, and all that comes is kept."""

import re
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from tests.browser import reading
from tests.browser.company import PATIENCE
from tests.browser.hauls import Haul
from tests.browser.serving import Served

FILES = 2  # of each kind of button on a page
PRESSES = 5
CORNER = (900, 5)  # of the window, where nothing is


class Crawl:
    """One person's browser on its way, and what it got. `thorough`: it opens the tables behind charts too."""

    def __init__(self, context: BrowserContext, served: Served, *, thorough: bool) -> None:
        self.haul, self.context, self.served, self.thorough = Haul(), context, served, thorough
        self.page: Page = context.new_page()
        self.page.on("websocket", lambda socket: socket.on("framereceived", lambda got: self.haul.take(got, "frame")))

    def look(self, where: str) -> None:
        """Keep the whole DOM and the address, once the page is still."""
        reading.settle(self.page)
        self.haul.where = where
        self.haul.take(self.page.content(), "DOM")
        self.haul.take(self.page.url, "address")

    def open(self, path: str, where: str, typed: set[str]) -> None:
        """Come by an address that the test made of `typed` words; the bare answer of the server is kept too."""
        self.haul.where, self.haul.typed = where, typed
        self.haul.take(self.context.request.get(f"{self.served.address}/{path}", max_retries=2).body(), "source")
        self.page.goto(f"{self.served.address}/{path}")
        state = self.page.locator("[data-test-script-state]")  # not reading.settle: «Page not found» is a good answer
        expect(state).to_have_attribute("data-test-script-state", "notRunning")
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)
        assert self.page.get_by_test_id("stException").count() == 0
        self.haul.take(self.page.content(), "DOM")
        self.haul.typed = set()

    def every_page(self, titles: list[str]) -> None:
        """Open each page of the menu with all that is in it; the first is open."""
        for nth, title in enumerate(titles):
            self.haul.where = title
            if nth:
                reading.go(self.page, title)
            self.look(title)
            self.every_part(title)

    def every_part(self, title: str) -> None:
        """The page and each of its tabs: what can be opened there; one proof and some files of the page."""
        if self.thorough:
            self._open_tables(title)
        self._take_files(title)
        for nth in range(reading.main(self.page).get_by_role("tab").count()):
            tab = reading.main(self.page).get_by_role("tab").nth(nth)
            if tab.get_attribute("aria-selected") == "true":
                continue
            name = f"{title}, {tab.inner_text()}"
            self.haul.where = name
            press_until(tab, "aria-selected")
            self.look(name)
            if self.thorough:
                self._open_tables(name)
        self._open_proof(title)

    def _open_tables(self, where: str) -> None:
        buttons = reading.main(self.page).get_by_role("button", name="Table", exact=True)
        for nth in range(buttons.count()):
            press_until(buttons.nth(nth), "aria-expanded")
            box = self.page.get_by_test_id("stPopoverBody")
            expect(box.get_by_test_id("stDataFrame")).to_be_visible()
            self.look(f"{where}, table {nth}")
            self._close(box, buttons.nth(nth))

    def _close(self, box: Locator, button: Locator) -> None:
        """Close what a button opened: what is drawn anew in it may have taken the focus out of it."""
        button.focus()
        button.press("Escape")
        if box.count():
            self.page.mouse.click(*CORNER)
        expect(box).to_have_count(0)

    def _open_proof(self, where: str) -> None:
        buttons = reading.main(self.page).get_by_role("button", name=re.compile("^Explain"))
        if not buttons.count():
            return
        buttons.first.click()
        drawer = self.page.get_by_role("dialog")
        expect(drawer.get_by_role("tab").first).to_be_visible()
        self.look(f"{where}, proof")
        for tab in drawer.get_by_role("tab").all()[1:]:
            press_until(tab, "aria-selected")
            self.look(f"{where}, proof, {tab.inner_text()}")
        drawer.press("Escape")
        expect(drawer).to_have_count(0)
        reading.settle(self.page)

    def _take_files(self, where: str) -> None:
        """Files of tables that lie open, and all of the first chart."""
        part = reading.main(self.page)
        self._take(part.get_by_test_id("stDownloadButton").get_by_role("button"), f"{where}, file", FILES)
        menu = part.get_by_role("button", name="Download", exact=True)
        if menu.count():
            press_until(menu.first, "aria-expanded")
            box = self.page.get_by_test_id("stPopoverBody")
            expect(box).to_be_visible()
            self._take(box.get_by_test_id("stDownloadButton").get_by_role("button"), f"{where}, chart's file", 4)
            self._close(box, menu.first)

    def _take(self, buttons: Locator, where: str, most: int) -> None:
        for nth in range(min(most, buttons.count())):
            with self.page.expect_download() as taken:
                buttons.nth(nth).click()
            self.keep(taken.value, where)

    def keep(self, file: Download, where: str) -> None:
        """Keep what is in a file and what it is called."""
        self.haul.where = f"{where} {file.suggested_filename}"
        self.haul.take(file.path().read_bytes(), "file")
        self.haul.take(file.suggested_filename, "file's name")

    def type_into(self, field: Locator, text: str, where: str) -> None:
        """Write a foreign word where things are looked for."""
        self.haul.where, self.haul.typed = where, {text}
        field.fill(text)
        field.press("Enter")
        self.look(where)
        field.fill("")
        field.press("Enter")
        self.look(where)
        self.haul.typed = set()


def press_until(button: Locator, state: str) -> None:
    """Press a button until it says that it is in a state: a press is lost where the page draws it anew meanwhile."""
    for _ in range(PRESSES):
        if button.get_attribute(state) != "true":
            button.click()
        try:
            expect(button).to_have_attribute(state, "true", timeout=PATIENCE / PRESSES)
            return
        except AssertionError:
            continue
    expect(button).to_have_attribute(state, "true")


def asked(path: str, **chosen: str) -> str:
    """An address with what stands behind its question mark."""
    return f"{path}?{urlencode(chosen)}" if chosen else path
