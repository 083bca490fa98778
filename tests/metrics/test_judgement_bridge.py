"""The judgement bridge and its record: worked by hand on one small company."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest

from metrics.bridge import bridge
from metrics.forecast import forecast
from metrics.judgement_bridge import judgement_bridge, judgement_steps
from metrics.judgement_record import day_taken, judgement_record
from model.access import AccessDenied
from tests.company import Company, day
from tests.metrics.random_companies import empty_company

PEOPLE = ("Eve", "Mia", "Ann", "Bob", "Max")
NOW = "2027-02-10"
WEEK = "2027-02-08"


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Eve leads Mia and Max; Mia leads Ann and Bob. Ann: 100 commit and 40 upside; Bob: 60 commit; Mia: 5 commit; Max nothing.

    This week Ann calls 90, Bob calls late, Mia judges Ann's 100 down to upside and her 40 up to commit at 30, and calls
    120; Eve judges the 40 at 20. In 2026Q4 everything was judged and called at the deadline of 27 November.
    """
    with empty_company() as made:
        made.person("Eve", role="executive")
        for name, manager in (("Mia", "Eve"), ("Max", "Eve"), ("Ann", "Mia"), ("Bob", "Mia")):
            made.person(name, manager, role="manager" if name in ("Mia", "Max") else "rep")
        due = {"close": "2027-03-20"}
        made.deal("hundred", "Ann", [("2026-10-05", "negotiation", {"amount": 100} | due)])
        made.deal("forty", "Ann", [("2026-10-05", "proposal", {"amount": 40} | due)])
        made.deal("sixty", "Bob", [("2026-10-05", "negotiation", {"amount": 60} | due)])
        made.deal("five", "Mia", [("2026-10-05", "negotiation", {"amount": 5} | due)])
        made.call("Ann", "2027Q1", WEEK, "2027-02-09 09:00", commit=90)
        made.call("Bob", "2027Q1", "2027-02-01", "2027-02-06 09:00", commit=70)
        made.call("Bob", "2027Q1", WEEK, "2027-02-13 09:00", commit=80)
        made.call("Mia", "2027Q1", WEEK, "2027-02-10 09:00", commit=120)
        made.judgement("hundred", "Mia", "2027Q1", "2027-02-08", category="upside", reason="No budget")
        made.judgement("forty", "Mia", "2027Q1", "2027-02-08", category="commit", amount=30, reason="Signed")
        made.judgement("forty", "Eve", "2027Q1", "2027-02-09", amount=20, category="commit", reason="Discount")
        last = {"amount": 50, "close": "2026-12-10"}
        made.deal("won", "Ann", [("2026-10-05", "proposal", last), ("2026-12-10", "won")])
        made.deal("lost", "Bob", [("2026-10-05", "negotiation", last), ("2026-12-10", "lost")])
        made.judgement("won", "Mia", "2026Q4", "2026-11-20", category="commit", reason="They signed")
        made.call("Ann", "2026Q4", "2026-11-23", "2026-11-27 18:00", commit=45)
        made.call("Ann", "2026Q4", "2026-11-30", "2026-12-01 09:00", commit=0)
        made.call("Bob", "2026Q4", "2026-11-23", "2026-11-26 09:00", commit=50)
        made.call("Mia", "2026Q4", "2026-11-23", "2026-11-26 09:00", commit=150)
        yield made


def rows(company: Company, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The frame's rows with people by name and unknown as None."""
    names = {company.ids[name]: name for name in PEOPLE}
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {str(name): names.get(value) if name in ("person", "owner", "author") else value for name, value in row.items()}
        for row in plain.to_dict("records")
    ]


def test_the_number_goes_up_from_deals_over_calls_and_judgements(company: Company) -> None:
    book = company.book(NOW)

    found = rows(company, judgement_bridge(book, book.calendar.period("2027Q1")))

    steps = [tuple(row[name] for name in ("step", "level", "person", "before", "after", "difference", "amount")) for row in found]
    # Ann's 90 for 100; Bob's 60 as they are; Mia: 5 + 90 + 60 = 155, −100 + 30 → 85, calls 120; Eve: 20 for Mia's 30
    assert steps == [
        ("deals", None, None, None, 165, None, 165),
        ("call", 0, "Ann", 100, 90, -10, 155),
        ("call", 0, "Bob", 60, None, None, 155),
        ("judgements", 1, "Mia", 155, 85, -70, 85),
        ("call", 1, "Mia", 85, 120, 35, 120),
        ("judgements", 2, "Eve", 120, 110, -10, 110),
        ("call", 2, "Eve", 110, None, None, 110),
    ]
    assert [row["n"] for row in found] == [3, 1, 0, 2, 1, 1, 0]
    assert [row["state"] for row in found if row["step"] == "call"] == ["counts", "none", "counts", "none"]


def test_a_late_call_is_said_and_does_not_count(company: Company) -> None:
    book = company.book("2027-02-14", under="Bob")

    found = rows(company, judgement_bridge(book, book.calendar.period("2027Q1")))

    assert [(row["person"], row["state"], row["n"], row["difference"]) for row in found[1:]] == [("Bob", "late", 0, None)]


