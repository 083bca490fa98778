"""Accounts that are likely one company, by their names."""

import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.health import health_rows
from metrics.health_accounts import _companies, company_of
from tests.company import Company
from tests.metrics.test_health import DAY, FINE, company, deal, engine, found

__all__ = ["company", "engine"]


def test_accounts_of_one_name_are_likely_one_company(company: Company) -> None:
    company.account("ACME, Inc.", "Bob")
    company.account("株式会社アクメ", "Ann")
    company.account("ｱｸﾒ㈱", "Bob")
    company.account("Bolt GmbH", "Ann")
    company.account("Bolt AG", "Ann")
    deal(company, "first", ("2026-02-20", "won", {"close": "2026-02-20", "amount": 500_00}))
    moves = [("2026-03-01", "proposal", FINE), ("2026-03-02", "won", {"amount": 80_00, "close": "2026-03-02"})]
    company.deal("second", "Bob", moves, "ACME, Inc.")

    row = found(company)["duplicate-accounts"]
    behind = health_rows(company.book(DAY), "duplicate-accounts")

    assert (row["count"], row["of"], row["value"]) == (4, 6, 580_00)
    assert row["effect"] == (
        "one company's figures stand apart; 580 of won value; 80 is new business though another of them had bought"
    )
    assert behind["account_name"].tolist() == ["Acme", "ACME, Inc.", "株式会社アクメ", "ｱｸﾒ㈱"]
    assert behind["why"].tolist()[:2] == ["Also ACME, Inc. (ACME, Inc.)", "Also Acme (Acme)"]
    assert behind["won_value"].tolist()[:2] == [500_00, 80_00]
    assert behind["of"].tolist() == [4] * 4
    assert "duplicate-accounts" not in found(company, "Bob")  # one of each is not his


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("ACME, Inc.", ("acme", "inc")),
        ("Acme Incorporated", ("acme", "inc")),
        ("acme GmbH & Co. KG", ("acme", "co gmbh kg")),
        ("GTX Pro", ("gtxpro", "")),
        ("Straße A.G.", ("strasse", "ag")),
        ("株式会社アクメ", ("アクメ", "株式会社")),
        ("ｱｸﾒ（株）", ("アクメ", "株式会社")),
        ("삼성 (주)", ("삼성", "주식회사")),
        ("株式会社", ("株式会社", "")),
        ("Company", ("company", "")),
        ("Ltd.", ("ltd", "")),
        (" – ", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_companys_name_is_read_without_its_legal_form(name: str, read: tuple[str, str]) -> None:
    assert company_of(name) == read


words = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=8)


@settings(max_examples=50)
@given(bare=words, form=st.sampled_from(["", " Inc.", ", GmbH", " (株)"]), pad=st.sampled_from(["", " ", "\u3000", "-"]))
def test_marks_and_spaces_around_a_name_change_nothing(bare: str, form: str, pad: str) -> None:
    assert company_of(f"{pad}{bare}{form}{pad}") == company_of(f"{bare}{form}")


def test_two_legal_forms_are_two_companies_unless_the_name_stands_without() -> None:
    given_names = ["A Inc", "A LLC", "B Inc", "b", "B GmbH", "C inc", "C, Incorporated", "", "--", "D"]

    companies = [None if pd.isna(company) else company for company in _companies(given_names)]

    assert companies == [None, None, "b", "b", "b", "c inc", "c inc", None, None, None]


def test_a_hundred_thousand_accounts_are_compared_at_once() -> None:
    many = [f"Company {nth % 90_000} Inc" for nth in range(100_000)]

    begun = time.perf_counter()
    companies = _companies(many)

    assert int(companies.notna().sum()) == 20_000
    assert time.perf_counter() - begun < 10  # 0.6 s; all pairs would take hours
