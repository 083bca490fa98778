"""From plans to versions: everything that happened to a deal by today, in order, each change a new version."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from seed_data.catalog import CATEGORIES, NEXT_STEPS
from seed_data.clock import Clock, Flags, Floats, Ints, at_work, dates
from seed_data.names import pick

KEEP = np.iinfo(np.int32).min  # this change leaves the column as it was
NONE = KEEP + 1  # it makes it empty
COLUMNS = ("stage", "amount", "close", "category", "owner", "step")
Values = np.ndarray | int


@dataclass
class Changes:
    """Changes gathered in any order: which deal, when (raw days), and what of COLUMNS became what."""

    deal: list[Ints] = field(default_factory=list)
    raw: list[Floats] = field(default_factory=list)
    columns: dict[str, list[np.ndarray]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, clock: Clock, which: Flags, raw: Floats, **columns: Values) -> None:
        """For the deals in `which` (a flag per deal) a change at `raw`; columns are per deal, or one value for all."""
        deals = np.flatnonzero(which & (raw < clock.today + 1))
        self.deal.append(deals.astype(np.int32))
        self.raw.append(raw[deals])
        for name in COLUMNS:
            value = columns.get(name, KEEP)
            chosen = value[deals] if isinstance(value, np.ndarray) else np.full(len(deals), value)
            self.columns[name].append(chosen.astype(np.int32))


@dataclass
class History:
    """All versions, by (deal, from). `deal` is a place; the columns are as in COLUMNS with NONE for empty."""

    deal: Ints
    begins: Ints  # local microseconds
    ends: Ints  # of the last version: 0
    columns: dict[str, Ints]

    def last(self) -> Ints:
        """The place of each deal's present version."""
        return np.flatnonzero(np.append(self.deal[1:] != self.deal[:-1], True))

    def at(self, deal: Ints, moment: Ints) -> Ints:
        """The place of the version of each deal at that moment (the first one if before it)."""
        order = self.deal.astype(np.int64) * 2**36 + self.begins // 1_000_000
        found = np.searchsorted(order, deal.astype(np.int64) * 2**36 + moment // 1_000_000, side="right") - 1
        first = np.searchsorted(self.deal, deal)
        return np.maximum(found, first)


def _carried(values: Ints) -> Ints:
    """Each KEEP replaced by the value before; the first of every deal is never KEEP."""
    places = np.where(values != KEEP, np.arange(len(values)), 0)
    return values[np.maximum.accumulate(places)]


def settle(clock: Clock, changes: Changes) -> History:
    """The versions that the changes make: those of one moment are one, those that change nothing are dropped."""
    deal, begins = np.concatenate(changes.deal), at_work(np.concatenate(changes.raw))
    order = np.argsort(deal.astype(np.int64) * 2**36 + begins // 1_000_000, kind="stable")
    deal, begins = deal[order], begins[order]
    columns = {name: _carried(np.concatenate(parts)[order]) for name, parts in changes.columns.items()}
    final = np.append((deal[1:] != deal[:-1]) | (begins[1:] != begins[:-1]), True)  # of those of one moment
    columns = {name: values[final] for name, values in columns.items()}
    deal, begins = deal[final], begins[final]
    moved = np.append(True, deal[1:] != deal[:-1])
    for values in columns.values():
        moved[1:] |= values[1:] != values[:-1]
    keep = moved & (begins < clock.end)
    deal, begins = deal[keep], begins[keep]
    same = np.append(deal[1:] == deal[:-1], False)
    ends = np.where(same, np.append(begins[1:], 0), 0)
    return History(deal, begins, ends, {name: values[keep] for name, values in columns.items()})


def version_rows(clock: Clock, history: History) -> pa.Table:
    """The table deal_version."""
    c = history.columns

    def number(name: str) -> pa.Array:
        return pa.array(c[name].astype(np.int64), mask=c[name] == NONE)

    def word(name: str, words: tuple[str, ...]) -> pa.Array:
        empty = c[name] == NONE
        return pick(words, np.where(empty, 0, c[name]), empty)

    return pa.table(
        {
            "deal_id": history.deal.astype(np.int64) + 1,
            "valid_from": clock.moments(history.begins),
            "valid_to": clock.moments(history.ends, history.ends == 0),
            "stage_id": c["stage"].astype(np.int64),
            "amount": number("amount"),
            "close_date": dates(np.where(c["close"] == NONE, 0, c["close"]), c["close"] == NONE),
            "category": word("category", CATEGORIES),
            "owner_id": number("owner"),
            "next_step": word("step", NEXT_STEPS),
        }
    )
