"""Data health: each check by a small example, who sees what, and the words of effects."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, update

from metrics.__main__ import main
from metrics.health import CHECKS, COLUMNS, health, health_rows
from metrics.health_effects import effect, in_full
from model.access import MACHINE_OWNER, AccessDenied
from model.book import Book
from model.database import connect, migrate, writing
from model.tables import Deal, Stage, table
from model.warehouse import Copy
from tests.company import STAGES, Company
from tests.fresh import fresh

DAY = "2026-03-31"
AS_OF = date.fromisoformat(DAY)
FINE: dict[str, Any] = {"amount": 1000_00, "close": "2026-05-15", "next_step": "demo"}
Kind = dict[str, Any]


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = fresh(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def company(engine: Engine) -> Company:
    """Mia's team: Ann and Bob; Olaf sees totals, Sam is an SDR. Acme buys."""
    return filled(Company(engine))


def filled(company: Company) -> Company:
    """With its people and an account."""
    company.person("Mia", role="manager")
    company.person("Ann", "Mia")
    company.person("Bob", "Mia")
    company.person("Olaf", role="observer")
    company.person("Sam", role="sdr")
    company.account("Acme", "Ann")
    return company


def deal(company: Company, name: str, *later: Any, owner: str | None = "Ann", stage: str = "proposal", **changed: Any) -> None:
    """A deal with nothing to mend but what is `changed` in its first version, or `later`."""
    account = changed.pop("account", "Acme")
    given = {key: changed.pop(key) for key in ("created", "lead_id") if key in changed}
    company.deal(
        name, owner, [("2026-02-02", stage, FINE | {"amount": 1000_00 + len(company.ids)} | changed), *later], account, **given
    )


def rename(company: Company, key: str, name: str) -> None:
    with writing(company.engine) as (session, _):
        session.execute(update(table(Deal)).where(table(Deal).c.id == company.id(key)).values(name=name))


def found(company: Company, viewer: str | None = None, as_of: str = DAY, **scope: Any) -> dict[str, Kind]:
    """check → its row, of the checks that found something."""
    frame = health(company.book(as_of, viewer, **scope))
    assert (frame["check"].tolist(), list(frame)) == (list(CHECKS), list(COLUMNS))
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {row["check"]: row for row in rows if row["count"]}


def names(company: Company, check: str | None, viewer: str | None = None) -> list[str]:
    return health_rows(company.book(DAY, viewer), check)["name"].tolist()


def whys(company: Company, check: str | None) -> list[str]:
    return health_rows(company.book(DAY), check)["why"].tolist()


def test_without_data_nothing_is_found(company: Company) -> None:
    frame = health(company.book(DAY))

    assert frame["count"].tolist() == [0] * len(CHECKS)
    assert frame["of"].sum() == 1  # the account
    assert frame["value"].isna().all()
    assert frame["effect"].isna().all()
    for check in (None, *CHECKS):
        assert health_rows(company.book(DAY), check).empty


def test_deals_in_order_have_nothing_to_mend(company: Company) -> None:
    deal(company, "open")
    deal(company, "won", ("2026-02-20", "won", {"close": "2026-02-20"}))
    deal(company, "lost", ("2026-02-20", "lost", {"close": "2026-02-20", "next_step": None}))
    deal(company, "due today", close=DAY)

    assert found(company) == {}


def test_what_is_missing_is_counted_with_what_it_does(company: Company) -> None:
    deal(company, "no amount", amount=None)
    deal(company, "due in the quarter", amount=None, close="2026-03-31")
    deal(company, "no day", close=None, amount=200_00)
    deal(company, "early, no day", close=None, amount=50_00, stage="ready")
    deal(company, "nobody's", owner=None, amount=300_00)
    deal(company, "no step", next_step="")
    deal(company, "no account", account=None, amount=70_50)
    deal(company, "won for nothing", ("2026-02-20", "won", {"amount": None, "close": "2026-02-20"}))
    deal(company, "lost for nothing", ("2026-02-20", "lost", {"amount": None, "close": "2026-02-20"}))
    deal(company, "never qualified", ("2026-02-20", "lost", {"amount": None, "close": "2026-02-20"}), stage="ready")

    rows = found(company)

    assert rows.pop("no-next-step")["count"] == 1
    assert {check: (row["count"], row["of"], row["value"], row["effect"]) for check, row in rows.items()} == {
        "no-amount": (2, 7, None, "left out of every sum; 1 of them due in 2026Q1"),
        "closed-no-amount": (2, 2, None, "left out of won value: 1 won; left out of the win rate by value: 1 lost"),
        "no-close-date": (2, 7, 250_00, "in no period's forecast; 200 of qualified pipeline left out there"),
        "no-owner": (1, 10, 300_00, "in the company's totals and in nobody's roll-up; 300 of qualified pipeline"),
        "no-account": (1, 10, 70_50, "neither new nor existing: in neither motion; 70.50 of qualified pipeline"),
    }  # fmt: skip
    assert names(company, "no-close-date") == ["no day", "early, no day"]
    assert whys(company, "no-owner") == ["No owner"]


