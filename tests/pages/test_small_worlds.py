"""Rollup and forecast review of companies that are small, large or lack something: they say so, and nothing fails."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.company import Company
from tests.fresh import fresh
from tests.pages.conftest import open_on, said

AS_OF = "2026-02-25"
CREATED = "2026-01-05"


def open_deal(company: Company, name: str, owner: str, stage: str = "negotiation", amount: int | None = 30_000) -> None:
    company.deal(name, owner, [(CREATED, stage, {"amount": amount, "close": "2026-03-20"})])


def won(company: Company, name: str, owner: str, amount: int) -> None:
    company.deal(name, owner, [(CREATED, "proposal", {"amount": amount, "close": "2026-02-10"}), ("2026-02-10", "won")])


def one_rep(company: Company) -> None:
    """Nobody leads anybody; no quota."""
    company.person("Ann")
    open_deal(company, "only", "Ann")


def one_team(company: Company) -> None:
    """One manager with one rep, who has more than the quota asks for."""
    company.person("Mia", role="manager")
    company.person("Ann", "Mia")
    company.quota("Ann", "2026Q1", 50_000)
    won(company, "won", "Ann", 90_000)


def no_commit(company: Company) -> None:
    """Two people of one name, in Japanese; nothing in commit, a deal without an amount."""
    company.person("Mia", role="manager")
    for key in ("a", "b"):
        company.person(key, "Mia")
        company.quota(key, "2026Q1", 50_000)
    open_deal(company, "early", "a", "discovery", None)
    open_deal(company, "*bold* [link](x)", "b", "proposal")


def many_people(company: Company) -> None:
    """40 reps under one manager, each with a flagged commit deal; one of them without a quota."""
    company.person("Mia", role="manager")
    for nth in range(40):
        company.person(f"Rep {nth}", "Mia")
        open_deal(company, f"deal {nth}", f"Rep {nth}", amount=1000 * (nth + 1))
        if nth:
            company.quota(f"Rep {nth}", "2026Q1", 60_000)


SAYS: dict[Callable[[Company], None], tuple[str, str]] = {
    one_rep: ("Nobody has a quota", "of commit is flagged"),
    one_team: ("Closed and commit cover the quota", "Nobody is short of quota, and no commit deal is flagged"),
    no_commit: ("2 of 2 are short of quota", "with no commit deal flagged"),
    many_people: ("39 of 40 are short of quota", "The 8 who need it most; all 40 are in the table"),
}


@pytest.mark.parametrize("world", SAYS, ids=lambda world: world.__name__)
def test_a_small_world_is_told_as_it_is(
    world: Callable[[Company], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'company.db'}"
    engine = fresh(url)
    world(Company(engine))
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", url)

    rollup, review = shown("rollup"), shown("forecast_review")

    assert SAYS[world][0] in rollup
    assert SAYS[world][1] in review
    for text in (rollup, review):
        assert not any(word in text for word in ("nan", "None", "<NA>"))


def shown(page: str) -> str:
    """All that a page says, its findings and deals with it."""
    test: AppTest = open_on(page, as_of=AS_OF)
    assert not test.exception
    assert "This page could not be shown" not in said(test)
    return "\n".join([said(test), *(button.label for button in test.button)]).replace("\\", "")
