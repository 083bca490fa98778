"""Role against practice: a worked example, plain sums, and who has a row."""

from datetime import date

import pytest

from metrics.customers import new_customers
from metrics.practice import ROLE_PRACTICE, role_practice
from model.access import AccessDenied
from model.calendar import Window
from tests.company import Company
from tests.fresh import fresh

YEAR = Window(date(2025, 4, 1), date(2026, 3, 31))


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Ann the hunter wins 10,000 from Beta and 5,000 with no account; then Beta is a customer: 30,000 is open, existing."""
    engine = fresh(sqlite_url)
    company = Company(engine)
    company.person("Mia", role="manager")
    company.person("Ann", "Mia", way="hunter", region="East")
    company.person("Bob", "Mia", way="farmer", region="West")
    company.person("Olaf", role="observer")
    company.account("Beta")
    company.deal("w1", "Ann", [("2025-04-01", "discovery", {"amount": 10000}), ("2025-05-02", "won")], "Beta")
    company.deal("w2", "Ann", [("2025-04-01", "discovery", {"amount": 5000}), ("2025-05-02", "won")])
    company.deal("o1", "Ann", [("2026-01-05", "discovery", {"amount": 30000})], "Beta")
    company.deal("o2", "Ann", [("2025-04-05", "discovery", {"amount": 10000})], "Beta")
    return company


def test_shares_of_new_business_stand_beside_the_way_of_selling(company: Company) -> None:
    rows = {row["person"]: row for row in role_practice(company.book("2026-03-31"), YEAR).to_dict("records")}

    ann = rows[company.id("Ann")]
    # won: 10,000 of 15,000 is new, 5,000 of unknown kind; open: 10,000 (begun before Beta was a customer) of 40,000
    assert (ann["way"], ann["won_value"], ann["open_value"]) == ("hunter", 15000, 40000)
    assert (ann["new_share"], ann["open_new_share"]) == (pytest.approx(2 / 3), 0.25)


def test_a_rep_without_deals_has_a_row_with_empty_shares(company: Company) -> None:
    frame = role_practice(company.book("2026-03-31"), YEAR)

    bob = frame[frame["person"] == company.id("Bob")].iloc[0]
    assert (bob["won_value"], bob["open_value"]) == (0, 0)
    assert bob[["new_share", "open_new_share"]].isna().all()
    assert company.id("Mia") not in set(frame["person"])  # a manager without deals


def test_a_leaver_stays_while_they_own_what_counts(company: Company) -> None:
    company.person("Lea", "Mia", active_to=date(2025, 12, 31))
    company.person("Leo", "Mia", active_to=date(2025, 12, 31))
    company.deal("w3", "Lea", [("2025-04-01", "discovery", {"amount": 1}), ("2025-05-02", "won")], "Beta")

    people = set(role_practice(company.book("2026-03-31"), YEAR)["person"])

    assert company.id("Lea") in people
    assert company.id("Leo") not in people


def test_a_deal_that_nobody_owns_is_not_lost(company: Company) -> None:
    company.deal("x", None, [("2026-01-05", "discovery", {"amount": 700})])

    frame = role_practice(company.book("2026-03-31"), YEAR)

    assert frame[frame["person"].isna()]["open_value"].tolist() == [700]


def test_a_narrower_scope_never_shows_more(company: Company) -> None:
    whole = role_practice(company.book("2026-03-31"), YEAR)

    for scope in ({"under": "Ann"}, {"region": "West"}, {"kind": "new"}):
        part = role_practice(company.book("2026-03-31", **scope), YEAR)
        assert set(part["person"].dropna()) <= set(whole["person"].dropna())
        assert part["won_value"].sum() <= whole["won_value"].sum()
        assert part["open_value"].sum() <= whole["open_value"].sum()
    assert role_practice(company.book("2026-03-31", region="West"), YEAR)["person"].tolist() == [company.id("Bob")]


def test_an_empty_company_gives_no_row(sqlite_url: str) -> None:
    engine = fresh(sqlite_url)

    frame = role_practice(Company(engine).book("2026-03-31"), YEAR)

    assert (len(frame), list(frame)) == (0, list(ROLE_PRACTICE))


def test_who_sees_totals_only_sees_no_person(company: Company) -> None:
    company.book("2026-03-31")

    with pytest.raises(AccessDenied):
        role_practice(company.book("2026-03-31", viewer="Olaf"), YEAR)


@pytest.mark.parametrize("role", ["sdr", "marketing"])
def test_who_sees_no_deals_sees_no_rep(company: Company, role: str) -> None:
    company.person("Una", role=role)
    book = company.book("2026-03-31", viewer="Una")

    assert (len(role_practice(book, YEAR)), len(new_customers(book, YEAR))) == (0, 0)
