"""Periods, weeks and days."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import Calendar, Period, Window

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
CALENDARS = st.builds(Calendar, st.integers(1, 12), st.sampled_from(["month", "quarter", "year"]), st.integers(0, 6))


@pytest.mark.parametrize(
    ("start", "day", "name"),
    [
        (1, date(2026, 11, 23), "2026Q4"),
        (4, date(2026, 3, 31), "2026Q4"),
        (4, date(2026, 4, 1), "2027Q1"),
        (2, date(2026, 1, 31), "2026Q4"),
    ],
)
def test_a_quarter_is_named_after_the_year_in_which_its_fiscal_year_ends(start: int, day: date, name: str) -> None:
    assert Calendar(fiscal_year_start=start).period_at(day).name == name


def test_a_fiscal_year_from_april_is_named_after_the_year_of_its_march() -> None:
    year = Calendar(fiscal_year_start=4).period("FY2027")

    assert year == Period(date(2026, 4, 1), date(2027, 3, 31), "FY2027")


@given(CALENDARS, DAYS)
def test_a_period_is_found_again_by_its_name(calendar: Calendar, day: date) -> None:
    period = calendar.period_at(day)

    assert period.first <= day <= period.last
    assert calendar.period(period.name) == period


@given(CALENDARS, DAYS, st.integers(-20, 20))
def test_shifting_there_and_back_gives_the_same_period(calendar: Calendar, day: date, by: int) -> None:
    period = calendar.period_at(day)

    assert calendar.shift(calendar.shift(period, by), -by) == period
    assert (calendar.shift(period, 1).first - period.last).days == 1


@given(CALENDARS, DAYS)
def test_weeks_back_end_on_the_day_itself_after_full_weeks(calendar: Calendar, day: date) -> None:
    ends = calendar.weeks_back(day, 13)

    assert len(ends) == 13
    assert ends[-1] == day
    assert all(calendar.week_of(end).last == end for end in ends[:-1])
    assert all(0 < (b - a).days <= 7 for a, b in pairwise(ends))


def test_a_day_begins_at_midnight_in_the_companys_zone() -> None:
    tokyo = Calendar(time_zone="Asia/Tokyo")

    assert tokyo.start_of(date(2026, 1, 2)) == datetime(2026, 1, 1, 15, tzinfo=UTC)
    assert tokyo.day_of(datetime(2026, 1, 1, 15, tzinfo=UTC)) == date(2026, 1, 2)


@pytest.mark.parametrize("name", ["2027Q5", "27Q1", "2027-13", "FY27", "", "Q1 2027"])
def test_a_name_that_is_no_period_says_what_names_look_like(name: str) -> None:
    with pytest.raises(ValueError, match="2027Q1"):
        Calendar().period(name)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Window(date(2026, 1, 2), date(2026, 1, 1))


@given(CALENDARS, DAYS)
def test_the_weeks_of_a_period_cover_it_day_by_day(calendar: Calendar, day: date) -> None:
    period = calendar.period_at(day)

    weeks = calendar.weeks_in(period)

    assert (weeks[0].first, weeks[-1].last) == (period.first, period.last)
    assert sum(week.days for week in weeks) == period.days
    for one, other in pairwise(weeks):
        assert (other.first - one.last).days == 1
        assert other.first.weekday() == calendar.week_start
    assert all(calendar.week_of(week.first) == calendar.week_of(week.last) for week in weeks)
