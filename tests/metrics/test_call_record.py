"""How calls landed: by hand, and by a second, naive way over the rows that were written."""

from datetime import date

import pytest

from metrics.against_crm import against_crm
from metrics.call_record import call_record, usual_landing
from model.access import AccessDenied
from tests.company import Company
from tests.fresh import fresh


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Rob calls 100 in week 8 of two quarters that bring 80 and 120; in the third he calls too late, in the fourth 0."""
    company = Company(fresh(f"sqlite:///{tmp_path_factory.mktemp('calls') / 'company.db'}"))
    company.person("max", role="manager")
    company.person("mia", role="manager")
    company.person("rob", "max")
    company.person("ron", "max")
    for quarter, won_on, amount in (("2025Q4", "2025-12-20", 80), ("2026Q1", "2026-03-20", 120), ("2026Q2", "2026-06-20", 50)):
        company.deal(f"d{quarter}", "rob", [("2025-09-01", "proposal", {"amount": amount, "close": won_on}), (won_on, "won")])
    company.call("rob", "2025Q4", "2025-11-17", "2025-11-18", 100)
    company.call("rob", "2025Q4", "2025-12-15", "2025-12-16", 81)  # later in the quarter than now
    company.call("rob", "2026Q1", "2026-02-09", "2026-02-10", 100)  # a week earlier, as none counts in that week
    company.call("rob", "2026Q2", "2026-05-18", "2026-05-24", 999)  # after the deadline
    company.call("rob", "2026Q3", "2026-08-17", "2026-08-18", 0)
    company.deal("open", "rob", [("2026-10-01", "negotiation", {"amount": 500, "close": "2026-12-15"})])
    company.deal("late", "rob", [("2026-10-01", "proposal", {"amount": 70, "close": "2027-01-15"})])
    company.judgement("open", "rob", "2026Q4", "2026-11-02", category="upside", amount=450)
    company.judgement("late", "rob", "2026Q4", "2026-11-02", close_date=date(2026, 12, 30))
    return company


def test_the_same_week_of_earlier_periods_says_what_a_call_is_worth(company: Company) -> None:
    book = company.book("2026-11-20", "rob")  # week 8 of 2026Q4

    record = call_record(book, book.calendar.period("2026Q4"), company.ids["rob"])

    assert record[["period", "call", "actual"]].values.tolist() == [["2026Q3", 0, 0], ["2026Q1", 100, 120], ["2025Q4", 100, 80]]
    assert record["landed"].isna().tolist() == [True, False, False]
    assert usual_landing(record) == (1.0, 2)
    assert usual_landing(record[:1]) == (None, 0)


def test_a_peer_does_not_get_it_and_a_manager_does(company: Company) -> None:
    rob = company.ids["rob"]
    for name in ("ron", "mia"):
        book = company.book("2026-11-20", name)
        with pytest.raises(AccessDenied):
            call_record(book, book.calendar.period("2026Q4"), rob)
    book = company.book("2026-11-20", "max")
    assert len(call_record(book, book.calendar.period("2026Q4"), rob)) == 3


def test_the_owners_sums_stand_beside_the_crms(company: Company) -> None:
    book = company.book("2026-11-20", "rob")
    period = book.calendar.period("2026Q4")

    assert against_crm(book, period).values.tolist() == [["owner", 0, 0, 450 + 70, 0], ["crm", 0, 500, 0, 0]]
    assert against_crm(company.book("2026-11-01", "rob"), period).values.tolist() == [
        ["owner", 0, 500, 0, 0],
        ["crm", 0, 500, 0, 0],
    ]
