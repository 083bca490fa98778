"""Stepping through the days, the day to compare with, and every page on days that are hard."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.totals import totals
from model.calendar import Calendar
from model.warehouse import Copy
from pages.parts import days, formats, navigation
from tests.company import Company
from tests.fresh import fresh
from tests.pages.conftest import TODAY, Open, book, open_on, said

DAY = TODAY - timedelta(days=24)
PAGES = [name for name in navigation.PAGES if name != "deal"]


def press(test: AppTest, key: str) -> AppTest:
    return test.button(key=key).click().run()


def looked_at(test: AppTest) -> date:
    value = test.date_input(key="as_of").value
    assert isinstance(value, date)
    return value


@pytest.mark.parametrize(
    ("name", "moved"), [("One week earlier", -7), ("One day earlier", -1), ("One day later", 1), ("One week later", 7)]
)
def test_a_step_looks_at_another_day(open_page: Open, name: str, moved: int) -> None:
    test = press(open_page("rollup", as_of=DAY.isoformat()), f"step {name}")

    assert looked_at(test) == DAY + timedelta(days=moved)
    assert test.query_params["as_of"] == (DAY + timedelta(days=moved)).isoformat()


def test_steps_into_the_future_are_not_offered(open_page: Open) -> None:
    test = open_page("rollup")

    assert [test.button(key=f"step {name}").disabled for name in days.STEPS] == [False, False, True, True]
    assert test.button(key="jump Today").disabled
    assert press(test, "step One day earlier").button(key="step One day later").disabled is False
    assert test.button(key="step One week later").disabled


def test_jumps_to_the_start_of_the_quarter_the_last_review_and_back(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup", as_of=DAY.isoformat())
    then = book(copy, as_of=DAY)

    press(test, "jump Last review")
    review = looked_at(test)
    assert review.weekday() == then.settings.call_deadline[0]
    assert 1 <= (DAY - review).days <= 7
    press(test, "jump Last review")
    assert looked_at(test) == review - timedelta(days=7)

    press(test, "jump Start of quarter")
    start = then.calendar.period_at(review - timedelta(days=7)).first
    assert looked_at(test) == start
    assert test.button(key="jump Start of quarter").disabled

    assert looked_at(press(test, "jump Today")) == TODAY


def changes(test: AppTest) -> dict[str, str]:
    return {card.label: str(card.delta).replace("-", formats.MINUS) for card in test.metric}


def expected_changes(copy: Copy, since: date) -> dict[str, str]:
    now, before = book(copy, as_of=DAY), book(copy, as_of=since)
    period = now.calendar.period_at(DAY)
    sums, was = totals(now, period).iloc[0], totals(before, period).iloc[0]
    moved = {name: int(sums[name.lower()] - was[name.lower()]) for name in ("Closed", "Commit", "Upside")}
    exponent = now.settings.exponent
    return {name: formats.change(formats.money(value, exponent), value) for name, value in moved.items()}


@pytest.mark.parametrize("choice", list(days.SINCE))
def test_changes_are_counted_from_the_day_to_compare_with(open_page: Open, copy: Copy, choice: str) -> None:
    then = book(copy, as_of=DAY)
    other = DAY - timedelta(days=40)
    since = {
        "week": DAY - timedelta(days=7),
        "fortnight": DAY - timedelta(days=14),
        "period": then.calendar.period_at(DAY).first,
        "review": days.review_before(then),
        "last-period": days.same_day_before(then),
        "day": other,
    }[choice]

    test = open_page("rollup", as_of=DAY.isoformat(), since=days.SINCE[choice], since_day=other.isoformat())

    if since >= DAY:
        since = DAY - timedelta(days=7)
    assert not test.exception
    assert changes(test).items() >= expected_changes(copy, since).items()
    assert f"since {formats.day(since, DAY.year)}" in said(test)


def test_a_day_that_is_not_before_the_one_looked_at_is_not_compared_with(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup", as_of=DAY.isoformat(), since=days.SINCE["day"], since_day=TODAY.isoformat())

    assert changes(test).items() >= expected_changes(copy, DAY - timedelta(days=7)).items()
    assert "not before the day looked at" in said(test)


def test_the_same_day_of_a_shorter_month_is_its_last(copy: Copy) -> None:
    then = book(copy, as_of=date(2026, 3, 31))
    object.__setattr__(then, "calendar", Calendar(period_length="month"))

    assert days.same_day_before(then) == date(2026, 2, 28)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("which", ["a past day", "the first day of the quarter", "a day before all data"])
def test_every_page_opens_on_any_day(open_page: Open, copy: Copy, page: str, which: str) -> None:
    first = book(copy).calendar.period_at(TODAY).first
    day = {"a past day": DAY, "the first day of the quarter": first, "a day before all data": date(1995, 5, 5)}[which]

    test = open_page(page, as_of=day.isoformat())

    assert not test.exception
    if day != TODAY:
        assert f"As of {formats.day(day)}" in said(test)
        assert [button.label for button in test.button if button.key == "back_to_today"] == ["Back to today"]


@pytest.fixture
def april(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A company whose fiscal year starts in April, which forecasts by months and whose weeks start on Sunday."""
    url = f"sqlite:///{tmp_path / 'april.db'}"
    company = Company(fresh(url))
    for key, value in {"fiscal_year_start": "4", "period_length": "month", "week_start": "sunday"}.items():
        company.setting(key, value)
    company.person("Mia", role="manager")
    company.person("Ann", "Mia")
    company.quota("Ann", "2026-02", 90_000)
    company.deal("D", "Ann", [("2026-01-05", "negotiation", {"amount": 30_000, "close": "2026-02-20"}), ("2026-02-12", "won")])
    company.engine.dispose()
    monkeypatch.setenv("DATABASE_URL", url)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("day", ["2026-02-18", "2026-04-01"])
def test_every_page_opens_in_a_fiscal_year_from_april(april: None, page: str, day: str) -> None:
    test = open_on(page, as_of=day)

    assert not test.exception
    assert test.button(key="jump Start of month").disabled is (day == "2026-04-01")
