"""Volume and value: worked by hand, a second way, and the properties that must hold."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from sqlalchemy import Engine

from metrics.four_vs import pipeline, trend
from tests.company import Company
from tests.metrics.histories import histories
from tests.metrics.random_companies import TODAY, Spec, company_of, deals, few


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Ann")
    made.person("Bob")
    return made


def plain(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.astype(object).itertuples(index=False)]


def test_a_pipeline_by_hand(company: Company) -> None:
    company.deal("a", "Ann", [("2026-01-05", "discovery", {"amount": 100})])
    company.deal("b", "Bob", [("2026-01-06", "discovery", {"amount": 303})])
    company.deal("c", "Bob", [("2026-01-07", "discovery")])
    company.deal("d", "Bob", [("2026-01-08", "negotiation", {"amount": 50})])
    company.deal("first stage", "Bob", [("2026-01-08", "ready", {"amount": 999})])
    company.deal("gone", "Bob", [("2026-01-08", "lost", {"amount": 999})])

    rows = plain(pipeline(company.book("2026-02-25")))

    # discovery at 20 %: 100 → 20, 303 → 60.6 → 61; negotiation at 75 %: 50 → 37.5 → 38
    assert rows == [(company.id("stage discovery"), 2, 3, 403, 81, 1), (company.id("stage negotiation"), 4, 1, 50, 38, 0)]


def test_a_company_without_deals_has_no_pipeline_and_no_trend(company: Company) -> None:
    book = company.book("2026-02-25")

    assert list(pipeline(book).columns) == ["stage", "position", "volume", "value", "weighted", "missing_amount"]
    assert list(trend(book).columns) == ["week", "stage", "volume", "value"]
    assert pipeline(book).empty
    assert trend(book).empty


def test_a_trend_shows_each_week_as_it_ended_and_today_last(company: Company) -> None:
    company.deal(
        "a",
        "Ann",
        [
            ("2026-01-20", "discovery", {"amount": 100}),
            ("2026-02-15 23:59", "proposal", {"amount": 150}),
            ("2026-02-24", "won"),
        ],
    )
    company.deal("b", "Bob", [("2026-01-05", "discovery"), ("2026-02-16", "discovery", {"amount": 70})])

    rows = plain(trend(company.book("2026-02-25"), 4))

    discovery, proposal = company.id("stage discovery"), company.id("stage proposal")
    assert rows == [  # weeks end on Sundays; 2026-02-25 is a Wednesday
        (date(2026, 2, 8), discovery, 2, 100),
        (date(2026, 2, 8), proposal, 0, 0),
        (date(2026, 2, 15), discovery, 1, 0),
        (date(2026, 2, 15), proposal, 1, 150),
        (date(2026, 2, 22), discovery, 1, 70),
        (date(2026, 2, 22), proposal, 1, 150),
        (date(2026, 2, 25), discovery, 1, 70),
        (date(2026, 2, 25), proposal, 0, 0),
    ]


def test_a_deal_that_changed_hands_is_in_its_present_owners_past(company: Company) -> None:
    company.deal("a", "Ann", [("2026-01-20", "discovery", {"amount": 100}), ("2026-02-20", "discovery", {"owner": "Bob"})])

    mine = trend(company.book("2026-02-25", viewer="Ann"), 4)
    his = trend(company.book("2026-02-25", viewer="Bob"), 4)

    assert mine.empty
    assert his["value"].tolist() == [100] * 4


def test_amounts_in_another_currency_follow_each_weeks_rate(company: Company) -> None:
    company.setting("rate.EUR", "1.5")
    company.setting("rate.EUR", "2", "2026-02-10")
    company.deal("a", "Ann", [("2026-01-20", "discovery", {"amount": 1000})], currency="EUR")
    company.deal("b", "Ann", [("2026-01-20", "discovery", {"amount": 7})])

    assert trend(company.book("2026-02-25"), 4)["value"].tolist() == [1507, 2007, 2007, 2007]


@few
@given(deals())
def test_a_trend_agrees_with_loops_over_the_versions(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        book = company.book(str(TODAY))
        found = {row[:2]: row[2:] for row in plain(trend(book, 6))}

        monday = TODAY - timedelta(days=TODAY.weekday())
        ends = [monday - timedelta(days=1 + 7 * back) for back in range(5)] + [TODAY]
        expected: dict[tuple[Any, ...], list[int]] = {}
        for history in histories(company.engine, TODAY):
            for end in ends:
                held = history.stood(end)
                if held and held.kind == "qualified":
                    total = expected.setdefault((end, held.stage), [0, 0])
                    total[0] += 1
                    total[1] += held.amount or 0
        assert {key: list(value) for key, value in found.items() if value[0]} == expected
        assert {key[1] for key in found} == {key[1] for key in expected}


@few
@given(deals())
def test_parts_add_up_and_the_last_week_is_the_pipeline(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        book = company.book(str(TODAY))
        whole, weeks = pipeline(book), trend(book)

        last = weeks[(weeks["week"] == TODAY) & (weeks["volume"] > 0)]
        assert plain(last[["stage", "volume", "value"]]) == plain(whole[["stage", "volume", "value"]])
        for by in ("owner", "region", "kind"):
            assert (
                pipeline(book, by=by)[["volume", "value", "weighted"]].sum().tolist()
                == whole[["volume", "value", "weighted"]].sum().tolist()
            )
            assert trend(book, by=by).groupby("week")["value"].sum().tolist() == weeks.groupby("week")["value"].sum().tolist()


@few
@given(deals())
def test_a_narrower_scope_never_shows_more(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        whole = pipeline(company.book(str(TODAY)))
        for scope in ({"under": "Ann"}, {"region": "North"}, {"kind": "new"}):
            part = pipeline(company.book(str(TODAY), **scope))
            assert part["volume"].sum() <= whole["volume"].sum()
            assert trend(company.book(str(TODAY), **scope))["volume"].sum() <= trend(company.book(str(TODAY)))["volume"].sum()
