"""A minute holds what the pages show, never changes, and the next week's bridge begins from it, to the cent."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import update

from metrics.bridge import bridge
from metrics.conflicts import conflicts
from metrics.exceptions import exceptions, makes_up
from metrics.forecast import forecast
from metrics.frozen_bridge import FROZEN, PARTS, frozen_bridge, own_on
from metrics.minutes import frozen_sums, minute
from metrics.reviewing import answers, decisions, minutes, review_now
from metrics.sums import SUMS
from metrics.totals import totals
from model.access import AccessDenied
from model.book import Book
from model.commands.answers import answer
from model.commands.decisions import decide, step
from model.commands.judgements import judge
from model.commands.reviews import end_review, open_review, reopen
from model.database import writing
from model.minutes import content_of
from model.tables import DealVersion, Person, table
from tests.company import Company
from tests.metrics.random_companies import PEOPLE, TODAY, company_of, deals, few
from tests.model.commanded import NOON, PERIOD, made_in, who
from tests.model.commanded import TODAY as FRIDAY

WEEK = timedelta(days=7)
BEFORE = FRIDAY - WEEK
NEXT = "2026-11-27"


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Max's review of Friday: Rob's boat is judged 400, asked about and decided on; then it ends."""
    company = made_in(sqlite_url)
    company.quota("max", PERIOD, 2000)
    company.call("rob", PERIOD, "2026-11-16", "2026-11-18 10:00", 1500)
    company.call("rob", PERIOD, "2026-11-16", "2026-11-17 10:00", 1400, 90)
    boat, by = company.ids["boat"], who(company, "max")
    judge(company.engine, by, deal=boat, period=PERIOD, amount=400, reason="Cut", now=NOON)
    answer(company.engine, by, deal=boat, period=PERIOD, question="why-now", text="Budget ends", now=NOON)
    review = open_review(company.engine, by, team=company.ids["max"], period=PERIOD, now=NOON)
    decide(
        company.engine,
        by,
        review=review,
        what="Call Jo",
        person=company.ids["rob"],
        deal=boat,
        until=date(2026, 11, 25),
        now=NOON,
    )
    return company


def correct(session: Any, revision: int, amount: int) -> None:
    """The boat's amount was another all along."""
    version = table(DealVersion)
    session.execute(update(version).where(version.c.amount == 500).values(amount=amount, revision_in=revision))


def team_book(company: Company, day: str = FRIDAY.isoformat(), viewer: str = "max") -> Book:
    return company.book(day, viewer, under="max")


def end(company: Company) -> dict[str, Any]:
    """End the review; gives what its minute holds."""
    book = team_book(company)
    content = minute(book, book.calendar.period(PERIOD), BEFORE, company.ids["max"])
    review = int(review_now(book, company.ids["max"], PERIOD)["review"].iloc[0])
    values = {"content": content, "as_of": FRIDAY, "known": book.warehouse.revision}
    id_ = end_review(company.engine, who(company, "max"), review=review, **values, now=NOON)
    return content_of(company.engine, who(company, "max"), id_)


def test_it_holds_what_the_pages_show(company: Company) -> None:
    content, book = end(company), team_book(company)
    period = book.calendar.period(PERIOD)

    sums = totals(book, period).iloc[0]
    assert {name: content["sums"][name] for name in ("closed", "commit", "upside", "gap")} == {
        "closed": 900, "commit": 500, "upside": 300, "gap": 600,
    }  # fmt: skip
    assert content["sums"]["weighted"] == sums["weighted"]
    assert content["judged"]["commit"] == 400
    rolled = forecast(book, period)
    assert [row["commit"] for row in content["rollup"]] == rolled["commit"].tolist()
    assert next(row["call_commit"] for row in content["rollup"] if row["person_name"] == "rob") == 1500
    assert [(row["person_name"], row["commit"], row["upside"], row["counts"]) for row in content["calls"]] == [
        ("rob", 1500, None, True), ("rob", 1400, 90, False),
    ]  # fmt: skip
    bars = bridge(book, BEFORE, period, "commit")
    assert [(row["bar"], row["amount"]) for row in content["bridge"]["bars"]] == list(
        zip(bars["bar"], bars["amount"], strict=True)
    )
    assert [deal["deal_name"] for deal in content["deals"]] == ["boat", "raft"]
    assert (content["answers"][0]["text"], content["answers"][0]["author_name"]) == ("Budget ends", "max")
    assert (content["judgements"][0]["judged_amount"], content["judgements"][0]["reason"]) == (400, "Cut")
    assert (content["decisions"][0]["what"], content["decisions"][0]["person_name"]) == ("Call Jo", "rob")
    assert json.loads(json.dumps(content)) == content


