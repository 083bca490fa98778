"""What a change would do, worked out before it is made: by hand, and against the figures after it was really made."""

from datetime import date
from typing import Any

import pytest

from metrics.accounts import covered
from metrics.dated_values import changes, dated_values
from metrics.flags import flag_counts
from metrics.leaks import stalled_deals
from metrics.previews import (
    calendar_preview,
    counts_preview,
    deadline_preview,
    flags_preview,
    parts_against_own,
    quotas_preview,
    terms_preview,
)
from metrics.totals import totals
from model.access import AccessDenied
from model.book import Book
from model.commands.settings import set_quotas, set_terms, set_value, undo_settings
from tests.company import Company
from tests.model.commanded import NOON, PERIOD, TODAY, made_in, who

REVIEW = date(2026, 11, 13)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    company = made_in(sqlite_url)
    for person, amount in (("max", 2500), ("rob", 2000), ("ron", 300)):
        company.quota(person, PERIOD, amount)
    company.account("old customer", "rob", named=True)
    company.account("new customer", "rob", named=True)
    company.activity("2026-11-10", "rob", account="new customer")
    company.deal("first", "rob", [("2026-01-01", "proposal"), ("2026-02-01", "won", {"close": "2026-02-01"})], "old customer")
    company.deal("again", "rob", [("2026-09-01", "proposal", {"amount": 80, "close": "2026-12-01"})], "old customer")
    return company


def today(company: Company) -> Book:
    return company.book(TODAY.isoformat())


def told(frame: Any) -> dict[str, tuple[Any, Any]]:
    return {row["what"]: (row["now"], row["then"]) for row in frame.to_dict("records")}


def test_other_chances_and_categories_by_hand(company: Company) -> None:
    book = today(company)
    period = book.calendar.period(PERIOD)
    proposal, negotiation = (company.ids[f"stage {name}"] for name in ("proposal", "negotiation"))

    preview = told(terms_preview(book, period, ((proposal, 9000, "commit"), (negotiation, 5001, "upside"))))

    # closed: sold 900; boat 500 in negotiation 75 % commit; raft 300, ship 700, again 80 in proposal 50 % upside
    assert preview == {
        "weighted": (900 + 375 + 150 + 350 + 40, 900 + 250 + 270 + 630 + 72),  # 500 × 50.01 % = 250.05
        "commit": (500, 1080), "upside": (1080, 500), "pipeline": (0, 0),
    }  # fmt: skip

    set_terms(company.engine, who(company, None), terms=[(proposal, 9000, "commit"), (negotiation, 5001, "upside")], now=NOON)
    then = totals(today(company), period).iloc[0]
    assert {name: then[name] for name in preview} == {name: now for name, (_, now) in preview.items()}


@pytest.mark.parametrize("kind", [None, "new"])
def test_other_quotas_by_hand(company: Company, kind: str | None) -> None:
    book = today(company)
    period = book.calendar.period(PERIOD)
    quotas = ((company.ids["max"], PERIOD, kind, 4000), (company.ids["sue"], PERIOD, kind, 700))

    preview = told(quotas_preview(book, period, quotas))

    # expected: closed 900 + commit 500; Max's own quota for both counts before one for new customers
    whole = 4700 if kind is None else 3200
    assert preview == {"quota": (2500, whole), "gap": (2500 - 1400, whole - 1400)}
    set_quotas(company.engine, who(company, None), quotas=quotas, now=NOON)
    then = totals(today(company), period).iloc[0]
    assert (then["quota"], then["gap"]) == (preview["quota"][1], preview["gap"][1])


def test_a_quota_that_ends_leaves_those_below(company: Company) -> None:
    book = today(company)
    period, ended = book.calendar.period(PERIOD), ((company.ids["max"], PERIOD, None, None),)

    assert told(quotas_preview(book, period, ended))["quota"] == (2500, 2300)
    set_quotas(company.engine, who(company, None), quotas=ended, now=NOON)
    assert totals(today(company), period)["quota"].iloc[0] == 2300
    assert set(today(company).frame(today(company).quotas.select())["amount"]) == {2000, 300}


def test_own_quota_against_the_sum_of_the_reports(company: Company) -> None:
    book = today(company)
    period, max_ = book.calendar.period(PERIOD), company.ids["max"]
    company.quota("rob", PERIOD, 900, kind="new")

    def against(kind: str | None, *instead: tuple[int, str, str | None, int | None]) -> list[tuple[int, ...]]:
        rows = parts_against_own(today(company), period, kind, instead)
        return list(rows.drop(columns="difference").itertuples(index=False, name=None))

    ada = company.ids["ada"]
    assert against(None) == [(ada, 2500, 2500), (max_, 2500, 2300)]
    assert parts_against_own(book, period)["difference"].tolist() == [0, 200]
    assert against(None, (company.ids["ron"], PERIOD, None, 600)) == [(ada, 2500, 2500), (max_, 2500, 2600)]
    assert against("new", (max_, PERIOD, "new", 1000)) == [(ada, 1000, 1000), (max_, 1000, 900)]


FLAGS = (
    ("flag.pushes", "3"), ("flag.idle_days", "60"), ("flag.idle_days", "3"), ("flag.category_steps", "1"),
    ("flag.large_part", "90"),
)  # fmt: skip


