"""The changes of all deals: what each plan does, on its days, to stage, amount, close date, category, owner, next step."""

import numpy as np

from seed_data import amounts
from seed_data.catalog import CATEGORIES, LOST, NEGOTIATION, NEXT_STEPS, QUALIFIED, WON
from seed_data.clock import Clock, Flags, Floats, Ints
from seed_data.deals import MOST_PUSHES, NEVER, Deals, final_stage
from seed_data.history import NONE, Changes, History, settle
from seed_data.people import People
from seed_data.seats import NEVER as NO_SWITCH

COMMIT, UPSIDE, PIPELINE, OMITTED = range(len(CATEGORIES))


def _days(raw: Floats) -> Ints:
    return np.floor(np.minimum(raw, 10**6)).astype(np.int64)


def tell(rng: np.random.Generator, clock: Clock, deals: Deals, people: People, first: Ints, unknown: Flags) -> History:
    """All versions of all deals by the end of today. `first` amounts, `unknown` where none was given at first."""
    changes = Changes()
    handed, others = _colleagues(rng, deals, people)
    begin, change, later = _worth(rng, clock, deals, first, unknown, changes)
    _open(rng, clock, deals, people, begin, changes)
    _advance(rng, clock, deals, changes)
    _move_dates(rng, clock, deals, changes)
    _choose(rng, clock, deals, people, changes)
    _hand_over(clock, deals, people, handed, others, changes)
    _close(rng, clock, deals, np.where(begin == NONE, change, NONE), changes)
    _reopen(clock, deals, people, handed, others, later, changes)
    return settle(clock, changes)


def _worth(
    rng: np.random.Generator, clock: Clock, deals: Deals, first: Ints, unknown: Flags, changes: Changes
) -> tuple[Ints, Ints, Ints]:
    """Amounts at first, at the end where they were unknown, and at last; writes what happens between."""
    learns = deals.reaches & unknown & (rng.random(len(deals)) < 0.45)
    changes.add(clock, learns, deals.sql + (deals.closed - deals.sql) * 0.1, amount=first)
    when, value, last = amounts.changes(rng, deals, first)
    changes.add(clock, (when < NEVER) & (~unknown | learns), when, amount=value)
    told_at_close = unknown & ~learns & deals.won & (rng.random(len(deals)) < 0.85)
    begin = np.where(unknown, NONE, first)
    return begin, np.where(told_at_close, last, NONE), last


def _open(rng: np.random.Generator, clock: Clock, deals: Deals, people: People, begin: Ints, changes: Changes) -> None:
    n = len(deals)
    undated = (deals.first_stage == 1) & (rng.random(n) < 0.05)
    close = np.where(undated, NONE, _days(_said_first(rng, deals)))
    owner = people.reps.holder(deals.seat, _days(deals.created))
    step = np.where(rng.random(n) < 0.7, rng.integers(0, 2, n), NONE)
    everyone = np.ones(n, bool)
    changes.add(
        clock, everyone, deals.created, stage=deals.first_stage, amount=begin, close=close, category=NONE, owner=owner, step=step
    )
    changes.add(clock, undated & deals.reaches, deals.sql, close=_days(deals.stated[:, 0]))


def _said_first(rng: np.random.Generator, deals: Deals) -> Floats:
    """The first date said; where it will be pulled, some weeks later than the one the plan goes by."""
    return deals.stated[:, 0] + np.where(_pulled(deals), 10 + (deals.sql * 7919 % 26), 0)


def _pulled(deals: Deals) -> Flags:
    """Deals whose date is moved earlier once: every fourteenth or so, told by the clock of their creation."""
    return deals.reaches & (deals.created * 9973 % 1 < 0.05)


def _move_dates(rng: np.random.Generator, clock: Clock, deals: Deals, changes: Changes) -> None:
    first_push = np.minimum(deals.pushed[:, 0], deals.closed)
    when = deals.sql + (first_push - deals.sql) * rng.uniform(0.1, 0.6, len(deals))
    changes.add(clock, _pulled(deals), when, close=_days(deals.stated[:, 0]))
    for i in range(MOST_PUSHES):
        which = deals.reaches & (deals.pushes > i) & (deals.pushed[:, i] < deals.closed - 0.2)
        changes.add(clock, which, deals.pushed[:, i], close=_days(deals.stated[:, i + 1]))