def test_each_judgement_is_told_with_author_reason_and_what_it_replaces(company: Company) -> None:
    book = company.book(NOW)

    found = rows(company, judgement_steps(book, book.calendar.period("2027Q1")))

    names = ("person", "reason", "category", "amount", "before_category", "before_amount", "judged_category", "judged_amount")
    assert [(*(row[name] for name in names), row["difference"]) for row in found] == [
        ("Mia", "No budget", "commit", 100, "commit", 100, "upside", 100, -100),
        ("Mia", "Signed", "upside", 40, "upside", 40, "commit", 30, 30),
        ("Eve", "Discount", "upside", 40, "commit", 30, "commit", 20, -10),
    ]
    assert [(row["deal"], row["owner"]) for row in found[1:]] == [(company.ids["forty"], "Ann")] * 2


def test_within_a_kind_calls_do_not_fit(company: Company) -> None:
    book = company.book(NOW, kind="unknown")

    found = judgement_bridge(book, book.calendar.period("2027Q1"))

    assert list(found["step"]) == ["deals", "judgements", "judgements"]
    assert found["amount"].iloc[-1] == 165 - 70 - 10


def test_who_sees_totals_only_sees_no_ones_judgement(company: Company) -> None:
    company.person("Obi", role="observer")
    book = company.book(NOW, viewer="Obi")
    period = book.calendar.period("2027Q1")

    for question in (judgement_bridge, judgement_steps, judgement_record):
        with pytest.raises(AccessDenied):
            question(book, period)
    with pytest.raises(AccessDenied):
        bridge(book, day("2027-02-01"), period, judged_by=company.ids["Mia"])
    below = rows(company, judgement_steps(company.book(NOW, viewer="Mia", under="Ann"), period))
    assert [(row["person"], row["level"]) for row in below] == [("Mia", None), ("Mia", None)], "Eve's is not Mia's to see"
    own = company.book(NOW, viewer="Bob")
    assert judgement_steps(own, period).empty
    assert set(judgement_bridge(own, period)["person"].dropna()) == {company.ids["Bob"]}


def test_the_record_counts_changes_toward_what_was_won(company: Company) -> None:
    book = company.book(NOW)
    period = book.calendar.period("2027Q1")

    found = rows(company, judgement_record(book, period))

    # 27 November, won in the end 50 (Ann's): Ann called 45 for 0 (nearer); Bob's 50 for his own 50 is no change; below Mia
    # 45 + 50 = 95, her commit of 50 makes it 145 (farther), her call 150 (farther)
    assert day_taken(book, book.calendar.period("2026Q4")) == day("2026-11-27")
    assert [tuple(row[name] for name in ("step", "level", "n", "toward", "rate", "periods")) for row in found] == [
        ("call", 0, 1, 1, 1.0, 1),
        ("judgements", 1, 1, 0, 0.0, 1),
        ("call", 1, 1, 0, 0.0, 1),
    ]
    assert judgement_record(company.book(NOW, kind="unknown"), period).empty


@pytest.mark.parametrize(
    ("name", "taken"), [("2026Q4", "2026-11-27"), ("2026-11", "2026-11-13"), ("FY2026", "2026-11-27"), ("2026-10", "2026-10-09")]
)
def test_the_week_taken_has_its_deadline_early_enough(company: Company, name: str, taken: str) -> None:
    book = company.book(NOW)

    assert day_taken(book, book.calendar.period(name)) == day(taken)


def test_the_bridge_of_a_judges_view_moves_when_they_judge(company: Company) -> None:
    book = company.book(NOW, under="Mia")
    period, judge = book.calendar.period("2027Q1"), company.ids["Mia"]

    frame = bridge(book, day("2027-02-07"), period, "commit", judged_by=judge)

    found = {row["bar"]: (row["count"], row["amount"]) for row in frame.to_dict("records")}
    assert found == {"start": (3, 165), "category up": (1, 30), "category down": (1, -100), "end": (3, 95)}
    mia = forecast(book, period, judged_by=judge).iloc[0]
    assert mia["closed"] + mia["commit"] == 95


def test_a_leader_of_people_without_deals_is_no_rep_and_nobodys_deal_is_no_persons() -> None:
    with empty_company() as company:
        company.person("Eve", role="executive")
        company.person("Mia", "Eve", role="manager")
        company.person("Ann", "Mia")
        company.deal("deal", None, [("2027-01-05", "negotiation", {"amount": 9, "close": "2027-03-20"})])
        company.call("Mia", "2027Q1", "2027-02-08", "2027-02-08", 30)
        book = company.book("2027-02-09")

        found = judgement_bridge(book, book.calendar.period("2027Q1"))

        assert found[["step", "amount", "n"]].values.tolist() == [["deals", 9, 0], ["call", 39, 1], ["call", 39, 0]]
        assert found["level"].dropna().tolist() == [1, 2]


BACK = date(2027, 3, 20)


