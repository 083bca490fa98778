"""Who works here, and whom they report to."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import pyarrow as pa

from seed_data.clock import Clock, Ints, to_date
from seed_data.names import people_names
from seed_data.seats import HUNTER, NEVER, REGIONS, WAYS, Member, Seats, add, seat_reps, seat_sdrs

SEATS_AT_6000 = 22
SDRS_AT_6000 = 6


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
    sdr_lead = add(members, Member("manager"), 1)
    for someone in (2, 3, 4, *heads):
        members[someone - 1].lines.append((1, None, None))
    reps = seat_reps(rng, clock, members, heads, round(SEATS_AT_6000 * scale))
    sdrs = seat_sdrs(rng, clock, members, sdr_lead, round(SDRS_AT_6000 * scale))
    _west_without_a_head(clock, members, heads)
    steady = [s for s in range(len(reps.way)) if reps.way[s] == HUNTER and reps.switch[s] == NEVER and reps.opens[s] < 0]
    shy = next(s for s in steady if reps.region[s] == 0)
    bold = next(s for s in steady if reps.region[s] == 3)
    reps.skill[[shy, bold]] = 0.1
    return People(members, reps, sdrs, int(reps.before[shy]), int(reps.before[bold]))


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
