"""People and whom they report to, by day."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import Field

from model.base import Believed
from model.tree import Line, managers_on


class Role(StrEnum):
    """What a person does here; it decides what they may see (model/access.py)."""

    REP = "rep"
    SDR = "sdr"
    MANAGER = "manager"
    EXECUTIVE = "executive"
    MARKETING = "marketing"
    OBSERVER = "observer"


class Way(StrEnum):
    """How a rep is meant to earn: new customers, growth of named accounts, or both."""

    HUNTER = "hunter"
    FARMER = "farmer"
    HYBRID = "hybrid"


class Person(Believed, table=True):
    """Somebody who works leads or deals, manages, or looks on. `admin` is a flag beside the role.

    `unconfirmed`: a file named them as an owner, and no list of people has said yet who they are.
    """

    __tablename__ = "person"
    external_id: str = Field(unique=True)
    name: str
    email: str | None = Field(default=None, index=True)
    role: str = Role.REP
    way: str | None = None
    region: str | None = None
    admin: bool = False
    active_from: date | None = None
    active_to: date | None = None
    unconfirmed: bool = False


class ReportingLine(Believed, table=True):
    """From `valid_from` to `valid_to` (both days included, empty = open) a person reports to a manager.

    On a day that two lines cover, the one with the later `valid_from` counts. An empty manager means: to nobody.
    """

    __tablename__ = "reporting_line"
    person_id: int = Field(foreign_key="person.id", index=True)
    manager_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None


class StandIn(Believed, table=True):
    """From `first` to `last` (both days included) a person acts for an absent manager. Taken back by ending the row."""

    __tablename__ = "stand_in"
    absent_id: int = Field(foreign_key="person.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    first: date
    last: date


def reporting_cycle(lines: Iterable[Line]) -> tuple[date, frozenset[int]] | None:
    """The first day on which somebody would report to themselves, however far up, and the people of that circle.

    None when there is no such day. Who reports to whom on a day is as in model/tree.managers_on.
    """
    own: dict[int, list[Line]] = {}
    for line in lines:
        own.setdefault(line.person_id, []).append(line)
    changes: dict[date, dict[int, int | None]] = {}
    for person, theirs in own.items():
        for day in {line.valid_from or date.min for line in theirs} | {_day_after(line) for line in theirs}:
            managers = managers_on(theirs, day)
            if person in managers:
                changes.setdefault(day, {})[person] = managers[person]
    managers_now: dict[int, int | None] = {}
    for day in sorted(changes):
        managers_now |= changes[day]
        for person in changes[day]:
            circle = _circle(person, managers_now)
            if circle:
                return day, circle
    return None


def _day_after(line: Line) -> date:
    if line.valid_to is None or line.valid_to == date.max:
        return line.valid_from or date.min
    return line.valid_to + timedelta(days=1)


def _circle(person: int, managers: dict[int, int | None]) -> frozenset[int]:
    """The people from `person` up to `person` again; empty if the way up ends or circles elsewhere."""
    passed = [person]
    above = managers.get(person)
    while above is not None and above not in passed:
        passed.append(above)
        above = managers.get(above)
    return frozenset(passed) if above == person else frozenset()
