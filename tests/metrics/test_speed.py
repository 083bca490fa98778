"""Speed to lead by hand, by plain loops, and in its awkward cases."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine

from metrics.speed import speed_to_lead, untouched_leads
from model.access import AccessDenied
from model.calendar import Window
from tests.company import Company
from tests.metrics.random_companies import company_of, few

JANUARY = Window(date(2026, 1, 1), date(2026, 1, 31))


@pytest.fixture
def company(engine: Engine) -> Company:
    """Answered after 4.5, 30 and 600 minutes; one never, one disqualified untouched; one from another month."""
    company = Company(engine)
    company.person("Sue", role="sdr")
    company.person("Tom", role="sdr")
    company.person("Obi", role="observer")
    for name, minutes in {"L1": 4.5, "L2": 30, "L3": 600}.items():
        company.lead(name, "Sue", created_at="2026-01-05 09:00")
        answered = datetime(2026, 1, 5, 9) + timedelta(minutes=minutes)
        company.activity(f"{answered:%Y-%m-%d %H:%M:%S}", "Sue", lead=name, direction="out")
    company.activity("2026-01-05 09:01", "Sue", lead="L2", direction="in")
    company.activity("2026-01-05 09:01", "Sue", lead="L3", direction="out", done=False)
    company.lead("L4", "Tom", created_at="2026-01-06 09:00", company="Acme")
    company.lead("L5", "Tom", created_at="2026-01-04 09:00", disqualified_at="2026-01-08", disqualify_reason="spam")
    company.lead("L6", "Tom", created_at="2026-02-01 09:00")
    return company


def test_untouched_leads_count_as_still_waiting(company: Company) -> None:
    # answered at 4.5, 30, 600 min; two still wait. Survival 4/5, 3/5, 2/5: the median is 600, the 90th percentile not reached
    found = speed_to_lead(company.book("2026-01-31"), JANUARY).iloc[0]

    assert found[["n", "untouched", "median_minutes"]].tolist() == [5, 2, 600]
    assert found.isna()["p90_minutes"]
    assert found[["within_5m", "within_1h", "within_24h"]].tolist() == pytest.approx([1 / 5, 2 / 5, 3 / 5])


def test_a_lead_younger_than_the_limit_is_in_no_share(company: Company) -> None:
    company.lead("young", "Sue", created_at="2026-01-31 23:30")
    found = speed_to_lead(company.book("2026-01-31"), JANUARY).iloc[0]

    assert found["n"] == 6
    assert found[["within_5m", "within_1h", "within_24h"]].tolist() == pytest.approx([1 / 6, 2 / 5, 3 / 5])


def test_an_answer_after_the_day_is_not_known_yet(company: Company) -> None:
    company.lead("late", "Sue", created_at="2026-01-20 23:00")
    company.activity("2026-01-21 01:00", "Sue", lead="late", direction="out")

    assert speed_to_lead(company.book("2026-01-20"), JANUARY)["untouched"].tolist() == [3]
    assert speed_to_lead(company.book("2026-01-21"), JANUARY)["untouched"].tolist() == [2]


def test_a_day_ends_in_the_companys_zone(engine: Engine) -> None:
    company = Company(engine)
    company.setting("time_zone", "America/New_York")
    company.lead("L", created_at="2026-02-01 03:30")  # 22:30 of 31 January there, 90 minutes before its end

    found = speed_to_lead(company.book("2026-01-31"), JANUARY).iloc[0]

    assert found[["n", "within_1h"]].tolist() == [1, 0]
    assert found.isna()["within_24h"]
    assert untouched_leads(company.book("2026-01-31"))["waiting_minutes"].tolist() == [90]


def test_split_by_sdr_each_has_their_own_row(company: Company) -> None:
    found = speed_to_lead(company.book("2026-01-31"), JANUARY, by="sdr").set_index("sdr")

    assert found.loc[company.id("Sue"), ["n", "median_minutes", "p90_minutes"]].tolist() == [3, 30, 600]
    assert found.loc[company.id("Tom"), ["n", "untouched"]].tolist() == [2, 2]
    assert found.loc[company.id("Tom")].isna()["median_minutes"]


def test_a_split_by_something_unknown_has_a_row_for_it(company: Company) -> None:
    found = speed_to_lead(company.book("2026-01-31"), JANUARY, by="source")

    assert found["source"].isna().tolist() == [True]
    assert found["n"].tolist() == [5]


def test_without_leads_there_is_nothing_to_say(engine: Engine) -> None:
    found = speed_to_lead(Company(engine).book("2026-01-31"), JANUARY).iloc[0]

    assert found[["n", "untouched"]].tolist() == [0, 0]
    assert found[["median_minutes", "p90_minutes", "within_5m", "within_1h", "within_24h"]].isna().all()


def test_the_queue_has_who_still_waits_the_oldest_first(company: Company) -> None:
    found = untouched_leads(company.book("2026-02-01"))

    assert found[["name", "company", "sdr"]].iloc[0].tolist() == ["L4", "Acme", company.id("Tom")]
    assert found["name"].tolist() == ["L4", "L6"]  # L5 is disqualified
    assert found["waiting_minutes"].tolist() == [(26 * 24 + 15) * 60, 15 * 60]
    assert untouched_leads(company.book("2026-02-01"), limit=1)["name"].tolist() == ["L4"]
    with pytest.raises(AccessDenied):
        untouched_leads(company.book("2026-02-01", viewer="Obi"))


waits = some.lists(some.tuples(some.integers(0, 20), some.none() | some.integers(0, 900)), max_size=12)


@few
@given(waits)
def test_it_agrees_with_plain_loops(leads: list[tuple[int, int | None]]) -> None:
    """(day of January, minutes until answered)"""
    rows = []  # (minutes seen waiting, answered by then) at the end of the 21st; creation at noon of the day
    for number, minutes in leads:
        age = (21 - number) * 1440 - 720
        rows.append((minutes, True) if minutes is not None and minutes < age else (age, False))
    survival, quantiles = Fraction(1), {}
    for time in sorted({t for t, answered in rows if answered}):
        survival *= 1 - Fraction(sum(r == (time, True) for r in rows), sum(t >= time for t, _ in rows))
        quantiles |= {p: time for p in (50, 90) if p not in quantiles and 1 - survival >= Fraction(p, 100)}

    with company_of([]) as company:
        for nth, (number, minutes) in enumerate(leads):
            created = datetime(2026, 1, 1, 12) + timedelta(days=number)
            company.lead(f"L{nth}", created_at=f"{created:%Y-%m-%d %H:%M}")
            if minutes is not None:
                answered = created + timedelta(minutes=minutes)
                company.activity(f"{answered:%Y-%m-%d %H:%M}", lead=f"L{nth}", direction="out")
        found = speed_to_lead(company.book("2026-01-21"), JANUARY).iloc[0]

    known = {name: None if found.isna()[name] else found[name] for name in found.index}
    assert (known["n"], known["untouched"]) == (len(rows), sum(not answered for _, answered in rows))
    assert (known["median_minutes"], known["p90_minutes"]) == (quantiles.get(50), quantiles.get(90))
    hour = sum(answered and t <= 60 for t, answered in rows) / len(rows) if rows else None
    assert known["within_1h"] == pytest.approx(hour)
