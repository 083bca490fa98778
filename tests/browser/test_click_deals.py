"""From what a rep has to do to the deal and back; a reload shows the same deal."""

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser import reading
from tests.browser.company import Company
from tests.browser.conftest import Open
from tests.browser.serving import Served
from tests.browser.test_click_funnel import click_row
from tests.browser.test_click_review import expect_same_after_reload, seen

BUSY = """
    select p.name || ', rep' from person p join deal_version v on v.owner_id = p.id join stage s on s.id = v.stage_id
    where v.valid_to is null and s.kind = 'qualified' and p.role = 'rep' and p.active_to is null
    group by p.id order by count(*) desc, p.id limit 1
"""


def test_what_to_do_leads_to_its_deal_and_back(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"?{urlencode({'view_as': company.ask(BUSY)})}", cold_page="deal")
    reading.expect_page(page, "my_pipeline")
    to_do = reading.main(page).get_by_role("heading", name=re.compile(r"^[\d,]+ deals? to act on today, "))
    expect(to_do).to_be_visible()
    begun = seen(page)

    click_row(page, "What to do today, by deal")
    expect(page).to_have_url(re.compile(r"/deal\?.*deal="))
    reading.expect_page(page, "deal")
    deal = reading.address(page)["deal"]
    name = company.ask(f"select name from deal where external_id = '{deal}'")
    expect(reading.main(page).get_by_role("heading", name=name)).to_be_visible()
    expect(reading.main(page).get_by_role("heading", name=re.compile(r"\d+ days? in \d stages?$"))).to_be_visible()
    expect_same_after_reload(page)

    page.go_back()
    expect(to_do).to_be_visible()
    reading.expect_page(page, "my_pipeline")
    assert seen(page) == begun


def test_a_dot_of_the_days_due_opens_its_deal(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"?{urlencode({'view_as': company.ask(BUSY)})}", cold_page="deal")
    reading.expect_page(page, "my_pipeline")

    dot = reading.main(page).locator("[aria-roledescription='circle'][aria-label*=' · due ']").last
    dot.scroll_into_view_if_needed()
    dot.click()

    expect(page).to_have_url(re.compile(r"/deal\?.*deal="))
    reading.expect_page(page, "deal")
    assert reading.address(page)["deal"]
