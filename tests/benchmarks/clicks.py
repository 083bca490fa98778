"""Each page in the browser: from the click in the menu until nothing moves on it any more.

The clock is the page's own. It begins with the click; complete is the last change of the page's elements after Streamlit's
script has ended, every chart is drawn, no skeleton is left and nothing changed for STILL milliseconds, which are not counted.
Machines are noisy: beside each page stands how many times as long it took as `nothing`, a click that runs the whole app and
changes nothing on the page.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.files import some_deal
from tests.browser.company import CHROMIUM, QUIET, ROOT, Company
from tests.browser.serving import serving

ROLES = ("executive", "manager", "rep")
ROUNDS = 4  # the first one warms
MOST = 1.0  # seconds
WAIT = 60_000  # milliseconds
STILL = 150
TICK = 0.001  # seconds: a click that changes nothing may seem to take none
WATCH = """
(still) => {
  const app = document.querySelector('[data-testid=stApp]');
  window.fourcastRan = false;
  let last = performance.now();
  const state = () => app.querySelector('[data-test-script-state]') || app;
  const seen = new MutationObserver((changes) => {
    last = performance.now();
    if (changes.some((change) => change.attributeName === 'data-test-script-state')) window.fourcastRan = true;
  });
  seen.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  document.addEventListener('click', () => { window.fourcastClick = performance.now(); last = window.fourcastClick; },
    {capture: true, once: true});
  window.fourcastDone = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('Not complete: ' + state().getAttribute('data-test-script-state'))), 60000);
    const look = () => {
      const now = performance.now(), ended = state().getAttribute('data-test-script-state') === 'notRunning';
      const undrawn = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].some(
        (chart) => chart.offsetWidth > 0 && !chart.querySelector('svg, canvas'));
      const whole = !undrawn && !document.querySelector('[data-testid=stSkeleton]');
      const ran = window.fourcastRan || now - window.fourcastClick > 2000;  // a run too short to be seen
      if (window.fourcastClick && ran && ended && whole && now - last >= still) {
        seen.disconnect();
        resolve((last - window.fourcastClick) / 1000);
      } else setTimeout(look, 20);
    };
    look();
  });
  window.fourcastClick = 0;
}
"""


def measure_clicks(file: Path, roles: tuple[str, ...] = ROLES, rounds: int = ROUNDS) -> dict[str, Any]:
    """role → page → median `seconds` of its clicks and `of_nothing`, how many times a click that changes nothing that is.

    {} where Chromium or Playwright is missing. The server runs on `file`, which is only read.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    if not CHROMIUM.exists():
        return {}
    company = Company(f"sqlite:///{file}", file)
    found: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        serving(ROOT, Path(folder) / "log.txt", company.url) as served,
    ):
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        for role in roles:
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
            page.set_default_timeout(WAIT)
            query = {"view_as": company.somebody(role), "deal": some_deal(str(file))}
            page.goto(f"{served.address}/?{urlencode(query)}")
            found[role] = _walk(page, rounds)
            page.close()
        browser.close()
    return {"clicks": found}


def _walk(page: Any, rounds: int) -> dict[str, dict[str, float]]:
    """Click through the menu; the first round is not counted."""
    menu = page.get_by_role("navigation", name="App pages").get_by_role("link")
    menu.first.wait_for()
    page.locator("[data-test-script-state=notRunning]").wait_for()
    titles = [text.strip() for text in menu.all_inner_texts()]
    taken: dict[str, list[float]] = {title: [] for title in (*titles, "nothing")}
    for nth in range(rounds):
        for title in [*titles[1:], titles[0]]:
            link = page.get_by_role("navigation", name="App pages").get_by_role("link", name=title, exact=True)
            taken[title].append(timed(page, link))
            if (nth or rounds == 1) and title == titles[-1]:
                taken["nothing"].append(timed(page, link))
    medians = {title: statistics.median(seconds[1:] or seconds) for title, seconds in taken.items() if seconds}
    nothing = max(medians.get("nothing", min(medians.values())), TICK)
    return {title: {"seconds": taken, "of_nothing": taken / nothing} for title, taken in medians.items()}


def timed(page: Any, link: Any) -> float:
    """Seconds from the click until the page is complete."""
    page.evaluate(WATCH, STILL)
    link.click()
    return float(page.evaluate("() => window.fourcastDone"))
