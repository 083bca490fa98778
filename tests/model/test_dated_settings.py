"""Settings, quotas and stages' terms are set from a day on and taken back, and no past day is ever shown otherwise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.flags import flag_counts
from metrics.stage_terms import stage_terms
from metrics.totals import totals
from model.access import AccessDenied
from model.acting import CannotDo
from model.book_quotas import quota_rows
from model.commands.settings import set_quotas, set_terms, set_value, undo_settings
from tests.company import Company
from tests.model.commanded import NOON, PERIOD, TODAY, made_in, who

DAYS = ("2026-11-09", "2026-11-17", "2026-11-19")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    company = made_in(sqlite_url)
    company.quota("rob", PERIOD, 2000)
    company.account("customer", "rob")
    company.deal("first", "rob", [("2026-01-01", "proposal"), ("2026-02-01", "won", {"close": "2026-02-01"})], "customer")
    company.deal("again", "rob", [("2026-09-01", "proposal", {"amount": 80, "close": "2026-12-01"})], "customer")
    return company


def shown(company: Company, days: tuple[str, ...] = DAYS) -> list[Any]:
    """What past days show: sums, quota, gap, flags, calendar, who is a customer."""
    found: list[Any] = []
    for day in days:
        book = company.book(day)
        period = book.calendar.period_at(date.fromisoformat(day))
        found += [period, totals(book, period).astype(object).values.tolist()]
        found.append(flag_counts(book, date.fromisoformat(day) - timedelta(days=7))["deals"].tolist())
        found.append(book.frame(book.deals.select())["motion"].value_counts().to_dict())
    return found


def change(company: Company, what: str, since: date | None = None, now: datetime = NOON) -> None:
    owner, engine, stage = who(company, None), company.engine, company.ids["stage proposal"]
    if what == "terms":
        set_terms(engine, owner, terms=[(stage, 9000, "commit")], since=since, now=now)
    elif what == "quota":
        set_quotas(engine, owner, quotas=[(company.ids["rob"], PERIOD, None, 3000)], since=since, now=now)
    else:
        key, value = what.split("=")
        set_value(engine, owner, key=key, value=value, since=since, now=now)


SEEN = ("terms", "quota", "flag.idle_days=60", "dormancy_months=1", "fiscal_year_start=4", "period_length=month")
UNSEEN = ("flag.stage_percentile=50", "stall_days=3", "week_start=sunday", "time_zone=America/New_York")


def test_no_change_and_no_undo_alters_a_past_day(company: Company) -> None:
    before, today = shown(company), shown(company, (TODAY.isoformat(),))
    entries = []

    for what in UNSEEN + SEEN:
        change(company, what)
        entries.append(last_entry(company))
        assert shown(company) == before, what
        now = shown(company, (TODAY.isoformat(),))
        assert (now != today) == (what in SEEN), what
        today = now

    for entry in entries:
        undo_settings(company.engine, who(company, None), entries=[entry], now=MONDAY)
        assert last_done(company) == "took back"
    assert shown(company) == before
    assert shown(company, (TODAY.isoformat(),)) == today  # Friday was shown with all of it: it stays
    assert shown(company, ("2026-11-23",))[0].name == PERIOD


def last_entry(company: Company, otherwise: int | None = None) -> int:
    with company.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT max(id) FROM audit WHERE done = 'set'").scalar()
    return int(otherwise if found is None else found)  # type: ignore[arg-type]


def last_done(company: Company) -> str:
    with company.engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT done FROM audit ORDER BY id DESC").scalar())


def test_what_is_not_in_force_yet_is_taken_back_without_a_trace_in_the_figures(company: Company) -> None:
    before = shown(company, (TODAY.isoformat(), "2026-12-10"))
    change(company, "quota", since=date(2026, 12, 1))
    assert totals(company.book("2026-12-10"), company.book("2026-12-10").calendar.period(PERIOD))["quota"].iloc[0] == 3000

    undo_settings(company.engine, who(company, None), entries=[last_entry(company)], now=MONDAY)

    assert shown(company, (TODAY.isoformat(), "2026-12-10")) == before
    with pytest.raises(CannotDo, match="taken back already"):
        undo_settings(company.engine, who(company, None), entries=[last_entry(company)], now=MONDAY)


def test_twice_on_one_day_the_second_counts_and_its_undo_brings_the_first_back(company: Company) -> None:
    change(company, "flag.idle_days=5")
    change(company, "flag.idle_days=9")
    assert company.book(TODAY.isoformat()).settings.flag("idle_days") == 9

    undo_settings(company.engine, who(company, None), entries=[last_entry(company)], now=NOON)

    assert company.book(TODAY.isoformat()).settings.flag("idle_days") == 5


def test_undone_days_later_the_first_of_two_on_one_day_holds_again(company: Company) -> None:
    change(company, "flag.idle_days=5")
    change(company, "flag.idle_days=9")
    before = shown(company, (TODAY.isoformat(),))

    undo_settings(company.engine, who(company, None), entries=[last_entry(company)], now=MONDAY)

    assert company.book("2026-11-23").settings.flag("idle_days") == 5
    assert shown(company, (TODAY.isoformat(),)) == before


def test_a_first_quota_undone_days_later_is_none_again(company: Company) -> None:
    sue, owner = company.ids["sue"], who(company, None)
    set_quotas(company.engine, owner, quotas=[(sue, PERIOD, None, 700)], now=NOON)
    assert quotas_of(company, TODAY.isoformat()) == {company.ids["rob"]: 2000, sue: 700}

    undo_settings(company.engine, owner, entries=[last_entry(company)], now=MONDAY)

    assert quotas_of(company, "2026-11-22") == {company.ids["rob"]: 2000, sue: 700}
    assert quotas_of(company, "2026-11-23") == {company.ids["rob"]: 2000}


def quotas_of(company: Company, day: str) -> dict[int, int]:
    return {person: amount for person, _, _, amount in quota_rows(company.book(day), (PERIOD,))}


def test_what_something_else_was_set_over_is_not_taken_back(company: Company) -> None:
    change(company, "flag.idle_days=5")
    first = last_entry(company)
    change(company, "flag.idle_days=9", now=MONDAY)

    with pytest.raises(CannotDo, match="something else was set since"):
        undo_settings(company.engine, who(company, None), entries=[first], now=MONDAY)


def test_stages_are_set_all_or_none(company: Company) -> None:
    proposal, won = (company.ids[f"stage {name}"] for name in ("proposal", "won"))
    for terms, why in (
        ([(proposal, 9000, None), (won, 9000, None)], "chance is fixed"), ([(proposal, 10_001, None)], "between 0 and 100"),
        ([(proposal, 9000, "sure")], "no category"), ([(999, 1, None)], "no such stage"),
        ([(proposal, 5000, "upside")], "hold already"),
    ):  # fmt: skip
        with pytest.raises(CannotDo, match=why):
            set_terms(company.engine, who(company, None), terms=terms, now=NOON)
    book = company.book(TODAY.isoformat())
    assert stage_terms(book).set_index("stage").loc[proposal, "probability_bp"] == 5000


REFUSED = (
    ("stall_days=3", date(2026, 11, 19), "past"), ("stall_days=soon", None, "stall_days"), ("stall_days=0", None, "1 or more"),
    ("stall_days=14", None, "holds already"), ("no_such=1", None, "no such setting"), ("currency=EUR", None, "every amount"),
    ("flag.pushes=1", None, "2 or more"), ("call_deadline=someday", None, "call_deadline"),
    ("reference.mql_srl=40-20", None, "range"), ("terms", date(2026, 11, 19), "past"), ("quota", date(2026, 11, 19), "past"),
)  # fmt: skip


def test_what_cannot_be_set_is_refused_with_why(company: Company) -> None:
    for what, since, why in REFUSED:
        with pytest.raises(CannotDo, match=why):
            change(company, what, since)
    assert last_entry(company, 0) == 0


def test_quotas_are_set_all_or_none(company: Company) -> None:
    rob, owner = company.ids["rob"], who(company, None)
    for quotas, why in (
        ([(rob, PERIOD, None, 5), (999, PERIOD, None, 5)], "no person"),
        ([(rob, "Q5", None, 5)], "No such period"),
        ([(rob, PERIOD, "other", 5)], "no kind"), ([(rob, PERIOD, None, -5)], "below zero"),
        ([(rob, PERIOD, None, 10**20)], "that large"),
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
