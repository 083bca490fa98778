"""One deal: its facts, its versions, its activities; nothing of a deal outside the Book."""

from datetime import date

import pytest

from metrics.deal import deal_activities, deal_facts, deal_versions
from tests.company import Company
from tests.fresh import fresh


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Ann's deal with Acme moved twice and was called about; Bob has one too."""
    engine = fresh(sqlite_url)
    company = Company(engine)
    company.person("Mia", role="manager")
    company.person("Ann", "Mia")
    company.person("Bob", "Mia")
    company.account("Acme", segment="Big")
    first = ("2026-01-05 09:00", "ready", {"amount": 100, "close": "2026-03-01", "next_step": "call"})
    later = ("2026-02-01 09:00", "discovery", {"close": "2026-04-01"}), ("2026-02-03 09:00", "discovery", {"amount": 80})
    company.deal("d", "Ann", [first, *later], "Acme", type="New business")
    company.deal("Bob's", "Bob", [("2026-01-05", "discovery")])
    company.activity("2026-01-06 10:00", "Ann", deal="d", direction="out")
    company.activity("2026-02-06 10:00", "Bob", "meeting", deal="d")
    company.activity("2026-02-07 10:00", "Bob", "meeting", deal="d", done=False)
    return company


def number(company: Company, name: str) -> int:
    found = company.id(name)
    assert found is not None
    return found


def test_a_deals_facts_are_those_of_the_day(company: Company) -> None:
    deal = number(company, "d")

    (row,) = deal_facts(company.book("2026-02-01"), deal).to_dict("records")
    (before,) = deal_facts(company.book("2026-01-31"), deal).to_dict("records")

    assert (row["external_id"], row["account"], row["segment"], row["type"]) == ("d", "Acme", "Big", "New business")
    assert (row["amount"], row["weighted"], row["close_on"], row["sql_on"]) == (100, 20, date(2026, 4, 1), date(2026, 2, 1))
    assert (row["stage_id"], row["category"], row["next_step"]) == (company.id("stage discovery"), "pipeline", "call")
    assert (before["close_on"], before["sql_on"], before["category"]) == (date(2026, 3, 1), None, "omitted")


def test_versions_are_told_in_order_up_to_the_day(company: Company) -> None:
    deal = number(company, "d")

    frame = deal_versions(company.book("2026-02-02"), deal)

    assert frame["from_on"].tolist() == [date(2026, 1, 5), date(2026, 2, 1)]
    assert frame["moved"].tolist() == [True, True]
    assert frame["previous_close_on"].tolist() == [None, date(2026, 3, 1)]
    assert deal_versions(company.book("2026-02-03"), deal)["amount"].tolist() == [100, 100, 80]
    assert deal_versions(company.book("2026-02-03"), deal)["moved"].tolist() == [True, True, False]


def test_each_version_says_what_changed_in_it(company: Company) -> None:
    company.deal(
        "long",
        "Ann",
        [
            (None, "discovery", {"amount": 100, "close": "2026-03-01"}),
            ("2026-01-10", "proposal", {"next_step": "send it"}),
            ("2026-01-20", "proposal", {"owner": "Bob", "category": "commit"}),
            ("2026-01-25", "proposal", {"next_step": "call"}),
            ("2026-02-01", "lost", {"amount": 88}),
            ("2026-02-05", "discovery", {"close": "2026-03-22"}),
        ],
    )

    rows = deal_versions(company.book("2026-02-28"), number(company, "long"))

    assert rows["from_on"].isna().tolist() == [True, False, False, False, False, False]
    assert rows["category"].fillna("").tolist() == ["pipeline", "upside", "commit", "commit", "", "commit"]
    assert rows["change"].fillna("").tolist() == [
        "",
        "moved from Discovery to Proposal; category pipeline → upside",
        "changed hands; category upside → commit",
        "",
        "moved from Proposal to Lost; amount cut by 12 %",
        "moved from Lost to Discovery; pushed 21 days",
    ]


def test_completed_activities_come_latest_first(company: Company) -> None:
    deal = number(company, "d")

    assert deal_activities(company.book("2026-03-31"), deal)["kind"].tolist() == ["meeting", "call"]
    assert deal_activities(company.book("2026-02-05"), deal)["direction"].tolist() == ["out"]


@pytest.mark.parametrize("ask", [deal_facts, deal_versions, deal_activities])
def test_a_deal_outside_the_book_is_as_one_that_does_not_exist(company: Company, ask: type) -> None:
    book = company.book("2026-03-31", viewer="Bob")

    outside, unknown = ask(book, number(company, "d")), ask(book, 10**6)

    assert (len(outside), len(unknown)) == (0, 0)
    assert outside.equals(unknown)
    assert len(deal_facts(book, number(company, "Bob's"))) == 1