@pytest.mark.parametrize("how", ["judged out", "withdrawn", "replaced", "handed over"])
def test_a_deal_that_left_what_its_owner_judged_comes_back_without_a_managers_judgement(how: str) -> None:
    """By the CRM it is due in Q2; Ann judges it into Q1, Mia judges it commit, it leaves Q1 and comes back."""
    with empty_company() as company:
        company.person("Mia", role="manager")
        company.person("Ann", "Mia")
        company.person("Bob", "Mia")
        first = ("2026-10-05", "proposal", {"amount": 9, "close": "2027-05-01"})
        over = [("2027-02-03", "proposal", {"owner": "Bob"})] if how == "handed over" else []
        company.deal("deal", "Ann", [first, *over])
        company.judgement("deal", "Ann", "2027Q1", "2027-01-20", "2027-02-03" if how == "withdrawn" else None, close_date=BACK)
        company.judgement("deal", "Mia", "2027Q1", "2027-02-01", category="commit", reason="so")
        if how == "judged out":
            company.judgement("deal", "Ann", "2027Q1", "2027-02-03", close_date=date(2027, 4, 2))
        elif how == "replaced":
            company.judgement("deal", "Ann", "2027Q1", "2027-02-03", next_step="Call")
        company.judgement("deal", "Bob" if how == "handed over" else "Ann", "2027Q1", "2027-02-05", close_date=BACK)

        def judged(on: str) -> tuple[int, int]:
            book = company.book(on)
            row = forecast(book, book.calendar.period("2027Q1"), judged_by=company.ids["Mia"]).iloc[0]
            return int(row["commit"]), int(row["upside"])

        assert [judged(on) for on in ("2027-01-25", "2027-02-02", "2027-02-04", "2027-02-06")] == [(0, 9), (9, 0), (0, 0), (0, 9)]


def test_a_close_date_of_somebody_who_owned_the_deal_once_moves_it_nowhere() -> None:
    with empty_company() as company:
        company.person("Eve", role="executive")
        company.person("Mia", "Eve", role="manager")
        company.person("Ann", "Mia")
        first = ("2026-10-05", "proposal", {"amount": 9, "close": "2027-03-20"})
        company.deal("deal", "Mia", [first, ("2026-12-01", "proposal", {"owner": "Ann"})])
        company.judgement("deal", "Eve", "2027Q1", "2027-02-01", category="commit", reason="so")
        company.judgement("deal", "Mia", "2027Q1", "2027-02-03", close_date=date(2027, 4, 2), reason="slips")
        book = company.book("2027-02-06")

        assert int(forecast(book, book.calendar.period("2027Q1"), judged_by=company.ids["Eve"])["commit"].iloc[0]) == 9


def test_a_close_date_that_the_owner_judged_out_of_the_period_ends_a_managers_judgement() -> None:
    with empty_company() as company:
        company.person("Mia", role="manager")
        company.person("Ann", "Mia")
        company.deal("deal", "Ann", [("2026-10-05", "proposal", {"amount": 9, "close": "2027-03-20"})])
        company.judgement("deal", "Mia", "2027Q1", "2027-02-01", category="commit", reason="so")
        company.judgement("deal", "Ann", "2027Q1", "2027-02-03", withdrawn="2027-02-05", close_date=day("2027-04-02"))
        mia = company.ids["Mia"]

        def committed(on: str) -> int:
            book = company.book(on)
            return int(forecast(book, book.calendar.period("2027Q1"), judged_by=mia)["commit"].iloc[0])

        assert [committed(on) for on in ("2027-02-02", "2027-02-04", "2027-02-06")] == [9, 0, 0]


def test_reopening_a_deal_does_not_revive_what_was_judged_before_it_closed() -> None:
    with empty_company() as company:
        company.person("Mia", role="manager")
        company.person("Ann", "Mia")
        first = {"amount": 9, "close": "2027-03-20"}
        company.deal("deal", "Ann", [("2027-01-05", "proposal", first), ("2027-02-03", "lost"), ("2027-02-05", "proposal")])
        company.judgement("deal", "Mia", "2027Q1", "2027-02-01", category="commit", reason="so")

        book = company.book("2027-02-06")
        found = forecast(book, book.calendar.period("2027Q1"), judged_by=company.ids["Mia"]).iloc[0]

        assert (found["commit"], found["upside"]) == (0, 9)


def test_each_side_of_a_bridge_is_judged_by_the_lines_of_its_day() -> None:
    """Bob moves under Mia on 4 February; what she judged of his deal before is nobody's view until then."""
    with empty_company() as company:
        for name in ("Max", "Mia", "Eve"):
            company.person(name, role="manager")
        company.reports("Mia", "Eve")
        company.reports("Max", "Eve")
        company.person("Bob", "Max")
        company.reports("Bob", "Mia", since="2027-02-04")
        company.deal("deal", "Bob", [("2027-01-05", "proposal", {"amount": 9, "close": "2027-03-20"})])
        company.judgement("deal", "Mia", "2027Q1", "2027-02-01", category="commit", reason="so")
        book = company.book("2027-02-08", under="Mia")

        frame = bridge(book, day("2027-02-02"), book.calendar.period("2027Q1"), "commit", judged_by=company.ids["Eve"])

        assert frame[["bar", "amount"]].to_numpy().tolist() == [["start", 0], ["category up", 9], ["end", 9]]
