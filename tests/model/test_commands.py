"""Commands: who may, what is refused and why, and that each write is appended with its entry in the audit."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from model.access import AccessDenied
from model.acting import CannotDo
from model.commands.answers import answer
from model.commands.calls import submit
from model.commands.decisions import decide, step
from model.commands.judgements import judge, withdraw
from model.commands.reviews import end_review, open_review, reopen, state
from model.commands.scenarios import put_aside, save
from model.database import current_revision
from model.tables import Answer, Call, Decision, DecisionStep, Entry, Judgement, Minute, Scenario, table
from tests.company import Company
from tests.model.commanded import NOON, PERIOD, TODAY, made_in, who


@pytest.fixture
def company(sqlite_url: str) -> Company:
    return made_in(sqlite_url)


def rows(company: Company, model: Any) -> list[dict[str, Any]]:
    """All rows of a table, in the order in which they came."""
    with company.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table(model)).order_by(table(model).c.id)).mappings()]


def audited(company: Company) -> list[tuple[str, str]]:
    return [(row["kind"], row["done"]) for row in rows(company, Entry)]


def test_a_call_is_appended_with_its_author_moment_and_week(company: Company) -> None:
    rob = company.ids["rob"]
    submit(company.engine, who(company, "rob"), person=rob, period=PERIOD, commit=800, upside=300, note=" tight ", now=NOON)
    submit(company.engine, who(company, "max"), person=rob, period=PERIOD, commit=700, now=NOON)

    first, second = rows(company, Call)
    assert (first["commit"], first["upside"], first["note"], first["week"]) == (800, 300, "tight", date(2026, 11, 16))
    assert (first["author_id"], second["author_id"], second["person_id"]) == (rob, company.ids["max"], rob)
    assert first["called_at"] == NOON
    assert audited(company) == [("call", "submitted")] * 2
    entry = rows(company, Entry)[1]
    assert json.loads(entry["before"])["commit"] == 800
    assert json.loads(entry["after"])["commit"] == 700
    assert entry["person_id"] == rob


@pytest.mark.parametrize(("by", "person"), [("ron", "rob"), ("sue", "rob"), ("mia", "rob"), ("rob", "max"), ("obs", "rob")])
def test_nobody_calls_for_who_is_not_below_them(company: Company, by: str, person: str) -> None:
    with pytest.raises(AccessDenied):
        submit(company.engine, who(company, by), person=company.ids[person], period=PERIOD, commit=1, now=NOON)


@pytest.mark.parametrize(
    ("by", "person", "period", "commit", "why"),
    [
        (None, "rob", PERIOD, 1, "View as"), ("rob", "rob", "2026Q3", 1, "over"), ("rob", "rob", "2029Q1", 1, "too far"),
        ("rob", "rob", "soon", 1, "No such period"), ("rob", "rob", PERIOD, -1, "below zero"),
        ("rob", "rob", PERIOD, 10**18, "that large"),
        ("max", "sdr", PERIOD, 1, "no deals"), ("max", "old", PERIOD, 1, "no deals"),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_is_refused_with_why(
    company: Company, by: str | None, person: str, period: str, commit: int, why: str
) -> None:
    before = current_revision(company.engine)

    with pytest.raises(CannotDo, match=why):
        submit(company.engine, who(company, by), person=company.ids[person], period=period, commit=commit, now=NOON)

    assert (current_revision(company.engine), rows(company, Call), audited(company)) == (before, [], [])


def test_the_owner_judges_without_and_everybody_above_with_a_reason(company: Company) -> None:
    boat = company.ids["boat"]
    judge(company.engine, who(company, "rob"), deal=boat, period=PERIOD, amount=450, next_step="Call Jo", now=NOON)
    judge(company.engine, who(company, "max"), deal=boat, period=PERIOD, category="upside", reason="No budget", now=NOON)
    judge(company.engine, who(company, "ada"), deal=boat, period=PERIOD, category="omitted", reason="Seen before", now=NOON)

    found = rows(company, Judgement)
    assert [row["person_id"] for row in found] == [company.ids[name] for name in ("rob", "max", "ada")]
    assert [row["category"] for row in found] == [None, "upside", "omitted"]
    assert (found[0]["amount"], found[0]["next_step"]) == (450, "Call Jo")
    assert {entry["person_id"] for entry in rows(company, Entry)} == {company.ids["rob"]}
    with pytest.raises(CannotDo, match="reason"):
        judge(company.engine, who(company, "max"), deal=boat, period=PERIOD, category="commit", reason=" ", now=NOON)


@pytest.mark.parametrize("by", ["ron", "sue", "mia", "obs", "sdr"])
def test_nobody_else_judges(company: Company, by: str) -> None:
    company.reports("rob", "obs" if by == "obs" else "max")  # who sees totals only judges nothing, though they lead the owner
    with pytest.raises(AccessDenied):
        judge(company.engine, who(company, by), deal=company.ids["boat"], period=PERIOD, amount=1, reason="x", now=NOON)
    assert rows(company, Judgement) == []


@pytest.mark.parametrize(
    ("by", "deal", "values", "why"),
    [
        ("rob", "idea", {"amount": 1}, "not qualified"), ("rob", "sold", {"amount": 1}, "closed"),
        ("rob", "boat", {}, "Nothing is judged"),
        ("rob", "boat", {"category": "closed"}, "no category"), ("rob", "boat", {"amount": -1}, "below zero"),
        ("rob", "boat", {"amount": 10**17}, "that large"), ("rob", "boat", {"close_date": date(215, 2, 7)}, "check the year"),
        ("rob", "boat", {"next_step": "x" * 10_001}, "too long, with 10,001"),
        ("max", "later", {"amount": 1, "reason": "x"}, "not due"), (None, "boat", {"amount": 1}, "View as"),
    ],
)  # fmt: skip
def test_a_judgement_that_cannot_be_is_refused_with_why(
    company: Company, by: str | None, deal: str, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(CannotDo, match=why):
        judge(company.engine, who(company, by), deal=company.ids[deal], period=PERIOD, **values, now=NOON)
    assert rows(company, Judgement) == []


def test_a_manager_judges_a_deal_that_its_owner_pulls_into_the_period(company: Company) -> None:
    later = company.ids["later"]
    judge(company.engine, who(company, "rob"), deal=later, period=PERIOD, close_date=date(2026, 12, 20), now=NOON)

    judge(company.engine, who(company, "max"), deal=later, period=PERIOD, category="upside", reason="Not sure", now=NOON)

    assert len(rows(company, Judgement)) == 2


def test_withdrawing_keeps_what_was_judged_for_past_days(company: Company) -> None:
    boat, later = company.ids["boat"], datetime(2026, 11, 23, 9, tzinfo=UTC)
    for amount in (400, 420):
        judge(company.engine, who(company, "max"), deal=boat, period=PERIOD, amount=amount, reason="Cut", now=NOON)

    withdraw(company.engine, who(company, "max"), deal=boat, period=PERIOD, reason="Signed", now=later)

    assert company.book("2026-11-23").warehouse.rows(select(company.book("2026-11-23").judgements.c.amount)) == []
    assert company.book("2026-11-22").warehouse.rows(select(company.book("2026-11-22").judgements.c.amount)) == [(420,)]
    assert audited(company)[-1] == ("judgement", "withdrew")
    with pytest.raises(CannotDo, match="Nothing to withdraw"):
        withdraw(company.engine, who(company, "max"), deal=boat, period=PERIOD, now=later)


def test_a_review_is_opened_once_a_week_ended_and_reopened_with_a_reason(company: Company) -> None:
    top, engine = company.ids["max"], company.engine
    review = open_review(engine, who(company, "max"), team=top, period=PERIOD, now=NOON)
    assert open_review(engine, who(company, "ada"), team=top, period=PERIOD, now=NOON) == review

    end_review(engine, who(company, "max"), review=review, content={"commit": 1}, as_of=TODAY, known=7, now=NOON)
    with pytest.raises(CannotDo, match="ended already"):
        end_review(engine, who(company, "max"), review=review, content={}, as_of=TODAY, known=8, now=NOON)
    with pytest.raises(CannotDo, match="Say why"):
        reopen(engine, who(company, "max"), review=review, reason=" ", now=NOON)
    with pytest.raises(CannotDo, match="ended: reopen"):
        decide(engine, who(company, "max"), review=review, what="Call Jo", now=NOON)
    reopen(engine, who(company, "ada"), review=review, reason="A deal was missing", now=NOON)
    end_review(engine, who(company, "max"), review=review, content={"commit": 2}, as_of=TODAY, known=9, now=NOON)

    assert [json.loads(row["content"]) for row in rows(company, Minute)] == [{"commit": 1}, {"commit": 2}]
    with engine.connect() as connection:
        assert state(connection, review).ended  # type: ignore[arg-type]
    assert [done for _, done in audited(company)] == ["opened", "ended", "reopened", "ended"]


@pytest.mark.parametrize(("by", "team"), [("mia", "max"), ("rob", "max"), ("rob", "rob"), ("max", None), ("obs", None)])
def test_only_who_leads_a_team_holds_its_review(company: Company, by: str, team: str | None) -> None:
    with pytest.raises(AccessDenied):
        open_review(company.engine, who(company, by), team=company.id(team), period=PERIOD, now=NOON)


def test_a_minute_holds_todays_figures(company: Company) -> None:
    review = open_review(company.engine, who(company, "ada"), team=None, period=PERIOD, now=NOON)
    with pytest.raises(CannotDo, match="today"):
        end_review(company.engine, who(company, "ada"), review=review, content={}, as_of=date(2026, 11, 19), known=1, now=NOON)


def test_decisions_are_logged_carried_over_and_ticked_by_who_does_them(company: Company) -> None:
    engine, ids = company.engine, company.ids
    review = open_review(engine, who(company, "max"), team=ids["max"], period=PERIOD, now=NOON)
    due = date(2026, 11, 27)
    one = decide(
        engine, who(company, "max"), review=review, what="Call Jo", person=ids["rob"], until=due, deal=ids["boat"], now=NOON
    )

    step(engine, who(company, "max"), decision=one, state="carried", until=date(2026, 12, 4), now=NOON)
    step(engine, who(company, "rob"), decision=one, state="done", now=NOON)

    assert [(row["state"], row["until"]) for row in rows(company, DecisionStep)] == [
        ("carried", date(2026, 12, 4)),
        ("done", None),
    ]
    assert rows(company, Decision)[0]["what"] == "Call Jo"
    with pytest.raises(AccessDenied, match="no such review"):
        step(engine, who(company, "max"), decision=one, state="open", review=99, now=NOON)
    with pytest.raises(AccessDenied, match="no such deal"):
        decide(engine, who(company, "max"), review=review, what="Call", deal=99, now=NOON)
    with pytest.raises(AccessDenied):
        decide(engine, who(company, "max"), review=review, what="Call", deal=ids["ship"], now=NOON)
    for person in (99, ids["sue"], ids["ada"]):  # somebody else's people are as unknown as nobody
        with pytest.raises(AccessDenied, match="no such person"):
            decide(engine, who(company, "max"), review=review, what="Call", person=person, now=NOON)
    for by, denied in (("ron", AccessDenied), ("mia", AccessDenied)):
        with pytest.raises(denied):
            step(engine, who(company, by), decision=one, state="open", now=NOON)
    for values, why in (({"state": "gone"}, "No such state"), ({"state": "carried"}, "until when"),
                        ({"state": "carried", "until": date(2026, 11, 1)}, "over")):  # fmt: skip
        with pytest.raises(CannotDo, match=why):
            step(engine, who(company, "max"), decision=one, **values, now=NOON)


def test_answers_are_kept_and_the_latest_counts(company: Company) -> None:
    boat = company.ids["boat"]
    for by, text in (("rob", "Budget ends"), ("max", "They move in January")):
        answer(company.engine, who(company, by), deal=boat, period=PERIOD, question="why-now", text=text, now=NOON)

    assert [row["text"] for row in rows(company, Answer)] == ["Budget ends", "They move in January"]
    assert json.loads(rows(company, Entry)[1]["before"]) == {"why-now": "Budget ends"}
    with pytest.raises(AccessDenied):
        answer(company.engine, who(company, "mia"), deal=boat, period=PERIOD, question="why-now", text="x", now=NOON)
    for question, text, why in (("why", "x", "No such question"), ("blockers", " ", "Write an answer")):
        with pytest.raises(CannotDo, match=why):
            answer(company.engine, who(company, "rob"), deal=boat, period=PERIOD, question=question, text=text, now=NOON)


def test_a_scenario_is_its_authors_and_the_latest_counts(company: Company) -> None:
    engine, asked = company.engine, {"period": PERIOD, "as_of": TODAY, "now": NOON}
    key = save(engine, who(company, "max"), name="Worst", changes={"boat": {"in": False}}, **asked)
    assert save(engine, who(company, "max"), name="Worse", changes={"boat": {"amount": 5}}, key=key, **asked) == key

    assert [row["name"] for row in rows(company, Scenario)] == ["Worst", "Worse"]
    with pytest.raises(AccessDenied):
        save(engine, who(company, "ada"), name="Mine", changes={"boat": {"in": True}}, key=key, **asked)
    for changes, why in (
        ({}, "Nothing is changed"),
        ({"boat": {"size": 1}}, "boat"),
        ({"boat": {"close_date": "soon"}}, "no day"),
    ):
        with pytest.raises(CannotDo, match=why):
            save(engine, who(company, "max"), name="x", changes=changes, **asked)
    with pytest.raises(AccessDenied):
        put_aside(engine, who(company, "rob"), key=key, now=NOON)
    put_aside(engine, who(company, "max"), key=key, now=NOON)
    assert all(row["revision_out"] is not None for row in rows(company, Scenario))


def test_who_left_meanwhile_writes_no_more(company: Company) -> None:
    rob = who(company, "rob")
    with company.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET active_to = '2026-11-19' WHERE name = 'rob'")

    with pytest.raises(AccessDenied, match="does not work here"):
        submit(company.engine, rob, person=company.ids["rob"], period=PERIOD, commit=1, now=NOON)
