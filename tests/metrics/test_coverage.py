"""Coverage and needed coverage: worked by hand, and the cases in which there is none."""

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from metrics.coverage import coverage
from tests.company import Company

DUE = "2025-12-20"


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Boss", role="manager")
    for name in ("Ann", "Bob", "Cyd", "Dan", "Eva"):
        made.person(name, "Boss")
    return made


def asked(company: Company, period: str = "2026Q1", on: str = "2026-02-25", **scope: Any) -> dict[str, Any]:
    book = company.book(on, **scope)
    frame = coverage(book, book.calendar.period(period))
    assert len(frame) == 1
    return {name: None if pd.isna(value) else value for name, value in frame.iloc[0].items()}


def test_coverage_by_hand(company: Company) -> None:
    company.quota("Ann", "2026Q1", 1000)
    company.quota("Bob", "2026Q1", 500)
    company.deal("open", "Ann", [("2026-01-05", "discovery", {"amount": 2000, "close": "2026-03-20"})])
    company.deal("overdue", "Bob", [("2026-01-05", "proposal", {"amount": 200, "close": "2026-01-31"})])
    company.deal("next quarter", "Bob", [("2026-01-05", "proposal", {"amount": 900, "close": "2026-04-01"})])
    company.deal("first stage", "Bob", [("2026-01-05", "ready", {"amount": 900, "close": "2026-03-01"})])
    company.deal("no amount", "Bob", [("2026-01-05", "proposal", {"close": "2026-03-01"})])
    company.deal("won", "Bob", [("2026-01-05", "proposal", {"amount": 400, "close": "2026-02-01"}), ("2026-02-01", "won")])

    row = asked(company)

    # (2000 + 200) ÷ (1000 + 500 − 400) = 2
    assert row == {"period": "2026Q1", "open_value": 2200, "quota": 1500, "won_value": 400, "coverage": 2, "needed": None}
    assert asked(company, under="Ann")["coverage"] == 2  # 2000 ÷ 1000


def test_a_reached_quota_or_none_has_no_coverage(company: Company) -> None:
    company.deal("won", "Ann", [("2026-01-05", "proposal", {"amount": 400, "close": "2026-02-01"}), ("2026-02-01", "won")])
    assert asked(company)["coverage"] is None

    company.quota("Ann", "2026Q1", 400)
    assert (asked(company)["quota"], asked(company)["coverage"]) == (400, None)

    company.quota("Ann", "2026Q1", 300, since="2026-02-02")
    assert (asked(company)["quota"], asked(company)["coverage"]) == (300, None)


def test_a_fiscal_year_from_april_moves_the_quarter(company: Company) -> None:
    company.setting("fiscal_year_start", "4")
    company.quota("Ann", "2027Q1", 100)
    company.deal("due in May", "Ann", [("2026-01-05", "discovery", {"amount": 250, "close": "2026-05-20"})])

    row = asked(company, period="2027Q1", on="2026-04-25")

    assert (row["open_value"], row["coverage"]) == (250, 2.5)


def past_quarter(company: Company, **values: Any) -> None:
    """34 days before the end of 2025Q4 — 27 November — 900 were open and due in it; of these 300 were won in it."""
    open_ = ("2025-10-05", "discovery")
    company.deal("won", "Ann", [(*open_, {"amount": 300, "close": DUE}), ("2025-12-10", "won", {"amount": 400})], **values)
    for owner, amount in (("Bob", 300), ("Cyd", 150), ("Eva", 50)):
        lost = [(*open_, {"amount": amount, "close": DUE}), ("2025-12-10", "lost")]
        company.deal(f"lost by {owner}", owner, lost, **values)
    company.deal("came later", "Cyd", [("2025-12-05", "discovery", {"amount": 500, "close": DUE}), ("2025-12-10", "won")])
    pushed = [
        (*open_, {"amount": 100, "close": DUE}),
        ("2025-12-31", "discovery", {"close": "2026-01-20"}),
        ("2026-01-20", "won"),
    ]
    company.deal("pushed", "Dan", pushed, **values)
    company.deal("now", "Eva", [("2026-01-05", "discovery", {"amount": 450, "close": "2026-03-20"})])


def test_needed_coverage_by_hand(company: Company) -> None:
    past_quarter(company)

    row = asked(company)  # 2026-02-25: 34 days before the end of the quarter

    assert row["needed"] == 3  # 900 ÷ 300, the amounts as of that day
    assert asked(company, under="Ann")["needed"] == 3  # a norm of the whole company


def test_needed_coverage_in_another_currency_takes_that_days_rate(company: Company) -> None:
    company.setting("rate.EUR", "2")
    company.setting("rate.EUR", "3", "2026-01-01")
    past_quarter(company, currency="EUR")

    assert asked(company)["needed"] == 3  # 1800 ÷ 600


def test_needed_coverage_looks_back_eight_periods_and_no_further(company: Company) -> None:
    for year, quarter_end in ((2023, "2023-12-20"), (2024, "2024-03-20")):
        since = f"{year}-01-05" if year == 2024 else "2023-10-05"
        own = {"amount": 100 if year == 2024 else 7777, "close": quarter_end}
        company.deal(f"won in {year}", "Ann", [(since, "discovery", own), (quarter_end, "won")])
    for nth, owner in enumerate(("Bob", "Cyd", "Dan", "Eva")):
        due = {"amount": 50, "close": "2025-06-20"}
        company.deal(f"lost {nth}", owner, [("2025-04-05", "discovery", due), ("2025-06-10", "lost")])

    assert asked(company)["needed"] == 3  # (100 + 4 × 50) ÷ 100: 2024Q1 is the eighth, 2023Q4 would be the ninth


def test_before_anything_was_won_nothing_is_needed(company: Company) -> None:
    past_quarter(company)

    assert asked(company, on="2025-12-25", period="2025Q4")["needed"] is None


def test_a_norm_of_four_peoples_deals_is_not_given_where_five_own_deals(company: Company) -> None:
    for nth, owner in enumerate(("Ann", "Bob", "Cyd", "Dan")):
        state = "won" if nth == 0 else "lost"
        history = [("2025-10-05", "discovery", {"amount": 100, "close": DUE}), ("2025-12-10", state)]
        company.deal(f"deal of {owner}", owner, history)
    company.deal("elsewhere", "Eva", [("2025-10-05", "discovery", {"amount": 300, "close": "2026-06-20"})])
    assert asked(company)["needed"] is None

    company.deal("deal of Eva", "Eva", [("2025-10-05", "discovery", {"amount": 100, "close": DUE}), ("2025-12-10", "lost")])
    assert asked(company)["needed"] == 5


def test_too_few_people_give_no_norm(engine: Engine) -> None:
    company = Company(engine)
    company.person("Ann")
    company.deal("won", "Ann", [("2025-10-05", "discovery", {"amount": 300, "close": DUE}), ("2025-12-10", "won")])

    assert asked(company)["needed"] is None
