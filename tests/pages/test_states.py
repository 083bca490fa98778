"""Companies that have only a part of what Fourcast shows: every page says what is missing, and none fails."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from model.database import connect
from model.people import Role
from pages.parts import formats, navigation
from tests.company import Company
from tests.fresh import fresh
from tests.pages.conftest import TODAY, open_on, said

PEOPLE = {"Eva": Role.EXECUTIVE, "Max": Role.MANAGER, "Ria": Role.REP, "Sam": Role.SDR, "Olga": Role.OBSERVER}
PAIRS = [(name, page) for name, role in PEOPLE.items() for page in navigation.names(role)]
LONG_AGO = TODAY - timedelta(days=1000)


def people_only(company: Company) -> None:
    """Five people, one of each role that has pages of its own."""
    company.person("Eva", role="executive")
    company.person("Max", "Eva", role="manager")
    company.person("Ria", "Max")
    company.person("Sam", "Max", role="sdr")
    company.person("Olga", role="observer")


def deals_without_quotas(company: Company) -> None:
    """The five, and two deals of Ria, one of them won; no lead, no quota, no activity, no account."""
    people_only(company)
    begun, due = str(TODAY - timedelta(days=20)), str(TODAY + timedelta(days=5))
    company.deal("Boat", "Ria", [(begun, "proposal", {"amount": 500_00, "close": due})])
    company.deal("Anchor", "Ria", [(begun, "discovery", {"amount": 200_00}), (str(TODAY - timedelta(days=3)), "won")])


def leads_only(company: Company) -> None:
    """The five, and a lead that nobody answered."""
    people_only(company)
    company.lead("Lead", "Sam", created_at=str(TODAY - timedelta(days=9)), mql_at=str(TODAY - timedelta(days=9)))


def long_over(company: Company) -> None:
    """The five, and one deal that was won and one that was left open, years ago."""
    people_only(company)
    company.deal("Old", "Ria", [(str(LONG_AGO - timedelta(days=9)), "proposal", {"amount": 100_00}), (str(LONG_AGO), "won")])
    company.deal("Open", "Ria", [(str(LONG_AGO - timedelta(days=9)), "proposal", {"amount": 100_00})])


COMPANIES: tuple[Callable[[Company], None], ...] = (people_only, deals_without_quotas, leads_only, long_over)


@pytest.fixture(scope="module", params=COMPANIES, ids=lambda make: make.__name__)
def partial(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The name of a company that lacks something, and its database."""
    return request.param.__name__, made(request.param, tmp_path_factory.mktemp("partial"))


def made(make: Callable[[Company], None], folder: Path) -> str:
    """The database of such a company."""
    url = f"sqlite:///{folder / 'partial.db'}"
    fresh(url).dispose()
    engine: Engine = connect(url)
    make(Company(engine))
    engine.dispose()
    return url


@pytest.mark.parametrize(("name", "page"), PAIRS)
def test_every_page_says_what_is_missing(name: str, page: str, partial: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    company, url = partial
    monkeypatch.setenv("DATABASE_URL", url)

    test = open_on(page, view_as=f"{name}, {PEOPLE[name]}")

    assert not test.exception
    assert not test.error
    assert "None" not in said(test)
    assert "nan" not in said(test).lower().split()
    if company == "people_only":
        assert not test.metric, "Cards of a company without a deal can only be zeros"
        assert "no " in said(test).lower()


def test_a_company_whose_data_end_long_ago_is_one_click_from_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", made(long_over, tmp_path))

    test = open_on("rollup")
    assert f"Nothing has changed here since {formats.day(LONG_AGO)}" in said(test)
    assert not test.metric

    button = next(button for button in test.button if "the last day with data" in button.label)
    button.click().run()
    assert test.date_input(key="as_of").value == LONG_AGO
    assert {card.label: card.value for card in test.metric}["Closed"] == "100"
    assert "Nothing has changed here" not in said(test)


def test_the_day_before_the_first_data_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", made(deals_without_quotas, tmp_path))

    test = open_on("qualified_pipeline", as_of=str(LONG_AGO))

    assert formats.plain(f"Nothing was known yet on {formats.day(LONG_AGO)}.") in said(test)
    assert not test.metric


def test_an_sdr_without_leads_is_not_told_of_deals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", made(deals_without_quotas, tmp_path))

    test = open_on(None, view_as="Sam, sdr")

    assert formats.plain("No lead is in view yet.") in said(test)
    assert "deal" not in said(test)


def test_hunters_and_farmers_need_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", made(deals_without_quotas, tmp_path))

    test = open_on("hunters_farmers")

    assert formats.plain("No deal in view names its account.") in said(test)
    assert not test.metric
