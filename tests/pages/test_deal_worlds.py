"""A rep's page and a deal's page on worked examples and on deals that lack something."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from model.commands.judgements import judge
from pages.parts.formats import is_unknown
from tests.company import Company
from tests.fresh import fresh
from tests.pages.conftest import open_on, said

AS_OF = "2026-02-25"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company with one rep, in the database that the app is told of."""
    url = f"sqlite:///{tmp_path / 'company.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    company = Company(fresh(url))
    company.person("Ann")
    return company


def text(test: AppTest) -> str:
    assert not test.exception
    words = said(test).replace("\\", "")
    assert "This page could not be shown" not in words
    assert not any(nothing in words for nothing in ("nan", "None", "NaT", "<NA>"))
    return words


def deal_page(name: str, as_of: str = AS_OF) -> AppTest:
    return open_on("deal", deal=name, as_of=as_of)


def drawn(test: AppTest, column: str) -> list[Any]:
    """The values of a column in the rows of the first chart."""
    sets = [rows.data.data for rows in test.get("vega_lite_chart")[0].proto.datasets]
    frames = [convert_arrow_bytes_to_pandas_df(rows) for rows in sets]
    return [value for frame in frames if column in frame for value in frame[column].dropna()]


def table(test: AppTest, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of the first table that has these columns."""
    frame = next(frame.value for frame in test.dataframe if set(columns) <= set(frame.value))
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_a_deal_tells_how_it_came_here(company: Company) -> None:
    company.deal(
        "Acme",
        "Ann",
        [
            ("2025-11-23", "ready", {"amount": 10_000_000, "close": "2026-01-31"}),
            ("2025-12-10", "discovery", {"next_step": "Send the offer"}),
            ("2026-01-10", "proposal", {"close": "2026-02-21"}),
            ("2026-02-05", "negotiation", {"amount": 8_800_000}),
            ("2026-02-20", "negotiation", {"close": "2026-03-09"}),
        ],
    )
    company.activity("2026-02-20 10:00", "Ann", "meeting", deal="Acme", direction="in")

    page = deal_page("Acme")
    words = text(page)

    assert "Pushed twice (37 days), amount cut by 12 %, 94 days in 4 stages" in words
    assert "Pushed twice, 37 days in all" in words  # the flag, in the same words
    assert {"Ready", "Discovery", "Proposal", "Negotiation", "Pipeline", "Upside", "Commit"} <= set(drawn(page, "text"))
    assert {"100k", "↓ 88k", "+21 d", "+16 d"} <= set(drawn(page, "label"))
    assert "Pushed 21 days. Due Sat 21 Feb 2026 since Sat 10 Jan 2026" in drawn(page, "tip")
    assert "Meeting · In · Ann · Fri 20 Feb 2026" in drawn(page, "tip")
    assert table(page, "what", "now") == [
        ("Pushed 16 days", "due Mon 9 Mar"),
        ("Moved from Proposal to Negotiation; category upside → commit; amount cut by 12 %", "Negotiation · 88,000"),
        ("Moved from Discovery to Proposal; category pipeline → upside; pushed 21 days", "Proposal · due Sat 21 Feb"),
        ("Moved from Ready to Discovery; next step", "Discovery · Send the offer"),
        ("Begun", "Ready · 100,000 · due Sat 31 Jan · Ann"),
    ]


SAYS: dict[str, tuple[list[tuple[Any, ...]], str]] = {
    "no amount": ([("2026-02-01", "discovery")], "No amount so far, 24 days in 1 stage"),
    "日本電気株式会社": ([("2026-02-01", "proposal", {"amount": 500, "close": "2026-03-01"})], "24 days in 1 stage"),
    "begins in the middle": ([(None, "proposal", {"amount": 500}), ("2026-02-01", "negotiation")], "2 versions known"),
    "never changed": ([(None, "proposal", {"amount": 500})], "1 version known"),
    "lost": (
        [("2026-01-01", "discovery", {"amount": 500, "close": "2026-02-10"}), ("2026-02-10", "lost")],
        "Lost after 40 days in 1 stage",
    ),
    "reopened": (
        [("2026-01-01", "discovery", {"amount": 500}), ("2026-01-20", "lost"), ("2026-02-01", "proposal", {"owner": "Bob"})],
        "Reopened, 55 days in 2 stages",
    ),
    "forty": (
        [("2026-01-01", "discovery", {"amount": 100})]
        + [(f"2026-01-{day:02}", "proposal", {"amount": 100 + day, "close": f"2026-03-{day:02}"}) for day in range(2, 31)],
        "Pushed 28 times (28 days), amount raised by 30 %, 55 days in 2 stages",
    ),
}


@pytest.mark.parametrize("name", SAYS)
def test_a_deal_that_lacks_something_is_told_as_it_is(company: Company, name: str) -> None:
    company.person("Bob")
    history, sentence = SAYS[name]
    company.deal(name, "Ann", history)

    page = deal_page(name)

    assert sentence in text(page)
    assert drawn(page, "tip")
    assert ("Amount" in drawn(page, "name")) == (name != "no amount")
    facts = dict(table(page, "fact", "value"))
    assert "–" not in facts.values()


def test_a_deal_that_was_not_there_yet_leads_to_today(company: Company) -> None:
    company.deal("late", "Ann", [("2026-02-20", "discovery")])

    assert "This deal was not there yet on Sun 1 Feb" in text(deal_page("late", "2026-02-01"))


def test_a_rep_sees_what_to_do_today_one_line_a_deal(company: Company) -> None:
    step = {"next_step": "call"}
    for name, amount, close, stage in (
        ("small and late", 10_000, "2026-02-20", "proposal"),
        ("large and late", 90_000, "2026-02-23", "negotiation"),
        ("quiet", 500_000, "2026-03-20", "negotiation"),
        ("next quarter", 900_000, "2026-04-20", "negotiation"),
    ):
        company.deal(name, "Ann", [("2026-01-05", stage, {"amount": amount * 100, "close": close} | step)])

    page = open_on("my_pipeline", as_of=AS_OF)
    words = text(page)

    assert "4 deals to act on today, 3 of them due by Tue 31 Mar: 590k of commit at risk" in words
    rows = table(page, "to_do", "deal_name", "amount", "why")
    assert [row[1] for row in rows] == ["large and late", "small and late", "quiet", "next quarter"]
    assert rows[0][0] == "Move the close date, or close the deal"
    assert str(rows[0][3]).startswith("Close date passed 2 days ago (+")
    assert rows[2][0] == "Get in touch"
    assert "2 of 3 open deals overdue, 0 due this week; next is quiet on Fri 20 Mar" in words
    assert drawn(page, "deal_key").count("quiet") == 1


def test_a_rep_without_open_deals_is_told_so(company: Company) -> None:
    company.deal("won", "Ann", [("2026-01-05", "discovery", {"amount": 100, "close": "2026-02-10"}), ("2026-02-10", "won")])

    words = text(open_on("my_pipeline", as_of=AS_OF))

    assert "Nothing is pressing: no open deal has a flag." in words
    assert "No open deal is due in this period." in words


def test_a_deal_shows_the_crms_and_the_owners_values_and_what_the_crm_changed_since(company: Company) -> None:
    company.setting("time_zone", "America/New_York")
    company.person("Max", role="manager")
    company.reports("Ann", "Max")
    company.deal(
        "Acme",
        "Ann",
        [
            ("2026-01-05", "negotiation", {"amount": 12_000_000, "close": "2026-03-20", "next_step": "Wait"}),
            ("2026-02-14 17:00", "negotiation", {"amount": 9_000_000}),
        ],
    )
    company.judgement("Acme", "Ann", "2026Q1", "2026-02-10", category="upside", next_step="Call the CFO")
    company.judgement("Acme", "Max", "2026Q1", "2026-02-12 14:30", amount=10_000_000, reason="No budget left")
    company.judgement("Acme", "Max", "2025Q4", "2026-02-08", amount=100, reason="Then")

    page = deal_page("Acme")
    words = text(page)

    assert "Max judged the amount 100k on 12 Feb 2026; the CRM has said 90k since 14 Feb 2026, 120k before." in words
    assert "The judgement still counts." in words
    rows = table(page, "who", "category", "amount", "next_step", "counts", "reason")
    assert [tuple("" if is_unknown(value) else value for value in row) for row in rows] == [
        ("The CRM", "The stage’s default", 90000, "Wait", "", ""),
        ("Max", "", 100000, "", "Yes", "No budget left"),
        ("Ann, owner", "Upside", "", "Call the CFO", "Yes", ""),
        ("Max", "", 1, "", "No more", "Then"),
    ]
    assert str(table(page, "judged_at", "period")[1][0]) == "2026-02-12 09:30:00"  # by the company's clocks
    assert "judged" not in text(deal_page("Acme", "2026-01-31"))


def test_a_rep_is_told_who_judged_their_deal_since_until_they_have_read_it(company: Company) -> None:
    now = datetime.now(UTC)
    company.person("Max", role="manager")
    company.reports("Ann", "Max")
    due = company.book(AS_OF).calendar.period_at(now.date())
    history = [("2026-01-05", "negotiation", {"amount": 12_000_000, "close": due.last.isoformat()})]
    deal = company.deal("Acme", "Ann", history)
    company.judgement("Acme", "Ann", due.name, (now - timedelta(days=40)).isoformat(), amount=11_000_000, category="commit")
    values = {"deal": deal, "period": due.name, "amount": 9_000_000, "category": "upside", "reason": "No budget"}
    judge(company.engine, company.viewer("Max", now.date()), **values, now=now - timedelta(minutes=1))

    page = open_on("my_pipeline", view_as="Ann, rep")
    words = text(page)

    assert "1 judgement beside yours" in words
    assert "Max judged it 90k, upside on" in words
    assert "after your 110k, commit" in words
    page.button(key="news read").click().run()
    assert "beside yours" not in text(page)
