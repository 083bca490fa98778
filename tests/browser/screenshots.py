"""Pictures of every page, to be looked at: python -m tests.browser.screenshots FOLDER [--only TEXT] [--maven FOLDER].

The demo company in light and dark at 1440 px, and in light at 1280, 1024 and 390 px, each page as the role that it serves most;
every page on an empty database and, where its files are given, on the public CRM data set maven-crm. Each picture is made
twice: `fold` is what the window shows, `whole` is the page to its end. After it stands what fails without eyes: a card or the
main chart below the window's end at 1440 × 900, and anything wider than the window.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect, sync_playwright

from pages.parts import navigation
from tests.browser import reading
from tests.browser.company import AN_OPEN_DEAL, CHROMIUM, QUIET, ROOT, Company
from tests.browser.serving import Served, serving

SERVES = {
    "rollup": "executive", "forecast_review": "manager", "my_pipeline": "rep", "qualified_pipeline": "manager",
    "lead_funnel": "marketing", "hunters_farmers": "executive", "replay": "executive", "deal": "rep",
    "what_if": "manager", "minutes": "manager", "audit": "executive",
}  # fmt: skip
"""page → the role that it serves most."""
SIZES = {1440: 900, 1280: 800, 1024: 768, 390: 844}
A_LIVELY_DEAL = """
    select {} from deal d join deal_version v on v.deal_id = d.id join deal_version n on n.deal_id = d.id and n.valid_to is null
    join stage s on s.id = n.stage_id and s.kind = 'qualified' join person p on p.id = n.owner_id and p.active_to is null
    where p.role = 'rep' group by d.id order by count(distinct v.id) desc, d.id limit 1
"""
MAVEN_DAY = "2017-12-31"
TALLEST = 4000
PATIENCE = 60_000  # milliseconds


@dataclass(frozen=True)
class Shot:
    """One picture: of a page of a company, as somebody, at a width, light or dark."""

    company: str
    page: str
    width: int
    colours: Literal["light", "dark"]
    query: dict[str, str]

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"{self.company}-{self.page}-{self.width}-{self.colours}"


def demo_shots(company: Company) -> Iterator[Shot]:
    """Every page of the demo company."""
    for page, role in SERVES.items():
        query = {"view_as": company.somebody(role)}
        if page == "deal":  # one that has lived, as its owner
            query = {
                "view_as": company.ask(A_LIVELY_DEAL.format("p.name || ', rep'")),
                "deal": company.ask(A_LIVELY_DEAL.format("d.external_id")),
            }
        yield Shot("demo", page, 1440, "light", query)
        yield Shot("demo", page, 1440, "dark", query)
        for width in (1280, 1024, 390):
            yield Shot("demo", page, width, "light", query)


def maven_shots(company: Company) -> Iterator[Shot]:
    """Every page of maven-crm, on its last day."""
    for page in SERVES:
        query = {"as_of": MAVEN_DAY} | ({"deal": company.ask(AN_OPEN_DEAL)} if page == "deal" else {})
        yield Shot("maven", page, 1440, "light", query)


def empty_shots(company: Company) -> Iterator[Shot]:
    """Every page of a database without a row."""
    for page in SERVES:
        yield Shot("empty", page, 1440, "light", {})


@contextmanager
def opened(browser: Browser, served: Served, shot: Shot) -> Iterator[Page]:
    """The shot's page in a window of its own, ready."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": SIZES[shot.width]}, color_scheme=shot.colours, locale="en-GB"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    home = (shot.page == navigation.names(SERVES[shot.page])[0] and "view_as" in shot.query) or shot.page == "rollup"
    page.goto(f"{served.address}/{'' if home else shot.page}?{urlencode(shot.query)}")
    page.get_by_test_id("stAppViewContainer").wait_for()
    reading.settle(page)
    page.wait_for_timeout(600)  # charts draw after the run has ended
    reading.settle(page)
    yield page
    context.close()


def whole(page: Page, width: int) -> None:
    """Make the window as tall as the page."""
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(height + 20, 400), TALLEST)})
    page.wait_for_timeout(500)


def misfits(page: Page, shot: Shot) -> list[str]:
    """What fails without eyes."""
    found = []
    wider = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
    )
    if wider > 0:
        found.append(f"{wider} px wider than the window")
    if shot.width == 1440 and shot.company == "demo":
        charts, cards = page.get_by_test_id("stVegaLiteChart"), page.get_by_test_id("stMetric")
        for what, part in (("main chart", charts), ("cards", cards)):
            ends: dict[str, Any] | None = part.first.bounding_box() if part.count() else None  # type: ignore[assignment]
            if ends is not None and ends["y"] + ends["height"] > SIZES[1440]:
                found.append(f"{what} ends at {ends['y'] + ends['height']:.0f} px")
    return found


def take(browser: Browser, served: Served, shots: list[Shot], folder: Path) -> None:
    """Make the pictures."""
    for shot in shots:
        with opened(browser, served, shot) as page:
            page.screenshot(path=folder / f"{shot.name}-fold.png")
            said = misfits(page, shot)
            whole(page, shot.width)
            page.screenshot(path=folder / f"{shot.name}-whole.png")
        print(shot.name, *said, sep="; ", flush=True)


def filled(folder: Path, name: str, *arguments: str) -> Company:
    """A database made by a command of this repository."""
    file = folder / f"{name}.db"
    company = Company(f"sqlite:///{file}", file)
    if not file.exists():
        environment = os.environ | {"DATABASE_URL": company.url}
        subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
    return company


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="only pictures with this in their name: demo-rollup, 1440-dark …")
    parser.add_argument("--maven", type=Path, help="the folder of the public data set maven-crm")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        companies = {
            "demo": (demo_shots, ("seed_data", "--meetings", "--database", f"sqlite:///{made}/demo.db")),
            "empty": (empty_shots, ("model", "migrate")),
        }
        if given.maven:
            companies["maven"] = (maven_shots, ("model", "import", "--as-of", MAVEN_DAY, str(given.maven)))
        for name, (shots_of, command) in companies.items():
            company = filled(Path(made), name, *command)
            shots = [shot for shot in shots_of(company) if given.only in shot.name]
            if shots:
                with serving(ROOT, Path(made) / f"{name}.log", company.url) as served:
                    take(browser, served, shots, given.folder)


if __name__ == "__main__":
    main()
