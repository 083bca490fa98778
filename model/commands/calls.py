"""Submitting a call: what somebody expects of a period, this week."""

from datetime import datetime

from sqlalchemy import Engine, select

from model.access import Action, Viewer
from model.acting import Act, CannotDo, acting
from model.audit import Kind
from model.people import Role
from model.tables import Call, table

AHEAD = 4  # periods after the running one that can be called
CALLERS = (Role.REP, Role.MANAGER, Role.EXECUTIVE)


def submit(
    engine: Engine,
    viewer: Viewer,
    *,
    person: int,
    period: str,
    commit: int,
    upside: int | None = None,
    note: str | None = None,
    now: datetime | None = None,
) -> int:
    """Append `person`'s call for a period and this week; gives its id. Amounts in minor units; commit includes what is closed.

    Everybody calls for themselves, and whoever is above them may call for them: the author is kept beside the person.
    A call after the week's deadline is kept too, and shown as late (metrics/calls.py). CannotDo for a period that is over
    or too far away, for negative or impossible amounts, and for the machine's owner; AccessDenied for a call in the name of
    somebody who is not below.
    """
    with acting(engine, viewer, now=now) as act:
        act.person()
        _check(act, person, period, commit, upside)
        week = act.calendar.week_of(act.today).first
        text = act.words(note, "The note")
        before = _last(act, person, period)
        values = {"commit": commit, "upside": upside, "note": text}
        id_ = act.add(Call, person_id=person, author_id=act.author, period=period, week=week, called_at=act.now, **values)
        act.note(Kind.CALL, "submitted", person=person, period=period, before=before, after=values | {"week": week})
    return id_


def _check(act: Act, person: int, period: str, commit: int, upside: int | None) -> None:
    act.must(Action.CALL, person, "{who} cannot call for that person: only whoever is above them can.")
    member = act.members.get(person)
    if member is None or member.role not in CALLERS or not member.active_on(act.today):
        raise CannotDo(f"{act.name(person)} has no deals to forecast: reps, managers and executives call.")
    found, running = act.period(period), act.calendar.period_at(act.today)
    if found.last < act.today:
        raise CannotDo(f"{period} is over since {found.last}: call for {running.name}.")
    if found.first > act.calendar.shift(running, AHEAD).last:
        raise CannotDo(f"{period} is too far away: call for {running.name} or one of the next {AHEAD} periods.")
    act.check_amount(commit, "What the whole period will bring, closed included,")
    act.check_amount(upside, "What could come on top")


def _last(act: Act, person: int, period: str) -> dict[str, object] | None:
    """What they called before, for the audit."""
    c = table(Call).c
    query = select(c.commit, c.upside, c.note).where(c.person_id == person, c.period == period, c.revision_out.is_(None))
    row = act.session.execute(query.order_by(c.called_at.desc(), c.id.desc()).limit(1)).first()
    return None if row is None else {"commit": row[0], "upside": row[1], "note": row[2]}
