"""Settings, quotas and stages' terms are set from a day on and taken back, and no past day is ever shown otherwise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.flags import flag_counts
from metrics.totals import totals
from model.access import AccessDenied
from model.acting import CannotDo
from model.commands.settings import set_quotas, set_terms, set_value, undo_setting
from tests.company import Company
from tests.model.commanded import NOON, PERIOD, TODAY, made_in, who

DAYS = ("2026-11-09", "2026-11-17", "2026-11-19")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    company = made_in(sqlite_url)
    company.quota("rob", PERIOD, 2000)
    return company


def shown(company: Company, days: tuple[str, ...] = DAYS) -> list[Any]:
    """What past days show: sums, quota, gap, flags, calendar."""
    found: list[Any] = []
    for day in days:
        book = company.book(day)
        period = book.calendar.period_at(date.fromisoformat(day))
        found += [period, totals(book, period).astype(object).values.tolist()]
        found.append(flag_counts(book, date.fromisoformat(day) - timedelta(days=7))["deals"].tolist())
    return found


def change(company: Company, what: str, since: date | None = None, now: datetime = NOON) -> None:
    owner, engine, stage = who(company, None), company.engine, company.ids["stage proposal"]
    if what == "terms":
        set_terms(engine, owner, stage=stage, probability_bp=9000, default_category="commit", since=since, now=now)
    elif what == "quota":
        set_quotas(engine, owner, quotas=[(company.ids["rob"], PERIOD, None, 3000)], since=since, now=now)
    else:
        key, value = what.split("=")
        set_value(engine, owner, key=key, value=value, since=since, now=now)


EVERY = (
    "terms",
    "quota",
    "flag.idle_days=3",
    "fiscal_year_start=4",
    "period_length=month",
    "time_zone=Asia/Tokyo",
    "stall_days=3",
)


@pytest.mark.parametrize("what", EVERY)
def test_no_change_and_no_undo_alters_a_past_day(company: Company, what: str) -> None:
    before, today = shown(company), shown(company, (TODAY.isoformat(),))

    change(company, what)
    assert shown(company) == before
    between = shown(company, (TODAY.isoformat(),))
    undo_setting(company.engine, who(company, None), entry=last_entry(company), now=MONDAY)

    assert shown(company) == before
    assert shown(company, (TODAY.isoformat(),)) == between  # Friday was shown with it: it stays
    if what in ("terms", "quota", "fiscal_year_start=4", "period_length=month"):
        assert between != today
    assert last_done(company) == "took back"


def last_entry(company: Company) -> int:
    with company.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT max(id) FROM audit WHERE done = 'set'").scalar_one())


def last_done(company: Company) -> str:
    with company.engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT done FROM audit ORDER BY id DESC").scalar())


def test_what_is_not_in_force_yet_is_taken_back_without_a_trace_in_the_figures(company: Company) -> None:
    before = shown(company, (TODAY.isoformat(), "2026-12-10"))
    change(company, "quota", since=date(2026, 12, 1))
    assert totals(company.book("2026-12-10"), company.book("2026-12-10").calendar.period(PERIOD))["quota"].iloc[0] == 3000

    undo_setting(company.engine, who(company, None), entry=last_entry(company), now=MONDAY)

    assert shown(company, (TODAY.isoformat(), "2026-12-10")) == before
    with pytest.raises(CannotDo, match="taken back already"):
        undo_setting(company.engine, who(company, None), entry=last_entry(company), now=MONDAY)


def test_twice_on_one_day_the_second_counts_and_its_undo_brings_the_first_back(company: Company) -> None:
    change(company, "flag.idle_days=5")
    change(company, "flag.idle_days=9")
    assert company.book(TODAY.isoformat()).settings.flag("idle_days") == 9

    undo_setting(company.engine, who(company, None), entry=last_entry(company), now=NOON)

    assert company.book(TODAY.isoformat()).settings.flag("idle_days") == 5


@pytest.mark.parametrize(
    ("what", "since", "why"),
    [
        ("stall_days=3", date(2026, 11, 19), "past"), ("stall_days=soon", None, "stall_days"),
        ("no_such=1", None, "no such setting"),
        ("currency=EUR", None, "every amount"), ("flag.pushes=1", None, "2 or more"), ("stall_days=14", None, "holds already"),
        ("call_deadline=someday", None, "call_deadline"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused_with_why(company: Company, what: str, since: date | None, why: str) -> None:
    company.setting("stall_days", "14")
    with pytest.raises(CannotDo, match=why):
        change(company, what, since)


def test_quotas_are_set_all_or_none(company: Company) -> None:
    rob, owner = company.ids["rob"], who(company, None)
    for quotas, why in (
        ([(rob, PERIOD, None, 5), (999, PERIOD, None, 5)], "no person"),
        ([(rob, "Q5", None, 5)], "No such period"),
        ([(rob, PERIOD, "other", 5)], "no kind"), ([(rob, PERIOD, None, -5)], "below zero"),
        ([(rob, PERIOD, None, 2000)], "hold already"),
    ):  # fmt: skip
        with pytest.raises(CannotDo, match=why):
            set_quotas(company.engine, owner, quotas=quotas, now=NOON)
    assert (
        totals(company.book(TODAY.isoformat()), company.book(TODAY.isoformat()).calendar.period(PERIOD))["quota"].iloc[0] == 2000
    )


def test_only_administrators_set(company: Company) -> None:
    company.person("adm", role="manager", admin=True)
    company.book(TODAY.isoformat())
    for name in ("max", "ada", "rob"):
        with pytest.raises(AccessDenied):
            set_value(company.engine, who(company, name), key="stall_days", value="3", now=NOON)
    set_value(company.engine, who(company, "adm"), key="stall_days", value="3", now=NOON)
    assert company.book(TODAY.isoformat()).settings.stall_days == 3
