"""A period week by week: worked by hand, against plain loops, and the same as each day's own figures."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from sqlalchemy import Engine

from metrics.forecast import forecast
from metrics.replay import PARTS, days_of, replay
from metrics.totals import totals
from tests.company import STAGES, Company
from tests.metrics.deal_states import FIRST, PERIOD, books, build, counts, dated, stood
from tests.metrics.random_companies import company_of, few


@pytest.fixture
def company(engine: Engine) -> Company:
    """Eve leads Mia and Max; Ann reports to Mia."""
    made = Company(engine)
    made.person("Eve", role="executive")
    made.person("Mia", "Eve", role="manager")
    made.person("Max", "Eve", role="manager")
    made.person("Ann", "Mia")
    return made


def played(company: Company, on: str, period: str = "2027Q1", **scope: Any) -> pd.DataFrame:
    book = company.book(on, **scope)
    return replay(book, book.calendar.period(period))


def whole(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """week, closed, commit, upside, pipeline, gap of the whole Book."""
    rows = frame[frame["person"].isna()]
    rows = rows[["week", *PARTS, "gap"]].astype(object).where(rows.notna(), None)
    return list(rows.itertuples(index=False, name=None))


def test_a_quarter_with_one_deal_that_is_won_in_its_fourth_week(company: Company) -> None:
    company.quota("Eve", "2027Q1", 1000)
    steps = [
        ("2026-12-15", "discovery", {"amount": 300, "close": "2027-03-20"}),
        ("2027-01-05", "proposal"),
        ("2027-01-12", "negotiation", {"amount": 250}),
        ("2027-01-20", "won", {"close": "2027-01-20"}),
    ]
    company.deal("D", "Ann", steps)

    found = whole(played(company, "2027-01-26"))

    assert found == [
        (0, 0, 0, 0, 300, 1000),  # Thu 31 Dec
        (1, 0, 0, 0, 300, 1000),  # Sun 3 Jan: the first week has three days
        (2, 0, 0, 300, 0, 1000),
        (3, 0, 250, 0, 0, 750),
        (4, 250, 0, 0, 0, 750),
        (5, 250, 0, 0, 0, 750),  # Tue 26 Jan, the day itself
    ]


def test_each_week_is_what_was_said_on_its_day(company: Company) -> None:
    company.quota("Mia", "2027Q1", 500)
    company.quota("Mia", "2027Q1", 700, since="2027-01-20")
    company.reports("Ann", "Max", since="2027-02-01")
    due = {"amount": 40, "close": "2027-03-20"}
    company.deal("moves", "Ann", [("2027-01-02", "negotiation", due), ("2027-01-25", "proposal", {"owner": "Max"})])
    company.deal("stays", "Ann", [("2027-01-09", "proposal", due), ("2027-02-10", "won")])
    company.deal("next quarter", "Ann", [("2027-01-09", "proposal", {"amount": 9, "close": "2027-04-20"})])
    book = company.book("2027-02-24")
    period = book.calendar.period("2027Q1")

    found = replay(book, period)

    for day, rows in found.groupby("day"):
        on = book.on(date.fromisoformat(str(day)))
        then, people = totals(on, period).iloc[0], forecast(on, period)
        assert rows.iloc[0][[*PARTS, "quota", "gap"]].astype(object).equals(then[[*PARTS, "quota", "gap"]].astype(object))
        shown = rows.iloc[1:].set_index("person").loc[people["person"], [*PARTS, "quota", "gap"]]
        pd.testing.assert_frame_equal(shown, people.set_index("person")[[*PARTS, "quota", "gap"]], check_dtype=False)
    assert found[list(PARTS)].drop_duplicates().shape[0] > 4


@few
@given(drawn=books)
def test_every_week_is_that_of_plain_loops(drawn: Any) -> None:
    deals = [dated(history) for history in drawn]
    probabilities = {key: bp for key, (_, _, bp, _) in STAGES.items()}
    with company_of([]) as company:
        build(company, deals, {}, FIRST.date())
        found = played(company, "2027-04-30", under="Boss")
    days = [
        date(2026, 12, 31),
        *(date(2027, 1, 3) + timedelta(weeks=n) for n in range(13)),
        date(2027, 3, 31),
    ]
    expected = []
    for day in days:
        sums = dict.fromkeys(PARTS, 0)
        for now in (stood(versions, day, probabilities) for versions in deals):
            if counts(now, "weighted") and now is not None and now["category"] in sums:
                sums[now["category"]] += now["amount"] or 0
        expected.append((day, *sums.values()))
    rows = found[found["person"].isna()]
    assert list(rows[["day", *PARTS]].itertuples(index=False, name=None)) == expected
    assert PERIOD.name == "2027Q1"


def test_weeks_and_periods_are_the_companys(company: Company) -> None:
    company.setting("fiscal_year_start", "4")
    company.setting("week_start", "sunday")
    book = company.book("2026-12-31")

    days = days_of(book, book.calendar.period("2027Q1"))  # April to June 2026

    assert days[0] == date(2026, 3, 31)
    assert days[1] == date(2026, 4, 4)  # a Saturday
    assert days[13] == date(2026, 6, 27)
    assert days[14] == max(days.values()) == date(2026, 6, 30)


def test_a_period_that_has_not_begun_has_no_week(company: Company) -> None:
    assert played(company, "2026-12-31").empty
    assert whole(played(company, "2027-01-01")) == [(0, 0, 0, 0, 0, None), (1, 0, 0, 0, 0, None)]


def test_who_sees_totals_only_gets_no_person(company: Company) -> None:
    company.person("Obi", role="observer")
    company.person("Sam", "Eve", role="sdr")
    company.deal("D", "Ann", [("2027-01-05", "proposal", {"amount": 8, "close": "2027-03-20"})])

    assert played(company, "2027-01-12", viewer="Obi")["person"].isna().all()
    assert whole(played(company, "2027-01-12", viewer="Obi"))[-1][3] == 8
    assert played(company, "2027-01-12", viewer="Sam").empty


def test_a_manager_sees_their_team_only(company: Company) -> None:
    company.deal("D", "Ann", [("2027-01-05", "proposal", {"amount": 8, "close": "2027-03-20"})])
    company.deal("E", "Max", [("2027-01-05", "proposal", {"amount": 9, "close": "2027-03-20"})])

    found = played(company, "2027-01-12", viewer="Mia")

    assert whole(found)[-1][3] == 8
    assert set(found["person"].dropna()) == {company.ids["Mia"], company.ids["Ann"]}
