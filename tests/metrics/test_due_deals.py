"""The deals that a period hangs on, what changed in them in words, and the managers' judgements beside them."""

from datetime import date

import pytest
from sqlalchemy import Engine

from metrics.due_deals import due_deals, standing_judgements
from tests.company import Company

DUE = {"close": "2026-03-10"}


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Mia", role="manager")
    made.person("Ann", "Mia")
    made.deal(
        "pushed",
        "Ann",
        [("2026-01-05", "discovery", {"amount": 900} | DUE), ("2026-02-10", "discovery", {"close": "2026-03-31"})],
    )
    made.deal("cut", "Ann", [("2026-01-05", "discovery", {"amount": 1000} | DUE), ("2026-02-10", "discovery", {"amount": 880})])
    made.deal(
        "moved", "Ann", [("2026-01-05", "discovery", {"amount": 700, "category": "upside"} | DUE), ("2026-02-10", "proposal")]
    )
    made.deal("new", "Ann", [("2026-02-12", "discovery", {"amount": 600} | DUE)])
    made.deal("same", "Ann", [("2026-01-05", "discovery", {"amount": 500} | DUE)])
    made.deal("overdue", "Ann", [("2026-01-05", "discovery", {"amount": 400, "close": "2025-12-20"})])
    made.deal("no amount", "Ann", [("2026-01-05", "discovery", DUE)])
    made.deal("next quarter", "Ann", [("2026-01-05", "discovery", {"amount": 300, "close": "2026-04-01"})])
    made.deal("first stage", "Ann", [("2026-01-05", "ready", {"amount": 200} | DUE)])
    return made


def changes(company: Company, on: str = "2026-02-15", period: str = "2026Q1") -> dict[str, str | None]:
    """Deal → what changed in the week before, in the order shown."""
    book = company.book(on)
    frame = due_deals(book, book.calendar.period(period), date(2026, 2, 8))
    names = {id_: name for name, id_ in company.ids.items() if name in DEALS}
    pairs = frame[["deal", "change"]].astype(object).where(frame[["deal", "change"]].notna(), None)
    return {names[deal]: change for deal, change in pairs.itertuples(index=False)}


DEALS = ("pushed", "cut", "moved", "new", "same", "overdue", "no amount", "next quarter", "first stage")


def test_each_due_deal_says_what_changed_in_it_and_the_largest_comes_first(company: Company) -> None:
    found = changes(company)

    assert found == {
        "pushed": "pushed 21 days",  # 10 to 31 March
        "cut": "amount cut by 12 %",  # 1000 to 880
        "moved": "moved from Discovery to Proposal",
        "new": "new",
        "same": None,
        "overdue": None,
        "no amount": None,
    }
    assert list(found) == ["pushed", "cut", "moved", "new", "same", "overdue", "no amount"]


def test_overdue_deals_are_listed_only_while_the_period_runs(company: Company) -> None:
    assert list(changes(company, period="2026Q2")) == ["next quarter"]


def test_the_judgement_that_stands_is_the_latest_not_withdrawn(company: Company) -> None:
    company.judgement("cut", "Mia", "2026Q1", "2026-02-01", category="upside", reason="early")
    company.judgement("cut", "Mia", "2026Q1", "2026-02-09", category="commit", amount=800, reason="signed soon")
    company.judgement("same", "Mia", "2026Q1", "2026-02-01", withdrawn="2026-02-05", category="commit", reason="no")
    book = company.book("2026-02-15")

    found = standing_judgements(book, book.calendar.period("2026Q1"))

    columns = ["deal", "owner", "category", "amount", "person", "judged_category", "judged_amount", "reason"]
    ids = company.ids
    assert found[columns].values.tolist() == [[ids["cut"], ids["Ann"], "pipeline", 880, ids["Mia"], "commit", 800, "signed soon"]]
