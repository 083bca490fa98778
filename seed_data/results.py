"""What each person won, and will win if the plans hold: the ground that quotas and calls stand on."""

from dataclasses import dataclass

import numpy as np

from seed_data.clock import Clock, Flags, Floats, Ints
from seed_data.deals import Deals
from seed_data.people import People
from seed_data.story import closing_day


@dataclass
class Wins:
    """One row per won deal of history and of the quarter to come: whose, on which day, new or existing, how much."""

    person: Ints
    day: Ints
    existing: Flags
    amount: Ints


def wins(clock: Clock, deals: Deals, people: People, amount: Ints) -> Wins:
    """All wins by plan, those after today too. `amount` is each deal's last."""
    won = np.flatnonzero(deals.finally_won & (deals.last_closed < clock.today + 200))
    day = closing_day(deals.last_closed[won])
    person = people.reps.holder(deals.seat[won], day)
    return Wins(person, day, deals.existing[won], amount[won])


def by_quarter(clock: Clock, people: People, found: Wins, existing: bool) -> Floats:
    """[person id, quarter]: value won, of one kind."""
    table = np.zeros((len(people.members) + 1, len(clock.quarter_names)))
    which = found.existing == existing
    np.add.at(table, (found.person[which], clock.quarter_of(found.day[which])), found.amount[which])
    return table


def by_week(clock: Clock, people: People, found: Wins, weeks: Ints) -> Floats:
    """[person id, week]: value won from the first day of the week's quarter to the day before the week begins."""
    table = np.zeros((len(people.members) + 1, clock.today + 202 - clock.start))
    np.add.at(table, (found.person, found.day - clock.start + 1), found.amount)
    total = np.cumsum(table, axis=1)  # up to the end of the day before
    first = clock.quarter_firsts[clock.quarter_of(weeks + 3)]
    return total[:, np.maximum(weeks, first) - clock.start] - total[:, first - clock.start]


def rolled_up(people: People, own: Floats) -> Floats:
    """[person id, …] sums of everybody below, own values included, by present (or last) reporting lines."""
    total, parents = own.copy(), people.parents()
    for person in range(1, len(parents)):
        boss = int(parents[person])
        while boss:
            total[boss] += own[person]
            boss = int(parents[boss])
    return total
