"""Quotas: what each rep, manager and the executive is asked for, per quarter and kind of business."""

import numpy as np
import pyarrow as pa

from seed_data.clock import Clock, Flags, Floats, Ints, to_date
from seed_data.people import People
from seed_data.results import Wins, by_quarter, rolled_up
from seed_data.seats import TROUBLED

KINDS = ("new", "existing")
AMBITION = 1.08  # over what the way of selling usually brings
WARM_UP = (0.35, 0.85)  # of the first quarters of history
GROWTH = 0.018  # a quarter
STEP = 5_000_00


def _in_service(clock: Clock, people: People, quarters: Ints) -> Flags:
    """[person id, quarter]: reps who work for the larger part of it."""
    flags = np.zeros((len(people.members) + 1, len(quarters)), bool)
    middle = clock.quarter_firsts[quarters] + 40
    for person, member in enumerate(people.members, 1):
        if member.role == "rep":
            flags[person] = (middle >= (member.first or 0)) & (middle <= (member.last or 10**6))
    return flags


def _expected(clock: Clock, people: People, won: Floats, served: Flags, quarters: Ints) -> Floats:
    """[person id, quarter] of one kind: half their own usual quarter, half their peers', and somewhat more each quarter."""
    peers = np.array([-1] + [-1 if m.way is None else m.way for m in people.members])
    healthy = np.array([False] + [m.region != TROUBLED for m in people.members])
    past = (quarters >= 2) & (quarters < clock.current_quarter)
    growth = 1 + GROWTH * (quarters - quarters[past].mean())
    own = np.where(served & past, won / growth, np.nan)
    usual = np.zeros(len(peers))
    for way in range(3):
        group = own[(peers == way) & healthy]
        usual[peers == way] = np.nanmean(group) if np.isfinite(group).any() else 0
    count = np.isfinite(own).sum(axis=1)
    mean = np.where(count > 0, np.nansum(own, axis=1) / np.maximum(count, 1), usual)
    weight = np.where(healthy, 0.6, 0.25) * np.minimum(1, count / 3)
    level = weight * mean + (1 - weight) * usual
    ramp = np.ones(len(quarters))
    ramp[: len(WARM_UP)] = WARM_UP
    return level[:, None] * growth * ramp * AMBITION * served


def quota_rows(clock: Clock, people: People, found: Wins) -> tuple[pa.Table, Floats]:
    """The table quota, and [person id, quarter] the sum of both kinds.

    Managers answer for nearly the sum of their reports, the executive for somewhat less. One quota was lowered in the
    middle of the last quarter.
    """
    quarters = np.arange(clock.current_quarter + 2)
    served = _in_service(clock, people, quarters)
    rows: list[tuple[int, int, int, int, int]] = []
    both = np.zeros((len(people.members) + 1, len(quarters)))
    hedge = {"rep": 1.0, "manager": 0.97, "executive": 0.93}
    keep = np.array([0.0] + [hedge.get(m.role, 0.0) for m in people.members])
    for kind in range(2):
        won = by_quarter(clock, people, found, bool(kind))[:, quarters]
        amounts = rolled_up(people, _expected(clock, people, won, served, quarters)) * keep[:, None]
        amounts = np.round(amounts / STEP).astype(np.int64) * STEP
        both += amounts
        for person, quarter in np.argwhere(amounts > 0).tolist():
            rows.append((person, quarter, kind, int(amounts[person, quarter]), 0))
    rows += _lowered(clock, people, rows)
    table = {
        "person_id": [r[0] for r in rows],
        "period": [clock.quarter_names[r[1]] for r in rows],
        "kind": [KINDS[r[2]] for r in rows],
        "amount": pa.array([r[3] for r in rows], pa.int64()),
        "valid_from": pa.array([to_date(r[4]) if r[4] else None for r in rows], pa.date32()),
    }
    return pa.table(table), both


def _lowered(clock: Clock, people: People, rows: list[tuple[int, int, int, int, int]]) -> list[tuple[int, int, int, int, int]]:
    """The troubled region's first rep got relief in the quarter before this one, from its middle on."""
    quarter = clock.current_quarter - 1
    day = int(clock.quarter_firsts[quarter]) + 45
    for person, q, kind, amount, _ in rows:
        member = people.members[person - 1]
        if member.region == TROUBLED and member.role == "rep" and q == quarter:
            return [(person, q, kind, max(STEP, amount * 8 // 10 // STEP * STEP), day)]
    return []
