"""Data health on a page: what was found, its rows, nothing to mend, who sees counts only; in another language too."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from metrics.health import CHECKS, health, health_rows
from pages.parts import catalogue, formats, locales, retelling
from tests.company import Company
from tests.fresh import fresh
from tests.pages.conftest import said as said_plainly

DAY = "2026-03-31"
FINE: dict[str, Any] = {"amount": 1000_00, "close": "2026-05-15", "next_step": "demo"}


def page(url: str, day: str, viewer: str | None, language: str) -> None:
    """A page with nothing but the part."""
    from datetime import date

    from model.access import MACHINE_OWNER, find_member, viewer_of
    from model.book import Book
    from model.company import lines_of, members_of
    from pages.parts import drawer, health, locales, startup, view

    warehouse, on = startup.warehouse(url), date.fromisoformat(day)
    warehouse.refresh()
    members, lines = members_of(warehouse), lines_of(warehouse)
    who = MACHINE_OWNER if viewer is None else viewer_of(find_member(members, viewer), members, lines, on)
    book = Book(warehouse, who, on)
    locales.use(language)
    seen = view.View(book, book.calendar.period_at(on), on, url)
    view.keep(seen)
    health.draw(seen)
    drawer.open_wanted()


def said(test: AppTest) -> str:
    return said_plainly(test).replace("\\", "")


def shown(url: str, viewer: str | None = None, language: str = "en", **address: str) -> AppTest:
    test = AppTest.from_function(
        page, kwargs={"url": url, "day": DAY, "viewer": viewer, "language": language}, default_timeout=30
    )
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'company.db'}"


@pytest.fixture
def company(url: str) -> Company:
    """Mia's team: Ann and Bob; Olaf sees totals. Two accounts are likely one; each rep has a deal to mend."""
    company = Company(fresh(url))
    company.person("Mia", role="manager")
    company.person("Ann", "Mia")
    company.person("Bob", "Mia")
    company.person("Olaf", role="observer")
    company.account("アクメ", "Ann")
    company.account("株式会社アクメ", "Ann")
    company.lead("田中 *bold*", created_at="2026-02-05")
    company.deal("契約 [x](y)", "Ann", [("2026-02-02", "proposal", FINE | {"close": "2026-03-30"})], "アクメ")
    company.deal("B", "Bob", [("2026-02-02", "proposal", FINE | {"amount": None})], "アクメ")
    return company


def test_findings_stand_in_one_table_with_what_they_do(company: Company, url: str) -> None:
    test = shown(url)

    table = test.dataframe[0].value
    assert "4 checks found something to mend" in said(test)
    assert table[["label", "count", "of"]].values.tolist() == [
        ["Open deals without an amount", 1, 2],
        ["Open deals with a close date past", 1, 2],
        ["Accounts that are likely one company", 2, 2],
        ["Leads without an owner", 1, 1],
    ]
    assert table["effect"][1] == "Due on days that are over; would move 1,000 out of 2026Q1 if pushed"
    assert "Nothing found: " in said(test)
    assert "Nowhere to look: " in said(test)


@pytest.mark.parametrize(
    ("check", "first"),
    [
        ("close-date-past", ["契約 [x](y)", "Close date passed 1 day ago"]),
        ("duplicate-accounts", ["アクメ", "Also 株式会社アクメ (株式会社アクメ)"]),
        ("lead-no-owner", ["田中 *bold*", "No owner"]),
    ],
)
def test_a_finding_in_the_address_lists_its_rows(company: Company, url: str, check: str, first: list[str]) -> None:
    test = shown(url, check=CHECKS[check])

    rows = test.dataframe[1].value
    assert rows.iloc[0, :2].tolist() == first
    assert len(rows) == len(health_rows(company.book(DAY), check))


def test_a_click_on_a_finding_picks_it(company: Company, url: str) -> None:
    test = shown(url)

    [picker] = [box for box in test.selectbox if box.label == "Rows of a finding"]
    picker.select("no-amount").run()

    assert not test.exception
    assert "Open deals without an amount: 1" in said(test)
    assert "Left out of every sum" in said(test)


def test_without_findings_there_is_nothing_to_mend(url: str) -> None:
    company = Company(fresh(url))
    company.person("Ann")

    test = shown(url)

    assert "Nothing to mend" in said(test)
    assert f"{len(CHECKS)} checks found nothing" in said(test)
    assert not test.dataframe


def test_who_sees_totals_only_is_shown_counts_and_no_rows(company: Company, url: str) -> None:
    test = shown(url, "Olaf", check=CHECKS["close-date-past"])

    assert test.dataframe[0].value["count"].tolist() == [1, 1, 2, 1]
    assert (len(test.dataframe), len(test.selectbox)) == (1, 0)


def test_a_rep_is_shown_their_own(company: Company, url: str) -> None:
    test = shown(url, "Bob", check=CHECKS["no-amount"])

    assert test.dataframe[0].value["label"].tolist() == ["Open deals without an amount"]
    assert test.dataframe[1].value["deal_name"].tolist() == ["B"]


def test_its_proof_opens_with_the_rows_and_the_statements(company: Company, url: str) -> None:
    test = shown(url)
    next(button for button in test.button if button.label == "Explain Data health").click().run()

    assert not test.exception
    assert "one row per check" in said(test)


def test_every_sentence_can_be_told_again(company: Company, tmp_path: Path) -> None:
    told = list(health(company.book(DAY))["effect"].dropna())
    told += [text for check in CHECKS for text in health_rows(company.book(DAY), check)["why"]]
    catalogue.draw(tmp_path / "drawn.pot")
    drawn = (tmp_path / "drawn.pot").read_text(encoding="utf-8").replace('"\n"', "")

    unknown = [part for text in told for part in text.split("; ") if not known(part)]
    assert unknown == []
    assert [text for text in (*retelling.SENTENCES, *CHECKS.values()) if f'"{text}"' not in drawn] == []


def known(text: str) -> bool:
    return any(form.fullmatch(text) for form in retelling.FORMS.values())


def test_amounts_in_sentences_are_written_as_the_company_writes_them() -> None:
    before = locales.current()
    locales.use("de")
    try:
        text = "due on days that are over; would move 1,200,000.50 out of 2026Q1 if pushed"
        assert retelling.retold(text) == "due on days that are over; would move 1.200.000,50 out of 2026Q1 if pushed"
        assert retelling.retold("2,473 lost is no such sentence") == "2,473 lost is no such sentence"
        assert formats.count(1234) == "1.234"
    finally:
        locales.use(before)


def test_the_part_is_drawn_in_another_language(company: Company, url: str) -> None:
    test = shown(url, language="ja", check=CHECKS["close-date-past"])

    assert test.dataframe[1].value["deal_name"].tolist() == ["契約 [x](y)"]
