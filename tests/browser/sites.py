"""The real app where people sign in: a company, a provider who knows them, a server, and browsers that come and sign in."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from oidc_provider_mock import User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from seed_data.clock import present_day
from tests.browser import reading, signing_in
from tests.browser.company import PATIENCE, ROOT, Company
from tests.browser.serving import Served, serving

CONTACT = "sales-ops@example.com"
TWINS, STRANGER = "twins@example.com", "stranger@example.com"
UNVERIFIED, LONG_AGO = "not verified", "signed in long ago"
EVERYTHING = "Sign-in is not set up: anyone who can open this page sees everything."
REFUSED = "Callable execution failed: There is no such file, or it is not yours."
WITHOUT_WATCH = """
const everyFewSeconds = window.setInterval;
window.setInterval = (what, after, ...more) => after === 4000 ? 0 : everyFewSeconds(what, after, ...more);
"""
"""The page looks by itself every 4 seconds whether it is still theirs. Without that, a test sees what a click alone does."""


def seeded(folder: Path, deals: int, *more: str) -> Company:
    """A demo company of so many deals in a new file of that folder."""
    file = folder / "company.db"
    url = f"sqlite:///{file}"
    day = str(present_day())  # by the clock of the tests, which the command does not see
    command = [sys.executable, "-m", "seed_data", "--deals", str(deals), "--today", day, "--database", url, *more]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Company(url, file)


def make_twins(company: Company) -> None:
    """Give two reps one e-mail."""
    reps = "select id from person where role = 'rep' and active_to is null order by id desc limit 2"
    with closing(sqlite3.connect(company.file)) as connection:
        connection.execute(f"update person set email = '{TWINS}' where id in ({reps})")
        connection.commit()


def email_of(company: Company, role: str, nth: int = 0, *, admin: bool = False) -> str:
    """The e-mail of somebody of a role who works here."""
    asked = f"role = '{role}' and admin = {int(admin)} and active_to is null and email <> '{TWINS}'"
    return company.ask(f"select email from person where {asked} order by id limit 1 offset {nth}")


def person_of(company: Company, email: str) -> int:
    """Who has an e-mail."""
    return int(company.ask(f"select id from person where email = '{email}'"))


@contextmanager
def site(folder: Path, provider: str, database: str, *, days_later: int = 0) -> Iterator[Served]:
    """The app on a database, with sign-in at a provider; it must not have failed by the end. Its address is localhost's."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "secrets.toml"
    file.write_text(f"{signing_in.secrets(provider)}[fourcast]\ncontact = {json.dumps(CONTACT)}\n")
    given = {"STREAMLIT_SECRETS_FILES": str(file), "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with serving(ROOT, folder / "log.txt", database, days_later=days_later, given=given) as served:
        yield Served(served.address.replace("127.0.0.1", "localhost"), served.log)
    # Streamlit tells of a file that was refused when it was asked for as of a failure, in two parts.
    assert served.said().count("Traceback") == 2 * served.said().count(REFUSED), served.said()


def provider_of(company: Company, *more: User) -> AbstractContextManager[str]:
    """A provider that knows everybody of a company who has an e-mail, and these besides."""
    emails = company.ask("select json_group_array(distinct email) from person where email is not null")
    return signing_in.provider(*(signing_in.user(email) for email in json.loads(emails)), *more)


@contextmanager
def browsing(browser: Browser, *, watching: bool = False) -> Iterator[BrowserContext]:
    """A browser that has never been here; with `watching` its pages look by themselves for what is new."""
    opened = browser.new_context(viewport={"width": 1700, "height": 950}, locale="en-GB", accept_downloads=True)
    opened.set_default_timeout(PATIENCE)
    signing_in.stay_here(opened)
    if not watching:
        opened.add_init_script(WITHOUT_WATCH)
    yield opened
    opened.close()


def arrive(page: Page, served: Served, who: str, path: str = "") -> None:
    """Open an address of the app and sign in there."""
    page.goto(f"{served.address}/{path}")
    enter(page, who)


def come_in(page: Page, served: Served, who: str, path: str = "") -> None:
    """Sign in as by a click at an address of the app, without the page there that asks for it."""
    page.goto(f"{served.address}/{signing_in.way_out()}", referer=f"{served.address}/{path}")
    signing_in.sign_in(page, who)
    expect_to_be_in(page)


def enter(page: Page, who: str) -> None:
    """Sign in on the page that asks for it, and wait for what it leads to."""
    page.get_by_role("button", name="Sign in").click()
    signing_in.sign_in(page, who)
    expect_to_be_in(page)


def expect_to_be_in(page: Page) -> None:
    """The app is there, for somebody who has signed in."""
    expect(page.get_by_test_id("stApp")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
    reading.settle(page)


def expect_nothing_of_the_company(page: Page) -> None:
    """No menu, no picker, no figure, no table, no chart and no file."""
    reading.settle(page)
    for part in ("stMetric", "stDataFrame", "stVegaLiteChart", "stTopNavLink", "stDownloadButton"):
        expect(page.get_by_test_id(part)).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_count(0)


def expect_refused(page: Page, why: str) -> None:
    """The plain page that says why, whom to ask, and how to leave."""
    expect(page.get_by_text(why)).to_be_visible()
    expect(page.get_by_text(f"Ask {CONTACT} to let you in.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect_nothing_of_the_company(page)


def expect_everything(page: Page) -> None:
    """The sidebar says that everybody sees everything, nobody is signed in, and one can look as anybody."""
    expect(page.get_by_test_id("stSidebar").get_by_text(EVERYTHING)).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    expect(page.get_by_role("combobox", name="View as")).to_be_visible()
