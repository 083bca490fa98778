"""The ten flags: each at its border, in words; one deal's flags; what is not flagged."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.flag_rules import FLAGS, RANKS
from metrics.flags import COLUMNS, deal_flags, flag_counts, flags
from model.access import AccessDenied
from tests.company import STAGES, Company
from tests.fresh import fresh

SINCE = date(2026, 3, 24)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Mia's team: Ann and Bob."""
    engine = fresh(sqlite_url)
    company = Company(engine)
    company.person("Mia", role="manager")
    company.person("Ann", "Mia")
    company.person("Bob", "Mia")
    company.person("Olaf", role="observer")
    return company


FINE: dict[str, Any] = {"amount": 100, "close": "2026-06-30", "next_step": "demo"}


def fine(
    company: Company, name: str, *later: tuple[Any, ...], owner: str = "Ann", stage: str = "discovery", **changed: Any
) -> None:
    """A deal without any flag but what is `changed` in its first version, or `later`."""
    company.deal(name, owner, [("2026-03-20", stage, FINE | changed), *later])
    company.bant("2026-03-20", deal=name, budget="yes", authority="no", need="yes", timing="yes")


def up(company: Company, name: str, as_of: str = "2026-03-31") -> dict[str, str]:
    """flag → detail of the deal."""
    deal = company.id(name)
    assert deal is not None
    frame = deal_flags(company.book(as_of), deal, SINCE)
    return dict(zip(frame["flag"], frame["detail"], strict=True))


def test_a_deal_in_order_has_no_flag(company: Company) -> None:
    fine(company, "d")

    assert up(company, "d") == {}
    assert flags(company.book("2026-03-31"), SINCE).empty


def test_a_close_date_is_past_from_the_day_after(company: Company) -> None:
    fine(company, "today", close="2026-03-31")
    fine(company, "yesterday", close="2026-03-30")

    assert up(company, "today") == {}
    assert up(company, "yesterday") == {"close-date-past": "Close date passed 1 day ago"}


def test_two_pushes_are_flagged_and_pulls_are_not_pushes(company: Company) -> None:
    fine(
        company,
        "once",
        ("2026-03-21", "discovery", {"close": "2026-07-30"}),
        ("2026-03-22", "discovery", {"close": "2026-07-01"}),
    )
    fine(
        company,
        "twice",
        ("2026-03-21", "discovery", {"close": "2026-07-30"}),
        ("2026-03-22", "discovery", {"close": "2026-08-04"}),
    )
    fine(
        company,
        "tomorrow",
        ("2026-03-21", "discovery", {"close": "2026-07-30"}),
        ("2026-04-01", "discovery", {"close": "2026-08-04"}),
    )

    assert up(company, "once") == {}
    assert up(company, "twice") == {"pushed": "Pushed twice, 35 days in all"}  # 30 and 5
    assert up(company, "tomorrow") == {}


def test_fourteen_days_without_activity_are_too_many(company: Company) -> None:
    fine(company, "d")
    company.activity("2026-03-21 15:00", "Bob", deal="d")
    company.activity("2026-03-30 15:00", "Bob", deal="d", done=False)

    assert up(company, "d", "2026-04-03") == {}
    assert up(company, "d", "2026-04-04") == {"no-activity": "No activity for 14 days"}


def test_a_deal_never_touched_is_flagged_two_weeks_after_it_was_created(company: Company) -> None:
    fine(company, "d")

    assert up(company, "d", "2026-04-02") == {}
    assert up(company, "d", "2026-04-03") == {"no-activity": "No activity since it was created, 14 days ago"}


def test_time_in_stage_is_held_against_won_deals(company: Company) -> None:
    for number, days in enumerate([1, 2, 3, 6, 40]):  # 80 % of five are four: 6 days
        left = date(2026, 1, 1) + timedelta(days=days)
        company.deal(f"won {number}", "Ann", [("2026-01-01", "discovery"), (left.isoformat(), "won")])
    company.deal("lost", "Ann", [("2026-01-01", "discovery"), ("2026-03-01", "lost")])
    company.deal("old", "Ann", [("2024-01-01", "discovery"), ("2025-01-01", "won")])
    fine(company, "six")
    fine(company, "unknown", stage="proposal")  # nobody won through there

    assert up(company, "six", "2026-03-26") == {}
    assert up(company, "six", "2026-03-27") == {
        "long-in-stage": "In Discovery for 7 days; 80 % of the deals won left it within 6 days"
    }
    assert up(company, "unknown", "2026-03-27") == {}


