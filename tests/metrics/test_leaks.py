"""Leaks before SQL and BANT by letter: by hand, and in their awkward cases."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine, select

from metrics.bant import LETTERS, bant_letters
from metrics.leaks import by_letter, leaks, stalled_deals
from model.access import AccessDenied
from model.calendar import Window
from tests.company import Company
from tests.metrics.random_companies import company_of, few

QUARTER = Window(date(2026, 1, 1), date(2026, 3, 31))
ALL = "budget, authority, need, timing"
YES = {"budget": "yes", "authority": "yes", "need": "yes", "timing": "yes"}


@pytest.fixture
def company(engine: Engine) -> Company:
    """Two leads disqualified, a deal lost from stage 1 and one after it, one stalled and one that only looks so."""
    company = Company(engine)
    company.person("Ann")
    company.person("Obi", role="observer")
    company.person("Sue", role="sdr")
    company.lead("L1", created_at="2026-02-01", mql_at="2026-02-03", disqualified_at="2026-02-05", disqualify_reason="no need")
    company.lead("L2", created_at="2026-02-01", mql_at="2026-02-03", disqualified_at="2026-02-05", disqualify_reason="spam")
    company.lead("L3", created_at="2025-02-01", mql_at="2025-02-03", disqualified_at="2025-02-05", disqualify_reason="spam")
    company.bant("2026-02-04", lead="L1", **YES | {"authority": "no", "need": "no"})
    company.bant("2026-02-05", lead="L1", **YES | {"need": "no", "timing": "unknown"})
    company.deal("lost early", "Ann", [("2026-01-10", "ready", {"amount": 1000}), ("2026-01-20", "lost")], lost_reason="Budget")
    company.deal("lost late", "Ann", [("2026-01-10", "ready", {"amount": 9}), ("2026-01-15", "proposal"), ("2026-01-20", "lost")])
    company.deal("stalled", "Ann", [("2026-03-01", "ready", {"amount": 500})])
    company.deal("called", "Ann", [("2026-03-01", "ready", {"amount": 70})])
    company.activity("2026-03-10", "Ann", deal="stalled")
    company.activity("2026-03-20", "Ann", deal="stalled", done=False)
    company.activity("2026-03-20", "Ann", deal="called")
    company.bant("2026-03-02", deal="stalled", **YES)
    return company


def rows(frame: Any) -> list[tuple[Any, ...]]:
    return list(frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None))


def test_each_leak_is_in_one_row_with_its_reason_and_the_letters_it_misses(company: Company) -> None:
    assert rows(leaks(company.book("2026-03-31"), QUARTER)) == [
        ("disqualified", "no need", "need, timing", 1, None),
        ("disqualified", "spam", ALL, 1, None),
        ("lost_before_sql", "Budget", ALL, 1, 1000),
        ("stalled", None, "none", 1, 500),
    ]


def test_a_reason_is_not_shown_before_the_deal_was_lost(company: Company) -> None:
    company.deal(
        "reopened", "Ann", [("2026-01-10", "ready"), ("2026-01-20", "lost"), ("2026-02-20", "ready")], lost_reason="Gone"
    )

    deals = company.book("2026-03-31").deals
    reasons = company.book("2026-03-31").frame(select(deals.c.lost_reason).where(deals.c.lost_reason.is_not(None)))

    assert reasons["lost_reason"].tolist() == ["Budget"]


def test_letter_by_letter_a_lead_counts_at_each_that_it_misses(company: Company) -> None:
    found = by_letter(leaks(company.book("2026-03-31"), QUARTER))

    disqualified = found[found["what"] == "disqualified"]
    assert dict(zip(disqualified["letter"], disqualified["count"], strict=True)) == {
        "budget": 1, "authority": 1, "need": 2, "timing": 2,
    }  # fmt: skip
    assert found[found["what"] == "stalled"]["count"].tolist() == [0, 0, 0, 0]


def test_a_deal_stalls_on_the_fourteenth_quiet_day(company: Company) -> None:
    # last touched on 10 March: 14 days later is the 24th
    assert stalled_deals(company.book("2026-03-23"))["name"].tolist() == []
    found = stalled_deals(company.book("2026-03-24"))
    assert found[["name", "quiet_days", "amount", "missing"]].iloc[0].tolist() == ["stalled", 14, 500, "none"]


def test_the_number_of_days_is_the_companys(company: Company) -> None:
    company.setting("stall_days", "11")

    assert sorted(stalled_deals(company.book("2026-03-31"))["name"]) == ["called", "stalled"]


def test_a_deal_that_lies_since_before_history_is_stalled_and_comes_first(company: Company) -> None:
    company.deal("old", "Ann", [(None, "ready")], created=None)

    found = stalled_deals(company.book("2026-03-31"))

    assert found["name"].tolist() == ["old", "stalled"]
    assert found["quiet_days"].isna().tolist() == [True, False]


def test_who_sees_leads_only_sees_disqualified_leads(company: Company) -> None:
    assert set(leaks(company.book("2026-03-31", viewer="Sue"), QUARTER)["what"]) == {"disqualified"}
    assert stalled_deals(company.book("2026-03-31", viewer="Sue")).empty


def test_who_sees_totals_only_gets_no_deals(company: Company) -> None:
    assert leaks(company.book("2026-03-31", viewer="Obi"), QUARTER)["count"].sum() == 4
    with pytest.raises(AccessDenied):
        stalled_deals(company.book("2026-03-31", viewer="Obi"))


def test_a_split_adds_up_to_the_whole(company: Company) -> None:
    book = company.book("2026-03-31")

    assert leaks(book, QUARTER, by="owner")["count"].sum() == leaks(book, QUARTER)["count"].sum()


def test_bant_is_counted_for_leads_at_mql_and_deals_at_srl(company: Company) -> None:
    found = bant_letters(company.book("2026-03-31"), QUARTER).set_index(["step", "letter"])

    # MQL in the quarter: L1 (need no, timing unknown) and L2 (never asked); SRL: four deals, of which one was asked
    assert found.loc[("mql", "need"), ["n", "yes", "no", "unknown"]].tolist() == [2, 0, 1, 1]
    assert found.loc[("mql", "timing"), ["n", "yes", "no", "unknown"]].tolist() == [2, 0, 0, 2]
    assert found.loc[("srl", "budget"), ["n", "yes", "unknown", "yes_share"]].tolist() == [4, 1, 3, 0.25]


def test_without_rows_nothing_leaks(engine: Engine) -> None:
    book = Company(engine).book("2026-03-31")

    assert leaks(book, QUARTER).empty
    assert stalled_deals(book).empty
    assert by_letter(leaks(book, QUARTER)).columns.tolist() == ["what", "letter", "count", "value"]
    assert bant_letters(book, QUARTER)["n"].tolist() == [0] * 8


said = some.lists(some.tuples(*(some.sampled_from(["yes", "no", "unknown"]) for _ in LETTERS)), max_size=3)


@few
@given(some.lists(some.tuples(some.sampled_from(["spam", "price", None]), said), max_size=8))
def test_disqualified_leads_agree_with_plain_loops(leads: list[tuple[str | None, list[tuple[str, ...]]]]) -> None:
    expected: dict[tuple[str | None, str], int] = {}
    with company_of([]) as company:
        for nth, (reason, answers) in enumerate(leads):
            company.lead(f"L{nth}", created_at="2026-01-01", disqualified_at="2026-02-01", disqualify_reason=reason)
            for day, letters in enumerate(answers, start=1):
                company.bant(f"2026-01-{day:02}", lead=f"L{nth}", **dict(zip(LETTERS, letters, strict=True)))
            last = answers[-1] if answers else ("unknown",) * 4
            missing = ", ".join(x for x, word in zip(LETTERS, last, strict=True) if word != "yes") or "none"
            expected[reason, missing] = expected.get((reason, missing), 0) + 1
        found = leaks(company.book("2026-02-25"), QUARTER)

    assert {(reason, missing): count for _, reason, missing, count, _ in rows(found)} == expected
