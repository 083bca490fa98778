"""Through the days and through a period, by role and label: steps, the day to compare with, the replay; reloads keep the view."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from pages.parts import formats
from seed_data.clock import present_day
from tests.browser import reading
from tests.browser.company import Company
from tests.browser.conftest import Open
from tests.browser.serving import Served

DAY = present_day() - timedelta(days=30)
WHOLE_PERIOD = 60_000  # milliseconds in which the slowest machine plays it


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def expect_day(page: Page, day: date) -> None:
    expect(reading.main(page).get_by_text(f" · as of {formats.day(day)}")).to_be_visible()
    reading.settle(page)
    assert reading.address(page)["as_of"] == day.isoformat()


def changes(page: Page) -> list[str]:
    """What the cards say has changed."""
    return reading.main(page).get_by_test_id("stMetricDelta").all_inner_texts()


def test_a_past_day_is_in_sight_all_changes_follow_the_day_to_compare_with_and_steps_go_on(app: Served, open_cold: Open) -> None:
    page = open_cold(app, f"?as_of={DAY}", width=1440, height=900)
    reading.expect_page(page, "rollup")
    chart = reading.main(page).get_by_test_id("stVegaLiteChart").first.bounding_box()
    assert chart is not None
    assert chart["y"] + chart["height"] <= 900

    week = changes(page)
    expect(reading.main(page).get_by_text("in 1 wk").first).to_be_visible()
    reading.choose(page, "Compare with", "2 weeks before")
    since = f"since {formats.day(DAY - timedelta(days=14), DAY.year)}"
    expect(reading.main(page).get_by_text(f"changes {since}").first).to_be_visible()
    expect(reading.main(page).get_by_text("in 2 wk").first).to_be_visible()
    expect(reading.main(page).get_by_role("heading", name=since)).to_be_visible()
    assert changes(page) != week

    press(page, "One day earlier")
    expect_day(page, DAY - timedelta(days=1))
    page.keyboard.press("Enter")  # the focus is still on the button
    expect_day(page, DAY - timedelta(days=2))
    press(page, "One week later")
    expect_day(page, DAY + timedelta(days=5))
    press(page, "Last review")
    expect(reading.main(page).get_by_text(" · as of Fri")).to_be_visible()
    reading.settle(page)

    shown, fortnight, review = reading.cards(page), changes(page), reading.address(page)["as_of"]
    page.reload()
    reading.expect_page(page, "rollup")
    assert (reading.cards(page), reading.address(page)["as_of"]) == (shown, review)
    assert reading.chosen(page, "Compare with") == "2 weeks before"
    assert changes(page) == fortnight

    press(page, "Back to today")
    expect(page.get_by_role("button", name="Back to today")).to_have_count(0)
    reading.settle(page)
    for name in ("One day later", "One week later", "Today"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()


def last_quarter() -> str:
    quarter = (present_day().month - 1) // 3
    return f"{present_day().year}Q{quarter}" if quarter else f"{present_day().year - 1}Q4"


def weeks_in(page: Page) -> int:
    """How many weeks the title of the replay speaks of."""
    title = reading.main(page).get_by_role("heading", name=re.compile("^Week ")).first.inner_text()
    return int(title.split(" of ")[1].split(",")[0])


def test_a_week_of_the_replay_is_in_the_address(app: Served, open_cold: Open, company: Company) -> None:
    page = open_cold(app, f"replay?period={last_quarter()}&week=4", cold_page="replay")
    reading.expect_page(page, "replay")
    expect(reading.main(page).get_by_role("heading", name=re.compile("^Week 4 of "))).to_be_visible()

    press(page, "Week on")
    expect(reading.main(page).get_by_role("heading", name=re.compile("^Week 5 of "))).to_be_visible()
    reading.settle(page)
    shown = reading.cards(page)
    page.reload()
    reading.expect_page(page, "replay")

    expect(reading.main(page).get_by_role("heading", name=re.compile("^Week 5 of "))).to_be_visible()
    assert reading.address(page)["week"] == "5"
    assert reading.cards(page) == shown

    press(page, "Explain Commit")
    proof = page.get_by_role("dialog")
    commit = re.compile(r"commit = ([\d,]+)")
    expect(proof.get_by_role("heading", name=commit)).to_be_visible()
    units = int(proof.get_by_role("heading", name=commit).inner_text().partition(" = ")[2].replace(",", ""))
    assert formats.short(units) == shown["Commit"]


def test_the_replay_plays_to_the_end(app: Served, open_cold: Open) -> None:
    page = open_cold(app, f"replay?period={last_quarter()}", cold_page="replay")
    reading.expect_page(page, "replay")
    weeks, end = weeks_in(page), reading.cards(page)

    press(page, "Play")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(reading.main(page).get_by_role("heading", name=re.compile("^Week [1-5] of "))).to_be_visible()
    assert reading.cards(page) != end

    last = reading.main(page).get_by_role("heading", name=re.compile(f"^Week {weeks} of {weeks}"))
    expect(last).to_be_visible(timeout=WHOLE_PERIOD)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    reading.settle(page)
    assert reading.cards(page) == end


def test_the_replay_pauses_where_it_is(app: Served, open_cold: Open) -> None:
    page = open_cold(app, f"replay?period={last_quarter()}&week=2", cold_page="replay")
    reading.expect_page(page, "replay")

    press(page, "Play")
    expect(reading.main(page).get_by_role("heading", name=re.compile("^Week 4 of "))).to_be_visible()
    press(page, "Pause")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    reading.settle(page)

    week = reading.address(page)["week"]
    page.wait_for_timeout(3000)
    assert reading.address(page)["week"] == week
    expect(reading.main(page).get_by_role("heading", name=re.compile(f"^Week {week} of "))).to_be_visible()
