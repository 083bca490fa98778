"""Random worlds of six people, and who sees whom in them: by walking up one manager at a time, by rules written out here."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.access.house import TODAY

WHO = 6
ROLES = ("rep", "rep", "manager", "manager", "executive", "sdr", "marketing", "observer")
OLD, LEFT = TODAY - timedelta(days=100), TODAY - timedelta(days=9)


@dataclass(frozen=True)
class World:
    """People by number: who they are, to whom they report by (person, manager, from, to), and who looks at whose team."""

    roles: list[str]
    left: list[bool]
    lines: list[tuple[int, int | None, date | None, date | None]]
    peers: str
    viewer: int
    under: int | None
    absent: int | None
    as_of: date


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Managers have smaller numbers than their reports, so that there is no circle; some moved 100 days ago, some left."""
    people = range(WHO)
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=WHO, max_size=WHO))
    left = draw(st.lists(st.booleans(), min_size=WHO, max_size=WHO))
    lines: list[tuple[int, int | None, date | None, date | None]] = []
    for person in people:
        above = st.none() | st.integers(0, person - 1) if person else st.none()
        first, second = draw(above), draw(above)
        if draw(st.booleans()):
            lines.append((person, first, None, None))
        else:
            lines += [(person, first, None, OLD - timedelta(days=1)), (person, second, OLD, LEFT)]
    viewer = draw(st.sampled_from(people))
    left[viewer] = False
    absent = draw(st.none() | st.sampled_from(people))
    return World(
        roles, left, lines, draw(st.sampled_from(["self", "self", "team", "all"])), viewer,
        draw(st.none() | st.sampled_from(people)),
        absent if absent is not None and not left[absent] and absent != viewer else None,
        draw(st.sampled_from([TODAY, OLD + timedelta(days=5)])),
    )  # fmt: skip


def manager_on(world: World, person: int, day: date) -> int | None:
    """The latest begun line that covers the day, else the latest begun: a leaver stays under their last manager."""
    begun = [line for line in world.lines if line[0] == person and (line[2] or date.min) <= day]
    covering = [line for line in begun if (line[3] or date.max) >= day]
    return max(covering or begun, key=lambda line: line[2] or date.min)[1]


def chain(world: World, person: int, day: date) -> list[int]:
    """Who leads somebody, from their manager up."""
    found = []
    at = manager_on(world, person, day)
    while at is not None:
        found.append(at)
        at = manager_on(world, at, day)
    return found


def sees(world: World, viewer: int, person: int) -> bool:
    """Whether the viewer may open somebody's book today, one rule after the other."""
    role, above = world.roles[viewer], chain(world, viewer, TODAY)
    if role == "executive" or person == viewer or (role == "manager" and viewer in chain(world, person, TODAY)):
        return True
    if person in above or world.roles[person] == "executive":
        return False
    if world.peers == "team":
        return bool(above) and above[0] in chain(world, person, TODAY)
    return world.peers == "all"


def expected(world: World, viewer: int, owner: int) -> bool:
    """Whether the owner's rows are in the viewer's Book under the scope's person, on that day's lines."""
    if not sees(world, viewer, owner):
        return False
    under = world.under
    if under is None:
        return True
    return sees(world, viewer, under) and (owner == under or under in chain(world, owner, world.as_of))
