"""How near calls came to what was won."""

from typing import Any

import pytest
from sqlalchemy import Engine

from metrics.accuracy import accuracy
from tests.company import Company


@pytest.fixture
def company(engine: Engine) -> Company:
    """Mia leads Ann and Bob. In 2027Q1 Ann wins 800, Bob 200 (dated in the quarter, entered after it) and 999 after it."""
    made = Company(engine)
    made.person("Mia", role="manager")
    made.person("Ann", "Mia")
    made.person("Bob", "Mia")
    made.person("Zoe")
    won = [("2027-01-05", "proposal", {"amount": 800, "close": "2027-02-01"}), ("2027-02-01", "won")]
    made.deal("first", "Ann", won)
    made.deal("dated back", "Bob", [("2027-01-05", "proposal", {"amount": 200}), ("2027-04-02", "won", {"close": "2027-03-31"})])
    made.deal("later", "Bob", [("2027-01-05", "proposal", {"amount": 999}), ("2027-04-02", "won", {"close": "2027-04-02"})])
    return made


def found(company: Company, on: str = "2027-04-10", name: str = "2027Q1", **scope: Any) -> list[tuple[Any, ...]]:
    """person, week, call, actual, accuracy, bias; unknown as None."""
    book = company.book(on, **scope)
    frame = accuracy(book, book.calendar.period(name))
    names = {id_: key for key, id_ in company.ids.items() if key in ("Mia", "Ann", "Bob", "Zoe")}
    plain = frame.astype(object).where(frame.notna(), None)
    assert set(plain["period"]) <= {name}
    return [(names[row.person], str(row.week), *row[4:]) for row in plain.itertuples()]


def test_a_call_is_compared_with_what_the_team_won(company: Company) -> None:
    company.call("Mia", "2027Q1", "2027-01-04", "2027-01-05", commit=1250)
    company.call("Mia", "2027Q1", "2027-01-11", "2027-01-12", commit=900)
    company.call("Mia", "2027Q1", "2027-01-18", "2027-01-19", commit=2500)
    company.call("Ann", "2027Q1", "2027-01-04", "2027-01-05", commit=800)

    # Mia's team won 800 + 200
    assert found(company) == [
        ("Mia", "2027-01-04", 1250, 1000, 0.75, 0.25),
        ("Mia", "2027-01-11", 900, 1000, 0.9, -0.1),
        ("Mia", "2027-01-18", 2500, 1000, 0.0, 1.5),
        ("Ann", "2027-01-04", 800, 800, 1.0, 0.0),
    ]


def test_only_the_call_that_counts_for_a_week_of_the_period_is_shown(company: Company) -> None:
    company.call("Ann", "2027Q1", "2026-12-28", "2026-12-29", commit=1)  # that week has days of January
    company.call("Ann", "2027Q1", "2026-12-21", "2026-12-22", commit=2)  # that has none
    company.call("Ann", "2027Q1", "2027-01-04", "2027-01-05", commit=3)
    company.call("Ann", "2027Q1", "2027-01-04", "2027-01-06", commit=4)
    company.call("Ann", "2027Q1", "2027-01-11", "2027-01-16", commit=5)  # late
    company.call("Ann", "2027Q2", "2027-01-18", "2027-01-18", commit=6)

    assert [row[1:3] for row in found(company)] == [("2026-12-28", 1), ("2027-01-04", 4)]


def test_peers_see_each_others_books_and_not_how_each_others_calls_landed(company: Company) -> None:
    for who in ("Mia", "Ann", "Bob"):
        company.call(who, "2027Q1", "2027-01-04", "2027-01-05", commit=100)
    company.setting("peer_visibility", "all")

    assert [name for name, *_ in found(company, viewer="Bob")] == ["Bob"]
    assert [name for name, *_ in found(company, viewer="Mia")] == ["Mia", "Ann", "Bob"]


def test_where_nothing_was_won_there_is_no_rate(company: Company) -> None:
    company.call("Zoe", "2027Q1", "2027-01-04", "2027-01-05", commit=100)

    assert found(company) == [("Zoe", "2027-01-04", 100, 0, None, None)]


def test_a_call_is_about_all_deals_and_so_compares_with_nothing_within_a_kind(company: Company) -> None:
    company.account("Acme", customer_since="2020-01-01")
    won = [("2027-01-05", "proposal", {"amount": 300, "close": "2027-02-01"}), ("2027-02-01", "won")]
    company.deal("grown", "Ann", won, account="Acme")
    company.call("Ann", "2027Q1", "2027-01-04", "2027-01-05", commit=1100)

    assert found(company) == [("Ann", "2027-01-04", 1100, 1100, 1.0, 0.0)]
    assert found(company, kind="existing") == [("Ann", "2027-01-04", 1100, 300, None, None)]


def test_a_period_that_is_not_over_has_no_row(company: Company) -> None:
    company.call("Ann", "2027Q1", "2027-01-04", "2027-01-05", commit=800)

    assert found(company, "2027-03-30") == []
    assert len(found(company, "2027-03-31")) == 1
    assert found(company, "2027-03-31", "2027-01") == []


def test_lines_and_owners_are_those_of_the_periods_last_day(company: Company) -> None:
    company.call("Mia", "2027Q1", "2027-01-04", "2027-01-05", commit=1000)
    company.reports("Ann", "Zoe", since="2027-04-01")
    company.deal(
        "handed on",
        "Zoe",
        [
            ("2027-01-05", "proposal", {"amount": 5, "close": "2027-03-01"}),
            ("2027-03-01", "won", {"owner": "Ann"}),
            ("2027-04-01", "won", {"owner": "Zoe"}),
        ],
    )

    assert found(company) == [("Mia", "2027-01-04", 1000, 1005, pytest.approx(1 - 5 / 1005), pytest.approx(-5 / 1005))]


def test_a_scope_shows_only_its_people(company: Company) -> None:
    company.call("Mia", "2027Q1", "2027-01-04", "2027-01-05", commit=1000)
    company.call("Ann", "2027Q1", "2027-01-04", "2027-01-05", commit=800)

    assert [row[0] for row in found(company, under="Ann")] == ["Ann"]
    assert [row[0] for row in found(company, viewer="Ann")] == ["Ann"]