def test_a_stage_that_history_starts_inside_has_no_length(company: Company) -> None:
    company.deal("won", "Ann", [("2026-01-01", "discovery"), ("2026-01-02", "won")])
    company.deal("d", "Ann", [(None, "discovery", FINE)], created=None)
    company.bant(None, deal="d", budget="yes", authority="yes", need="yes", timing="yes")

    assert up(company, "d") == {"no-activity": "No activity"}


def test_an_amount_cut_since_the_last_review_is_said_in_percent(company: Company) -> None:
    fine(company, "quarter", ("2026-03-25", "discovery", {"amount": 75}))
    fine(company, "before", ("2026-03-24 23:00", "discovery", {"amount": 75}))  # the review saw that
    fine(company, "a little", ("2026-03-25", "discovery", {"amount": 99_999}), amount=100_000)
    fine(company, "raised", ("2026-03-25", "discovery", {"amount": 300}))
    fine(company, "young", ("2026-03-28", "discovery", {"amount": 10}))

    assert up(company, "quarter") == {"amount-cut": "Amount cut by 25 % since 2026-03-24"}
    assert up(company, "before") == up(company, "raised") == {}
    assert up(company, "a little") == {"amount-cut": "Amount cut by less than 1 % since 2026-03-24"}
    assert up(company, "young") == {"amount-cut": "Amount cut by 90 % since 2026-03-24"}


def test_a_moving_exchange_rate_cuts_no_amount(company: Company) -> None:
    company.setting("rate.EUR", "1.20")
    company.setting("rate.EUR", "0.90", "2026-03-28")
    company.deal("d", "Ann", [("2026-03-20", "discovery", FINE)], currency="EUR")
    company.bant("2026-03-20", deal="d", budget="yes", authority="yes", need="yes", timing="yes")

    assert flags(company.book("2026-03-31"), SINCE).empty


def test_what_is_missing_is_said(company: Company) -> None:
    company.deal("d", "Ann", [("2026-03-20", "discovery")])
    company.lead("lead", deal="d")
    company.bant("2026-03-20", deal="d", budget="yes", timing="unknown")
    company.bant("2026-03-21", deal="d", need="no")  # leaves the budget answered
    company.bant("2026-03-19", lead="lead", authority="yes")
    company.bant("2026-04-01", deal="d", timing="yes")

    assert up(company, "d") == {
        "no-next-step": "No next step",
        "no-amount": "No amount",
        "bant-incomplete": "BANT without an answer: timing",
    }
    assert "bant-incomplete" not in up(company, "d", "2026-04-01")


@pytest.mark.parametrize("chosen", RANKS)
@pytest.mark.parametrize("stage", ["discovery", "proposal", "negotiation"])
def test_a_choice_disagrees_two_steps_from_the_stages_default(company: Company, stage: str, chosen: str) -> None:
    default = STAGES[stage][3]
    assert default is not None
    fine(company, "d", stage=stage, category=chosen)

    conflict = up(company, "d").get("category-conflict")

    expected = f"Chosen as {chosen}, but {stage.title()} stands for {default}"
    assert conflict == (expected if abs(RANKS[chosen] - RANKS[default]) >= 2 else None)


def test_more_than_a_fifth_of_the_periods_commit_is_a_large_part(company: Company) -> None:
    for name in ("a", "b", "c", "d"):
        fine(company, name, stage="negotiation", amount=200)
    fine(company, "fifth", stage="negotiation", amount=200)
    fine(company, "next quarter", stage="negotiation", amount=1, close="2026-07-01")
    fine(company, "not commit", amount=900)

    assert up(company, "fifth") == {}  # 200 of 1,000 is 20 %, not more
    assert up(company, "next quarter") == {"large-part": "100 % of the period's commit"}
    assert up(company, "not commit") == {}

    fine(company, "more", stage="negotiation", amount=300)
    assert up(company, "more") == {"large-part": "23 % of the period's commit"}  # 300 of 1,300


