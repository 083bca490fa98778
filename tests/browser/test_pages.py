"""Every page as the browser shows it: by the menu, by a cold link, with its scope, for its reader."""

from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from pages.parts import navigation
from seed_data.clock import present_day
from tests.browser import reading, sites
from tests.browser.company import AN_OPEN_DEAL, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served

WIDE: ViewportSize = {"width": 1700, "height": 900}  # every page has room in the menu
HOME, *OTHERS = navigation.PAGES
TITLES = {name: title for name, (title, _) in navigation.PAGES.items()}
SCOPED = "qualified_pipeline"  # whose cold link has a scope
TASKS = [title for title, *_ in navigation.TASKS.values()]


@pytest.fixture
def home(visit: Page) -> Page:
    """The visit on its first page."""
    reading.go(visit, TITLES[HOME])
    reading.expect_page(visit, HOME)
    return visit


def test_every_page_opens_from_the_menu(home: Page, company: Company) -> None:
    home.set_viewport_size(WIDE)
    expect(reading.menu(home)).to_have_count(len(TITLES) + len(TASKS))
    assert sorted(reading.menu(home).all_inner_texts()) == sorted([*TITLES.values(), *TASKS])

    for name in [*OTHERS, HOME]:
        reading.go(home, TITLES[name])
        if name == "deal":
            expect(reading.main(home).get_by_role("heading", name="largest deals in view")).to_be_visible()
            home.get_by_role("textbox", name="Deal").fill(company.ask(AN_OPEN_DEAL))
            home.get_by_role("textbox", name="Deal").press("Enter")
        reading.expect_page(home, name)


def test_without_sign_in_a_page_says_that_everybody_sees_everything(home: Page) -> None:
    sites.expect_everything(home)
    expect(reading.main(home).get_by_role("alert").filter(has_text=sites.EVERYTHING)).to_have_count(0)


@pytest.mark.parametrize("name", [name for name in OTHERS if name not in ("deal", SCOPED)])
def test_every_page_opens_from_a_cold_link(name: str, app: Served, open_cold: Open) -> None:
    page = open_cold(app, name, cold_page=name)

    reading.expect_page(page, name)
    assert page.url.split("?")[0] == f"{app.address}/{name}"


def test_a_deal_opens_from_a_cold_link(app: Served, open_cold: Open, company: Company) -> None:
    deal = company.ask(AN_OPEN_DEAL)

    page = open_cold(app, f"deal?deal={quote(deal)}", cold_page="deal")

    reading.expect_page(page, "deal")
    title = company.ask(f"select name from deal where external_id = '{deal}'")
    expect(reading.main(page).get_by_role("heading", name=title)).to_be_visible()
    assert reading.address(page)["deal"] == deal


def test_a_link_to_an_unknown_deal_says_plainly_that_there_is_none(app: Served, open_cold: Open) -> None:
    page = open_cold(app, "deal?deal=no-such-deal", cold_page="deal")

    expect(reading.main(page).get_by_text("There is no such deal in view.")).to_be_visible()
    reading.settle(page)
    assert reading.cards(page) == {}


def test_a_link_with_a_scope_opens_its_page_and_shows_the_same_after_a_reload(
    app: Served, open_cold: Open, company: Company
) -> None:
    day = (present_day() - timedelta(days=14)).isoformat()
    region = company.ask("select region from account where region is not null order by region limit 1")
    scope = {"as_of": day, "region": region, "kind": "New"}

    page = open_cold(app, f"{SCOPED}?{urlencode(scope)}", cold_page=SCOPED)
    reading.expect_page(page, SCOPED)
    assert page.url.split("?")[0] == f"{app.address}/{SCOPED}"
    shown, line = reading.cards(page), reading.main(page).get_by_text("amounts in").first.inner_text()
    assert f" · New · {region} · " in line
    assert scope.items() <= reading.address(page).items()
    page.reload()
    reading.expect_page(page, SCOPED)

    assert scope.items() <= reading.address(page).items()
    assert [reading.chosen(page, picker) for picker in ("Region", "Kind")] == [region, "New"]
    expect(reading.main(page).get_by_role("button", name="Back to today")).to_be_visible()
    expect(reading.main(page).get_by_text(line, exact=True)).to_be_visible()
    assert reading.cards(page) == shown


def test_a_choice_in_the_sidebar_survives_a_page_change(home: Page, company: Company) -> None:
    region = company.ask("select region from account where region is not null order by region limit 1")
    whole, usual = reading.cards(home), reading.chosen(home, "Region")

    reading.choose(home, "Region", region)
    expect(reading.main(home).get_by_text(f" · {region} · ")).to_be_visible()
    reading.settle(home)
    part = reading.cards(home)
    reading.go(home, TITLES["lead_funnel"])

    assert part != whole
    assert reading.chosen(home, "Region") == region
    assert reading.address(home)["region"] == region
    reading.go(home, TITLES[HOME])
    assert reading.address(home)["region"] == region
    expect(reading.main(home).get_by_text(region).first).to_be_visible()
    assert reading.cards(home) == part
    reading.choose(home, "Region", usual)


def test_somebody_who_looks_as_a_rep_sees_only_a_reps_pages(home: Page, company: Company) -> None:
    home.set_viewport_size(WIDE)
    usual = reading.chosen(home, "View as")

    reading.choose(home, "View as", company.somebody("rep"))

    theirs = [TITLES[name] for name in navigation.names("rep")]
    expect(reading.menu(home)).to_have_text(theirs)
    assert TITLES["rollup"] not in theirs
    assert reading.address(home)["view_as"] == company.somebody("rep")
    expect(home.get_by_role("combobox", name="Team or person")).to_have_count(0)
    reading.expect_page(home, "my_pipeline")
    reading.choose(home, "View as", usual)
