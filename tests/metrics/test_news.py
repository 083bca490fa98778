"""Two people who write to one deal: both are kept, the later counts, and the earlier one is told, until they have read it."""

from datetime import timedelta

import pytest

from metrics.forecast import forecast
from metrics.news import news
from model.access import AccessDenied
from model.commands.judgements import judge, withdraw
from model.commands.news import mark_seen
from model.database import current_revision
from model.tables import Judgement, Seen, table
from tests.company import Company
from tests.model.commanded import NOON, PERIOD, TODAY, made_in, who


@pytest.fixture
def company(sqlite_url: str) -> Company:
    return made_in(sqlite_url)


def said(company: Company, name: str) -> list[tuple[str, str, str, str]]:
    rows = news(company.book(TODAY.isoformat(), name))
    people = {company.ids[key]: key for key in ("ada", "max", "rob")}
    return [(people[int(row["author"])], row["field"], row["mine"], row["theirs"]) for _, row in rows.iterrows()]


def test_the_earlier_is_told_and_the_later_counts(company: Company) -> None:
    boat, hour = company.ids["boat"], timedelta(hours=1)
    judge(company.engine, who(company, "max"), deal=boat, period=PERIOD, amount=450, category="upside", reason="a", now=NOON)
    judge(company.engine, who(company, "rob"), deal=boat, period=PERIOD, amount=420, now=NOON + hour)
    judge(company.engine, who(company, "ada"), deal=boat, period=PERIOD, amount=300, reason="b", now=NOON + 2 * hour)

    assert said(company, "max") == [("ada", "amount", "450", "300"), ("rob", "amount", "450", "420")]
    assert said(company, "rob") == [("ada", "amount", "420", "300")]
    assert said(company, "ada") == said(company, "mia") == []
    book = company.book(TODAY.isoformat())
    assert len(book.warehouse.rows(table(Judgement).select())) == 3
    assert forecast(book, book.calendar.period(PERIOD), judged_by=company.ids["ada"])["commit"].iloc[0] == 300


def test_who_judged_long_ago_or_by_an_import_is_told_too(company: Company) -> None:
    company.judgement("boat", "max", PERIOD, "2026-10-06 09:00", amount=450, reason="Imported: no entry in the audit tells of it")
    company.judgement("raft", "max", PERIOD, "2026-10-06 09:00", "2026-10-07 09:00", amount=250)

    for deal in ("boat", "raft"):
        judge(company.engine, who(company, "rob"), deal=company.ids[deal], period=PERIOD, amount=420, now=NOON)

    assert said(company, "max") == [("rob", "amount", "450", "420")]
    assert said(company, "rob") == []


def test_who_wrote_without_having_seen_the_others_is_told_as_well(company: Company) -> None:
    boat, hour = company.ids["boat"], timedelta(hours=1)
    shown = current_revision(company.engine)
    judge(company.engine, who(company, "rob"), deal=boat, period=PERIOD, amount=420, seen=shown, now=NOON)
    judge(company.engine, who(company, "max"), deal=boat, period=PERIOD, amount=450, reason="a", seen=shown, now=NOON + hour)

    assert news(company.book(TODAY.isoformat(), "max"))[["mine", "theirs", "before"]].values.tolist() == [["450", "420", True]]
    assert news(company.book(TODAY.isoformat(), "rob"))[["mine", "theirs", "before"]].values.tolist() == [["420", "450", False]]
    seen = current_revision(company.engine)
    judge(company.engine, who(company, "max"), deal=boat, period=PERIOD, amount=460, reason="a", seen=seen, now=NOON + 2 * hour)

    assert said(company, "max") == []


def test_what_was_read_or_is_about_something_else_is_not_told(company: Company) -> None:
    boat, hour = company.ids["boat"], timedelta(hours=1)
    judge(company.engine, who(company, "max"), deal=boat, period=PERIOD, amount=450, reason="a", now=NOON)
    judge(company.engine, who(company, "ada"), deal=boat, period=PERIOD, category="omitted", reason="b", now=NOON + hour)
    assert said(company, "max") == []
    judge(company.engine, who(company, "ada"), deal=boat, period=PERIOD, amount=1, reason="b", now=NOON + 2 * hour)
    withdraw(company.engine, who(company, "ada"), deal=boat, period=PERIOD, now=NOON + 3 * hour)
    rows = news(company.book(TODAY.isoformat(), "max"))
    assert rows["done"].tolist() == ["withdrew", "judged"]

    for _ in range(2):
        mark_seen(company.engine, who(company, "max"), entries=[*rows["entry"].tolist(), 999], now=NOON)

    assert said(company, "max") == []
    assert len(company.book(TODAY.isoformat()).warehouse.rows(table(Seen).select())) == 2
    with pytest.raises(AccessDenied):
        news(company.book(TODAY.isoformat(), "obs"))
