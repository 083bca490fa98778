"""While somebody is signed in: they are removed, their session is over, they sign out, they look or act in another's place."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from model.access import MACHINE_OWNER
from model.commands.people import let_stand_in, set_person
from model.database import open_database
from tests.browser import reading, signing_in, sites
from tests.browser.company import Company
from tests.browser.serving import Served

LOOKS = "select count(*) from audit where kind = 'look'"


def find_a_deal(page: Page) -> None:
    """Type into the field that finds deals in the grid: it runs the grid alone."""
    field = reading.main(page).get_by_label(re.compile("^Find")).first
    field.fill("a")
    field.press("Enter")


def open_a_table(page: Page) -> None:
    """Open the table behind the first chart: it runs the table alone."""
    reading.main(page).get_by_role("button", name="Table", exact=True).first.click()


def open_another_page(page: Page) -> None:
    """Click a page in the menu."""
    reading.menu(page).filter(has_text="Replay").click()


@pytest.mark.parametrize("click", [find_a_deal, open_a_table, open_another_page])
def test_who_is_removed_sees_nothing_from_the_next_click_on(
    site: Served, small: Company, guest: BrowserContext, click: Callable[[Page], None]
) -> None:
    email, page = come(site, small, guest)

    with removed(small, email):
        click(page)

        sites.expect_refused(page, f"{email} does not work here any more.")


def test_a_file_is_for_the_reader_who_asked_for_it(site: Served, small: Company, guest: BrowserContext, browser: Browser) -> None:
    with sites.browsing(browser) as other:
        sites.arrive(other.new_page(), site, sites.email_of(small, "rep", 1))
        _, page = come(site, small, guest)
        with page.expect_download() as taken:
            reading.main(page).get_by_role("button", name=re.compile("^CSV")).first.click()

        answers = [context.request.get(taken.value.url) for context in (guest, other)]  # now: it is not kept for long

        assert [answer.status for answer in answers] == [200, 403]
        assert answers[0].body() == taken.value.path().read_bytes()
        assert answers[1].text() == "There is no such file, or it is not yours.\n"


def test_who_is_removed_gets_no_file(site: Served, small: Company, guest: BrowserContext) -> None:
    email, page = come(site, small, guest)
    button = reading.main(page).get_by_role("button", name=re.compile("^CSV")).first
    with page.expect_download() as taken:
        button.click()
    assert taken.value.path().stat().st_size > 0
    files: list[str] = []
    page.on("download", lambda file: files.append(file.url))

    with removed(small, email):
        button.click()
        open_another_page(page)
        sites.expect_refused(page, f"{email} does not work here any more.")

        assert not files
        assert sites.REFUSED in site.said()


def test_a_session_that_lasted_for_long_enough_asks_again_although_the_cookie_holds(site: Served, guest: BrowserContext) -> None:
    page = guest.new_page()
    page.goto(f"{site.address}/replay?period=2026Q1")
    page.get_by_role("button", name="Sign in").click()
    signing_in.sign_in(page, sites.LONG_AGO)

    expect(page.get_by_text("You have been signed in for long enough: sign in again to go on.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    sites.expect_nothing_of_the_company(page)
    assert "_streamlit_user" in {cookie["name"] for cookie in guest.cookies()}
    assert page.url == f"{site.address}/replay?period=2026Q1"


def test_who_signs_out_leaves_nothing_behind(site: Served, small: Company, guest: BrowserContext) -> None:
    _, page = come(site, small, guest)

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session*")
    page.go_back()

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    sites.expect_nothing_of_the_company(page)
    assert "_streamlit_user" not in {cookie["name"] for cookie in guest.cookies()}


@pytest.mark.parametrize("click", [None, find_a_deal, open_another_page])
def test_who_signs_out_in_one_tab_is_shown_nothing_in_another(
    site: Served, small: Company, browser: Browser, click: Callable[[Page], None] | None
) -> None:
    with sites.browsing(browser, watching=click is None) as both:
        email, page = come(site, small, both)
        other = both.new_page()
        other.goto(site.address)
        reading.expect_cards(other, "my_pipeline")

        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/end_session*")
        if click is not None:
            click(other)

        expect(other.get_by_text("You have signed out: sign in again to go on.")).to_be_visible()
        sites.expect_nothing_of_the_company(other)
        sites.enter(other, email)


def test_an_administrator_looks_as_somebody_and_writes_nothing(site: Served, small: Company, guest: BrowserContext) -> None:
    page, looks = guest.new_page(), int(small.ask(LOOKS))
    name = small.ask(f"select name from person where email = '{sites.email_of(small, 'rep')}'")
    sites.come_in(page, site, sites.email_of(small, "observer", admin=True))

    reading.choose(page, "View as", f"{name}, rep")

    expect(page.get_by_text(f"You look as {name}: you see what they see, and nothing can be written.")).to_be_visible()
    reading.expect_cards(page, "my_pipeline")
    page.get_by_text(re.compile("^Your call for|^Call of")).first.click()
    expect(page.get_by_text(f"You look as {name}: nothing can be written.").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^(Save|Submit)"))).to_have_count(0)
    assert int(small.ask(LOOKS)) == looks + 1
    assert small.ask("select p.name from audit a join person p on p.id = a.person_id where a.kind = 'look' "
                     "order by a.id desc limit 1") == name  # fmt: skip
    page.get_by_role("button", name="Back to yourself").click()
    expect(page.get_by_text(f"You look as {name}")).to_have_count(0)


def test_nobody_else_looks_as_anybody_by_the_address(site: Served, small: Company, guest: BrowserContext) -> None:
    _, page = come(site, small, guest)
    own, looks = reading.cards(page), small.ask(LOOKS)
    other = small.ask("select name || ', executive' from person where role = 'executive'")

    page.goto(f"{site.address}/?view_as={other}")
    reading.settle(page)

    assert reading.cards(page) == own
    expect(page.get_by_text("You look as")).to_have_count(0)
    expect(page.get_by_role("combobox", name="View as")).to_have_count(0)
    assert small.ask(LOOKS) == looks


def test_a_stand_in_acts_in_the_place_of_who_is_away_until_the_last_day(
    site: Served, small: Company, guest: BrowserContext
) -> None:
    away, back, there = (sites.email_of(small, "manager", nth) for nth in range(3))
    now = datetime.now(UTC)
    engine = open_database(small.url)
    for email, days_ago in ((away, 0), (back, 2)):
        who = {"absent": sites.person_of(small, email), "person": sites.person_of(small, there)}
        day = now - timedelta(days=days_ago)
        first = day.date() - timedelta(days=1)  # whatever the company's zone says today is
        let_stand_in(engine, MACHINE_OWNER, **who, first=first, last=day.date() if days_ago else now.date(), now=day)
    engine.dispose()
    page = guest.new_page()
    sites.come_in(page, site, there)
    name, gone = (small.ask(f"select name from person where email = '{email}'") for email in (away, back))

    page.get_by_role("combobox", name="In place of").click()
    expect(page.get_by_role("option")).to_have_text(["Yourself", name])
    assert gone != name
    page.keyboard.press("Escape")
    reading.choose(page, "In place of", name)

    expect(page.get_by_text(f"You stand in for {name}: what you write is written in their place")).to_be_visible()
    page.get_by_role("button", name="Begin the review").click()
    expect(page.get_by_role("button", name="Begin the review")).to_have_count(0)
    reading.settle(page)
    begun = small.ask("select author_id || ' for ' || team_id from review order by id desc limit 1")
    assert begun == f"{sites.person_of(small, there)} for {sites.person_of(small, away)}"


def come(site: Served, company: Company, context: BrowserContext) -> tuple[str, Page]:
    """A rep who has signed in: their e-mail and page."""
    email, page = sites.email_of(company, "rep"), context.new_page()
    sites.come_in(page, site, email)
    reading.expect_cards(page, "my_pipeline")
    return email, page


@contextmanager
def removed(company: Company, email: str) -> Iterator[None]:
    """Somebody's last day was the day before yesterday, as long as the block runs."""
    engine, person = open_database(company.url), sites.person_of(company, email)
    last = datetime.now(UTC).date() - timedelta(days=2)
    set_person(engine, MACHINE_OWNER, person=person, active_to=last)
    try:
        yield
    finally:
        set_person(engine, MACHINE_OWNER, person=person, active_to=None)
        engine.dispose()
