"""The forecast meeting in the browser: from screen to screen of the manager who leads most people, warm."""

import statistics
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.clicks import WAIT, timed
from tests.browser.company import CHROMIUM, QUIET, ROOT, Company
from tests.browser.serving import serving

LEADER = """
    with recursive below(top, person) as (
        select id, id from person where role = 'manager' and active_to is null
        union select below.top, l.person_id from below join reporting_line l on l.manager_id = below.person and l.valid_to is null
    )
    select p.name || ', manager' from below join person p on p.id = below.top
    group by below.top order by count(*) desc, below.top limit 1
"""


def measure_meeting(file: Path, rounds: int) -> dict[str, Any]:
    """screen → median `seconds` from the click on its tab until it is complete, the first round not counted.

    {} where Chromium or Playwright is missing.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    if not CHROMIUM.exists():
        return {}
    company = Company(f"sqlite:///{file}", file)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        serving(ROOT, Path(folder) / "log.txt", company.url) as served,
    ):
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        page.set_default_timeout(WAIT)
        page.goto(f"{served.address}/?{urlencode({'view_as': company.ask(LEADER)})}")
        tabs = page.get_by_role("main").get_by_role("tab")
        tabs.first.wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for()
        taken: dict[str, list[float]] = {title.strip(): [] for title in tabs.all_inner_texts()}
        for _ in range(rounds):
            for title in [*list(taken)[1:], next(iter(taken))]:
                taken[title].append(timed(page, page.get_by_role("main").get_by_role("tab", name=title, exact=True)))
        browser.close()
    return {"meeting": {title: statistics.median(seconds[1:] or seconds) for title, seconds in taken.items()}}
