"""Ageing, outcome by age and the deals behind: worked by hand."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from sqlalchemy import Engine

from metrics.ageing import ageing, usual_days
from metrics.deal_lists import closed_deals, stage_deals
from metrics.four_vs import pipeline
from metrics.outcomes import outcome_by_age
from metrics.win_rate import win_rate
from model.access import AccessDenied
from model.calendar import Window
from tests.company import Company
from tests.metrics.random_companies import TODAY, Spec, company_of, deals, few

YEAR = Window(date(2025, 2, 26), date(2026, 2, 25))
REPS = ("Ann", "Bob", "Cyd", "Dan", "Eva")


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    for name in REPS:
        made.person(name)
    made.person("Oda", role="observer")
    made.account("Acme")
    return made


def five_wins(company: Company) -> None:
    """Won after 10, 20, 30, 40 and 50 days in discovery."""
    for nth, name in enumerate(REPS, 1):
        history = [("2025-06-01", "discovery"), (str(date.fromordinal(date(2025, 6, 1).toordinal() + 10 * nth)), "won")]
        company.deal(f"won {name}", name, history)


def test_ageing_by_hand(company: Company) -> None:
    five_wins(company)
    company.deal("usual", "Ann", [("2026-01-26", "discovery", {"amount": 5})])  # 30 days, the median
    company.deal("slow", "Ann", [("2026-01-16", "discovery", {"amount": 7})])  # 40 days, the 80th percentile
    company.deal("stuck", "Ann", [("2026-01-15", "discovery")])  # 41 days
    company.deal("unknown", "Ann", [(None, "discovery", {"amount": 9})])
    company.deal("no norm for this stage", "Bob", [("2026-01-15", "proposal", {"amount": 11})])
    book = company.book("2026-02-25")

    frame = ageing(book)

    discovery, proposal = company.id("stage discovery"), company.id("stage proposal")
    assert usual_days(book).to_dict("records") == [{"stage": discovery, "visits": 5, "median_days": 30, "p80_days": 40}]
    rows = frame[["stage", "band", "volume", "value", "missing_amount"]].itertuples(index=False, name=None)
    assert list(rows) == [
        (discovery, "usual", 1, 5, 0),
        (discovery, "slow", 1, 7, 0),
        (discovery, "stuck", 1, 0, 1),
        (discovery, "unknown", 1, 9, 0),
        (proposal, "unknown", 1, 11, 0),
    ]
    assert frame["p80_days"].tolist()[:4] == [40] * 4


def test_a_stage_of_four_peoples_wins_has_no_norm_where_another_has(company: Company) -> None:
    five_wins(company)
    for name in REPS[:4]:
        company.deal(f"by proposal {name}", name, [("2025-06-01", "proposal"), ("2025-06-21", "won")])
    discovery, proposal = company.id("stage discovery"), company.id("stage proposal")

    assert usual_days(company.book("2026-02-25"))["stage"].tolist() == [discovery]
    company.deal("by proposal Eva", "Eva", [("2025-06-01", "proposal"), ("2025-06-21", "won")])
    assert usual_days(company.book("2026-02-25"))["stage"].tolist() == [discovery, proposal]


def test_outcome_by_age_lets_won_and_lost_compete(company: Company) -> None:
    company.deal("won", "Ann", [("2026-01-01", "discovery"), ("2026-01-11", "won")])  # 10 days
    company.deal("lost", "Ann", [("2026-01-01", "discovery"), ("2026-01-21", "lost")])  # 20 days
    company.deal("open", "Ann", [("2026-02-05", "discovery")])  # 20 days so far
    company.deal("won late", "Ann", [("2026-01-01", "discovery"), ("2026-01-31", "won")])  # 30 days
    company.deal("of unknown beginning", "Ann", [(None, "discovery"), ("2026-01-31", "won")])
    company.deal("never reached it", "Ann", [("2026-01-01", "ready"), ("2026-01-31", "lost")])

    frame = outcome_by_age(company.book("2026-02-25"), YEAR)

    # 10: won 1/4. 20: 3 at risk, 3/4 wait: lost 3/4 × 1/3 = 1/4. 30: 1 at risk, 1/2 wait: won 1/4 + 1/2
    assert frame["days"].tolist() == [10, 20, 30]
    assert frame["at_risk"].tolist() == [4, 3, 1]
    assert frame["won"].tolist() == pytest.approx([0.25, 0.25, 0.75])
    assert frame["lost"].tolist() == pytest.approx([0, 0.25, 0.25])
    pd.testing.assert_frame_equal(frame, outcome_by_age(company.book("2026-02-25"), YEAR, company.id("stage discovery")))


def test_without_deals_everything_is_empty(company: Company) -> None:
    book = company.book("2026-02-25")

    for frame in (ageing(book), outcome_by_age(book, YEAR), stage_deals(book), closed_deals(book, YEAR), usual_days(book)):
        assert frame.empty
        assert len(frame.columns) > 3


def test_the_deals_behind_a_stage(company: Company) -> None:
    company.deal("small", "Ann", [("2026-01-26", "discovery", {"amount": 5, "close": "2026-03-01"})], account="Acme")
    company.deal("large", "Bob", [("2026-02-20", "discovery", {"amount": 7})])
    company.deal("elsewhere", "Bob", [("2026-02-20", "proposal")])
    book = company.book("2026-02-25")

    frame = stage_deals(book, company.id("stage discovery"))

    assert frame["name"].tolist() == ["large", "small"]
    assert frame["days_in_stage"].tolist() == [5, 30]
    assert frame["account_name"].fillna("–").tolist() == ["–", "Acme"]
    assert stage_deals(book, order="days_in_stage", limit=1)["name"].tolist() == ["small"]
    assert stage_deals(book, order="close_on")["name"].tolist()[0] == "small"
    with pytest.raises(ValueError, match="ordered by amount"):
        stage_deals(book, order="name")


def test_who_sees_totals_only_sees_no_deals(company: Company) -> None:
    book = company.book("2026-02-25", viewer="Oda")

    with pytest.raises(AccessDenied):
        stage_deals(book)
    with pytest.raises(AccessDenied):
        closed_deals(book, YEAR)


@few
@given(deals(most=20))
def test_the_deals_behind_a_figure_are_its_deals(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        book = company.book(str(TODAY))
        whole, rate = pipeline(book), win_rate(book, YEAR)

        assert len(stage_deals(book)) == ageing(book)["volume"].sum() == whole["volume"].sum()
        assert stage_deals(book)["amount"].sum() == ageing(book)["value"].sum() == whole["value"].sum()
        kinds = closed_deals(book, YEAR)["stage_kind"].value_counts().to_dict()
        assert kinds == {side: rate[side].iloc[0] for side in ("won", "lost") if rate[side].iloc[0]}
        shares = outcome_by_age(book, YEAR)
        assert ((shares["won"] + shares["lost"] + shares["open"] - 1).abs() < 1e-9).all()
        assert shares["won"].is_monotonic_increasing