def test_a_field_that_no_deal_has_may_lack_in_the_files(company: Company) -> None:
    for name in ("a", "b"):
        deal(company, name, next_step=None)

    assert found(company)["no-next-step"]["effect"].endswith("; none has one: the files may lack this column")


def test_a_close_date_past_would_move_value_out_of_the_period(company: Company) -> None:
    deal(company, "yesterday", close="2026-03-30", amount=1200_00)
    deal(company, "last year", close="2025-12-31", amount=300_00)
    deal(company, "not qualified", close="2026-03-01", amount=5_00, stage="ready")

    row = found(company)["close-date-past"]

    assert (row["count"], row["of"], row["value"]) == (3, 3, 1505_00)
    assert row["effect"] == (
        "due on days that are over; would move 1,200 out of 2026Q1 if pushed; 300 due before 2026Q1 is in no forecast"
    )
    assert whys(company, "close-date-past") == [
        "Close date passed 1 day ago", "Close date passed 90 days ago", "Close date passed 30 days ago",
    ]  # fmt: skip
    assert "close-date-past" not in found(company, as_of="2025-12-31")


def test_closings_without_or_with_a_wrong_day(company: Company) -> None:
    deal(company, "too early", ("2026-02-20", "won", {"close": "2026-09-30", "amount": 10_00}))
    company.deal("since ever", "Ann", [(None, "won", {"amount": 20_00})], "Acme", created=None)

    rows = found(company)

    assert rows["closed-in-future"]["effect"] == "count on the day they were closed, not on their close date; 10 of won value"
    assert rows["closed-no-day"]["effect"] == "in no period and in no win rate; 20 of won value left out there"
    assert whys(company, "closed-in-future") == ["Closed, but its close date is 2026-09-30"]


def test_amount_0_is_found_in_late_stages_only(company: Company) -> None:
    deal(company, "early", stage="discovery", amount=0)
    deal(company, "late", stage="proposal", amount=0, close="2026-03-31")
    deal(company, "won", ("2026-02-20", "won", {"close": "2026-02-20"}), amount=0)
    deal(company, "lost", ("2026-02-20", "lost", {"close": "2026-02-20"}), amount=0)

    row = found(company)["zero-late"]

    assert (row["count"], row["of"], row["value"]) == (2, 2, 0)
    assert row["effect"] == (
        "count 0 in every sum; 1 of them in the forecast of 2026Q1; 1 won lower the mean value of a won deal"
    )
    assert whys(company, "zero-late") == ["Amount 0 in Proposal", "Amount 0 in Won"]


def test_owners_whom_no_list_names_and_owners_who_left(company: Company) -> None:
    company.person("Uwe", unconfirmed=True, active_to=date(2026, 1, 1))
    company.person("Lee", "Mia", active_to=date(2026, 3, 30))
    company.person("Pia", "Mia", active_to=AS_OF)  # her last day
    for name in ("Uwe", "Lee", "Pia"):
        deal(company, f"of {name}", owner=name, amount=len(name) * 100_00)

    rows = found(company)

    assert set(rows) == {"unconfirmed-owner", "owner-left"}
    assert names(company, "unconfirmed-owner") == ["of Uwe"]
    assert (names(company, "owner-left"), whys(company, "owner-left")) == (["of Lee"], ["Owner left on 2026-03-30"])
    assert rows["unconfirmed-owner"]["effect"] == "in nobody's team until these people are confirmed; 300 of qualified pipeline"


