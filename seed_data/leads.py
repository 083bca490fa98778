"""Leads: where they come from, how soon they were answered, what became of them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from seed_data.clock import DAY, HOUR, MINUTE, Clock, Flags, Floats, Ints, at_work, weekday
from seed_data.names import COMPANY_FIRST, COMPANY_LAST, COMPANY_SECOND, contacts, ids, pick
from seed_data.seats import REGIONS, Seats

SOURCES = ("website", "webinar", "trade show", "content", "referral", "outbound")
CHANNELS = ("organic", "paid", "event", "e-mail", "partner", "phone")
SOURCE_SHARE = (0.34, 0.14, 0.13, 0.19, 0.09, 0.11)
MQL_SHARE = np.array([0.66, 0.55, 0.5, 0.5, 0.82, 0.7])
SOURCE_PULL = np.array([1.05, 0.9, 0.9, 0.85, 1.5, 0.9])
REGION_SHARE = (0.3, 0.25, 0.2, 0.25)
REASONS = ("no budget", "no authority", "no need", "bad timing", "unreachable", "not a fit")
REASON_SHARE = (0.2, 0.13, 0.24, 0.17, 0.18, 0.08)
UNFIT = ("not a fit", "student or spam", "duplicate")
NEVER = np.iinfo(np.int64).max // 4
MOST_CONVERTED = 0.62  # of all deals: the rest is direct


@dataclass
class Leads:
    """All leads as columns, oldest first. Moments are local microseconds; NEVER = has not happened by today."""

    created: Ints
    region: Ints
    source: Ints
    channel: Ints
    owner: Ints  # the SDR who worked it
    keeper: Ints  # the SDR who has it now: of open leads a leaver's successor
    mql: Ints
    touched: Ints
    handed_over: Ints
    handed_raw: Floats  # the same moment before it was put into working hours
    disqualified: Ints
    reason: Ints  # place in REASONS, or in UNFIT of those never qualified

    @property
    def converted(self) -> Ints:
        """Places of the leads that became deals."""
        return np.flatnonzero(self.handed_over < NEVER)


def _arrivals(rng: np.random.Generator, clock: Clock, n: int) -> Ints:
    """When interest was shown: any day, fewer at weekends, mostly by day."""
    days = np.arange(clock.start, clock.today + 1)
    weights = (1 + 0.5 * (days - clock.start) / max(1, len(days))) * np.where(weekday(days) < 5, 1, 0.3)
    picked = rng.choice(days, size=n, p=weights / weights.sum())
    hours = np.where(rng.random(n) < 0.75, rng.triangular(7.5, 11, 19, n), rng.uniform(3, 23.9, n))
    return np.sort(picked * DAY + (hours * 3600).astype(np.int64) * 1_000_000)


def _when_at_desk(rng: np.random.Generator, moment: Ints) -> Ints:
    """The moment itself within working hours, else soon after the next working day begins."""
    day, clock = np.divmod(moment, DAY)
    early = clock < 8 * HOUR
    working = (weekday(day) < 5) & ~early & (clock < 19 * HOUR)
    following = np.where(early, day, day + 1)
    following = following + np.where(weekday(following) >= 5, 7 - weekday(following), 0)
    morning = following * DAY + 8 * HOUR + (rng.random(len(moment)) * 110 * MINUTE).astype(np.int64)
    return np.where(working, moment, morning)


def _answered(rng: np.random.Generator, mql: Ints, skill: Floats) -> Ints:
    """When the SDR first reached out: many within minutes, many within the day, some late, a few never."""
    n = len(mql)
    kind = rng.choice(4, size=n, p=(0.58, 0.26, 0.1, 0.06))
    fast = rng.lognormal(np.log(4.5), 1.0, n) * np.exp(-skill)
    minutes = np.select([kind == 0, kind == 1, kind == 2], [fast, rng.uniform(60, 1440, n), rng.uniform(1440, 8640, n)], 0)
    touched = _when_at_desk(rng, mql + (minutes * MINUTE).astype(np.int64))
    return np.where(kind == 3, NEVER, touched)


def _sdr_seat(rng: np.random.Generator, region: Ints, sdrs: Seats) -> Ints:
    seat = np.zeros(len(region), np.int64)
    for r in range(len(REGIONS)):
        here = np.flatnonzero(sdrs.region == r)
        seat[region == r] = here[rng.integers(len(here), size=int((region == r).sum()))]
    return seat


def arrive(rng: np.random.Generator, clock: Clock, count: int, deals: int, sdrs: Seats) -> Leads:
    """`count` leads, of which about two in ten become deals, never more than most of `deals`."""
    created = _arrivals(rng, clock, count)
    region = rng.choice(len(REGIONS), size=count, p=REGION_SHARE)
    source = rng.choice(len(SOURCES), size=count, p=SOURCE_SHARE)
    channel = np.where(rng.random(count) < 0.7, np.array([0, 3, 2, 0, 4, 5])[source], rng.integers(len(CHANNELS), size=count))
    seat = _sdr_seat(rng, region, sdrs)
    skill = sdrs.skill[seat]
    at_once = rng.random(count) < 0.8
    wait = np.where(at_once, rng.uniform(0.2, 2.5, count) * MINUTE, rng.uniform(0.5, 12, count) * DAY).astype(np.int64)
    qualifies = rng.random(count) < MQL_SHARE[source]
    mql = np.where(qualifies, created + wait, NEVER)
    touched = np.where(qualifies, _answered(rng, np.where(qualifies, mql, created), skill), NEVER)
    nurtured = ~qualifies & (rng.random(count) < 0.8)
    touched = np.where(nurtured, _when_at_desk(rng, created + (rng.exponential(0.5, count) * DAY).astype(np.int64)), touched)
    waited = touched - created
    chance = np.select([waited <= HOUR, waited <= DAY], [0.42, 0.27], 0.17) * SOURCE_PULL[source] * np.exp(skill)
    becomes = qualifies & (touched < NEVER) & (rng.random(count) < chance)
    base = np.where(touched < NEVER, touched, np.where(qualifies, mql, created))
    delay = rng.lognormal(np.log(4), 0.8, count).clip(0.3, 40)
    raw = base / DAY + delay
    handed = np.where(becomes, at_work(raw), NEVER)
    gives_up = ~becomes & (rng.random(count) < np.where(touched == NEVER, 0.25, np.where(qualifies, 0.82, 0.4)))
    out = np.where(gives_up, at_work(base / DAY + rng.lognormal(np.log(9), 0.8, count).clip(1, 70)), NEVER)
    reason = np.where(qualifies, rng.choice(len(REASONS), size=count, p=REASON_SHARE), rng.integers(len(UNFIT), size=count))
    mql, touched, handed, out = (np.where(m < clock.end, m, NEVER) for m in (mql, touched, handed, out))
    surplus = np.flatnonzero(handed < NEVER)[int(MOST_CONVERTED * deals) :]
    handed[surplus] = NEVER
    owner = sdrs.holder(seat, created // DAY)
    keeper = np.where(np.minimum(handed, out) < NEVER, owner, sdrs.holder(seat, np.full(count, clock.today)))
    return Leads(created, region, source, channel, owner, keeper, mql, touched, handed, raw, out, reason)


def company_of(rng: np.random.Generator, count: int) -> pa.Array:
    """Company names as people write them in a form; not distinct."""
    parts = ((words, rng.integers(len(words), size=count)) for words in (COMPANY_FIRST, COMPANY_SECOND, COMPANY_LAST))
    return pa.compute.binary_join_element_wise(*(pick(words, which) for words, which in parts), " ")


def lead_rows(
    rng: np.random.Generator, clock: Clock, leads: Leads, deal: Ints, account: Ints, account_names: pa.Array
) -> pa.Table:
    """The table lead. `deal` and `account` are ids per lead, 0 = none."""
    n = len(leads.created)
    names, emails = contacts(rng, n)
    known = account_names.take(pa.array(np.maximum(account - 1, 0)))
    company = pa.compute.if_else(pa.array(account > 0), known, company_of(rng, n))
    never_out = leads.disqualified >= NEVER
    never_mql = leads.mql >= NEVER
    reasons = pa.compute.if_else(
        pa.array(never_mql), pick(UNFIT, leads.reason % len(UNFIT), never_out), pick(REASONS, leads.reason, never_out)
    )
    return pa.table(
        {
            "id": np.arange(1, n + 1),
            "external_id": ids("L", n),
            "name": names,
            "company": company,
            "email": emails,
            "account_id": pa.array(account, mask=account == 0),
            "source": pick(SOURCES, leads.source),
            "channel": pick(CHANNELS, leads.channel),
            "region": pick(REGIONS, leads.region),
            "owner_id": leads.keeper,
            "created_at": clock.moments(leads.created),
            "mql_at": clock.moments(leads.mql, never_mql),
            "handed_over_at": clock.moments(leads.handed_over, leads.handed_over >= NEVER),
            "deal_id": pa.array(deal, mask=deal == 0),
            "disqualified_at": clock.moments(leads.disqualified, never_out),
            "disqualify_reason": reasons,
        }
    )


def is_known(moments: Ints) -> Flags:
    """Which of them have happened."""
    return moments < NEVER