def test_flags_under_other_thresholds_are_those_that_then_are_up(company: Company) -> None:
    company.deal("moved", "sam", [
        ("2026-11-01", "proposal", {"amount": 60, "close": "2026-12-01", "category": "commit"}),
        ("2026-11-05", "proposal", {"close": "2026-12-10"}), ("2026-11-08", "proposal", {"close": "2026-12-12"}),
    ])  # fmt: skip
    company.activity("2026-11-15", "rob", deal="boat")
    for key, value in FLAGS:
        preview = flags_preview(today(company), REVIEW, ((key, value),))

        set_value(company.engine, who(company, None), key=key, value=value, now=NOON)

        assert preview["then"].tolist() == flag_counts(today(company), REVIEW)["deals"].tolist(), key
        assert preview["now"].tolist() != preview["then"].tolist(), key


def test_another_percentile_flags_those_that_are_longer_in_their_stage(company: Company) -> None:
    for number, days in enumerate((2, 4, 6, 8, 30), 1):  # visits of won deals: 20, 40, … 100 %
        left = f"2026-10-{days:02}"
        history = [("2026-10-01", "negotiation", {"amount": 1}), (left, "won", {"close": left})]
        company.deal(f"won {number}", "rob", history)
    company.deal("there", "rob", [("2026-11-10", "negotiation", {"amount": 1})])  # for 10 days

    def longer(value: str) -> tuple[int, int]:
        preview = flags_preview(today(company), REVIEW, (("flag.stage_percentile", value),))
        row = preview[preview["flag"] == "long-in-stage"].iloc[0]
        return int(row["now"]), int(row["then"])

    # three proposals are longer there than those won, 32 days, either way; boat is in negotiation for 46 days; 80 % of the won
    # deals left it within 7 days, all within 29
    assert longer("99") == (5, 4)
    set_value(company.engine, who(company, None), key="flag.stage_percentile", value="99", now=NOON)
    assert longer("80") == (4, 5)


COUNTS = (("stall_days", "30", 1, 0), ("quiet_days", "5", 1, 2), ("dormancy_months", "3", 1, 0))


def test_what_a_setting_counts_now_and_then(company: Company) -> None:
    for key, value, now, then in COUNTS:
        assert counts_preview(today(company), key, value) == (now, then)
        set_value(company.engine, who(company, None), key=key, value=value, now=NOON)

    book = today(company)
    deals = book.frame(book.deals.select())
    existing = int(((deals["motion"] == "existing") & (deals["stage_kind"] == "qualified")).sum())
    assert [len(stalled_deals(book)), covered(book)["quiet"].sum(), existing] == [then for *_, then in COUNTS]


def test_customers_that_count_as_new_again_are_counted_whatever_kind_is_looked_at(company: Company) -> None:
    seen = [counts_preview(company.book(TODAY.isoformat(), kind=kind), "dormancy_months", "3") for kind in ("new", "existing")]

    assert seen == [(1, 0), (1, 0)]


def test_another_calendar_and_deadline(company: Company) -> None:
    now, then = calendar_preview(today(company), (("fiscal_year_start", "2"),))
    assert (now.name, then.name, then.first, then.last) == ("2026Q4", "2027Q4", date(2026, 11, 1), date(2027, 1, 31))
    soon, late = deadline_preview(today(company), (("call_deadline", "monday 09:30"),))
    assert (f"{soon:%a %d %H:%M}", f"{late:%a %d %H:%M}") == ("Fri 20 18:00", "Mon 16 09:30")


def test_every_value_stands_with_its_day_and_what_can_be_taken_back(company: Company) -> None:
    owner = who(company, None)
    company.setting("stall_days", "10", "2026-05-01")
    for value, since in (("7", None), ("5", date(2027, 1, 1))):
        set_value(company.engine, owner, key="stall_days", value=value, since=since, now=NOON)
    set_quotas(company.engine, owner, quotas=[(company.ids["rob"], PERIOD, "new", 5)], now=NOON)

    rows = dated_values(today(company))
    mine = rows[rows["key"] == "stall_days"]
    assert mine[["value", "since", "state"]].values.tolist() == [
        ["10", date(2026, 5, 1), "over"], ["7", TODAY, "holds"], ["5", date(2027, 1, 1), "coming"],
    ]  # fmt: skip
    assert len(rows[rows["kind"] == "stage"]) == 6
    assert rows[rows["kind"] == "quota"]["state"].eq("holds").all()

    def open_to_undo() -> list[tuple[str, bool]]:
        return list(changes(today(company))[["done", "undo"]].itertuples(index=False, name=None))

    assert open_to_undo() == [("set", True)] * 3
    undo_settings(company.engine, owner, entries=[int(changes(today(company))["entry"].iloc[1])], now=NOON)
    assert open_to_undo() == [("took back", False), ("set", True), ("set", False), ("set", True)]


def test_a_leader_who_administers_sees_the_quotas_of_their_people_and_nobody_else_any(company: Company) -> None:
    company.person("adm", "ada", role="manager", admin=True)
    set_quotas(company.engine, who(company, None), quotas=[(company.ids["rob"], PERIOD, "new", 5)], now=NOON)
    book = company.book(TODAY.isoformat(), "adm")
    assert (dated_values(book)["kind"] == "quota").sum() == 0
    assert len(changes(book)) == 0
    with pytest.raises(AccessDenied):
        changes(company.book(TODAY.isoformat(), "max"))