def _advance(rng: np.random.Generator, clock: Clock, deals: Deals, changes: Changes) -> None:
    n = len(deals)
    for i, stage in enumerate(QUALIFIED):
        entered = deals.entered[:, i]
        step = np.where(rng.random(n) < 0.78, rng.integers(2 * i, 2 * i + 2, n), NONE)
        changes.add(clock, (entered < NEVER) & (entered > deals.created + 1e-3), entered, stage=stage, step=step)
    last = np.where(deals.entered < NEVER, deals.entered, -1).max(axis=1)
    back = deals.reaches & (deals.exit >= 3) & (rng.random(n) < 0.06)
    span = deals.closed - last
    changes.add(clock, back, last + 0.3 * span, stage=deals.exit - 1)
    changes.add(clock, back, last + 0.65 * span, stage=deals.exit)


def _choose(rng: np.random.Generator, clock: Clock, deals: Deals, people: People, changes: Changes) -> None:
    """Owners choose a category, knowing more than the stage does; the sandbagger too low, the optimist too high."""
    n = len(deals)
    owner = people.reps.before[deals.seat]
    chooses = deals.reaches & (rng.random(n) < 0.29)
    good = rng.choice(4, size=n, p=(0.62, 0.28, 0.1, 0.0))
    bad = rng.choice(4, size=n, p=(0.2, 0.38, 0.34, 0.08))
    chosen = np.where(deals.won, good, bad)
    low = (owner == people.sandbagger) & (chosen == COMMIT)
    high = (owner == people.optimist) & (chosen <= PIPELINE)
    chosen = np.select([low, high], [UPSIDE, COMMIT], chosen)
    span = deals.closed - deals.sql
    when = deals.sql + span * rng.uniform(0.35, 0.95, n)
    changes.add(clock, chooses, when, category=chosen)
    again = chooses & (rng.random(n) < 0.2)
    changes.add(clock, again, when + (deals.closed - when) * 0.6, category=np.where(deals.won, COMMIT, UPSIDE))


def _colleagues(rng: np.random.Generator, deals: Deals, people: People) -> tuple[Floats, Ints]:
    """A few deals go to a colleague of the same region midway: when (NEVER = not), and whose they are then."""
    reps, n = people.reps, len(deals)
    steady = np.flatnonzero((reps.switch == NO_SWITCH) & (reps.opens < 0))
    steady = steady[np.argsort(reps.region[steady], kind="stable")]
    low = np.searchsorted(reps.region[steady], deals.region)
    high = np.searchsorted(reps.region[steady], deals.region, side="right")
    other = steady[low + np.floor(rng.random(n) * (high - low)).astype(np.int64)]
    moves = deals.reaches & (rng.random(n) < 0.035) & (other != deals.seat)
    when = deals.sql + (deals.closed - deals.sql) * rng.uniform(0.1, 0.8, n)
    return np.where(moves, when, NEVER), reps.before[other]


def _hand_over(clock: Clock, deals: Deals, people: People, handed: Floats, others: Ints, changes: Changes) -> None:
    """Deals change hands: to a colleague, or to the successor on the leaver's last day."""
    changes.add(clock, handed < deals.closed, handed, owner=others)
    switch = people.reps.switch[deals.seat]
    leaving = (deals.created < switch) & (switch < deals.closed) & (switch < handed)
    changes.add(clock, leaving & (switch != NO_SWITCH), switch.astype(float), owner=people.reps.after[deals.seat])


def _close(rng: np.random.Generator, clock: Clock, deals: Deals, told: Ints, changes: Changes) -> None:
    everyone = np.ones(len(deals), bool)
    stage = final_stage(deals.won)
    closed = closing_day(deals.closed)
    known = told != NONE
    changes.add(clock, everyone & ~known, deals.closed, stage=stage, close=closed, step=NONE)
    changes.add(clock, known, deals.closed, stage=stage, close=closed, step=NONE, amount=told)


def closing_day(raw: Floats) -> Ints:
    """The working day on which a raw moment falls."""
    day = _days(raw)
    late = (day + 3) % 7
    return day + np.where(late >= 5, 7 - late, 0)


def _reopen(clock: Clock, deals: Deals, people: People, handed: Floats, others: Ints, later: Ints, changes: Changes) -> None:
    back = deals.reopened < NEVER
    stage = np.where(deals.won, NEGOTIATION, deals.exit)
    owner = np.where(handed < deals.closed, others, people.reps.holder(deals.seat, _days(deals.reopened)))
    due = _days(deals.reclosed) + np.where(deals.rewon, 0, 12)
    changes.add(clock, back, deals.reopened, stage=stage, close=due, owner=owner, step=len(NEXT_STEPS) - 1)
    final = np.where(deals.rewon, WON, LOST)
    changes.add(clock, back, deals.reclosed, stage=final, close=closing_day(deals.reclosed), amount=later, step=NONE)
