"""Quotas: a person's own, else those of the people below."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from metrics.quotas import parts_of, quota_of, total_quota
from model.calendar import Calendar
from tests.company import Company
from tests.fresh import fresh


@pytest.fixture
def company(engine: Engine) -> Company:
    """Eve leads Mia and Max; Mia leads Ann and Bob, Max leads Cid; Sam is an SDR under Eve."""
    made = Company(engine)
    made.person("Eve", role="executive")
    made.person("Mia", "Eve", role="manager", region="West")
    made.person("Max", "Eve", role="manager", region="East")
    made.person("Ann", "Mia", region="West")
    made.person("Bob", "Mia", region="West")
    made.person("Cid", "Max", region="East")
    made.person("Sam", "Eve", role="sdr")
    return made


def quotas(
    company: Company, name: str = "2027Q1", on: str = "2027-02-01", kind: str | None = None, **scope: str
) -> dict[str, int]:
    """Name → quota, of those who have one."""
    book = company.book(on, **scope)
    found = quota_of(book, book.calendar.period(name), kind)
    names = {id_: key for key, id_ in company.ids.items() if key.isalpha() and len(key) == 3}
    return {names[person]: amount for person, amount in found.items() if amount is not None}


def total(company: Company, name: str = "2027Q1", kind: str | None = None, **scope: str) -> int | None:
    """The Book's quota."""
    book = company.book("2027-02-01", **scope)
    return total_quota(book, book.calendar.period(name), kind)


def test_a_manager_without_a_record_has_the_sum_of_the_direct_reports(company: Company) -> None:
    company.quota("Ann", "2027Q1", 100)
    company.quota("Bob", "2027Q1", 250)
    company.quota("Cid", "2027Q1", 40)

    assert quotas(company) == {"Eve": 390, "Mia": 350, "Max": 40, "Ann": 100, "Bob": 250, "Cid": 40}
    assert total(company) == 390


def test_an_own_record_goes_before_the_sum_and_upwards_it_counts_alone(company: Company) -> None:
    company.quota("Ann", "2027Q1", 100)
    company.quota("Bob", "2027Q1", 250)
    company.quota("Mia", "2027Q1", 300)

    assert quotas(company) == {"Eve": 300, "Mia": 300, "Ann": 100, "Bob": 250}


def test_a_quota_of_zero_is_a_quota(company: Company) -> None:
    company.quota("Ann", "2027Q1", 100)
    company.quota("Mia", "2027Q1", 0)

    assert quotas(company) == {"Eve": 0, "Mia": 0, "Ann": 100}


def test_nobody_has_a_quota_where_none_is_recorded(company: Company) -> None:
    company.quota("Ann", "2027Q2", 100)

    assert quotas(company) == {}
    assert total(company) is None


def test_new_and_existing_add_up_to_the_total_unless_a_total_is_recorded(company: Company) -> None:
    company.quota("Ann", "2027Q1", 60, kind="new")
    company.quota("Ann", "2027Q1", 30, kind="existing")
    company.quota("Bob", "2027Q1", 70, kind="new")
    company.quota("Bob", "2027Q1", 200)

    assert quotas(company) == {"Eve": 290, "Mia": 290, "Ann": 90, "Bob": 200}
    assert quotas(company, kind="new") == {"Eve": 130, "Mia": 130, "Ann": 60, "Bob": 70}
    assert quotas(company, kind="existing") == {"Eve": 30, "Mia": 30, "Ann": 30}
    assert quotas(company, kind="unknown") == {}


def test_the_scope_asks_for_a_kind_a_region_or_has_no_quota_at_all(company: Company) -> None:
    company.quota("Ann", "2027Q1", 60, kind="new")
    company.quota("Cid", "2027Q1", 40, kind="new")
    company.quota("Eve", "2027Q1", 500)

    assert total(company) == 500
    assert quotas(company, **{"region": "West"}) == {"Eve": 60, "Mia": 60, "Ann": 60}
    book = company.book("2027-02-01", kind="new")
    assert total_quota(book, book.calendar.period("2027Q1")) == 100
    assert total(company, segment="Enterprise") is None
    assert total(company, under="Max") == 40


def test_parts_that_are_all_there_make_the_whole(company: Company) -> None:
    for month, amount in (("2027-01", 10), ("2027-02", 20), ("2027-03", 30)):
        company.quota("Ann", month, amount)
    company.quota("Bob", "2027-01", 10)
    for quarter, amount in (("2027Q2", 100), ("2027Q3", 200), ("2027Q4", 300)):
        company.quota("Ann", quarter, amount)

    assert quotas(company) == {"Eve": 60, "Mia": 60, "Ann": 60}
    assert quotas(company, "FY2027") == {"Eve": 660, "Mia": 660, "Ann": 660}
    assert quotas(company, "2027-01") == {"Eve": 20, "Mia": 20, "Ann": 10, "Bob": 10}


def test_a_past_day_keeps_the_quota_that_was_set_then(company: Company) -> None:
    company.quota("Ann", "2027Q1", 100)
    company.quota("Ann", "2027Q1", 80, since="2027-02-15")

    assert quotas(company, on="2027-02-14")["Ann"] == 100
    assert quotas(company, on="2027-02-15")["Ann"] == 80


def test_who_sees_leads_only_sees_no_quota_and_a_rep_sees_their_own(company: Company) -> None:
    company.quota("Ann", "2027Q1", 100)
    company.quota("Bob", "2027Q1", 250)
    period = Calendar().period("2027Q1")

    assert total_quota(company.book("2027-02-01", viewer="Sam"), period) is None
    assert total_quota(company.book("2027-02-01", viewer="Ann"), period) == 100
    assert total_quota(company.book("2027-02-01", viewer="Mia"), period) == 350


def test_a_fiscal_year_from_april_has_its_own_quarters_and_months() -> None:
    calendar = Calendar(fiscal_year_start=4)

    assert [p.name for p in parts_of(calendar, calendar.period("FY2027"))] == ["2027Q1", "2027Q2", "2027Q3", "2027Q4"]
    assert [p.name for p in parts_of(calendar, calendar.period("2027Q4"))] == ["2027-01", "2027-02", "2027-03"]
    assert parts_of(calendar, calendar.period("2027-01")) == []


def test_a_loop_of_reporting_lines_counts_everybody_once(sqlite_url: str, request: pytest.FixtureRequest) -> None:
    engine: Engine = fresh(sqlite_url)
    close: Callable[[], None] = engine.dispose
    request.addfinalizer(close)
    company = Company(engine)
    company.person("Ann")
    company.person("Bob", "Ann")
    company.reports("Ann", "Bob")
    company.quota("Bob", "2027Q1", 250)

    assert total(company) == 250
