"""What access needs to know of people, and finding one of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


class AccessDenied(PermissionError):
    """The viewer may not see or do that; the message is safe to show."""


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


@dataclass(frozen=True)
class StandIn:
    """From `first` to `last` (both days included) a person acts for an absent manager, as model/people.StandIn keeps it."""

    absent_id: int
    person_id: int
    first: date
    last: date

    def holds_on(self, day: date) -> bool:
        """Whether they stand in on that day."""
        return self.first <= day <= self.last


def folded(email: str | None) -> str:
    """An e-mail (or an external id) as two are compared: without blanks around it, A to Z small.

    No other letter is folded: Unicode's own folding makes one of ß and ss, of K and the sign for kelvin, of s and ſ, and so of
    the addresses of two owners.
    """
    return "".join(c.lower() if c.isascii() else c for c in (email or "").strip())


def find_member(members: Iterable[Member], who: str) -> Member:
    """The one person with that e-mail or external id; AccessDenied where there is none, or more than one."""
    wanted = folded(who)
    found = [m for m in members if wanted and wanted in (folded(m.email), folded(m.external_id))]
    if len(found) != 1:
        raise AccessDenied(f"No person is known as {who!r}" if not found else f"More than one person is known as {who!r}")
    return found[0]


def signed_in_as(members: Iterable[Member], email: str, today: date) -> Member:
    """The one person who works here today and has that e-mail; AccessDenied where there is none, or more than one."""
    wanted = folded(email)
    found = [m for m in members if wanted and wanted == folded(m.email)]
    working = [m for m in found if m.active_on(today)]
    if len(working) > 1:
        raise AccessDenied(f"More than one person here has the e-mail {email}: nobody can tell who you are.")
    if not working:
        raise AccessDenied(f"{email} {'does not work here any more' if found else 'is not known here'}.")
    return working[0]


def known(rows: Iterable[Member]) -> list[Member]:
    """The people as access knows them.

    An administrator whom `python -m model admin` made before any list of people came (their id is their e-mail) and the
    one person who has that e-mail by such a list are one: the person, with the flag unless that administrator has left; the other
    does not work here.
    """
    people = list(rows)
    by_email: dict[str, list[Member]] = {}
    for m in people:
        by_email.setdefault(folded(m.email), []).append(m)
    found = []
    for m in people:
        same = [other for other in by_email[folded(m.email)] if other.id != m.id] if m.email else []
        if len(same) == 1 and _is_placeholder(m) and not _is_placeholder(same[0]):
            found.append(replace(m, admin=False, active_to=date.min))
        elif len(same) == 1 and _is_placeholder(same[0]):
            found.append(replace(m, admin=m.admin or (same[0].admin and same[0].active_to is None)))
        else:
            found.append(m)
    return found


def is_placeholder_of(member: Member, person: Member) -> bool:
    """Whether that is the administrator who was made before any list of people came, of this person by the list."""
    same = folded(member.email) == folded(person.email)
    return same and member.id != person.id and _is_placeholder(member) and not _is_placeholder(person)


def _is_placeholder(member: Member) -> bool:
    return member.email is not None and folded(member.external_id) == folded(member.email)
