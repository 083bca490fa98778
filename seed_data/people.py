"""Who works here: seats, the people who sit in them, and whom they report to.

A seat is a place in a team that outlasts its people: when somebody leaves, a successor takes over seat and open deals.
"""

from dataclasses import dataclass, field
from datetime import date
from math import ceil, sqrt

import numpy as np
import pyarrow as pa

from seed_data.clock import Clock, Floats, Ints, to_date
from seed_data.names import people_names

REGIONS = ("Northeast", "South", "Central", "West")
TROUBLED = 2  # Central
WAYS = ("hunter", "farmer", "hybrid")
HUNTER, FARMER, HYBRID = range(3)
SEATS_AT_6000 = 22
SDRS_AT_6000 = 6
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


@dataclass
class People:
    """Everybody, and the seats of reps and SDRs."""

    members: list[Member]
    reps: Seats
    sdrs: Seats
    sandbagger: int
    optimist: int

    def manager_of(self, person: int) -> int | None:
        """Whom they report to now, or did last."""
        lines = self.members[person - 1].lines
        return lines[-1][0] if lines else None

    def parents(self) -> Ints:
        """Manager's id per person id (0 = none), index 0 unused."""
        return np.array([0] + [self.manager_of(i) or 0 for i in range(1, len(self.members) + 1)])


def hire(rng: np.random.Generator, clock: Clock, deals: int) -> People:
    """A company that fits the number of deals: 42 people up to 6,000, growing with the square root beyond."""
    scale = max(1.0, sqrt(deals / 6000))
    members = [Member("executive"), Member("observer"), Member("observer", admin=True), Member("marketing")]
    members += [Member("manager", region=r) for r in range(len(REGIONS))]
    heads = [len(members) - len(REGIONS) + r + 1 for r in range(len(REGIONS))]
    sdr_lead = _add(members, Member("manager"), 1)
    for someone in (2, 3, 4, *heads):
        members[someone - 1].lines.append((1, None, None))
    members[heads[3] - 1].first = clock.start + 40
    reps = _seat_reps(rng, clock, members, heads, round(SEATS_AT_6000 * scale))
    sdrs = _seat_sdrs(rng, clock, members, sdr_lead, round(SDRS_AT_6000 * scale))
    _west_without_a_head(clock, members, heads)
    steady = [s for s in range(len(reps.way)) if reps.way[s] == HUNTER and reps.switch[s] == NEVER and reps.opens[s] < 0]
    shy = next(s for s in steady if reps.region[s] == 0)
    bold = next(s for s in steady if reps.region[s] == 3)
    reps.skill[[shy, bold]] = 0.1
    return People(members, reps, sdrs, int(reps.before[shy]), int(reps.before[bold]))


def _add(members: list[Member], member: Member, manager: int, since: int | None = None) -> int:
    member.lines.append((manager, since, None))
    members.append(member)
    return len(members)