def test_it_holds_what_owners_say_against_the_crm_and_why_it_was_opened_again(company: Company) -> None:
    rob = who(company, "rob")
    judge(company.engine, rob, deal=company.ids["raft"], period=PERIOD, amount=250, category="commit", now=NOON)
    judge(company.engine, rob, deal=company.ids["boat"], period=PERIOD, close_date=date(2027, 2, 1), now=NOON)
    first = end(company)
    review = int(minutes(team_book(company))["review"].iloc[0])
    reopen(company.engine, who(company, "max"), review=review, reason="A call came late", now=NOON)

    again = end(company)

    said = ("deal_name", "crm_category", "category", "crm_amount", "amount", "crm_close_on", "close_on")
    assert [[row[name] for name in said] for row in first["owners"]] == [
        ["boat", None, "commit", 500, 500, "2026-12-15", "2027-02-01"],
        ["raft", None, "commit", 300, 250, "2026-12-15", "2026-12-15"],
    ]
    assert first["reopened"] == []
    assert [(row["author_name"], row["reason"]) for row in again["reopened"]] == [("max", "A call came late")]
    assert [row["person_name"] for row in again["judgements"]] == []  # Max's on the boat ended as it left the period


def test_it_never_changes_whatever_becomes_known(company: Company) -> None:
    content = end(company)
    (id_,) = minutes(team_book(company))["minute"].tolist()
    with writing(company.engine) as (session, revision):
        session.execute(
            update(table(DealVersion)).where(table(DealVersion).c.amount == 500).values(amount=999, revision_in=revision)
        )
        session.execute(update(table(Person)).where(table(Person).c.name == "rob").values(name="robert", revision_in=revision))
    company.setting("currency", "EUR")
    later = datetime(2026, 11, 24, 9, tzinfo=UTC)
    review = int(minutes(team_book(company))["review"].iloc[0])
    reopen(company.engine, who(company, "ada"), review=review, reason="Late numbers", now=later)

    assert content_of(company.engine, who(company, "max"), id_) == content
    row = minutes(team_book(company, NEXT)).iloc[0]
    assert (row["reopened"], row["reason"]) == (1, "Late numbers")


def test_only_who_may_open_the_leaders_book_reads_it(company: Company) -> None:
    end(company)
    (id_,) = minutes(team_book(company))["minute"].tolist()

    assert minutes(company.book(NEXT, "ada"))["minute"].tolist() == [id_]
    for name in ("mia", "rob", "sue"):
        assert minutes(company.book(NEXT, name)).empty
        with pytest.raises(AccessDenied):
            content_of(company.engine, who(company, name), id_)
    assert minutes(team_book(company, "2026-11-19")).empty


def test_the_next_bridge_begins_from_the_frozen_numbers(company: Company) -> None:
    """Boat was 500 then; it is corrected to 450, a new rep brings a deal of 80, and Rob's raft (no commit) is left alone."""
    people, own = frozen_sums(end(company))
    with writing(company.engine) as (session, revision):
        session.execute(
            update(table(DealVersion)).where(table(DealVersion).c.amount == 500).values(amount=450, revision_in=revision)
        )
    company.person("new", "mia")
    company.reports("new", "max", since="2026-11-24")
    company.deal("gift", "new", [("2026-11-02", "negotiation", {"amount": 80, "close": "2026-12-20"})])
    book = team_book(company, NEXT)

    rows = frozen_bridge(book, FRIDAY, book.calendar.period(PERIOD), "commit", people, own)

    assert list(zip(rows["bar"], rows["amount"], strict=True)) == [
        ("start", 1400), ("late corrections", -50), ("team change", 80), ("end", 1430),
    ]  # fmt: skip


frozen_sums_of = some.lists(some.tuples(some.sampled_from([*PEOPLE, None]), some.integers(0, 10**6)), max_size=4)


