"""Decisions of a review: logged with who does what until when, then ticked, carried over or dropped."""

from datetime import date, datetime

from sqlalchemy import Engine, select

from model.access import NOT_FOUND, AccessDenied, Action, Viewer
from model.acting import Act, CannotDo, acting
from model.audit import Kind
from model.commands.reviews import held_by, must_be_open
from model.tables import Decision, DecisionStep, table

STATES = ("done", "carried", "dropped", "open")


def decide(
    engine: Engine,
    viewer: Viewer,
    *,
    review: int,
    what: str,
    person: int | None = None,
    until: date | None = None,
    deal: int | None = None,
    now: datetime | None = None,
) -> int:
    """Log a decision of an open review; gives its id. Who leads the review's team decides, or whoever is above.

    CannotDo for an empty text, somebody who does not work here any more, a day that is over; AccessDenied for a person or a
    deal that there is not, and, in the same words, for one that is not theirs to see.
    """
    with acting(engine, viewer, now=now) as act:
        held = must_be_open(act, review)
        text = act.words(what, "The decision")
        if text is None:
            raise CannotDo("Write what is to be done.")
        if person is not None and (person not in act.members or not act.viewer.may_open(person)):
            raise AccessDenied(NOT_FOUND.format(what="person"))
        if person is not None and not act.members[person].active_on(act.today):
            raise CannotDo(f"{act.name(person)} does not work here today: choose who does it.")
        _not_over(act, until)
        if deal is not None:
            act.owner_of(deal)
        values = {"what": text, "person_id": person, "until": until, "deal_id": deal}
        id_ = act.add(Decision, review_id=review, team_id=held.team, author_id=act.author, decided_at=act.now, **values)
        said = {"what": text, "who": None if person is None else act.name(person), "until": until}
        act.note(Kind.DECISION, "decided", person=person or held.team, deal=deal, period=held.period, after=said)
    return id_


def step(
    engine: Engine,
    viewer: Viewer,
    *,
    decision: int,
    state: str,
    until: date | None = None,
    review: int | None = None,
    now: datetime | None = None,
) -> None:
    """Say what became of a decision: done, carried (over, until a new day), dropped, or open again.

    Who leads its team may, whoever is above, and who was to do it. `review`: the one in which it was said. CannotDo for an
    unknown state or review, or carried without a day to come.
    """
    with acting(engine, viewer, now=now) as act:
        d, s = table(Decision).c, table(DecisionStep).c
        found = act.session.execute(select(d.team_id, d.person_id, d.what, d.deal_id).where(d.id == decision)).first()
        if found is None or not (act.viewer.may(Action.HOLD, found[0]) or _is_theirs(act, found[1])):
            raise AccessDenied(NOT_FOUND.format(what="decision"))
        if state not in STATES:
            raise CannotDo(f"No such state: {state!r}. Choose {', '.join(STATES)}.")
        if state == "carried" and until is None:
            raise CannotDo("Carry it over to a day: choose until when.")
        _not_over(act, until)
        if review is not None:
            held_by(act, review)
        team, person, what, deal = found
        before = act.session.execute(select(s.state).where(s.decision_id == decision).order_by(s.id.desc())).scalars().first()
        act.add(DecisionStep, decision_id=decision, review_id=review, state=state, until=until, author_id=act.author, at=act.now)
        act.note(Kind.DECISION, state, person=person or team, deal=deal, before={"state": before or "open"},
                 after={"what": what, "state": state, "until": until})  # fmt: skip


def _is_theirs(act: Act, person: int | None) -> bool:
    """Whether it is theirs to do."""
    return person is not None and person == act.viewer.person_id


def _not_over(act: Act, until: date | None) -> None:
    if until is not None and until < act.today:
        raise CannotDo(f"{until} is over: choose today or a later day.")
