"""Who reports to whom on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Line:
    """A dated reporting line, as model/people.ReportingLine keeps it."""

    person_id: int
    manager_id: int | None
    valid_from: date | None
    valid_to: date | None


def managers_on(lines: Iterable[Line], day: date) -> dict[int, int | None]:
    """person → manager on `day`.

    Of the lines begun by `day`, one that covers it goes before one that has ended, then the later begun. So a leaver
    stays under their last manager.
    """
    best: dict[int, tuple[bool, date, int | None]] = {}
    for line in lines:
        since = line.valid_from or date.min
        if since > day:
            continue
        rank = (line.valid_to is None or line.valid_to >= day, since)
        if line.person_id not in best or rank > best[line.person_id][:2]:
            best[line.person_id] = (*rank, line.manager_id)
    return {person: manager for person, (_, _, manager) in best.items()}


@dataclass(frozen=True)
class Node:
    """A person's place in a tree: `depth` 0 is the top that is shown."""

    person_id: int
    manager_id: int | None
    depth: int


class Tree:
    """The reporting lines of one day over a set of people. People without a known manager are tops."""

    def __init__(self, people: Iterable[int], managers: dict[int, int | None]) -> None:
        self.managers = {person: managers.get(person) for person in people}
        self.reports: dict[int | None, list[int]] = {}
        for person, manager in self.managers.items():
            self.reports.setdefault(manager if manager in self.managers else None, []).append(person)

    def below(self, top: int) -> frozenset[int]:
        """`top` and everybody below; a person met before (a cycle in bad data) is not walked again."""
        found: set[int] = set()
        waiting = [top]
        while waiting:
            person = waiting.pop()
            if person not in found:
                found.add(person)
                waiting.extend(self.reports.get(person, []))
        return frozenset(found)

    def above(self, person: int) -> list[int]:
        """Who leads a person, from their manager up; a cycle in bad data ends it."""
        found: list[int] = []
        manager = self.managers.get(person)
        while manager is not None and manager in self.managers and manager not in (person, *found):
            found.append(manager)
            manager = self.managers.get(manager)
        return found

    def nodes(self) -> list[Node]:
        """Everybody, each manager before their reports, with depth."""
        found: list[Node] = []
        seen: set[int] = set()

        def walk(tops: list[int], manager: int | None, depth: int) -> None:
            for person in tops:
                if person not in seen:
                    seen.add(person)
                    found.append(Node(person, manager, depth))
                    walk(self.reports.get(person, []), person, depth + 1)

        walk(self.reports.get(None, []), None, 0)
        walk([person for person in self.managers if person not in seen], None, 0)
        return found