def _seat_reps(rng: np.random.Generator, clock: Clock, members: list[Member], heads: list[int], count: int) -> Seats:
    order = (HUNTER, FARMER, HUNTER, HYBRID, FARMER, HUNTER)
    region = np.sort(np.arange(count) % len(REGIONS))
    place = np.arange(count) - np.searchsorted(region, region)
    way = np.array(order)[place % len(order)]
    opens, switch = np.full(count, -NEVER), np.full(count, NEVER)
    span = clock.today - clock.start
    switch[place % 6 == 2] = clock.start + (span * rng.uniform(0.25, 0.85, count)).astype(int)[place % 6 == 2]
    late = (place % 6 == 5) | ((place % 6 == 4) & (region == 2))
    opens[late] = clock.start + (span * rng.uniform(0.2, 0.6, count)).astype(int)[late]
    managers = _team_leads(members, heads, region, place)
    before, after = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for s in range(count):
        first = int(opens[s]) if opens[s] > 0 else None
        person = Member("rep", int(region[s]), int(way[s]), first, None if switch[s] == NEVER else int(switch[s]) - 1)
        before[s] = after[s] = _add(members, person, managers[s], first)
        if switch[s] != NEVER:
            begins = int(switch[s]) - 10
            members[before[s] - 1].lines[-1] = (managers[s], first, int(switch[s]) - 1)
            after[s] = _add(members, Member("rep", int(region[s]), int(way[s]), begins), managers[s], begins)
    moved = members[before[count // 4 - 1] - 1]  # the region's last rep came under the team lead later
    if region[count // 4 - 1] == 0 and managers[1] != heads[0] and len(moved.lines) == 1:
        quarter = int(clock.quarter_firsts[clock.current_quarter - 5])
        since = moved.first
        moved.lines = [(heads[0], since, quarter - 1), (managers[1], max(quarter, since or 0), None)]
    return Seats(region, way, opens, switch, before, after, rng.normal(0, 0.22, count))


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
            leads[r, team] = _add(members, Member("manager", r), heads[r])
        managers.append(leads[r, team])
    return managers


def _seat_sdrs(rng: np.random.Generator, clock: Clock, members: list[Member], lead: int, count: int) -> Seats:
    region = np.arange(count) % len(REGIONS)
    switch = np.full(count, NEVER)
    before = np.array([_add(members, Member("sdr", int(r)), lead) for r in region])
    after = before.copy()
    leaver = count - 1
    switch[leaver] = clock.start + (clock.today - clock.start) * 3 // 5
    members[before[leaver] - 1].last = int(switch[leaver]) - 1
    members[before[leaver] - 1].lines = [(lead, None, int(switch[leaver]) - 1)]
    first = int(switch[leaver]) - 7
    after[leaver] = _add(members, Member("sdr", int(region[leaver]), first=first), lead, first)
    ways = np.zeros(count, np.int64)
    return Seats(region, ways, np.full(count, -NEVER), switch, before, after, rng.normal(0, 0.15, count))


def _west_without_a_head(clock: Clock, members: list[Member], heads: list[int]) -> None:
    """The West's head joined after two quarters; until then its people reported to the South's."""
    west, since = heads[3], int(clock.quarter_firsts[2])
    members[west - 1].first = since
    members[west - 1].lines = [(1, since, None)]
    for member in members:
        if member.lines and member.lines[0][0] == west:
            manager, first, last = member.lines[0]
            if first is None or first < since:
                stand_in = (heads[1], first, min(since - 1, last or NEVER))
                rest = [(manager, since, last)] if last is None or last >= since else []
                member.lines = [stand_in, *rest, *member.lines[1:]]


def _day(number: int | None) -> date | None:
    return None if number is None else to_date(number)


def people_rows(rng: np.random.Generator, people: People) -> tuple[pa.Table, pa.Table]:
    """The tables person and reporting_line."""
    names, emails = people_names(rng, len(people.members))
    members = people.members
    rows = {
        "external_id": [f"P-{i:02}" for i in range(1, len(members) + 1)],
        "name": names,
        "email": emails,
        "role": [m.role for m in members],
        "way": pa.array([None if m.way is None else WAYS[m.way] for m in members], pa.string()),
        "region": pa.array([None if m.region is None else REGIONS[m.region] for m in members], pa.string()),
        "admin": [m.admin for m in members],
        "active_from": pa.array([_day(m.first) for m in members], pa.date32()),
        "active_to": pa.array([_day(m.last) for m in members], pa.date32()),
    }
    lines = [(i, *line) for i, m in enumerate(members, 1) for line in m.lines]
    reporting = {
        "person_id": [line[0] for line in lines],
        "manager_id": pa.array([line[1] for line in lines], pa.int64()),
        "valid_from": pa.array([_day(line[2]) for line in lines], pa.date32()),
        "valid_to": pa.array([_day(line[3]) for line in lines], pa.date32()),
    }
    return pa.table(rows), pa.table(reporting)
