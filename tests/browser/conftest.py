"""The app as people use it: a server of its own, Debian's Chromium, and a watch on everything that goes wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import reading, sites
from tests.browser.company import CHROMIUM, PATIENCE, QUIET, ROOT, Company
from tests.browser.serving import Served, serving
from tests.browser.signing_in import user
from tests.browser.watching import Watch

DEALS = 1500
HOURS = 12  # the setting session_hours, as it is without one
Open = Callable[..., Page]
Scalar = Callable[[str], str]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A demo company in a file of its own, made by the command that anybody would use."""
    return sites.seeded(tmp_path_factory.mktemp("company"), DEALS)


@pytest.fixture(scope="session")
def app(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app on the demo company; no page may have failed by the time it ends."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(ROOT, log, company.url) as served:
        yield served
    assert "Traceback" not in served.said(), served.said()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    # Only as long as a module's tests: Playwright keeps an event loop running that other tests may not expect.
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A small company in which two people have one e-mail."""
    made = sites.seeded(tmp_path_factory.mktemp("small"), 150)
    sites.make_twins(made)
    return made


@pytest.fixture(scope="session")
def known(small: Company) -> Iterator[str]:
    """A provider who knows everybody, a stranger, somebody who only says that they are the executive, and who came long ago."""
    boss = sites.email_of(small, "executive")
    long_ago = int(time.time()) - (HOURS + 1) * 3600
    others = (
        user(sites.STRANGER),
        user(boss, called=sites.UNVERIFIED, verified=False),
        user(boss, called=sites.LONG_AGO, iat=long_ago),
    )
    with sites.provider_of(small, *others) as address:
        yield address


@pytest.fixture(scope="session")
def site(small: Company, known: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app on the small company, with sign-in."""
    with sites.site(tmp_path_factory.mktemp("site"), known, small.url) as served:
        yield served


@pytest.fixture
def guest(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here, whose pages show what a click alone does."""
    with sites.browsing(browser) as opened:
        yield opened


@pytest.fixture
def open_cold(browser: Browser) -> Iterator[Open]:
    """Opens a link in a browser that has never been here; at the end nothing may have gone wrong in any of them."""
    with opening(browser) as go:
        yield go


@pytest.fixture(scope="module")
def visit(browser: Browser, app: Served) -> Iterator[Page]:
    """One visit to the app, in whose course a module's tests go where they want to by the menu; nothing may go wrong in it."""
    with opening(browser) as go:
        page = go(app)
        reading.settle(page)
        yield page


@contextmanager
def opening(browser: Browser) -> Iterator[Open]:
    """Each call opens a link in a browser that has never been here; all are watched, and closed at the end."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def go(served: Served, path: str = "", cold_page: str | None = None, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        context.set_default_timeout(PATIENCE)
        opened.append((context, Watch(context, cold_page)))
        page = context.new_page()
        page.goto(f"{served.address}/{path}")
        return page

    try:
        yield go
    finally:
        for context, _ in opened:
            context.close()
    problems = [problem for _, watch in opened for problem in watch.problems]
    assert not problems, "\n".join(problems)
    assert all(watch.hosts & {"127.0.0.1"} for _, watch in opened), "The watch saw no request at all"
