"""Calls stay compared with what they were about: whatever is set later, whoever has changed teams, within a region."""

from datetime import UTC, datetime
from typing import Any

import pytest

from metrics.accuracy import accuracy
from metrics.call_record import call_record
from metrics.calls import calls_of_week, weekly_calls
from metrics.forecast import forecast
from metrics.judgement_bridge import judgement_bridge
from metrics.judgement_record import judgement_record
from model.access import MACHINE_OWNER
from model.commands.settings import set_value
from tests.company import Company
from tests.fresh import fresh

NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Max leads Nat (North) and Sue (South), who each win 100 in 2026Q3; Rob, who wins 100 too, came to Mia in November."""
    company = Company(fresh(sqlite_url))
    company.person("ada", role="executive")
    company.person("max", "ada", role="manager", region="North")
    company.person("mia", "ada", role="manager")
    company.person("nat", "max", region="North")
    company.person("sue", "max", region="South")
    company.person("rob")
    company.reports("rob", "max", since="2026-01-01", until="2026-10-31")
    company.reports("rob", "mia", since="2026-11-01")
    for rep in ("nat", "sue", "rob"):
        won = [("2026-07-05", "negotiation", {"amount": 100, "close": "2026-09-20"}), ("2026-09-20", "won")]
        company.deal(f"won by {rep}", rep, won)
    return company


def compared(company: Company, viewer: str | None = None, **scope: Any) -> list[list[Any]]:
    """Who, week, call, actual, accuracy of 2026Q3, seen in November."""
    book = company.book("2026-11-20", viewer, **scope)
    frame = accuracy(book, book.calendar.period("2026Q3"))
    names = {id_: name for name, id_ in company.ids.items() if " " not in name}
    return [
        [names[row.person], row.week.isoformat(), row.call, row.actual, None if row.accuracy is None else float(row.accuracy)]
        for row in frame.astype(object).where(frame.notna(), None).itertuples()
    ]


@pytest.mark.parametrize(
    "change", ["week_start=monday", "call_deadline=wednesday 12:00", "time_zone=Asia/Tokyo", "call_deadline=sunday 23:59"]
)
def test_what_is_set_later_changes_no_past_week(company: Company, change: str) -> None:
    company.setting("week_start", "sunday")
    company.call("nat", "2026Q3", "2026-07-05", "2026-07-10 15:00", 90)  # a Friday, of the week that began on Sunday
    company.call("nat", "2026Q3", "2026-07-12", "2026-07-18 09:00", 999)  # late
    shown = compared(company)
    assert shown == [["nat", "2026-07-05", 90, 100, 0.9]]

    key, value = change.split("=")
    set_value(company.engine, MACHINE_OWNER, key=key, value=value, now=NOVEMBER)

    assert compared(company) == shown
    book = company.book("2026-11-20")
    assert call_record(book, book.calendar.period("2026Q4"), company.ids["nat"])["call"].tolist() == [90]
    weeks = weekly_calls(book, book.calendar.period("2026Q3"), company.ids["nat"], weeks=22).dropna()
    assert [[week.isoformat(), commit] for week, commit in weeks.values.tolist()] == [["2026-07-05", 90]]


def test_a_call_stands_for_the_days_of_its_week_when_weeks_begin_otherwise(company: Company) -> None:
    company.setting("week_start", "sunday")
    company.call("nat", "2026Q4", "2026-11-15", "2026-11-17 15:00", 77)
    set_value(company.engine, MACHINE_OWNER, key="week_start", value="monday", now=datetime(2026, 11, 18, 9, tzinfo=UTC))

    def called(day: str) -> tuple[list[int], list[int]]:
        book = company.book(day)
        period = book.calendar.period("2026Q4")
        return forecast(book, period)["call_commit"].dropna().tolist(), calls_of_week(book, period)["commit"].tolist()

    assert called("2026-11-17") == called("2026-11-18") == called("2026-11-21") == ([77], [77])
    assert called("2026-11-22") == ([], [])  # the Sunday belongs to no call: its week is the one from Monday the 16th
    company.call("nat", "2026Q4", "2026-11-16", "2026-11-20 10:00", 80)
    assert called("2026-11-20") == called("2026-11-21") == ([80], [80, 77])
    assert called("2026-11-22") == ([80], [80])


def test_a_region_holds_a_part_of_what_a_call_is_about(company: Company) -> None:
    company.call("max", "2026Q3", "2026-07-06", "2026-07-08", 300)
    company.call("nat", "2026Q3", "2026-07-06", "2026-07-08", 80)

    assert compared(company) == [["max", "2026-07-06", 300, 300, 1.0], ["nat", "2026-07-06", 80, 100, 0.8]]
    assert compared(company, region="North") == [["max", "2026-07-06", 300, 100, None], ["nat", "2026-07-06", 80, 100, 0.8]]
    book = company.book("2026-07-08", region="North")
    rows = forecast(book, book.calendar.period("2026Q3")).set_index("person")
    assert rows.loc[company.ids["max"], "call_commit"] == 300
    assert rows["difference"].notna().tolist() == [person == company.ids["nat"] for person in rows.index]
    bridge = judgement_bridge(book, book.calendar.period("2026Q3"))
    assert bridge["step"].tolist() == ["deals", "call"]
    assert bridge["person"].tolist()[1:] == [company.ids["nat"]]


@pytest.mark.parametrize(("viewer", "under"), [(None, None), (None, "max"), ("ada", None), ("ada", "max")])
def test_a_team_is_compared_as_it_was_then(company: Company, viewer: str | None, under: str | None) -> None:
    company.call("max", "2026Q3", "2026-07-06", "2026-07-08", 300)

    assert compared(company, viewer, under=under) == [["max", "2026-07-06", 300, 300, 1.0]]
    book = company.book("2026-11-20", viewer, under=under)
    record = call_record(book, book.calendar.period("2026Q4"), company.ids["max"])
    assert record[["actual", "landed"]].values.tolist() == [[300, 1.0]]


def test_who_may_not_see_all_of_a_team_of_then_compares_nothing(company: Company) -> None:
    company.call("max", "2026Q3", "2026-07-06", "2026-07-08", 300)
    company.call("nat", "2026Q3", "2026-07-06", "2026-07-08", 80)

    assert compared(company, "max") == [["nat", "2026-07-06", 80, 100, 0.8]]  # Rob's hundred is not Max's to see any more


def test_the_record_of_judging_takes_the_team_of_then(company: Company) -> None:
    company.call("max", "2026Q3", "2026-08-24", "2026-08-26", 300)
    company.call("rob", "2026Q3", "2026-08-24", "2026-08-26", 500)
    rows = []
    for viewer, under in ((None, None), (None, "max"), ("ada", "max")):
        book = company.book("2026-11-20", viewer, under=under)
        record = judgement_record(book, book.calendar.period("2026Q4"))
        rows.append(record[["step", "level", "n", "toward"]].values.tolist())

    # Rob calls 500 where his deals say 100 and bring 100; Max calls 300 where 700 come up and 300 are won
    assert rows == [[["call", 0, 1, 0], ["call", 1, 1, 1]]] * 3


def test_a_period_is_over_at_the_end_of_its_last_day(company: Company) -> None:
    company.call("nat", "2026Q3", "2026-08-24", "2026-08-26", 90)
    book = company.book("2026-09-30")

    assert len(accuracy(book, book.calendar.period("2026Q3"))) == 1
    following = book.calendar.period("2026Q4")
    assert len(call_record(book, following, company.ids["nat"])) == 1
    assert judgement_record(book, following)["n"].tolist() == [1]