def test_a_stage_needs_a_probability_and_a_category_on_the_day(engine: Engine) -> None:
    company = Company(engine, STAGES | {"legal": (4, "qualified", 6000, None)})
    company._add(Stage, "stage paper", key="paper", name="Paper", position=4, kind="qualified")
    company.person("Ann")
    company.account("Acme")
    for stage in ("legal", "paper", "proposal"):
        deal(company, stage, stage=stage, amount=100_00)

    row = found(company)["stage-unmapped"]

    assert (row["count"], row["of"], row["value"]) == (2, 3, 200_00)
    assert row["effect"] == "probability 0, or category pipeline, is taken; 200 of qualified pipeline"
    assert whys(company, "stage-unmapped") == [
        "Legal has no probability or no category",
        "Paper has no probability or no category",
    ]


def test_a_deal_before_its_lead_and_a_win_before_the_first_contact(company: Company) -> None:
    company.lead("late lead", "Sam", created_at="2026-02-04", mql_at="2026-02-03")
    company.lead("lead in time", created_at="2026-02-02 23:00", mql_at="2026-02-02 23:30")
    deal(company, "before", lead_id=company.id("late lead"))
    deal(company, "same day", lead_id=company.id("lead in time"))
    company.account("Bolt", "Bob")
    for account in ("Acme", "Bolt"):
        deal(company, f"won {account}", ("2026-02-20", "won", {"close": "2026-02-20", "amount": 40_00}), account=account)
    company.activity("2026-02-01", "Ann", account="Acme")
    company.activity("2026-02-21", "Bob", deal="won Bolt")
    company.activity("2026-02-10", "Bob", deal="won Bolt", done=False)

    rows = found(company)

    assert (rows["created-before-lead"]["count"], rows["created-before-lead"]["of"]) == (1, 2)
    assert whys(company, "created-before-lead") == ["Created 2 days before its lead"]
    assert (rows["won-before-contact"]["of"], rows["won-before-contact"]["effect"]) == (
        2, "the win may be dated too early; 40 of won value",
    )  # fmt: skip
    assert whys(company, "won-before-contact") == ["Won 1 day before the first contact"]
    leads = {check: health_rows(company.book(DAY), check) for check in ("lead-no-owner", "mql-before-created")}
    assert leads["lead-no-owner"]["lead"].tolist() == ["lead in time"]
    assert leads["mql-before-created"][["lead_name", "why", "of"]].values.tolist() == [
        ["late lead", "MQL 1 day before it was created", 1]
    ]
    assert (rows["mql-before-created"]["of"], rows["mql-before-created"]["value"]) == (2, None)


def test_a_win_before_anything_was_logged_is_not_before_the_first_contact(company: Company) -> None:
    deal(company, "won", ("2026-02-20", "won", {"close": "2026-02-20"}))
    company.activity("2026-02-21", "Ann", deal="won")

    assert "won-before-contact" not in found(company)


def test_deals_alike_may_be_counted_twice(company: Company) -> None:
    for nth, written in enumerate(("Renewal", " renewal ", "RENEWAL")):
        state = {"amount": 45_00, "close": f"2026-02-{10 + nth // 2}"}
        company.deal(f"won {nth}", "Ann", [(f"2026-02-0{nth + 1}", "won", state)], "Acme", created="2026-01-01")
        rename(company, f"won {nth}", written)
    for key, account, amount in (("other", "Acme", 46_00), ("none", None, 45_00), ("zero", "Acme", 0), ("zero too", "Acme", 0)):
        deal(company, key, account=account, amount=amount, stage="discovery")
        rename(company, key, "Renewal")

    row = found(company)["duplicate-deals"]

    assert (row["count"], row["of"], row["value"]) == (3, 4, 135_00)
    assert row["effect"] == "90 of won value may be counted twice; 2 of them share the close date too"
    assert whys(company, "duplicate-deals") == ["3 deals of this account, name and amount"] * 3