def test_flags_come_largest_deal_first_with_what_the_deal_is(company: Company) -> None:
    fine(company, "small", close="2026-03-30", amount=5)
    fine(company, "none", owner="Bob", amount=None)
    fine(company, "large", next_step=None)

    frame = flags(company.book("2026-03-31"), SINCE)

    assert list(frame) == list(COLUMNS)
    assert frame["name"].tolist() == ["large", "small", "none"]
    first = frame.iloc[1]
    assert (first["deal"], first["owner"], first["stage"]) == (
        company.id("small"),
        company.id("Ann"),
        company.id("stage discovery"),
    )
    assert (first["category"], first["amount"], first["close_date"]) == ("pipeline", 5, date(2026, 3, 30))
    counts = flag_counts(company.book("2026-03-31"), SINCE).set_index("flag")
    assert list(counts.index) == list(FLAGS)
    assert counts["deals"].sum() == 3
    assert (counts.loc["close-date-past", "deals"], counts.loc["close-date-past", "amount"]) == (1, 5)
    assert (counts.loc["no-amount", "deals"], counts.loc["no-amount", "amount"]) == (1, 0)


def test_only_open_qualified_deals_of_the_book_are_flagged(company: Company) -> None:
    company.deal("ready", "Ann", [("2026-03-20", "ready")])
    company.deal("won", "Ann", [("2026-03-20", "discovery"), ("2026-03-21", "won")])
    company.deal("lost", "Ann", [("2026-03-20", "discovery"), ("2026-03-21", "lost")])
    company.deal("again", "Ann", [("2026-03-20", "discovery"), ("2026-03-21", "lost"), ("2026-03-22", "discovery", FINE)])
    company.deal("Bob's", "Bob", [("2026-03-20", "discovery")])

    assert set(flags(company.book("2026-03-31", viewer="Ann"), SINCE)["name"]) == {"again"}
    bobs = company.id("Bob's")
    assert bobs is not None
    assert deal_flags(company.book("2026-03-31", viewer="Ann"), bobs, SINCE).empty
    assert not deal_flags(company.book("2026-03-31", viewer="Bob"), bobs, SINCE).empty
    with pytest.raises(AccessDenied):
        flags(company.book("2026-03-31", viewer="Olaf"), SINCE)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deals=st.lists(
        st.lists(
            st.tuples(
                st.one_of(st.none(), st.integers(1, 1000)),
                st.one_of(st.none(), st.integers(-60, 60)),
                st.sampled_from([None, "demo", ""]),
            ),
            min_size=1,
            max_size=4,
        ),
        max_size=4,
    )
)
def test_simple_flags_are_those_of_plain_loops(
    tmp_path_factory: pytest.TempPathFactory, deals: list[list[tuple[int | None, int | None, str | None]]]
) -> None:
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('flags') / 'fourcast.db'}")
    company, as_of = Company(engine), date(2026, 3, 31)
    company.person("Ann")
    expected: set[tuple[str, str]] = set()
    for number, versions in enumerate(deals):
        closes = [None if offset is None else as_of + timedelta(days=offset) for _, offset, _ in versions]
        history = [
            (f"2026-03-{20 + n}", "discovery", {"amount": amount, "close": close, "next_step": step})
            for n, ((amount, _, step), close) in enumerate(zip(versions, closes, strict=True))
        ]
        name = f"d{number}"
        company.deal(name, "Ann", history)
        amount, _, step = versions[-1]
        later = [b > a for a, b in pairwise(closes) if a is not None and b is not None]
        holds = {
            "close-date-past": closes[-1] is not None and closes[-1] < as_of,
            "pushed": sum(later) >= 2,
            "no-next-step": not step,
            "no-amount": amount is None,
        }
        expected |= {(name, flag) for flag, is_up in holds.items() if is_up}

    frame = flags(company.book("2026-03-31"), date(2026, 3, 31))

    shown = frame[frame["flag"].isin(["close-date-past", "pushed", "no-next-step", "no-amount"])]
    assert set(zip(shown["name"], shown["flag"], strict=True)) == expected
    assert len(frame) == len(set(zip(frame["deal"], frame["flag"], strict=True)))
    engine.dispose()
