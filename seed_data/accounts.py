"""Accounts: old customers that farmers work, new names that deals bring, and which deal is whose."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from seed_data.catalog import PRODUCTS
from seed_data.clock import Clock, Flags, Ints, dates
from seed_data.deals import Deals
from seed_data.names import companies, ids, pick
from seed_data.seats import FARMER, HUNTER, REGIONS, Seats

SEGMENTS = ("Enterprise", "Mid-market", "Small business")
INDUSTRIES = ("Energy", "Chemicals", "Food", "Pharma", "Water", "Semiconductors", "Logistics", "Public sector")
OLD_CUSTOMERS = 0.045  # per deal
NAMED_PROSPECTS = 0.012  # per deal, without a deal so far
RETRIES = 0.12  # of deals with new names: a second try after a loss
SPAN = 10**6  # wider than any day number, to sort by (group, day) in one number


@dataclass
class Accounts:
    """All accounts as columns: old customers first, then named prospects, then those that deals brought."""

    farm: Ints  # the farmer's or hybrid's seat that looks after it once it is a customer
    region: Ints
    segment: Ints
    old_since: Ints  # the day an old customer became one; 0 = is none
    named: Flags
    owner: Ints  # person id now, 0 = nobody

    def home_product(self) -> Ints:
        """What each account mostly buys."""
        return (np.arange(len(self.farm)) * 7) % len(PRODUCTS)


def _farms(reps: Seats) -> Ints:
    """Seats that can look after customers from the first day on."""
    return np.flatnonzero((reps.way != HUNTER) & (reps.opens < 0))


def _earlier(rng: np.random.Generator, group: Ints, day: Ints, pool_group: Ints, pool_day: Ints, pool: Ints) -> Ints:
    """For each (group, day) one of the pool's members of that group from before that day; -1 where there is none."""
    order = np.argsort(pool_group * SPAN + pool_day, kind="stable")
    keys = (pool_group * SPAN + pool_day)[order]
    low, high = np.searchsorted(keys, group * SPAN), np.searchsorted(keys, group * SPAN + day)
    place = low + np.floor(rng.random(len(group)) * (high - low)).astype(np.int64)
    if len(pool) == 0:
        return np.full(len(group), -1)
    return np.where(high > low, pool[order][np.minimum(place, len(pool) - 1)], -1)


def assign(rng: np.random.Generator, clock: Clock, deals: Deals, reps: Seats) -> tuple[Ints, Accounts]:
    """The account's place of each deal (-1 = none), and the accounts."""
    n = len(deals)
    farms = _farms(reps)
    old = np.repeat(farms, max(4, -(-round(OLD_CUSTOMERS * n) // len(farms))))
    prospects = rng.choice(farms, size=round(NAMED_PROSPECTS * n))
    first_fresh = len(old) + len(prospects)
    day = np.floor(deals.created).astype(np.int64)
    account = np.full(n, -1)
    fresh = np.flatnonzero(~deals.existing)
    account[fresh] = first_fresh + np.arange(len(fresh))
    farm = np.full(n, -1)
    farm[fresh] = reps.choose(rng, deals.region[fresh], day[fresh], (0, 0.66, 0.34))
    farm[fresh] = np.where(np.isin(farm[fresh], farms), farm[fresh], farms[rng.integers(len(farms), size=len(fresh))])
    _try_again(rng, deals, account, day)
    _sell_more(rng, clock, deals, account, farm, day, old)
    count = first_fresh + len(fresh)
    where = np.concatenate([old, prospects, farm[fresh]])
    region = np.concatenate([reps.region[old], reps.region[prospects], deals.region[fresh]])
    segment = rng.choice(3, size=count, p=(0.22, 0.43, 0.35))
    segment[: len(old)] = rng.choice(3, size=len(old), p=(0.4, 0.42, 0.18))
    since = np.zeros(count, np.int64)
    since[: len(old)] = clock.start - rng.integers(40, 2500, size=len(old))
    named = np.arange(count) < first_fresh
    named[first_fresh:] = (reps.way[deals.seat[fresh]] == FARMER) | (_won(clock, deals)[fresh] & (rng.random(len(fresh)) < 0.15))
    owner = _owners(clock, deals, account, where, named, reps)
    account[~deals.existing & (deals.lead < 0) & (rng.random(n) < 0.03)] = -1
    return account, Accounts(where, region, segment, since, named, owner)


def _won(clock: Clock, deals: Deals) -> Flags:
    return deals.finally_won & (deals.last_closed < clock.today + 1)


def _try_again(rng: np.random.Generator, deals: Deals, account: Ints, day: Ints) -> None:
    """Some new deals go back to a company where the same seat lost before; once per company."""
    lost = np.flatnonzero(~deals.existing & ~deals.finally_won)
    again = np.flatnonzero(~deals.existing & (rng.random(len(deals)) < RETRIES))
    closed = np.floor(deals.last_closed[lost]).astype(np.int64)
    found = _earlier(rng, deals.seat[again], day[again] - 20, deals.seat[lost], closed, lost)
    _, first = np.unique(found, return_index=True)
    first = first[(found[first] >= 0) & ~np.isin(found[first], again)]
    account[again[first]] = account[found[first]]


def _sell_more(rng: np.random.Generator, clock: Clock, deals: Deals, account: Ints, farm: Ints, day: Ints, old: Ints) -> None:
    """Existing business goes to the seat's old customers and to those won since."""
    more = np.flatnonzero(deals.existing)
    at = deals.seat[more]
    won = np.flatnonzero(~deals.existing & deals.finally_won & (deals.last_closed < clock.today + 1))
    closed = np.floor(deals.last_closed[won]).astype(np.int64)
    since = _earlier(rng, at, day[more] - 25, farm[won], closed, account[won])
    farms, size = np.unique(old, return_counts=True)
    place = np.searchsorted(farms, at).clip(0, len(farms) - 1)
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    own = start[place] + np.floor(rng.random(len(more)) * size[place]).astype(np.int64)
    own = np.where(farms[place] == at, own, rng.integers(len(old), size=len(more)))
    recent = (since >= 0) & (rng.random(len(more)) < 0.4)
    account[more] = np.where(recent, since, own)


def _owners(clock: Clock, deals: Deals, account: Ints, farm: Ints, named: Flags, reps: Seats) -> Ints:
    """Named accounts belong to the seat that farms them, others to whoever had the last deal."""
    today = np.full(len(farm), clock.today)
    last = np.full(len(farm), -1)
    last[account[account >= 0]] = deals.seat[account >= 0]
    other = np.where(last >= 0, reps.holder(np.maximum(last, 0), today), 0)
    return np.where(named, reps.holder(farm, today), other)


def account_rows(rng: np.random.Generator, accounts: Accounts) -> pa.Table:
    """The table account; ids are places + 1."""
    n = len(accounts.farm)
    return pa.table(
        {
            "id": np.arange(1, n + 1),
            "external_id": ids("A", n),
            "name": companies(rng, n),
            "segment": pick(SEGMENTS, accounts.segment),
            "region": pick(REGIONS, accounts.region),
            "industry": pick(INDUSTRIES, rng.integers(len(INDUSTRIES), size=n)),
            "named": accounts.named,
            "owner_id": pa.array(accounts.owner, mask=accounts.owner == 0),
            "customer_since": dates(accounts.old_since, accounts.old_since == 0),
        }
    )
