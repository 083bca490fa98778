"""The lead funnel, by hand, by plain loops, and in its awkward cases."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine

from metrics.funnel import funnel
from metrics.intervals import wilson
from metrics.journeys import funnel_rows
from model.access import AccessDenied
from model.calendar import Window
from tests.company import Company
from tests.metrics.random_companies import company_of, few

QUARTER = Window(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def company(engine: Engine) -> Company:
    """Four leads, of which two became one won deal and one an open one; and a deal without a lead."""
    company = Company(engine)
    company.person("Ann")
    company.person("Sue", role="sdr")
    company.person("Obi", role="observer")
    won = [("2026-01-10", "ready", {"amount": 1000}), ("2026-01-20", "proposal"), ("2026-02-20", "won", {"close": "2026-02-20"})]
    company.deal("D1", "Ann", won)
    company.deal("D2", "Ann", [("2026-02-10", "ready", {"amount": 500})])
    company.deal("D3", "Ann", [("2026-02-12", "discovery", {"amount": 700})])
    company.lead("L1", "Sue", "D1", created_at="2026-01-01", mql_at="2026-01-02")
    company.lead("L2", "Sue", "D1", created_at="2026-01-01", mql_at="2026-01-03")
    company.lead("L3", "Sue", created_at="2026-02-01", mql_at="2026-02-03")
    company.lead("L4", "Sue", "D2", created_at="2026-02-01", mql_at="2026-02-03")
    return company


def counts(frame: Any, *columns: str) -> list[tuple[Any, ...]]:
    rows = frame[[*columns, "origin", "step", "count", "value"]].astype(object)
    return list(rows.where(rows.notna(), None).itertuples(index=False, name=None))


def test_a_cohort_is_followed_to_the_day_and_a_deal_of_two_leads_has_its_value_once(company: Company) -> None:
    found = funnel(company.book("2026-03-31"), QUARTER)

    assert counts(found) == [
        ("lead", "mql", 4, None), ("lead", "srl", 3, 1500), ("lead", "sql", 2, 1000), ("lead", "won", 2, 1000),
        ("direct", "srl", 1, 700), ("direct", "sql", 1, 700), ("direct", "won", 0, 0),
    ]  # fmt: skip
    assert found["of_first"].tolist() == pytest.approx([1, 0.75, 0.5, 0.5, 1, 1, 0])
    assert found["of_previous"].tolist()[1:4] == pytest.approx([3 / 4, 2 / 3, 1])
    assert (found["low"][1], found["high"][1]) == pytest.approx(wilson(3, 4))


def test_a_cohort_is_mature_once_nine_in_ten_of_the_last_year_would_have_come(company: Company) -> None:
    # MQL → SRL took 8, 7 and 7 days: the 90th percentile is 8, and 31 March + 8 days = 8 April; → SQL 18, → won 49 days
    found = funnel(company.book("2026-04-08"), QUARTER)

    lead = found[found["origin"] == "lead"]
    assert lead["mature_on"].tolist() == [date(2026, 3, 31), date(2026, 4, 8), date(2026, 4, 18), date(2026, 5, 19)]
    assert lead["mature"].tolist() == [True, True, False, False]
    never = found[(found["origin"] == "direct") & (found["step"] == "won")].iloc[0]
    assert never["mature_on"] is None
    assert never.isna()["mature"]


def test_months_of_the_cohort_mature_by_their_own_last_day(company: Company) -> None:
    found = funnel(company.book("2026-03-31"), QUARTER, by="month")

    assert counts(found[found["step"] == "srl"], "month") == [
        ("2026-01", "lead", "srl", 2, 1000), ("2026-02", "lead", "srl", 1, 500), ("2026-02", "direct", "srl", 1, 700),
    ]  # fmt: skip
    assert found[found["step"] == "won"]["mature_on"].tolist()[:1] == [date(2026, 1, 31) + timedelta(days=49)]


def test_activity_mode_counts_what_happened_in_the_window(company: Company) -> None:
    february = Window(date(2026, 2, 1), date(2026, 2, 28))
    found = funnel(company.book("2026-03-31"), february, mode="activity")

    assert counts(found)[:4] == [
        ("lead", "mql", 2, None), ("lead", "srl", 1, 500), ("lead", "sql", 0, 0), ("lead", "won", 2, 1000),
    ]  # fmt: skip
    assert found["low"].isna().all()
    assert found["mature"].isna().all()
    assert found["of_previous"].isna()[3], "2 won of 0 SQLs of that month is no share"


def test_split_by_owner_it_starts_at_srl(company: Company) -> None:
    found = funnel(company.book("2026-03-31"), QUARTER, by="owner")

    assert found["step"].tolist() == ["srl", "sql", "won"] * 2
    assert set(found["owner"]) == {company.id("Ann")}


def test_who_sees_leads_only_sees_counts_without_amounts(company: Company) -> None:
    found = funnel(company.book("2026-03-31", viewer="Sue"), QUARTER)

    assert found["count"].tolist() == [4, 3, 2, 2, 0, 0, 0]
    assert found["value"].isna().all()


def test_who_sees_totals_only_gets_no_rows_and_no_split_by_sdr(company: Company) -> None:
    book = company.book("2026-03-31", viewer="Obi")

    assert funnel(book, QUARTER)["count"].tolist() == [4, 3, 2, 2, 1, 1, 0]
    with pytest.raises(AccessDenied):
        funnel(book, QUARTER, by="sdr")
    with pytest.raises(AccessDenied):
        funnel_rows(book, QUARTER, "lead", "srl")


def test_an_earlier_day_knows_nothing_of_what_came_later(company: Company) -> None:
    assert funnel(company.book("2026-01-15"), QUARTER)["count"].tolist() == [2, 2, 0, 0, 0, 0, 0]


def test_without_leads_or_deals_each_step_has_0_and_no_share(engine: Engine) -> None:
    found = funnel(Company(engine).book("2026-03-31"), QUARTER)

    assert found["count"].tolist() == [0] * 7
    assert found[["of_first", "of_previous", "low", "high"]].isna().all(axis=None)
    assert funnel(Company(engine, {}).book("2026-03-31"), QUARTER, by="source").empty


def test_deals_without_amount_are_counted_and_their_value_is_unknown(engine: Engine) -> None:
    company = Company(engine)
    company.person("Ann")
    company.deal("D", "Ann", [("2026-01-10", "ready")])

    assert counts(funnel(company.book("2026-03-31"), QUARTER))[4] == ("direct", "srl", 1, None)


def test_an_unknown_mode_is_refused(company: Company) -> None:
    with pytest.raises(ValueError, match="cohort, activity"):
        funnel(company.book("2026-03-31"), QUARTER, mode="both")


def test_the_rows_behind_a_step_are_as_many_as_it_counts(company: Company) -> None:
    book = company.book("2026-03-31")
    for mode in ("cohort", "activity"):
        for row in funnel(book, QUARTER, mode=mode).itertuples():
            assert len(funnel_rows(book, QUARTER, row.origin, row.step, mode)) == row.count
    assert funnel_rows(book, QUARTER, "lead", "won")["lead"].tolist() == ["L1", "L2"]


Lead = tuple[int, int | None, int | None]  # created after so many days, MQL after so many more, which deal
leads = some.lists(
    some.tuples(some.integers(0, 200), some.none() | some.integers(0, 20), some.none() | some.integers(0, 5)), max_size=12
)
histories = some.lists(some.lists(some.sampled_from(["ready", "discovery", "won", "lost"]), min_size=1, max_size=4), max_size=6)


def naive(deals: list[list[str]], leads: list[Lead], window: Window) -> dict[tuple[str, str], int]:
    """Deals move on the first of each month from June 2025 on; plain loops over what was put in."""
    found = dict.fromkeys([("lead", x) for x in ("mql", "srl", "sql", "won")] + [("direct", x) for x in ("srl", "sql", "won")], 0)

    def reached(deal: list[str]) -> Iterator[str]:
        yield "srl"
        if any(stage in ("discovery", "won") for stage in deal):
            yield "sql"
        if deal[-1] == "won":
            yield "won"

    for created, until_mql, deal in leads:
        if until_mql is None or not window.first <= date(2025, 6, 1) + timedelta(days=created + until_mql) <= window.last:
            continue
        for step in ("mql", *(reached(deals[deal]) if deal is not None and deal < len(deals) else ())):
            found["lead", step] += 1
    for nth, deal in enumerate(deals):
        if nth not in {lead[2] for lead in leads}:
            for step in reached(deal) if window.first <= date(2025, 6, 1) <= window.last else ():
                found["direct", step] += 1
    return found


@few
@given(histories, leads, some.integers(0, 120))
def test_it_agrees_with_plain_loops_and_its_months_add_up(deals: list[list[str]], leads: list[Lead], start: int) -> None:
    window = Window(date(2025, 6, 1) + timedelta(days=start // 2 * (start % 3)), date(2025, 12, 15))
    moves = [("Ann", None, [(f"2025-{6 + n:02}-01", stage, {"amount": 100}) for n, stage in enumerate(deal)]) for deal in deals]
    with company_of(moves) as company:
        for nth, (created, until_mql, deal) in enumerate(leads):
            day = date(2025, 6, 1) + timedelta(days=created)
            mql = None if until_mql is None else str(day + timedelta(days=until_mql))
            named = f"deal {deal}" if deal is not None and deal < len(deals) else None
            company.lead(f"lead {nth}", deal=named, created_at=str(day), mql_at=mql)
        book = company.book("2026-02-25")
        found, months = funnel(book, window), funnel(book, window, by="month")

        assert {(r.origin, r.step): r.count for r in found.itertuples()} == naive(deals, leads, window)
        totals = months.groupby(["origin", "step"])["count"].sum()
        assert all(totals.get((r.origin, r.step), 0) == r.count for r in found.itertuples())
        assert all(found["of_first"].dropna().between(0, 1))