@given(specs=deals(most=8), frozen=frozen_sums_of, left=some.sampled_from(PEOPLE))
@few
def test_frozen_bridges_add_up_to_the_cent(specs: Any, frozen: list[tuple[str | None, int]], left: str) -> None:
    with company_of(specs) as company:
        book = company.book(TODAY.isoformat())
        period, since = book.calendar.period_at(TODAY), TODAY - WEEK
        own = {company.id(name): dict.fromkeys(SUMS, amount) for name, amount in frozen}
        people = tuple(company.ids[name] for name in PEOPLE if name != left)
        given_ = tuple((owner, tuple(values[name] for name in SUMS)) for owner, values in own.items())
        for measure, names in PARTS.items():
            rows = frozen_bridge(book, since, period, measure, people, given_)
            amounts = dict(zip(rows["bar"], map(int, rows["amount"]), strict=True))
            plain = bridge(book, since, period, measure)
            known = {owner: sum(values[name] for name in names) for owner, values in own_on(book, since, period).items()}
            before = {owner: sum(values[name] for name in names) for owner, values in own.items()}
            moved = {owner: known.get(owner, 0) - before.get(owner, 0) for owner in {*known, *before}}
            corrected = sum(by for owner, by in moved.items() if owner is None or owner in people)

            assert amounts["start"] == sum(before.values())
            assert sum(amounts[bar] for bar in amounts if bar != "end") == amounts["end"]
            assert amounts.get(FROZEN[0], 0) == corrected
            assert sum(known.values()) == int(plain["amount"].iloc[0])


def test_decisions_and_answers_stand_as_they_did_on_each_day(company: Company) -> None:
    one = int(decisions(team_book(company), company.ids["max"])["decision"].iloc[0])
    tuesday = datetime(2026, 11, 24, 9, tzinfo=UTC)
    step(company.engine, who(company, "max"), decision=one, state="carried", until=date(2026, 12, 4), now=tuesday)
    step(company.engine, who(company, "rob"), decision=one, state="done", now=tuesday + timedelta(days=1))

    def state(day: str) -> tuple[str, date]:
        row = decisions(team_book(company, day), company.ids["max"]).iloc[0]
        return row["state"], row["until"]

    assert state("2026-11-23") == ("open", date(2026, 11, 25))
    assert state("2026-11-24") == ("carried", date(2026, 12, 4))
    assert state("2026-11-25")[0] == "done"
    assert decisions(company.book(NEXT, "rob"), mine=True)["what"].tolist() == ["Call Jo"]
    assert decisions(company.book(NEXT, "ron"), mine=True).empty
    assert decisions(company.book(NEXT, "mia"), company.ids["max"]).empty
    boat = company.ids["boat"]
    answer(company.engine, who(company, "rob"), deal=boat, period=PERIOD, question="why-now", text="Signed", now=tuesday)
    book = team_book(company, NEXT)
    row = answers(book, book.calendar.period(PERIOD)).iloc[0]
    assert (row["text"], row["earlier"]) == ("Signed", 1)
    assert answers(team_book(company), book.calendar.period(PERIOD))["text"].tolist() == ["Budget ends"]
    assert answers(company.book(NEXT, "mia"), book.calendar.period(PERIOD)).empty


def test_exceptions_are_the_commit_deals_worth_a_question(company: Company) -> None:
    book = team_book(company)
    period = book.calendar.period(PERIOD)

    rows = exceptions(book, period, BEFORE)
    assert rows[["deal", "amount", "judged", "conflict"]].values.tolist() == [[company.ids["boat"], 500, 1, False]]
    assert rows["flags"].iloc[0] > 0
    following = book.calendar.shift(period, 1)
    upside = makes_up(book, period, following, BEFORE)
    assert upside[["amount", "likely", "from_next"]].values.tolist() == [[300, 150, False], [50, 25, True]]


def test_the_crm_that_changes_a_judged_value_is_a_conflict_and_the_judgement_stays(company: Company) -> None:
    with writing(company.engine) as (session, revision):
        last = session.query(DealVersion).filter_by(deal_id=company.ids["boat"], valid_to=None).one()
        at = datetime(2026, 11, 23, 9, tzinfo=UTC)
        kept = {name: getattr(last, name) for name in ("deal_id", "stage_id", "close_date", "owner_id")}
        last.valid_to, last.revision_in = at, revision
        session.flush()
        session.add(DealVersion(**kept, amount=350, valid_from=at, revision_in=revision))
    book = team_book(company, NEXT)
    period = book.calendar.period(PERIOD)

    row = conflicts(book, period).iloc[0]
    assert (row["field"], row["judged"], row["crm_then"], row["crm_now"]) == ("amount", "400", "500", "350")
    assert row["changed_on"] == date(2026, 11, 23)
    assert forecast(book, period, judged_by=company.ids["max"])["commit"].iloc[0] == 400
    assert conflicts(team_book(company), period).empty
