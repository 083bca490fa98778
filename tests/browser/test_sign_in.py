"""Signing in to the real app: who lands where, who is not let in, and what there is where nobody has to."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from model.database import open_database
from pages.parts import navigation
from tests.browser import reading, sites
from tests.browser.company import AN_OPEN_DEAL, ROOT, Company
from tests.browser.serving import Served, serving
from tests.browser.sites import STRANGER, TWINS, UNVERIFIED

FIRST = {"executive": "rollup", "manager": "forecast_review", "rep": "my_pipeline", "sdr": "lead_funnel",
         "marketing": "lead_funnel", "observer": "rollup"}  # fmt: skip


@pytest.mark.parametrize("role", FIRST)
def test_everybody_lands_on_their_own_first_page(site: Served, small: Company, guest: BrowserContext, role: str) -> None:
    page, email = guest.new_page(), sites.email_of(small, role)

    sites.come_in(page, site, email)

    reading.expect_cards(page, FIRST[role])
    expect(page.get_by_text(re.compile(f"^Signed in as {email.partition('@')[0]}"))).to_be_visible()
    theirs = [(navigation.PAGES | navigation.OF_MARKETING)[name][0] for name in navigation.OF_ROLE[role]]
    expect(reading.menu(page).first if len(theirs) > 1 else reading.menu(page)).to_have_text(
        theirs[:1] if len(theirs) > 1 else []
    )
    expect(page.get_by_role("combobox", name="View as")).to_have_count(0)
    expect(page.get_by_role("combobox", name="In place of")).to_have_count(0)


@pytest.mark.parametrize("path", ["deal?deal={deal}", "lead_funnel?kind=New"])
def test_a_cold_link_right_after_the_start_comes_back_with_what_it_says(
    small: Company, known: str, guest: BrowserContext, tmp_path: Path, path: str
) -> None:
    path = path.format(deal=quote(small.ask(AN_OPEN_DEAL)))
    page = guest.new_page()
    with sites.site(tmp_path, known, small.url) as served:
        sites.arrive(page, served, sites.email_of(small, "executive"), path)

        reading.expect_cards(page, path.partition("?")[0])
        expect(page).to_have_url(f"{served.address}/{path}")


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (STRANGER, f"{STRANGER} is not known here."),
        ("{left}", "{left} does not work here any more."),
        (UNVERIFIED, "Your sign-in provider has not verified the e-mail {boss}."),
        (TWINS, f"More than one person here has the e-mail {TWINS}: nobody can tell who you are."),
    ],
    ids=["unknown", "removed", "unverified", "ambiguous"],
)
def test_who_is_not_let_in_reads_why_and_can_leave(
    site: Served, small: Company, guest: BrowserContext, who: str, why: str
) -> None:
    left = small.ask("select email from person where active_to < date('now') order by id limit 1")
    names = {"left": left, "boss": sites.email_of(small, "executive")}
    page = guest.new_page()

    sites.come_in(page, site, who.format(**names), "rollup")

    sites.expect_refused(page, why.format(**names))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session*")
    page.goto(site.address)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_an_empty_database_stays_empty_and_lets_its_first_administrator_in(
    known: str, guest: BrowserContext, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_database(url).dispose()
    page = guest.new_page()
    with sites.site(tmp_path / "site", known, url) as served:
        sites.arrive(page, served, STRANGER)
        sites.expect_refused(page, f"{STRANGER} is not known here.")
        expect(page.get_by_role("button", name=re.compile("demo", re.IGNORECASE))).to_have_count(0)

        made = [sys.executable, "-m", "model", "admin", STRANGER, "--database", url]
        subprocess.run(made, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        page.reload()
        expect(page.get_by_text(f"{STRANGER} is not known here.")).to_have_count(0)
        expect(reading.menu(page).first).to_be_visible()

        for title in ("Import", "People", "Settings"):
            reading.go(page, title)
        expect(page.get_by_text("Demo company.")).to_have_count(0)
        expect(page.get_by_role("button", name=re.compile("demo", re.IGNORECASE))).to_have_count(0)


def test_an_open_app_without_sign_in_warns_that_everybody_sees_everything(
    small: Company, browser: Browser, tmp_path: Path
) -> None:
    given = {"FOURCAST_OPEN": "1"}
    with sites.browsing(browser) as context, serving(ROOT, tmp_path / "log.txt", small.url, given=given) as served:
        page = context.new_page()
        page.goto(served.address)
        reading.settle(page)

        sites.expect_everything(page)
        expect(reading.main(page).get_by_role("alert").filter(has_text=sites.EVERYTHING)).to_have_count(1)
