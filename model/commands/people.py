"""Who people are, whom they report to, and who stands in for whom: written by administrators; and that one looked as somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, or_, select, update

from model.access import NOT_FOUND, AccessDenied, Action, Viewer
from model.acting import Act, CannotDo, acting
from model.audit import Kind
from model.importing.undoing.replacing import remember
from model.members import Member, folded, is_placeholder_of
from model.people import Role, reporting_cycle
from model.tables import Person, ReportingLine, StandIn, table
from model.tree import Line

CHANGED = ("email", "role", "admin", "active_to")
LEADERS = (Role.MANAGER, Role.EXECUTIVE)
MOST_DAYS = 366
"""For how long somebody stands in at most: after that the reporting lines should say it."""


def set_person(engine: Engine, viewer: Viewer, *, person: int, now: datetime | None = None, **values: Any) -> None:
    """Set a person's `email`, `role`, `admin` or `active_to` (their last day; None = they work here); what is left out stays.

    With another role, stand-ins for them and by them end.

    AccessDenied for who is no administrator, and for nobody of that id; CannotDo for an unknown role, an e-mail that
    somebody else has, nothing new, and where some day to come would have no administrator any more. An administrator who
    was made before the list of people came ceases beside the person that they are: see members.known.
    """
    with acting(engine, viewer, now=now) as act:
        found = _person(act, person)
        unknown = set(values) - set(CHANGED)
        if unknown:
            raise CannotDo(f"No such value of a person: {', '.join(sorted(unknown))}. Known are {', '.join(CHANGED)}.")
        if "email" in values:
            values["email"] = act.words(values["email"], "The e-mail")
        before = {name: getattr(found, name) for name in values}
        if before == values:
            raise CannotDo("That holds already: nothing would change.")
        _check(act, found, values)
        stood = [m.id for m in act.members.values() if is_placeholder_of(m, found)]
        remember(act.session, act.revision, Person, [person, *stood])
        _write(act, [person], {"admin": found.admin} | values)
        _write(act, stood, {"admin": False, "active_to": act.today - timedelta(days=1)})
        if values.get("role", found.role) != found.role:
            _end_stand_ins_of(act, person)
        act.note(Kind.PEOPLE, "set", person=person, before=before, after=values)


def set_manager(
    engine: Engine, viewer: Viewer, *, person: int, manager: int | None, since: date | None = None, now: datetime | None = None
) -> None:
    """Have a person report to a manager (None: to nobody) from a day on, today without one; earlier days stay as they were.

    AccessDenied for who is no administrator, and for nobody of these ids; CannotDo for a past day, and where somebody would
    report to themselves, however far up.
    """
    with acting(engine, viewer, now=now) as act:
        _person(act, person)
        if manager is not None:
            _person(act, manager)
        day = since or act.today
        if day < act.today:
            raise CannotDo(f"{day} is past: whom somebody reported to then stays as it was. Choose today or a later day.")
        own = table(ReportingLine)
        query = select(own.c.id, own.c.person_id, own.c.manager_id, own.c.valid_from, own.c.valid_to)
        rows = act.session.execute(query.where(own.c.revision_out.is_(None)).order_by(own.c.id)).all()
        mine = [row for row in rows if row.person_id == person]
        over = [row for row in mine if row.valid_from is not None and row.valid_from >= day]
        cut = [row for row in mine if row not in over and (row.valid_to is None or row.valid_to >= day)]
        kept = [Line(*row[1:]) for row in rows if row not in over and row not in cut]
        new = [Line(person, row.manager_id, row.valid_from, day - timedelta(days=1)) for row in cut]
        new.append(Line(person, manager, day, None))
        if circle := reporting_cycle([*kept, *new]):
            names = ", ".join(sorted(act.name(each) for each in circle[1]))
            raise CannotDo(f"On {circle[0]} these would report to one another in a circle: {names}. Choose another manager.")
        act.end(ReportingLine, *(row.id for row in (*over, *cut)))
        for line in new:
            dates = {"valid_from": line.valid_from, "valid_to": line.valid_to}
            act.add(ReportingLine, person_id=line.person_id, manager_id=line.manager_id, **dates)
        was = act.tree.managers.get(person)
        act.note(Kind.PEOPLE, "moved", person=person, before={"manager": was and act.name(was)},
                 after={"manager": manager and act.name(manager), "from": day})  # fmt: skip


def let_stand_in(
    engine: Engine, viewer: Viewer, *, absent: int, person: int, first: date, last: date, now: datetime | None = None
) -> int:
    """Have a person stand in for an absent manager or executive from `first` to `last`, both days included; gives its id.

    AccessDenied for who is no administrator, and for nobody of these ids; CannotDo for somebody who leads nobody, who would
    stand in for themself, or who sees no deals; for days that are over, the wrong way round or too many; and where somebody
    else stands in already on one of them.
    """
    with acting(engine, viewer, now=now) as act:
        away, there = _person(act, absent), _person(act, person)
        _check_stand_in(act, away, there, first, last)
        id_ = act.add(StandIn, absent_id=absent, person_id=person, first=first, last=last)
        act.note(Kind.PEOPLE, "let stand in", person=absent, after={"who": there.name, "first": first, "last": last})
    return id_


def end_stand_in(engine: Engine, viewer: Viewer, *, stand_in: int, now: datetime | None = None) -> None:
    """End that somebody stands in, from now on. AccessDenied for who is no administrator, and where there is none of that id."""
    with acting(engine, viewer, now=now) as act:
        act.must(Action.PEOPLE, refusal=REFUSAL)
        own = table(StandIn)
        row = act.session.execute(select(own).where(own.c.id == stand_in, own.c.revision_out.is_(None))).first()
        if row is None:
            raise AccessDenied(NOT_FOUND.format(what="stand-in"))
        _end_stand_ins(act, [row])


def note_look(engine: Engine, viewer: Viewer, *, person: int | None, now: datetime | None = None) -> None:
    """Note in the audit that an administrator looks as somebody. AccessDenied for who is none, and for nobody of that id."""
    with acting(engine, viewer, now=now) as act:
        act.must(Action.LOOK_AS, person, REFUSAL)
        if person is not None and person not in act.members:
            raise AccessDenied(NOT_FOUND.format(what="person"))
        act.note(Kind.LOOK, "looked as", person=person)


def _end_stand_ins_of(act: Act, person: int) -> None:
    """Who stands in sees what the role sees: with another one it has to be said again."""
    s = table(StandIn).c
    theirs = or_(s.absent_id == person, s.person_id == person), s.revision_out.is_(None), s.last >= act.today
    _end_stand_ins(act, act.session.execute(select(table(StandIn)).where(*theirs).order_by(s.id)).all())


def _end_stand_ins(act: Act, rows: Iterable[Any]) -> None:
    for row in rows:
        act.end(StandIn, row.id)
        was = {"who": act.name(row.person_id), "first": row.first, "last": row.last}
        act.note(Kind.PEOPLE, "ended stand-in", person=row.absent_id, before=was)


REFUSAL = "{who} cannot do that: ask an administrator."


def _person(act: Act, person: int) -> Member:
    act.must(Action.PEOPLE, refusal=REFUSAL)
    if person not in act.members:
        raise AccessDenied(NOT_FOUND.format(what="person"))
    return act.members[person]


def _write(act: Act, people: list[int], values: Mapping[str, Any]) -> None:
    own = table(Person)
    act.session.execute(update(own).where(own.c.id.in_(people)).values(**values, revision_in=act.revision))


def _check(act: Act, person: Member, values: Mapping[str, Any]) -> None:
    if "role" in values and values["role"] not in list(Role):
        raise CannotDo(f"{values['role']!r} is no role: {', '.join(Role)}.")
    email = values.get("email")
    others = [m for m in act.members.values() if m.id != person.id]
    same = [m.name for m in others if email and folded(m.email) == folded(email)]
    if same:
        raise CannotDo(f"{same[0]} has that e-mail: who signs in with it could be either.")
    if email and ("@" not in email or any(c.isspace() for c in email)):
        raise CannotDo(f"{email} is no e-mail.")
    if person.admin and _last_day(act, [replace(person, **values), *others]) < _last_day(act, [person, *others]):
        raise CannotDo(f"{person.name} is the only administrator: make somebody else one first.")


def _last_day(act: Act, people: Iterable[Member]) -> date:
    """The last day that has an administrator, of those who work here today."""
    return max((m.active_to or date.max for m in people if m.admin and m.active_on(act.today)), default=date.min)


def _check_stand_in(act: Act, away: Member, there: Member, first: date, last: date) -> None:
    if away.id == there.id:
        raise CannotDo("Nobody stands in for themself.")
    if away.role not in LEADERS:
        raise CannotDo(f"{away.name} leads nobody: somebody stands in for managers and executives.")
    if there.role not in (*LEADERS, Role.REP) or not there.active_on(act.today):
        raise CannotDo(f"{there.name} sees no deals here: choose a rep, a manager or an executive.")
    if last < first:
        raise CannotDo(f"{last} is before {first}: the last day comes after the first.")
    if last < act.today:
        raise CannotDo(f"{last} is over: choose days to come.")
    if (last - first).days >= MOST_DAYS:
        raise CannotDo("That is more than a year: change whom people report to instead.")
    s = table(StandIn).c
    overlapping = and_(s.revision_out.is_(None), s.absent_id == away.id, s.first <= last, s.last >= first)
    other = act.session.execute(select(s.person_id).where(overlapping)).scalar()
    if other is not None:
        raise CannotDo(f"{act.name(other)} stands in for {away.name} on some of these days already: end that first.")
