"""From the qualified pipeline's stages to their deals and back; the stage and the open section stand in the address."""

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser import reading
from tests.browser.company import Company
from tests.browser.conftest import Open
from tests.browser.serving import Served
from tests.browser.test_click_funnel import bar, click_row
from tests.browser.test_click_review import expect_same_after_reload, seen


def test_a_stage_leads_to_its_deals_and_back(app: Served, open_cold: Open, company: Company) -> None:
    query = urlencode({"view_as": company.somebody("executive"), "look": "Trend"})
    page = open_cold(app, f"qualified_pipeline?{query}", cold_page="qualified_pipeline")
    reading.expect_page(page, "qualified_pipeline")
    expect(reading.main(page).get_by_role("tab", name="Trend")).to_have_attribute("aria-selected", "true")

    bar(page, "Discovery").click()
    heading = reading.main(page).get_by_role("heading", name=re.compile(r"deals? in Discovery"))
    expect(heading).to_be_visible()
    assert reading.address(page)["stage"] == "Discovery"
    assert reading.address(page)["look"] == "Trend"
    expect_same_after_reload(page)
    listed = seen(page)

    click_row(page, "Deals of the stage, the largest first")
    expect(page).to_have_url(re.compile(r"/deal\?.*deal="))
    reading.expect_page(page, "deal")
    page.go_back()
    expect(heading).to_be_visible()
    reading.settle(page)
    assert seen(page) == listed
