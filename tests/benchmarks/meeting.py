"""The forecast meeting in the browser: from screen to screen of a manager who leads some twelve people, warm."""

import statistics
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.clicks import WAIT, timed
from tests.browser.company import CHROMIUM, QUIET, ROOT, Company
from tests.browser.serving import serving

TEAM = """
    with recursive below(top, person) as (
        select id, id from person where role = 'manager' and active_to is null
        union select below.top, l.person_id from below join reporting_line l on l.manager_id = below.person and l.valid_to is null
    )
    select p.name || ', manager' as leader, count(distinct below.person) as people, (
        select count(*) from deal_version v join stage s on s.id = v.stage_id and s.kind = 'qualified'
        where v.valid_to is null and v.owner_id in (select b.person from below b where b.top = below.top)
    ) as deals
    from below join person p on p.id = below.top
    group by below.top order by abs(count(distinct below.person) - 12), deals desc, below.top limit 1
"""
"""A leader, the people below and their open deals."""


def measure_meeting(file: Path, rounds: int) -> dict[str, Any]:
    """screen → median `seconds` from the click on its tab until it is complete, the first round not counted; the team's size.

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
        page.goto(f"{served.address}/?{urlencode({'view_as': company.ask(f'select leader from ({TEAM})')})}")
        tabs = page.get_by_role("main").get_by_role("tab")
        tabs.first.wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for()
        taken: dict[str, list[float]] = {title.strip(): [] for title in tabs.all_inner_texts()}
        for _ in range(rounds):
            for title in [*list(taken)[1:], next(iter(taken))]:
                taken[title].append(timed(page, page.get_by_role("main").get_by_role("tab", name=title, exact=True)))
        browser.close()
    team = {name: int(company.ask(f"select {name} from ({TEAM})")) for name in ("people", "deals")}
    return {"meeting": {title: statistics.median(seconds[1:] or seconds) for title, seconds in taken.items()}, "team": team}
