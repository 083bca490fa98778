"""Deals as they will go: who works them, what kind they are, when they move, whether they are won.

Times are raw days (see seed_data/clock.py). A plan runs on beyond today; history keeps what has happened by then.
"""

from dataclasses import dataclass

import numpy as np

from seed_data.catalog import DISCOVERY, NEGOTIATION, WON
from seed_data.clock import Clock, Flags, Floats, Ints, growing
from seed_data.leads import REGION_SHARE, Leads
from seed_data.seats import REGIONS, TROUBLED, Seats

EXISTING_SHARE = 0.37
MOST_PUSHES = 5
PUSH_DAYS = np.array([14, 18, 21, 30, 30, 31, 45, 61, 91])
NEVER = 1e9


@dataclass
class Deals:
    """Plans of all deals as columns, oldest first; `exit` is the last open stage, `visited` has a column per qualified one."""

    created: Floats
    lead: Ints  # place in the leads, -1 = direct
    region: Ints
    existing: Flags
    renewal: Flags
    seat: Ints
    first_stage: Ints
    reaches: Flags  # SQL
    sql: Floats
    stated: Floats  # [n, pushes + 1]: the close date said at first and after each push
    pushes: Ints
    pushed: Floats  # [n, pushes]: when
    won: Flags
    closed: Floats
    exit: Ints
    entered: Floats  # [n, 4]: when each qualified stage begins; NEVER = skipped or not reached
    reopened: Floats  # NEVER = not
    reclosed: Floats
    rewon: Flags

    def __len__(self) -> int:
        return len(self.created)

    @property
    def last_closed(self) -> Floats:
        """When it closes for good."""
        return np.where(self.reopened < NEVER, self.reclosed, self.closed)

    @property
    def finally_won(self) -> Flags:
        """How it ends."""
        return np.where(self.reopened < NEVER, self.rewon, self.won)


def plan(rng: np.random.Generator, clock: Clock, leads: Leads, count: int, reps: Seats) -> Deals:
    """`count` deals: those handed over from leads, and direct ones, most of them with customers."""
    converted = leads.converted
    existing_count = min(round(EXISTING_SHARE * count), count - len(converted))
    direct = growing(rng, count - len(converted), clock.start, clock.today)
    created = np.concatenate([leads.handed_raw[converted], direct])
    lead = np.concatenate([converted, np.full(len(direct), -1)])
    existing = np.zeros(count, bool)
    existing[len(converted) + rng.permutation(len(direct))[:existing_count]] = True
    region = rng.choice(len(REGIONS), size=count, p=REGION_SHARE)
    region[: len(converted)] = leads.region[converted]
    order = np.argsort(created, kind="stable")
    created, lead, existing, region = created[order], lead[order], existing[order], region[order]
    day = np.floor(created).astype(np.int64)
    hunting = reps.choose(rng, region, day, (0.72, 0.06, 0.22))
    farming = reps.choose(rng, region, day, (0.05, 0.66, 0.29))
    seat = np.where(existing, farming, hunting)
    return _live(rng, clock, created, lead, region, existing, seat, reps)


def _live(
    rng: np.random.Generator,
    clock: Clock,
    created: Floats,
    lead: Ints,
    region: Ints,
    existing: Flags,
    seat: Ints,
    reps: Seats,
) -> Deals:
    n = len(created)
    trouble = region == TROUBLED
    renewal = existing & (rng.random(n) < 0.35)
    straight = (lead < 0) & (rng.random(n) < 0.05)
    reaches = straight | (rng.random(n) < np.where(existing, 0.92, 0.86) - 0.04 * trouble)
    unqualified = np.where(straight, 0, rng.lognormal(np.log(np.where(existing, 6, 10)), 0.7).clip(0.2, 45))
    sql = created + unqualified
    pushes = rng.poisson(np.where(existing, 0.5, 0.85) * np.where(trouble, 1.7, 0.9)).clip(0, MOST_PUSHES)
    stated, pushed = _pushing(rng, sql, existing, pushes)
    won = reaches & (rng.random(n) < _chance(existing, renewal, pushes, trouble, reps.skill[seat]))
    closed, stated = _closing(rng, clock, created, sql, reaches, won, pushes, pushed, stated)
    final = _last_stage(rng, won)
    entered = _stages(rng, sql, closed, final, reaches)
    reopened, reclosed, rewon = _reopening(rng, closed, won, reaches)
    first_stage = np.where(straight, DISCOVERY, 1)
    return Deals(
        created, lead, region, existing, renewal, seat, first_stage, reaches, sql, stated, pushes, pushed, won, closed,
        np.where(reaches, final, 1), entered, reopened, reclosed, rewon,
    )  # fmt: skip


def _chance(existing: Flags, renewal: Flags, pushes: Ints, trouble: Flags, skill: Floats) -> Floats:
    """The chance to win once qualified: each push takes its share, and so does the region in trouble."""
    logit = np.where(existing, 1.2 + 0.9 * renewal, -0.52) - 0.45 * pushes - 0.6 * trouble + skill
    return 1 / (1 + np.exp(-logit))


