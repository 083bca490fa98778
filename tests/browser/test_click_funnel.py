"""From the lead funnel and from hunters and farmers to leads, deals and reps; a reload shows the same view, Back returns."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.browser import reading
from tests.browser.company import Company
from tests.browser.conftest import Open
from tests.browser.serving import Served
from tests.browser.test_click_review import expect_same_after_reload, seen

ROW = 35  # pixels of a table's row, and of its head


def bar(page: Page, name: str) -> Locator:
    """The first bar of the charts whose label names this."""
    return reading.main(page).locator(f"[aria-roledescription='bar'][aria-label*='{name}']").first


def click_row(page: Page, alt: str, nth: int = 0) -> None:
    """Click the nth row of the table with this description: it is drawn on a canvas."""
    table = reading.main(page).get_by_test_id("stDataFrame").filter(has=page.get_by_label(alt))
    table.scroll_into_view_if_needed()
    place = table.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + 60, place["y"] + ROW * (nth + 1) + ROW / 2)


def test_a_step_of_the_funnel_leads_to_its_leads_and_their_deals(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"lead_funnel?{urlencode({'view_as': company.somebody('executive')})}", cold_page="lead_funnel")
    reading.expect_page(page, "lead_funnel")

    bar(page, "SQL; Leads").click()
    expect(reading.main(page).get_by_role("heading", name=re.compile("leads? at SQL"))).to_be_visible()
    assert reading.address(page)["step"] == "SQL, from leads"
    expect_same_after_reload(page)
    listed = seen(page)

    click_row(page, "Rows behind SQL")
    expect(page).to_have_url(re.compile(r"/deal\?.*deal="))
    reading.expect_page(page, "deal")
    page.go_back()
    expect(reading.main(page).get_by_role("heading", name=re.compile("leads? at SQL"))).to_be_visible()
    assert seen(page) == listed

    reading.choose(page, "View as", company.somebody("marketing"))  # whose first page it is, under another address
    reading.expect_page(page, "lead_funnel")


def test_a_source_leads_to_its_leads(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"?{urlencode({'view_as': company.somebody('marketing')})}")
    reading.expect_page(page, "lead_funnel")

    reading.main(page).get_by_role("tab", name="Sources").click()
    expect(reading.main(page).get_by_role("combobox", name="Leads of one source")).to_be_visible()
    reading.settle(page)
    click_row(page, "Funnel by Source", nth=1)
    heading = reading.main(page).get_by_role("heading", name=re.compile("leads? of "))
    expect(heading).to_be_visible()
    source = reading.address(page)["source"]
    assert heading.inner_text().removesuffix("; the 500 largest are listed").endswith(f" of {source}")
    assert reading.address(page)["funnel"] == "Sources"
    expect_same_after_reload(page)


def test_an_sdr_finds_what_to_do_without_a_click(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"?{urlencode({'view_as': company.somebody('sdr')})}")
    reading.settle(page)

    expect(
        reading.main(page).get_by_role("heading", name=re.compile(r"^To do today: [\d,]+ leads? of yours waits?$"))
    ).to_be_visible()
    assert "Your queue" in reading.cards(page)
    expect_same_after_reload(page)


def test_new_and_existing_lead_to_won_deals_and_a_rep_to_their_book(app: Served, open_cold: Open, company: Company) -> None:
    start = urlencode({"view_as": company.somebody("executive")})
    page = open_cold(app, f"hunters_farmers?{start}", cold_page="hunters_farmers")
    reading.expect_page(page, "hunters_farmers")

    bar(page, "New customers").click()
    expect(reading.main(page).get_by_role("heading", name=re.compile("New customers: .* won deal"))).to_be_visible()
    assert reading.address(page)["won"] == "New customers"
    reading.main(page).get_by_role("radio", name="Existing", exact=True).click()
    expect(page).to_have_url(re.compile("reps=Existing"))
    expect_same_after_reload(page)
    shown = seen(page)

    click_row(page, "New and existing per rep")
    expect(page).to_have_url(re.compile("my_pipeline"))
    reading.expect_page(page, "my_pipeline")
    rep = reading.main(page).get_by_role("combobox", name="Whose pipeline").input_value()
    assert reading.address(page)["rep"] == rep
    page.go_back()
    expect(page).to_have_url(re.compile("hunters_farmers"))
    expect(reading.main(page).get_by_role("heading", name=re.compile("New customers: .* won deal"))).to_be_visible()
    assert seen(page) == shown


def test_an_account_leads_to_its_deals(app: Served, open_cold: Open, company: Company) -> None:
    start = urlencode({"view_as": company.somebody("executive"), "motion": "Growth"})
    page = open_cold(app, f"hunters_farmers?{start}", cold_page="hunters_farmers")
    reading.expect_page(page, "hunters_farmers")

    click_row(page, "Grew most")
    account = reading.main(page).get_by_role("combobox", name="Deals of one account")
    expect(account).not_to_have_value("")
    expect(
        reading.main(page).get_by_role("heading", name=re.compile(rf"^{re.escape(account.input_value())}: \d+ deal"))
    ).to_be_visible()
    expect_same_after_reload(page)
    click_row(page, f"Deals of {account.input_value()}")
    expect(page).to_have_url(re.compile(r"/deal\?.*deal="))
    reading.expect_page(page, "deal")
