"""From the rollup and the forecast review to teams, reps and deals, by role and label; a reload shows the same, Back returns."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.browser import reading
from tests.browser.company import Company
from tests.browser.conftest import Open
from tests.browser.serving import Served

LEADS_REPS = """
    select p.name from person p join reporting_line l on l.manager_id = p.id join person r on r.id = l.person_id
    where p.role = 'manager' and r.role = 'rep' and l.valid_to is null and r.active_to is null and p.active_to is null
    group by p.id having count(*) > 1 order by count(*) desc limit 1
"""
BUSIEST = """
    select r.name from person m join reporting_line l on l.manager_id = m.id and l.valid_to is null
    join person r on r.id = l.person_id and r.role = 'rep' and r.active_to is null
    join deal_version v on v.owner_id = r.id and v.valid_to is null join stage s on s.id = v.stage_id and s.kind = 'qualified'
    where m.name = '{}' group by r.id order by count(*) desc, r.id limit 1
"""
"""Of a manager's reps, whose page has most to draw."""


def seen(page: Page) -> tuple[dict[str, str], list[str]]:
    """What a reader has before them: the cards and the headings."""
    reading.settle(page)
    return reading.cards(page), reading.main(page).get_by_role("heading").all_inner_texts()


def expect_same_after_reload(page: Page) -> None:
    """A reload shows the same view under the same address."""
    before, address = seen(page), reading.address(page)
    page.reload()
    reading.settle(page)
    expect(reading.main(page).get_by_role("heading").first).to_be_visible()
    assert seen(page) == before
    assert reading.address(page) == address


def expect_seen(page: Page, view: tuple[dict[str, str], list[str]]) -> None:
    """The reader has this view before them again."""
    expect(reading.main(page).get_by_role("heading")).to_have_text(view[1])
    assert seen(page) == view


def bar(page: Page, name: str) -> Locator:
    """The bar of what somebody has closed, in the first chart."""
    chart = reading.main(page).get_by_test_id("stVegaLiteChart").first
    return chart.locator("[role='graphics-symbol'][aria-roledescription='bar']").and_(chart.get_by_label(name)).first


def pick(mark: Locator, shown: Locator) -> None:
    """Click a mark until what it leads to is there: a chart that is drawn once more, at its final width, loses a click."""
    for _ in range(3):
        mark.click()
        try:
            expect(shown).to_be_visible(timeout=10_000)
            return
        except AssertionError:
            continue
    raise AssertionError("The click leads nowhere")


def go_back_to(page: Page, shown: Locator) -> None:
    """Back until it is there: a slow machine may have written the address of the page that is left in two steps."""
    for _ in range(2):
        page.go_back()
        try:
            expect(shown).to_be_visible(timeout=10_000)
            return
        except AssertionError:
            continue
    raise AssertionError("Back leads elsewhere")


def test_the_rollup_leads_down_to_a_rep_and_back_up(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"?{urlencode({'view_as': company.somebody('executive')})}", cold_page="my_pipeline")
    reading.expect_page(page, "rollup")
    everything, up = seen(page), reading.main(page).get_by_role("button", name="Back to everybody")

    manager = company.ask(LEADS_REPS)
    name = company.ask(BUSIEST.format(manager))
    pick(bar(page, manager), up)
    assert reading.address(page)["under"] == f"{manager}’s team"
    expect_same_after_reload(page)
    reading.main(page).get_by_role("radiogroup", name="Look at").get_by_role("radio", name=name, exact=True).click()

    expect(page).to_have_url(re.compile("my_pipeline"))
    reading.expect_page(page, "my_pipeline")
    assert reading.main(page).get_by_role("combobox", name="Whose pipeline").input_value() == name
    expect_same_after_reload(page)
    go_back_to(page, up)
    up.click()
    expect(up).to_have_count(0)
    expect_seen(page, everything)


def test_a_trouble_leads_to_what_it_is_about(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"?{urlencode({'view_as': company.somebody('executive')})}")
    reading.expect_page(page, "rollup")
    shown, cold = seen(page), reading.address(page)

    reading.main(page).get_by_role("button", name=re.compile(r"^1\. ")).click()
    expect(page).not_to_have_url(re.compile(rf"/\?{re.escape(urlencode(cold))}$"))
    reading.settle(page)
    assert seen(page) != shown
    page.go_back()
    expect(page).to_have_url(re.compile(rf"\?{re.escape(urlencode(cold))}$"))
    expect_seen(page, shown)


def test_the_review_leads_to_a_deal_and_keeps_its_tab(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"?{urlencode({'view_as': company.somebody('manager')})}", cold_page="deal")
    reading.expect_page(page, "forecast_review")
    review = seen(page)
    assert any(heading.startswith(("Talk to", "Nobody is short")) for heading in review[1])

    ask = reading.main(page).get_by_role("tabpanel").get_by_role("button", name=re.compile(" · .+ (commit|upside) · ")).first
    name = ask.inner_text().split(" · ")[0]
    ask.click()
    expect(reading.main(page).get_by_role("heading", name=name)).to_be_visible()
    assert "deal" in reading.address(page)
    page.go_back()
    expect(ask).to_be_visible()
    expect_seen(page, review)

    reading.main(page).get_by_role("tab", name="What changed").click()
    reading.main(page).get_by_role("radio", name="Weighted").click()
    expect(reading.main(page).get_by_role("heading", name=re.compile("^Weighted "))).to_be_visible()
    assert {"part": "What changed", "measure": "Weighted"}.items() <= reading.address(page).items()
    expect_same_after_reload(page)