def test_each_viewer_is_shown_their_own(company: Company) -> None:
    for name, owner in (("Ann's", "Ann"), ("Bob's", "Bob")):
        deal(company, name, owner=owner, close=None, amount=100_00)
        company.account(f"Twin of {owner}", owner)
        company.account(f"twin of {owner} inc", owner)
    company.lead("nobody's")

    assert names(company, "no-close-date", "Ann") == names(company, None, "Ann") == ["Ann's"]
    assert found(company, "Ann")["no-close-date"]["value"] == 100_00
    assert found(company, "Mia")["no-close-date"]["count"] == found(company, "Olaf")["no-close-date"]["count"] == 2
    assert found(company, under="Bob")["no-close-date"]["count"] == 1
    assert set(found(company, "Sam")) == {"lead-no-owner"}
    assert health_rows(company.book(DAY, "Sam"), "no-close-date").empty
    assert set(health_rows(company.book(DAY, "Ann"), "duplicate-accounts")["account_name"]) == {"Twin of Ann", "twin of Ann inc"}
    for check in (None, *CHECKS):
        with pytest.raises(AccessDenied):
            health_rows(company.book(DAY, "Olaf"), check)


def test_without_a_check_each_deal_has_all_that_was_found_in_it(company: Company) -> None:
    deal(company, "bad", amount=None, close=None)
    deal(company, "fine")

    [row] = health_rows(company.book(DAY), None).to_dict("records")

    assert (row["name"], row["why"], row["of"]) == ("bad", "No amount; No close date", 1)
    with pytest.raises(ValueError, match="No such check: 'nope'"):
        health_rows(company.book(DAY), "nope")


def test_rows_are_listed_at_the_command_line(company: Company, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    deal(company, "D-1", close=None, amount=120_50)

    asked = ["health", "--as-of", DAY, "--database", sqlite_url, "--format", "json"]
    assert main([*asked, "--rows", "no-close-date"]) == 0

    [row] = json.loads(capsys.readouterr().out)
    assert (row["deal"], row["owner"], row["stage"], row["amount"], row["why"]) == (
        "D-1", "ann@example.com", "proposal", 120.5, "No close date",
    )  # fmt: skip
    assert main([*asked, "--rows", "nope"]) == 2
    assert main(["pipeline", "--rows", "no-owner", "--database", sqlite_url]) == 2
    assert "No such check" in (said := capsys.readouterr().err)
    assert "pipeline does not take --rows" in said


def test_the_rows_are_the_same_on_both_engines(new_postgres_url: Callable[[], str]) -> None:
    engine = connect(new_postgres_url())
    migrate(engine)
    company = filled(Company(engine))
    company.person("Lee", active_to=date(2026, 3, 30))
    company.account("株式会社Acme", "Bob")
    company.lead("late", created_at="2026-02-05", mql_at="2026-02-03")
    for name in ("a", "b"):
        deal(company, name, lead_id=company.id("late"), owner="Lee", close="2026-03-30", amount=1200)
        rename(company, name, "Twin")
    deal(company, "won", ("2026-02-20", "won", {"close": "2026-09-30", "amount": 0}), account=None)
    deal(company, "empty", owner=None, amount=None, close=None, next_step=None)
    company.activity("2026-02-01", "Ann")
    company.activity("2026-02-21", "Ann", deal="won")

    server, copy = company.book(DAY), Copy(engine)
    copy.refresh()
    for check in (None, *CHECKS):
        on_server, on_copy = (health_rows(Book(warehouse, MACHINE_OWNER, AS_OF), check) for warehouse in (server.warehouse, copy))
        pd.testing.assert_frame_equal(on_server, on_copy)
    there = health(server)
    assert there["check"][there["count"] == 0].tolist() == [
        "closed-no-amount",
        "closed-no-day",
        "unconfirmed-owner",
        "stage-unmapped",
    ]
    engine.dispose()


def test_effects_name_only_figures_that_are_there() -> None:
    assert effect("no-amount", {"deals": None}, 0, 5, "2026Q1", 2) is None
    assert effect("no-amount", {"deals": 1234}, 2000, 5000, "2026Q1", 2) == "left out of every sum; 1,234 of them due in 2026Q1"
    assert effect("duplicate-deals", {"won": 0, "open": None, "deals": 0}, 2, 9, "2026Q1", 2) == (
        "no two share a close date: repeat orders look the same"
    )
    assert [in_full(units, 2) for units in (123_456_00, 12_50, -100)] == ["123,456", "12.50", "−1"]
    assert in_full(1234, 0) == "1,234"
