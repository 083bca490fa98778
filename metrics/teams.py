"""Which of several teams somebody belongs to."""

from collections.abc import Container, Mapping


def team_of(person: int | None, teams: Container[int], managers: Mapping[int, int | None]) -> int | None:
    """The nearest of `teams` (people who lead them) at or above a person on the reporting lines; None outside all of them."""
    seen: set[int] = set()
    while person is not None and person not in teams and person not in seen:
        seen.add(person)
        person = managers.get(person)
    return person if person is not None and person in teams else None
