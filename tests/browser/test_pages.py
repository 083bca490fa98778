"""Every page as the browser shows it: by the menu, by a cold link, with its scope, for its reader."""

from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from pages.parts import navigation
from seed_data.clock import present_day
from tests.browser import reading
from tests.browser.company import AN_OPEN_DEAL, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served

WIDE = 1700  # pixels: every page has room in the menu
HOME, *OTHERS = navigation.PAGES
TITLES = {name: title for name, (title, _) in navigation.PAGES.items()}
TASKS = [title for title, *_ in navigation.TASKS.values()]


def test_every_page_opens_from_the_menu(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, width=WIDE)
    reading.expect_page(page, HOME)
    assert sorted(reading.menu(page).all_inner_texts()) == sorted([*TITLES.values(), *TASKS])

    for name in [*OTHERS, HOME]:
        reading.go(page, TITLES[name])
        if name == "deal":
            expect(reading.main(page).get_by_role("heading", name="largest deals in view")).to_be_visible()
            page.get_by_role("textbox", name="Deal").fill(company.ask(AN_OPEN_DEAL))
            page.get_by_role("textbox", name="Deal").press("Enter")
        reading.expect_page(page, name)


@pytest.mark.parametrize("name", [name for name in OTHERS if name != "deal"])
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


def test_a_link_with_a_scope_shows_the_same_after_a_reload(app: Served, open_cold: Open, company: Company) -> None:
    day = (present_day() - timedelta(days=14)).isoformat()
    region = company.ask("select region from account where region is not null order by region limit 1")
    scope = {"as_of": day, "region": region, "kind": "New"}

    page = open_cold(app, f"qualified_pipeline?{urlencode(scope)}", cold_page="qualified_pipeline")
    reading.expect_page(page, "qualified_pipeline")
    shown, line = reading.cards(page), reading.main(page).get_by_text("amounts in").first.inner_text()
    assert f" · New · {region} · " in line
    assert scope.items() <= reading.address(page).items()
    page.reload()
    reading.expect_page(page, "qualified_pipeline")

    assert scope.items() <= reading.address(page).items()
    assert [reading.chosen(page, picker) for picker in ("Region", "Kind")] == [region, "New"]
    expect(reading.main(page).get_by_role("button", name="Back to today")).to_be_visible()
    expect(reading.main(page).get_by_text(line, exact=True)).to_be_visible()
    assert reading.cards(page) == shown


def test_a_choice_in_the_sidebar_survives_a_page_change(app: Served, open_cold: Open, company: Company) -> None:
    region = company.ask("select region from account where region is not null order by region limit 1")
    page = open_cold(app)
    reading.expect_page(page, HOME)
    whole = reading.cards(page)

    reading.choose(page, "Region", region)
    expect(reading.main(page).get_by_text(f" · {region} · ")).to_be_visible()
    reading.settle(page)
    part = reading.cards(page)
    reading.go(page, TITLES["lead_funnel"])

    assert part != whole
    assert reading.chosen(page, "Region") == region
    assert reading.address(page)["region"] == region
    reading.go(page, TITLES[HOME])
    assert reading.address(page)["region"] == region
    expect(reading.main(page).get_by_text(region).first).to_be_visible()
    assert reading.cards(page) == part


def test_somebody_who_looks_as_a_rep_sees_only_a_reps_pages(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, width=WIDE)
    reading.expect_page(page, HOME)

    reading.choose(page, "View as", company.somebody("rep"))

    theirs = [TITLES[name] for name in navigation.names("rep")]
    expect(reading.menu(page)).to_have_text(theirs)
    assert TITLES["rollup"] not in theirs
    assert reading.address(page)["view_as"] == company.somebody("rep")
    expect(page.get_by_role("combobox", name="Team or person")).to_have_count(0)
    reading.expect_page(page, "my_pipeline")
