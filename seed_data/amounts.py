"""What deals are worth, how that changes, and the product lines behind it. Minor units."""

import numpy as np
import pyarrow as pa

from seed_data.accounts import Accounts
from seed_data.catalog import PRODUCTS
from seed_data.clock import Flags, Floats, Ints
from seed_data.deals import NEVER, Deals

MEDIAN = np.array([58_000_00, 26_000_00, 9_500_00])  # by segment, of a new deal
MOST = 900_000_00
LINE_SHARE = 0.75


def first_amounts(rng: np.random.Generator, deals: Deals, account: Ints, accounts: Accounts) -> tuple[Ints, Flags]:
    """What each deal is thought to be worth at first, in hundreds of dollars, and which start without an amount."""
    n = len(deals)
    segment = np.where(account >= 0, accounts.segment[account], 1)
    scale = np.where(deals.renewal, 0.5, np.where(deals.existing, 0.62, 1.0))
    amount = rng.lognormal(np.log(MEDIAN[segment] * scale), 0.5)
    return rounded(amount.clip(1_000_00, MOST)), rng.random(n) < 0.09


def rounded(amount: Floats) -> Ints:
    """To full hundreds of dollars."""
    return (np.round(amount / 100_00) * 100_00).astype(np.int64).clip(100_00, MOST)


def changes(rng: np.random.Generator, deals: Deals, first: Ints) -> tuple[Floats, Ints, Ints]:
    """When an amount is negotiated (NEVER = not), and what it is from then on: mostly less, sometimes more."""
    n = len(deals)
    begins = np.where(deals.reaches, deals.sql, NEVER)
    last_stage = np.where(deals.entered < NEVER, deals.entered, -1).max(axis=1)
    anywhen = begins + (deals.closed - begins) * rng.uniform(0.25, 0.95, n)
    when = np.where(rng.random(n) < 0.5, last_stage, anywhen)
    changed = deals.reaches & (rng.random(n) < 0.26)
    factor = rng.lognormal(np.where(rng.random(n) < 0.68, -0.16, 0.16), 0.1, n)
    later = rounded(first * factor)
    return np.where(changed, when, NEVER), later, np.where(changed, later, first)


def line_rows(rng: np.random.Generator, account: Ints, accounts: Accounts, amount: Ints, worth: Flags) -> pa.Table:
    """The table deal_line: one to three products of deals that are `worth` it, whose amounts add up to the deal's."""
    n = len(amount)
    count = np.where(worth & (rng.random(n) < LINE_SHARE), rng.choice((1, 2, 3), size=n, p=(0.55, 0.3, 0.15)), 0)
    deal = np.repeat(np.arange(n), count)
    ends = np.cumsum(count)
    nth = np.arange(len(deal)) - np.repeat(ends - count, count)
    home = np.where(account[deal] >= 0, accounts.home_product()[account[deal]], deal % len(PRODUCTS))
    usual = np.where(rng.random(n) < 0.6, 0, rng.integers(len(PRODUCTS), size=n))
    product = (home + usual[deal] + 3 * nth) % len(PRODUCTS)
    parts = count[deal]
    share = np.select([parts == 1, parts == 2], [1.0, np.where(nth == 0, 0.7, 0.3)], np.choose(nth, (0.55, 0.27, 0.18)))
    value = np.round(amount[deal] * share / 100).astype(np.int64) * 100
    last = ends[count > 0] - 1
    value[last] += amount[count > 0] - np.add.reduceat(value, (ends - count)[count > 0]) if len(last) else 0
    price = np.array([p[1] for p in PRODUCTS])[product]
    quantity = np.maximum(1, np.round(value / price)).astype(float)
    return pa.table({"deal_id": deal + 1, "product_id": product + 1, "quantity": quantity, "amount": value})
