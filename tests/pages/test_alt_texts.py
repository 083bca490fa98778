"""Every chart and table says in words what it shows: a chart its takeaway with the figures, a table what stands in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import navigation
from tests.browser.company import AN_OPEN_DEAL, Company
from tests.pages.conftest import ROOT, Open, open_on

TABS = {
    "forecast_review": "part",
    "qualified_pipeline": "look",
    "lead_funnel": "funnel tabs",
    "hunters_farmers": "motion tabs",
}
WITHOUT_CHARTS = ("audit", "minutes", "what_if")
WITHOUT_TABLES = (
    "rollup",
    "qualified_pipeline",
    "replay",
    "what_if",
    "minutes",
    "audit",
)  # theirs are behind a button, or nothing was written yet
SOURCES = sorted((ROOT / "pages").rglob("*.py"))


def alts(test: AppTest, kind: str) -> list[str]:
    """What the charts or tables of a page, in all that is open, are called for those who hear them."""

    def below(block: object) -> Iterator[str]:
        for part in getattr(block, "children", {}).values():
            if kind in part.type:
                yield part.proto.alt
            yield from below(part)

    return list(below(test.main))


def opened(open_page: Open, company_url: str, page: str) -> Iterator[AppTest]:
    """The page, then with each of its sections open."""
    company = Company(company_url, Path(company_url.removeprefix("sqlite:///")))
    needed = {"deal": {"deal": company.ask(AN_OPEN_DEAL)}, "my_pipeline": {"view_as": company.somebody("rep")}}
    test = open_page(page, **needed.get(page, {}))
    yield test
    for tab in [tab.label for tab in test.tabs]:
        test.session_state[TABS[page]] = tab
        yield test.run()


@pytest.fixture(params=navigation.PAGES, scope="module")
def heard(request: pytest.FixtureRequest, company_url: str) -> tuple[str, dict[str, list[str]]]:
    """Each page once: its name, and by kind what its charts and tables are called in all its sections."""
    found: dict[str, list[str]] = {"vega_lite_chart": [], "dataframe": []}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", company_url)
        for test in opened(open_on, company_url, request.param):
            for kind, said in found.items():
                said += alts(test, kind)
    return request.param, found


def test_every_chart_says_its_takeaway(heard: tuple[str, dict[str, list[str]]]) -> None:
    page, said = heard[0], heard[1]["vega_lite_chart"]

    assert said or page in WITHOUT_CHARTS
    for alt in said:
        assert len(alt.split()) >= 4, alt
        assert re.search(r"\d|[Nn]o |[Nn]one|nothing", alt), f"names no figure: {alt}"


def test_every_table_says_what_stands_in_it(heard: tuple[str, dict[str, list[str]]]) -> None:
    page, said = heard[0], heard[1]["dataframe"]

    assert said or page in WITHOUT_TABLES
    assert all(len(alt.split()) >= 2 for alt in said), said


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of st.<name> below pages/: where it stands, and the call."""
    return [
        (f"{source.relative_to(ROOT)}:{node.lineno}", node)
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_no_chart_or_table_is_drawn_without_words() -> None:
    drawn = calls("vega_lite_chart") + calls("dataframe") + calls("altair_chart")

    assert drawn
    for place, call in drawn:
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        assert "alt" in given or None in given, f"{place} has no alt="
        assert not isinstance(given.get("alt"), ast.Constant), f"{place} says the same whatever it shows"
