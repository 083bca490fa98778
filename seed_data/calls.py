"""Weekly calls: what reps and managers say the quarter will bring, most before the deadline, some late, some not at all."""

import numpy as np
import pyarrow as pa

from seed_data.clock import DAY, HOUR, Clock, Flags, Floats, Ints, dates, weekday
from seed_data.names import pick
from seed_data.people import People
from seed_data.results import Wins, by_quarter, by_week, rolled_up

SANDBAG, OPTIMISM = 0.5, 1.7  # what the two marked reps make of what is still to come
STEP = 1_000_00
NOTES = ("Two large deals slip if legal is slow", "As last week", "Pilot went well", "Waiting for the budget round", "Tight")


def _weeks(clock: Clock) -> Ints:
    """First days (Mondays) of all weeks of history but its first quarter, up to today's."""
    first = int(clock.quarter_firsts[1])
    first += int((7 - weekday(np.array([first]))[0]) % 7)
    return np.arange(first, clock.today + 1, 7)


def _told(clock: Clock, people: People, found: Wins, quotas: Floats, weeks: Ints) -> tuple[Floats, Floats]:
    """[person id, week] of reps and all above: won so far in the week's quarter, and what will still come."""
    quarter = clock.quarter_of(weeks + 3)
    final = (by_quarter(clock, people, found, True) + by_quarter(clock, people, found, False))[:, quarter]
    so_far = by_week(clock, people, found, weeks)
    length = clock.quarter_firsts[quarter + 1] - clock.quarter_firsts[quarter]
    left = ((clock.quarter_firsts[quarter + 1] - weeks) / length).clip(0, 1)
    own = np.array([0.0] + [float(m.role == "rep") for m in people.members])[:, None]
    missing = np.maximum(0, quotas[:, quarter] * 0.85 - final) * (quarter == clock.current_quarter) * left * own
    return rolled_up(people, so_far), rolled_up(people, np.maximum(final - so_far, 0) + missing)


def _working(people: People, days: Ints) -> Flags:
    """[person id, week]: reps and managers who work here on that day."""
    flags = np.zeros((len(people.members) + 1, len(days)), bool)
    for person, member in enumerate(people.members, 1):
        if member.role in ("rep", "manager"):
            flags[person] = (days >= (member.first or 0)) & (days <= (member.last or 10**6))
    return flags


def call_rows(rng: np.random.Generator, clock: Clock, people: People, found: Wins, quotas: Floats) -> pa.Table:
    """The table call, in order of time."""
    weeks = _weeks(clock)
    so_far, rest = _told(clock, people, found, quotas, weeks)
    sells = (quotas.sum(axis=1) > 0)[:, None]
    person, week = np.nonzero(_working(people, weeks) & sells & (rng.random(so_far.shape) > 0.07))
    revised = rng.random(len(person)) < 0.04
    person, week = (np.concatenate([v, v[revised]]) for v in (person, week))
    again = np.arange(len(person)) >= len(revised)
    happened = early_today(clock, _moments(rng, weeks[week], again))
    bias = np.ones(len(people.members) + 1)
    bias[people.sandbagger], bias[people.optimist] = SANDBAG, OPTIMISM
    noise = rng.lognormal(-0.03, 0.22, len(person)) * bias[person]
    commit = so_far[person, week] + rest[person, week] * noise * 0.94
    upside = rest[person, week] * rng.uniform(0.15, 0.5, len(person))
    commit, upside = ((np.round(v / STEP) * STEP).astype(np.int64) for v in (commit, upside))
    order = np.argsort(happened, kind="stable")
    order = order[happened[order] < clock.end]
    quarter = clock.quarter_of(weeks + 3)[week]
    noted = rng.random(len(person)) < 0.25
    return pa.table(
        {
            "person_id": person[order],
            "author_id": person[order],
            "period": pick(clock.quarter_names, quarter[order]),
            "week": dates(weeks[week[order]]),
            "called_at": clock.moments(happened[order]),
            "commit": commit[order],
            "upside": upside[order],
            "note": pick(NOTES, rng.integers(len(NOTES), size=len(person))[order], ~noted[order]),
        }
    )


def early_today(clock: Clock, happened: Ints) -> Ints:
    """What falls on today has been said by its first half hour: whoever opens the demo company writes after it."""
    today = clock.today * DAY
    within = (happened >= today) & (happened < clock.end)
    return np.where(within, today + (happened - today) // 48, happened)


def _moments(rng: np.random.Generator, week: Ints, again: Flags) -> Ints:
    """Monday to Friday noon; one in sixteen after Friday 18:00; second thoughts on Friday afternoon."""
    n = len(week)
    day = rng.choice(5, size=n, p=(0.3, 0.2, 0.2, 0.2, 0.1))
    hour = np.where(day == 4, rng.uniform(8.5, 13, n), rng.uniform(8.5, 18, n))
    late = ~again & (rng.random(n) < 0.06)
    day, hour = np.where(late | again, 4, day), np.where(late, rng.uniform(18.3, 21, n), np.where(again, 14.5, hour))
    return (week + day) * DAY + (hour * 3600).astype(np.int64) * (HOUR // 3600)
