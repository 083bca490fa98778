"""Touches: the SDRs' first answers and follow-ups, the reps' work on deals, the farmers' rounds of their accounts."""

import numpy as np
import pyarrow as pa

from seed_data.accounts import Accounts
from seed_data.clock import DAY, Clock, Ints, at_work
from seed_data.deals import NEVER, Deals
from seed_data.history import History
from seed_data.leads import Leads, is_known
from seed_data.names import ids, pick
from seed_data.seats import Seats

KINDS = ("call", "email", "meeting")
DIRECTIONS = ("out", "in")
LARGE = 100_000  # deals; beyond it fewer touches are kept, so that a million stays quick
Touches = dict[str, Ints]  # happened (local microseconds), person, kind, direction, account, lead, deal (ids, 0 = none), done


def _touches(happened: Ints, person: Ints, **columns: Ints) -> Touches:
    none = np.zeros(len(happened), np.int64)
    return {"happened": happened, "person": person, "account": none, "lead": none, "deal": none} | columns


def on_leads(rng: np.random.Generator, clock: Clock, leads: Leads, large: bool) -> Touches:
    """The first outgoing touch of each answered lead, and follow-ups until it is settled."""
    answered = np.flatnonzero(is_known(leads.touched))
    first = _touches(leads.touched[answered], leads.owner[answered], lead=answered + 1)
    first |= {"kind": rng.choice(2, size=len(answered), p=(0.6, 0.4)), "direction": np.zeros(len(answered), np.int64)}
    if large:
        return first
    more = np.repeat(answered, rng.poisson(0.35, len(answered)))
    until = np.minimum(np.minimum(leads.handed_over, leads.disqualified), leads.touched + 20 * DAY)[more]
    start = leads.touched[more] / DAY + 0.05
    when = at_work(start + np.maximum(until / DAY - start, 0.1) * rng.random(len(more)))
    follow = _touches(when, leads.owner[more], lead=more + 1)
    follow |= {"kind": rng.choice(3, size=len(more), p=(0.4, 0.45, 0.15)), "direction": _direction(rng, len(more))}
    return _joined([first, follow])


def _direction(rng: np.random.Generator, n: int) -> Ints:
    return (rng.random(n) < 0.3).astype(np.int64)


def on_deals(rng: np.random.Generator, clock: Clock, deals: Deals, history: History, account: Ints, large: bool) -> Touches:
    """Work on deals while they are open, by whoever owns them then; stalled ones see none after the first days."""
    ends = np.minimum(deals.closed, clock.today + 0.9)
    stalled = ~deals.reaches & (deals.closed - deals.created > 34)
    ends = np.where(stalled, np.minimum(ends, deals.created + 4), ends)
    span = np.maximum(ends - deals.created, 0.02)
    slack = rng.choice((0.35, 1.0, 1.5), size=len(deals), p=(0.2, 0.55, 0.25))
    rate = span / (42 if large else 16) * slack + (0.35 if large else 0.8)
    deal = np.repeat(np.arange(len(deals)), rng.poisson(rate.clip(0, 30)))
    raw = deals.created[deal] + 0.02 + (span[deal] - 0.02).clip(0) * rng.random(len(deal))
    again = np.flatnonzero((deals.reopened < NEVER) & (deals.reopened < clock.today))
    late = np.repeat(again, 2)
    until = np.minimum(deals.reclosed[late], clock.today + 0.9)
    raw = np.concatenate([raw, deals.reopened[late] + (until - deals.reopened[late]) * rng.random(len(late))])
    deal = np.concatenate([deal, late])
    when = at_work(raw)
    owner = history.columns["owner"][history.at(deal, when)].astype(np.int64)
    touches = _touches(when, owner, deal=deal + 1, account=account[deal] + 1)
    return touches | {"kind": rng.choice(3, size=len(deal), p=(0.36, 0.4, 0.24)), "direction": _direction(rng, len(deal))}


def on_accounts(rng: np.random.Generator, clock: Clock, accounts: Accounts, reps: Seats, most: int) -> Touches:
    """Farmers' rounds: every named account at its own pace, some nearly forgotten."""
    named = np.flatnonzero(accounts.named)
    months = (clock.today - clock.start) / 30
    pace = np.where(rng.random(len(named)) < 0.15, 0.08, rng.gamma(3.0, 0.3, len(named)))
    pace *= min(1.0, most / max(1.0, pace.sum() * months))
    account = np.repeat(named, rng.poisson(pace * months))
    when = at_work(rng.uniform(clock.start, clock.today + 0.9, len(account)))
    person = reps.holder(accounts.farm[account], when // DAY)
    touches = _touches(when, person, account=account + 1)
    return touches | {"kind": rng.choice(3, size=len(account), p=(0.4, 0.3, 0.3)), "direction": _direction(rng, len(account))}


def _joined(parts: list[Touches]) -> Touches:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def activity_rows(rng: np.random.Generator, clock: Clock, parts: list[Touches]) -> pa.Table:
    """The table activity, in order of time; a few are planned but were not done."""
    touches = _joined(parts)
    order = np.argsort(touches["happened"], kind="stable")
    order = order[touches["happened"][order] < clock.end]
    t = {name: values[order] for name, values in touches.items()}
    n = len(order)
    first = np.zeros(n, bool)
    known, place = np.unique(t["lead"], return_index=True)
    first[place[known > 0]] = True  # the answer to a lead was given, or there would be none
    done = first | (rng.random(n) > 0.03)
    return pa.table(
        {
            "id": np.arange(1, n + 1),
            "external_id": ids("C", n),
            "happened_at": clock.moments(t["happened"]),
            "person_id": t["person"],
            "kind": pick(KINDS, t["kind"]),
            "direction": pick(DIRECTIONS, t["direction"]),
            "account_id": pa.array(t["account"], mask=t["account"] == 0),
            "lead_id": pa.array(t["lead"], mask=t["lead"] == 0),
            "deal_id": pa.array(t["deal"], mask=t["deal"] == 0),
            "done": done,
        }
    )


def all_touches(
    rng: np.random.Generator,
    clock: Clock,
    leads: Leads,
    deals: Deals,
    history: History,
    account: Ints,
    accounts: Accounts,
    reps: Seats,
) -> pa.Table:
    """Every activity of the company: some ten per deal, under four in a large one."""
    large = len(deals) > LARGE
    rounds = on_accounts(rng, clock, accounts, reps, int(len(deals) * (0.3 if large else 2.0)) + 200)
    parts = [on_leads(rng, clock, leads, large), on_deals(rng, clock, deals, history, account, large), rounds]
    return activity_rows(rng, clock, parts)
