"""The viewer: whom they may see, and what of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from model.people import Role
from model.tree import Line, Tree, managers_on


class AccessDenied(PermissionError):
    """The viewer may not see or do that; the message is safe to show."""


class Sight(StrEnum):
    """What kind of rows a viewer's figures may be made of."""

    DEALS = "deals"  # deals, leads and accounts of the people they may see
    LEADS = "leads"  # all leads, no deals and no amounts
    TOTALS = "totals"  # sums of the whole company, no deal and no person


class Grain(StrEnum):
    """What one row of a figure is about."""

    TOTAL = "total"
    PERSON = "person"
    LEAD = "lead"
    DEAL = "deal"


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks. `people` are those whose books they may see; None = everybody's."""

    person_id: int | None
    name: str
    role: str
    admin: bool
    sight: Sight
    people: frozenset[int] | None

    def may_see(self, grain: Grain) -> bool:
        """Whether figures of this grain are theirs to see."""
        if self.sight is Sight.TOTALS:
            return grain is Grain.TOTAL
        return True

    def may_open(self, person_id: int | None) -> bool:
        """Whether they may see that person's book; who sees totals only may see nobody's."""
        return self.sight is not Sight.TOTALS and (self.people is None or person_id in self.people)


@dataclass(frozen=True)
class Member:
    """What access needs to know of a person."""

    id: int
    external_id: str
    name: str
    email: str | None
    role: str
    admin: bool
    active_from: date | None
    active_to: date | None

    def active_on(self, day: date) -> bool:
        """Whether they work here on that day (the first and the last day count)."""
        return (self.active_from or date.min) <= day <= (self.active_to or date.max)


MACHINE_OWNER = Viewer(None, "This machine's owner", "owner", True, Sight.DEALS, None)
"""Whoever runs the command line, or the app without sign-in: sees all."""

SIGHTS = {Role.SDR: Sight.LEADS, Role.MARKETING: Sight.LEADS, Role.OBSERVER: Sight.TOTALS}


def viewer_of(member: Member, members: Iterable[Member], lines: Iterable[Line], today: date) -> Viewer:
    """The viewer that a person is, by today's reporting lines.

    A rep sees themself, a manager everybody below (leavers stay under their last manager), an executive all; SDR and
    marketing see leads, an observer totals. Raises AccessDenied for somebody who does not work here today.
    """
    if not member.active_on(today):
        raise AccessDenied(f"{member.name} does not work here any more. Ask an administrator.")
    sight = SIGHTS.get(Role(member.role), Sight.DEALS)
    people: frozenset[int] | None = None
    if member.role == Role.REP:
        people = frozenset({member.id})
    elif member.role == Role.MANAGER:
        people = Tree([m.id for m in members], managers_on(lines, today)).below(member.id)
    return Viewer(member.id, member.name, member.role, member.admin, sight, people)


def find_member(members: Iterable[Member], who: str) -> Member:
    """The one person with that e-mail or external id; AccessDenied where there is none, or more than one."""
    wanted = who.strip().casefold()
    found = [m for m in members if wanted in ((m.email or "").casefold(), m.external_id.casefold())]
    if len(found) != 1:
        raise AccessDenied(f"No person is known as {who!r}" if not found else f"More than one person is known as {who!r}")
    return found[0]
