"""Judgements: managers who see a deal otherwise than its owner, in one period; some are withdrawn."""

import numpy as np
import pyarrow as pa

from seed_data.catalog import CATEGORIES, DISCOVERY, WON
from seed_data.clock import DAY, HOUR, Clock, Ints
from seed_data.history import NONE, History
from seed_data.names import pick
from seed_data.people import People

MOST = 400
OF_OPEN = 0.1  # of the deals due in the current quarter
REASONS = ("No access to the budget owner", "Champion left", "They asked for the contract", "Seen this before", "Price agreed")


def judgement_rows(rng: np.random.Generator, clock: Clock, people: People, history: History) -> pa.Table:
    """The table judgement: on versions of qualified deals with a close date, written while they held."""
    c = history.columns
    ends = np.where(history.ends == 0, clock.end, history.ends)
    quarter = clock.quarter_of(np.where(c["close"] == NONE, 0, c["close"]).astype(np.int64))
    fits = (c["stage"] >= DISCOVERY) & (c["stage"] < WON) & (c["close"] != NONE) & (ends - history.begins > DAY)
    fits &= clock.quarter_firsts[quarter] <= c["close"]
    now = fits & (history.ends == 0) & (quarter == clock.current_quarter)
    share = np.where(now, OF_OPEN, 0.012)
    places = np.flatnonzero(fits & (rng.random(len(fits)) < share))
    places = np.sort(rng.permutation(places)[:MOST]) if len(places) > MOST else places
    owner = c["owner"][places].astype(np.int64)
    manager = people.parents()[owner]
    manager = np.where((rng.random(len(places)) < 0.2) & (people.parents()[manager] > 0), people.parents()[manager], manager)
    day = (history.begins[places] + (ends - history.begins)[places] * rng.uniform(0.2, 0.8, len(places))) // DAY
    judged = (day.astype(np.int64) * DAY + (rng.uniform(9, 17, len(places)) * HOUR).astype(np.int64)) // 1_000_000 * 1_000_000
    judged = np.minimum(np.maximum(judged, history.begins[places]), clock.end - HOUR)
    withdrawn = np.minimum(judged + 6 * DAY + HOUR, clock.end - 1_000_000)
    kept = rng.random(len(places)) > 0.12
    if len(places):
        kept[0] = False
    return _rows(rng, clock, history, places, manager, judged, withdrawn, kept, quarter[places])


def _rows(
    rng: np.random.Generator,
    clock: Clock,
    history: History,
    places: Ints,
    manager: Ints,
    judged: Ints,
    withdrawn: Ints,
    kept: Ints,
    quarter: Ints,
) -> pa.Table:
    n = len(places)
    amount = history.columns["amount"][places].astype(np.int64)
    cut = (amount != NONE) & (rng.random(n) < 0.4)
    category = rng.choice(3, size=n, p=(0.3, 0.4, 0.3))
    order = np.argsort(judged, kind="stable")
    columns = {
        "deal_id": history.deal[places].astype(np.int64) + 1,
        "person_id": manager,
        "period": pick(clock.quarter_names, quarter),
        "judged_at": clock.moments(judged),
        "category": pick(CATEGORIES, category),
        "amount": pa.array(np.round(amount * 0.8 / 100_00).astype(np.int64) * 100_00, mask=~cut),
        "reason": pick(REASONS, rng.integers(len(REASONS), size=n)),
        "withdrawn_at": clock.moments(withdrawn, kept),
    }
    return pa.table(columns).take(pa.array(order))