def _pushing(rng: np.random.Generator, sql: Floats, existing: Flags, pushes: Ints) -> tuple[Floats, Floats]:
    """Close dates said, first and after each push, and when it was made: shortly before the old date or soon after."""
    n = len(sql)
    length = rng.lognormal(np.log(np.where(existing, 48, 72)), 0.45).clip(16, 220)
    first = sql + length
    later = rng.choice(PUSH_DAYS, size=(n, MOST_PUSHES)) + rng.integers(0, 4, size=(n, MOST_PUSHES))
    later = np.where(np.arange(MOST_PUSHES) < pushes[:, None], later, 0)
    stated = first[:, None] + np.concatenate([np.zeros((n, 1)), np.cumsum(later, axis=1)], axis=1)
    pushed = np.maximum.accumulate(stated[:, :-1] + rng.uniform(-10, 14, size=(n, MOST_PUSHES)), axis=1)
    return stated, np.where(np.arange(MOST_PUSHES) < pushes[:, None], pushed, NEVER)


def _closing(
    rng: np.random.Generator,
    clock: Clock,
    created: Floats,
    sql: Floats,
    reaches: Flags,
    won: Flags,
    pushes: Ints,
    pushed: Floats,
    stated: Floats,
) -> tuple[Floats, Floats]:
    """When deals close: wins on or near the date said and drawn to the quarter's end, losses before, some in stage 1."""
    n, rows = len(sql), np.arange(len(sql))
    due = stated[rows, pushes]
    last = np.where(pushes > 0, pushed[rows, np.maximum(pushes - 1, 0)], sql) + 1
    drift = rng.choice(3, size=n, p=(0.56, 0.14, 0.3))
    winning = due + np.select([drift == 1, drift == 2], [-rng.uniform(1, 12, n), rng.uniform(1, 26, n)], 0)
    losing = last + (due - last + 8) * rng.uniform(0.35, 1.2, n)
    losing = np.where((rng.random(n) < 0.3) & (due > last), due, losing)
    closed = np.maximum(np.where(won, winning, losing), last)
    quarter_end = clock.quarter_last(np.floor(closed).astype(np.int64))
    away = quarter_end - closed
    drawn = reaches & (away > -4) & (away < 36) & (rng.random(n) < np.where(won, 0.62, 0.16))
    final_days = quarter_end - rng.geometric(0.28, n).clip(1, 12) + 1 + rng.random(n)
    closed = np.where(drawn, np.maximum(final_days, last), closed)
    agreed = drawn & won & (quarter_end > last) & (rng.random(n) < 0.75)
    stated[rows[agreed], pushes[agreed]] = quarter_end[agreed] + 0.5
    stalls = rng.random(n) < 0.25
    early = created + np.where(stalls, rng.uniform(35, 80, n), rng.lognormal(np.log(18), 0.6, n).clip(2, 60))
    return np.where(reaches, closed, early), stated


def _last_stage(rng: np.random.Generator, won: Flags) -> Ints:
    """The stage from which deals close."""
    winners = rng.choice((3, 4, 5), size=len(won), p=(0.06, 0.16, 0.78))
    return np.where(won, winners, rng.choice((2, 3, 4, 5), size=len(won), p=(0.3, 0.3, 0.26, 0.14)))


def _stages(rng: np.random.Generator, sql: Floats, closed: Floats, final: Ints, reaches: Flags) -> Floats:
    """When each qualified stage begins; stages before the last are skipped now and then."""
    n = len(sql)
    stage = np.arange(DISCOVERY, NEGOTIATION + 1)
    visited = (stage < final[:, None]) & (rng.random((n, 4)) > np.array([0.05, 0.2, 0.18, 0.2])) | (stage == final[:, None])
    share = rng.gamma(2.0, 1.0, (n, 4)) * np.array([1.0, 1.1, 1.0, 0.8]) * visited
    before = np.cumsum(share, axis=1) - share
    entered = sql[:, None] + before / share.sum(axis=1, keepdims=True) * (closed - sql)[:, None]
    return np.where(visited & reaches[:, None], entered, NEVER)


def _reopening(rng: np.random.Generator, closed: Floats, won: Flags, reaches: Flags) -> tuple[Floats, Floats, Flags]:
    """A few lost deals come back, and very few won ones fall open again."""
    n = len(closed)
    back = reaches & (rng.random(n) < np.where(won, 0.004, 0.045))
    reopened = np.where(back, closed + rng.uniform(4, 40, n), NEVER)
    reclosed = np.where(back, reopened + rng.uniform(12, 65, n), NEVER)
    return reopened, reclosed, back & (rng.random(n) < np.where(won, 0.7, 0.35))


def final_stage(won: Flags) -> Ints:
    """Won or lost."""
    return np.where(won, WON, WON + 1)
