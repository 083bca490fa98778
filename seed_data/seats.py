"""Seats of reps and SDRs, and the people who sit in them.

A seat is a place in a team that outlasts its people: when somebody leaves, a successor takes over seat and open deals.
"""

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from seed_data.clock import Clock, Floats, Ints

REGIONS = ("Northeast", "South", "Central", "West")
TROUBLED = 2  # Central
WAYS = ("hunter", "farmer", "hybrid")
HUNTER, FARMER, HYBRID = range(3)
TEAM_SIZE = 9  # reps that one manager leads; larger regions get team leads
NEVER = 10**6


@dataclass
class Member:
    """A person in the making; ids count from 1."""

    role: str
    region: int | None = None
    way: int | None = None
    first: int | None = None  # active from and to, as day numbers
    last: int | None = None
    admin: bool = False
    lines: list[tuple[int | None, int | None, int | None]] = field(default_factory=list)  # manager, from, to


@dataclass
class Seats:
    """Places for reps or SDRs, as columns: who sits there until `switch` (a day), and who from then on."""

    region: Ints
    way: Ints
    opens: Ints  # the day from which the seat takes work
    switch: Ints  # the successor's first day in charge; NEVER = no change
    before: Ints
    after: Ints
    skill: Floats

    def holder(self, seat: Ints, day: Ints) -> Ints:
        """Who sits there on that day."""
        return np.where(day < self.switch[seat], self.before[seat], self.after[seat])

    def choose(self, rng: np.random.Generator, region: Ints, day: Ints, weights: tuple[float, float, float]) -> Ints:
        """A seat in each region, by the weight of its way; seats not yet open pass on to one that is."""
        chosen = np.zeros(len(region), np.int64)
        for r in range(len(REGIONS)):
            here = np.flatnonzero(self.region == r)
            chosen[region == r] = self._draw(rng, here, weights, int((region == r).sum()))
            closed = (region == r) & (self.opens[chosen] > day)
            chosen[closed] = self._draw(rng, here[self.opens[here] < 0], weights, int(closed.sum()))
        return chosen

    def _draw(self, rng: np.random.Generator, places: Ints, weights: tuple[float, float, float], count: int) -> Ints:
        weight = np.array(weights)[self.way[places]]
        return places[rng.choice(len(places), size=count, p=weight / weight.sum())]


def add(members: list[Member], member: Member, manager: int, since: int | None = None) -> int:
    """Take somebody in under a manager; gives their id."""
    member.lines.append((manager, since, None))
    members.append(member)
    return len(members)


def seat_reps(rng: np.random.Generator, clock: Clock, members: list[Member], heads: list[int], count: int) -> Seats:
    """`count` reps' seats over the regions, with their people added to `members`; some change hands, some open late."""
    order = (HUNTER, FARMER, HUNTER, HYBRID, FARMER, HUNTER)
    region = np.sort(np.arange(count) % len(REGIONS))
    place = np.arange(count) - np.searchsorted(region, region)
    way = np.array(order)[place % len(order)]
    opens, switch = np.full(count, -NEVER), np.full(count, NEVER)
    span = clock.today - clock.start
    switch[place % 6 == 2] = clock.start + (span * rng.uniform(0.25, 0.85, count)).astype(int)[place % 6 == 2]
    late = (place % 6 == 5) | ((place % 6 == 4) & (region == TROUBLED))
    opens[late] = clock.start + (span * rng.uniform(0.2, 0.6, count)).astype(int)[late]
    managers = _team_leads(members, heads, region, place)
    before, after = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for s in range(count):
        first = int(opens[s]) if opens[s] > 0 else None
        leaves = None if switch[s] == NEVER else int(switch[s]) - 1
        before[s] = after[s] = add(members, Member("rep", int(region[s]), int(way[s]), first, leaves), managers[s], first)
        if leaves is not None:
            members[before[s] - 1].lines[-1] = (managers[s], first, leaves)
            after[s] = add(members, Member("rep", int(region[s]), int(way[s]), leaves - 9), managers[s], leaves - 9)
    seats = Seats(region, way, opens, switch, before, after, rng.normal(0, 0.22, count))
    _change_a_manager(clock, members, heads[0], seats, managers)
    return seats


def _change_a_manager(clock: Clock, members: list[Member], head: int, seats: Seats, managers: list[int]) -> None:
    """The Northeast's fifth rep came under the team lead five quarters ago."""
    moved = members[seats.before[4] - 1]
    quarter = int(clock.quarter_firsts[clock.current_quarter - 5])
    moved.lines = [(head, moved.first, quarter - 1), (managers[1], quarter, None)]


def _team_leads(members: list[Member], heads: list[int], region: Ints, place: Ints) -> list[int]:
    """The manager of each seat: the head, or a team lead in the Northeast and wherever a region is large."""
    managers = []
    leads: dict[tuple[int, int], int] = {}
    for r, p in zip(region.tolist(), place.tolist(), strict=True):
        size = int((region == r).sum())
        teams = ceil(size / TEAM_SIZE) if size > TEAM_SIZE else (2 if r == 0 else 1)
        team = p % teams
        if team == 0:
            managers.append(heads[r])
            continue
        if (r, team) not in leads:
            leads[r, team] = add(members, Member("manager", r), heads[r])
        managers.append(leads[r, team])
    return managers


def seat_sdrs(rng: np.random.Generator, clock: Clock, members: list[Member], lead: int, count: int) -> Seats:
    """SDRs by region; the last one left and has a successor."""
    region = np.arange(count) % len(REGIONS)
    switch = np.full(count, NEVER)
    before = np.array([add(members, Member("sdr", int(r)), lead) for r in region])
    after = before.copy()
    leaver = count - 1
    switch[leaver] = clock.start + (clock.today - clock.start) * 3 // 5
    members[before[leaver] - 1].last = int(switch[leaver]) - 1
    members[before[leaver] - 1].lines = [(lead, None, int(switch[leaver]) - 1)]
    first = int(switch[leaver]) - 7
    after[leaver] = add(members, Member("sdr", int(region[leaver]), first=first), lead, first)
    ways = np.zeros(count, np.int64)
    return Seats(region, ways, np.full(count, -NEVER), switch, before, after, rng.normal(0, 0.15, count))
