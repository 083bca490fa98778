"""The viewer: whom they may see, what of them, and what they may do. The one place where that is decided.

A Book asks `people` before any metric meets a row, a command asks `may` before it writes; pages only hide what would be
refused anyway. Everything is by today's rows: who somebody is, whom they lead, whom they stand in for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from model.members import AccessDenied as AccessDenied
from model.members import Member as Member
from model.members import find_member as find_member
from model.people import Role
from model.settings import Settings
from model.tree import Line, Tree, managers_on

NOT_FOUND = "There is no such {what}, or it is not yours."
"""What is said of a row that there is not and of one that is somebody else's: the same."""


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


class Action(StrEnum):
    """What somebody may do. In brackets: whom or what it is about."""

    CALL = "call"  # submit a call (for whom)
    JUDGE = "judge"  # judge a deal, or withdraw that (its owner)
    ANSWER = "answer"  # answer a question about a deal (its owner)
    HOLD = "hold"  # open, end and reopen a review, decide in it (its team's leader; None = the whole company)
    SCENARIO = "scenario"  # save a what-if of one's own
    READ_NEWS = "read news"  # note that one has read one's news
    SET = "set"  # the company's settings, quotas, stages' terms
    IMPORT = "import"  # files, undoing them, settling what they leave open
    PEOPLE = "people"  # who people are, whom they report to, who stands in for whom
    LOOK_AS = "look as"  # see what somebody else sees


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks. `people` are those whose books they may see; None = everybody's.

    `leads` are the people below them, for whom they may act. `by` is who really sits there, where it is somebody else: an
    administrator who looks as this person (`read_only`), or who stands in for them. `above` are those who lead them, from their
    manager up, as far as the setting `totals_above` shows these levels' totals.
    """

    person_id: int | None
    name: str
    role: str
    admin: bool
    sight: Sight
    people: frozenset[int] | None
    leads: frozenset[int] = frozenset()
    by: int | None = None
    read_only: bool = False
    above: tuple[int, ...] = ()

    @property
    def actor(self) -> int | None:
        """Who really acts; None = the machine's owner."""
        return self.person_id if self.by is None else self.by

    @property
    def whole(self) -> bool:
        """Whether the whole company is theirs to lead: an executive's, or the machine's owner's."""
        return self.sight is Sight.DEALS and (self.person_id is None or self.role == Role.EXECUTIVE)

    @property
    def sees_everything(self) -> bool:
        """Whether no deal of the company is hidden from them."""
        return self.sight is Sight.DEALS and self.people is None

    def may_see(self, grain: Grain) -> bool:
        """Whether figures of this grain are theirs to see."""
        if self.sight is Sight.TOTALS:
            return grain is Grain.TOTAL
        return True

    def may_open(self, person_id: int | None) -> bool:
        """Whether they may see that person's book; who sees totals only may see nobody's."""
        return self.sight is not Sight.TOTALS and (self.people is None or person_id in self.people)

    def is_over(self, person_id: int | None) -> bool:
        """Whether that person is themself or below them: whose record and calls are theirs to judge."""
        return self.whole or (person_id is not None and (person_id == self.person_id or person_id in self.leads))

    def leads_team(self, leader: int | None) -> bool:
        """Whether a team's reviews and minutes are theirs: they lead it, or its leader (None = the whole company's)."""
        return self.whole or (self.role == Role.MANAGER and leader is not None and self.is_over(leader))

    def may(self, action: Action, about: int | None = None) -> bool:
        """Whether they may do it; `about`: see Action."""
        return not self.read_only and _RULES[action](self, about)


def _deals_of(viewer: Viewer, owner: int | None) -> bool:
    """Their own, or of somebody below them."""
    return viewer.sight is Sight.DEALS and owner is not None and (owner == viewer.person_id or owner in viewer.leads)


def _is_admin(viewer: Viewer, _about: int | None) -> bool:
    return viewer.admin


_RULES: Mapping[Action, Callable[[Viewer, int | None], bool]] = {
    Action.CALL: _deals_of,
    Action.JUDGE: _deals_of,
    Action.ANSWER: lambda viewer, owner: viewer.person_id is None or _deals_of(viewer, owner),
    Action.HOLD: Viewer.leads_team,
    Action.SCENARIO: lambda viewer, _about: viewer.sight is Sight.DEALS,
    Action.READ_NEWS: lambda viewer, _about: viewer.sight is Sight.DEALS and viewer.by is None,
    Action.SET: _is_admin,
    Action.IMPORT: _is_admin,
    Action.PEOPLE: _is_admin,
    Action.LOOK_AS: lambda viewer, about: viewer.admin and viewer.by is None and about != viewer.person_id,
}

MACHINE_OWNER = Viewer(None, "This machine's owner", "owner", True, Sight.DEALS, None)
"""Whoever runs the command line, or the app without sign-in: sees all."""

SIGHTS = {Role.SDR: Sight.LEADS, Role.MARKETING: Sight.LEADS, Role.OBSERVER: Sight.TOTALS}
LEADING = (Role.MANAGER, Role.EXECUTIVE)


def viewer_of(
    member: Member, members: Iterable[Member], lines: Iterable[Line], today: date, settings: Settings | None = None
) -> Viewer:
    """The viewer that a person is, by today's reporting lines and settings.

    A rep sees themself, a manager everybody below (leavers stay under their last manager), an executive all; SDR and
    marketing see leads, an observer totals. The setting `peer_visibility` shows reps and managers their team's or everybody's
    books besides, never those of who is above them. Raises AccessDenied for somebody who does not work here today.
    """
    if not member.active_on(today):
        raise AccessDenied(f"{member.name} does not work here any more. Ask an administrator.")
    sight, held = SIGHTS.get(Role(member.role), Sight.DEALS), settings or Settings({})
    every = {m.id: m for m in members}
    tree = Tree(every, managers_on(lines, today))
    below = tree.below(member.id) if member.role in LEADING else frozenset({member.id})
    people: frozenset[int] | None = None
    if member.role in (Role.REP, Role.MANAGER):
        people = below | _peers(member, every, tree, held.peer_visibility)
    shown = tuple(tree.above(member.id)) if people is not None and held.totals_above else ()
    return Viewer(member.id, member.name, member.role, member.admin, sight, people, below - {member.id}, above=shown)


def _peers(member: Member, every: Mapping[int, Member], tree: Tree, setting: str) -> frozenset[int]:
    """Whose books somebody may see beside their own and those below: nobody's, their team's, or everybody's not above them."""
    above = tree.above(member.id)
    hidden = {m.id for m in every.values() if m.role == Role.EXECUTIVE} | set(above)
    if setting == "team" and above:
        return tree.below(above[0]) - hidden
    return frozenset(every) - hidden if setting == "all" else frozenset()


def looking_as(admin: Viewer, other: Viewer) -> Viewer:
    """What an administrator sees who looks as somebody else: all that the other sees, with nothing to write.

    AccessDenied for who is no administrator.
    """
    if not admin.may(Action.LOOK_AS, other.person_id):
        raise AccessDenied(f"{admin.name} may look as nobody else.")
    return replace(other, admin=False, by=admin.person_id, read_only=True)


def standing_in(actor: Viewer, absent: Viewer) -> Viewer:
    """What somebody sees and may do who stands in for an absent manager: as they would, written with who it was.

    AccessDenied for somebody who sees no deals by now, or where the absent one leads nobody any more.
    """
    if actor.sight is not Sight.DEALS or absent.role not in LEADING:
        raise AccessDenied(f"{actor.name} cannot stand in for {absent.name} any more. Ask an administrator.")
    return replace(absent, admin=False, by=actor.person_id)
