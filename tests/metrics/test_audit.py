"""Who may read what was written: one's own entries and those about people whom one may see."""

from datetime import UTC, date, datetime

import pytest

from metrics.audit import authors, written
from model.access import AccessDenied
from model.acting import acting
from model.audit import Kind
from model.calendar import Window
from tests.company import Company
from tests.fresh import fresh

TODAY = "2026-11-20"
DAY = date.fromisoformat(TODAY)
WEEK = Window(date(2026, 11, 14), DAY)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Ada leads Max and Mia; each of them has a rep with a deal."""
    made = Company(fresh(sqlite_url))
    made.person("ada", role="executive")
    made.person("max", "ada", role="manager")
    made.person("mia", "ada", role="manager")
    made.person("rob", "max")
    made.person("sue", "mia")
    made.person("obs", role="observer")
    made.deal("boat", "rob", [("2026-10-01", "proposal", {"amount": 500})])
    made.deal("ship", "sue", [("2026-10-01", "proposal", {"amount": 700})])
    made.book(TODAY)
    return made


def _say(company: Company, who: str | None, kind: Kind, done: str, at: datetime = NOON, **about: str) -> None:
    ids = {name: company.ids[value] for name, value in about.items()}
    with acting(company.engine, company.viewer(who, DAY), now=at) as act:
        act.note(kind, done, person=ids.get("person"), deal=ids.get("deal"), after={"amount": 100})


def test_each_reads_their_own_and_what_is_about_people_they_may_see(company: Company) -> None:
    _say(company, "rob", Kind.CALL, "submitted", person="rob")
    _say(company, "mia", Kind.JUDGEMENT, "judged", person="sue", deal="ship")
    _say(company, "ada", Kind.JUDGEMENT, "judged", person="rob", deal="boat")
    _say(company, None, Kind.SETTING, "set")

    def read(who: str | None) -> list[tuple[str, str]]:
        rows = written(company.book(TODAY, who), WEEK)
        return sorted((row["kind"], str(row["deal_name"])) for _, row in rows.iterrows())

    assert read("rob") == [("call", "<NA>"), ("judgement", "boat")]
    assert read("max") == [("call", "<NA>"), ("judgement", "boat")]
    assert read("mia") == read("sue") == [("judgement", "ship")]
    assert len(read("ada")) == len(read(None)) == 4
    assert authors(company.book(TODAY, "rob"), WEEK) == sorted([company.ids["ada"], company.ids["rob"]])
    assert authors(company.book(TODAY), WEEK) == sorted([0, *(company.ids[name] for name in ("ada", "mia", "rob"))])


def test_the_name_of_a_deal_that_is_not_theirs_stays_unknown(company: Company) -> None:
    _say(company, "mia", Kind.SCENARIO, "saved", person="mia", deal="boat")

    rows = written(company.book(TODAY, "mia"), WEEK)

    assert rows["kind"].tolist() == ["scenario"]
    assert rows[["deal", "deal_name"]].isna().all(axis=None)


def test_a_past_day_shows_what_was_written_by_then_and_filters_narrow_it(company: Company) -> None:
    _say(company, "rob", Kind.CALL, "submitted", datetime(2026, 11, 18, 9, tzinfo=UTC), person="rob")
    _say(company, "rob", Kind.SCENARIO, "saved", person="rob")

    assert written(company.book("2026-11-19"), WEEK)["kind"].tolist() == ["call"]
    book = company.book(TODAY)
    assert written(book, WEEK)["kind"].tolist() == ["scenario", "call"]
    assert written(book, WEEK, kind="call", author=company.ids["rob"])["done"].tolist() == ["submitted"]
    assert written(book, WEEK, author=0).empty
    assert written(book, WEEK, most=1)["kind"].tolist() == ["scenario"]


def test_who_sees_totals_only_reads_nothing(company: Company) -> None:
    with pytest.raises(AccessDenied):
        written(company.book(TODAY, "obs"), WEEK)


def test_an_administrator_reads_no_decision_of_the_whole_company(company: Company) -> None:
    company.person("adm", "mia", admin=True)
    company.book(TODAY)
    _say(company, "ada", Kind.DECISION, "decided")
    _say(company, "ada", Kind.JUDGEMENT, "judged", deal="boat")
    _say(company, None, Kind.SETTING, "set")

    assert list(written(company.book(TODAY, "adm"), WEEK)["kind"]) == ["setting"]
    assert authors(company.book(TODAY, "adm"), WEEK) == [0]
    assert len(written(company.book(TODAY, "ada"), WEEK)) == 3
