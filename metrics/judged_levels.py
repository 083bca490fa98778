"""What each person makes of a period's number on its way up the reporting lines: by judgements, and by a call."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.calls import Counted, calls_on, covers_calls
from metrics.judging import Judged, Sums, counting, views
from metrics.sums import own_sums
from model.book import Book
from model.calendar import Period
from model.tree import Node

LIKELY = ("closed", "commit")


@dataclass(frozen=True)
class Level:
    """What a person adds to the number on its way up: all in closed + commit, minor units.

    `deals`: what their own deals add; `below`: that plus the numbers of their reports; `judged`: with what they judge;
    `call`: theirs for the week, if there is one, late or not; `level` 0 has nobody below, 1 leads such people, …
    """

    person: int
    level: int
    deals: int
    below: int
    judged: int
    judgements: tuple["Change", ...]
    call: Counted | None

    @property
    def called(self) -> int | None:
        """What the call says; None without one that counts."""
        return None if self.call is None or self.call.late else self.call.commit

    @property
    def number(self) -> int:
        """The number that goes up: the call, else the sum as judged."""
        return self.judged if self.called is None else self.called


@dataclass(frozen=True)
class Change:
    """A judgement that counts at the one who made it: closed + commit with it and without it, and the view it replaces."""

    judged: Judged
    replaced: Judged | None
    was: int
    now: int


@dataclass
class _Rolled:
    tree: list[Node]
    own: dict[int | None, Sums]
    changes: dict[int, tuple[Change, ...]]
    calls: Mapping[int, Counted]
    below: dict[int, list[int]] = field(default_factory=dict)


def levels(book: Book, period: Period) -> list[Level]:
    """Everybody in the Book who has deals, a call, a judgement or somebody such below them: reports before their managers."""
    found = calls_on(book, period) if covers_calls(book) else {}
    calls = {person: call for person, call in found.items() if covers_calls(book, person)}
    rolled = _Rolled(book.tree, own_sums(book, period), changes_of(book, period), calls)
    done: dict[int, Level] = {}
    leading = {node.manager_id for node in rolled.tree}
    for node in reversed(rolled.tree):  # reports come after their managers
        person = node.person_id
        parts = [done[one] for one in rolled.below.get(person, [])]
        if parts or person in rolled.own or person in rolled.calls or person in rolled.changes:
            done[person] = _level(person, parts, rolled, leads=person in leading)
            if node.manager_id is not None:
                rolled.below.setdefault(node.manager_id, []).append(person)
    places = {node.person_id: nth for nth, node in enumerate(rolled.tree)}
    return sorted(done.values(), key=lambda one: (one.level, places[one.person]))


def _level(person: int, parts: list[Level], rolled: _Rolled, leads: bool) -> Level:
    deals = likely(rolled.own.get(person, {}))
    below = deals + sum(part.number for part in parts)
    changes = rolled.changes.get(person, ())
    judged = below + sum(change.now - change.was for change in changes)
    above = 1 + max((part.level for part in parts), default=0 if leads else -1)
    return Level(person, above, deals, below, judged, changes, rolled.calls.get(person))


def changes_of(book: Book, period: Period) -> dict[int, tuple[Change, ...]]:
    """Who judged → their judgements on the Book's deals of people below them, each against what would count there without it."""
    found = views(book, period)
    changes: dict[int, list[Change]] = {}
    for deal, of_deal in found.items():
        for who in of_deal:
            counted = counting({deal: of_deal}, who, book.managers)
            if deal in counted and _is_below(book, counted[deal].owner, who):
                rest = {one: view for one, view in of_deal.items() if one != who}
                replaced = counting({deal: rest}, who, book.managers).get(deal) if rest else None
                judged = counted[deal]
                was = likely(replaced.judged() if replaced else judged.owners())
                changes.setdefault(who, []).append(Change(judged, replaced, was, likely(judged.judged())))
    return {who: tuple(sorted(of, key=lambda one: (-abs(one.now - one.was), one.judged.deal))) for who, of in changes.items()}


def _is_below(book: Book, owner: int | None, judge: int) -> bool:
    """Whether the owner reports to the judge on the Book's day, over however many levels."""
    met: set[int] = set()
    while owner is not None and owner not in met:
        met.add(owner)
        owner = book.managers.get(owner)
        if owner == judge:
            return True
    return False


def likely(sums: Mapping[str, int]) -> int:
    """Closed + commit."""
    return sum(sums.get(name, 0) for name in LIKELY)
