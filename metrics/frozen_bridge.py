"""The bridge of a period from a frozen minute: what was not known then, and who was not in the team, come first."""

from datetime import date

import pandas as pd
from sqlalchemy import select

from metrics.bridge import BRIDGE, bridge
from metrics.definition import framed
from metrics.sums import SUMS, due_in, sums
from model.book import Book
from model.calendar import Period

PARTS = {
    "open": ("open_value",),
    "commit": ("closed", "commit"),
    "best": ("closed", "commit", "upside"),
    "weighted": ("weighted",),
}
FROZEN = ("late corrections", "team change")
Own = tuple[tuple[int | None, tuple[int, ...]], ...]
"""Owner (None: nobody) and what their own deals added to SUMS, in the order of SUMS."""


def frozen_bridge(book: Book, since: date, period: Period, measure: str, people: tuple[int, ...], own: Own) -> pd.DataFrame:
    """How a measure came from what a minute froze at the end of `since` to what it is now: rows as in `bridge`.

    `people` were in the team then, `own` is what the minute holds of each owner. start = what it froze; late corrections =
    Σ over owners who are in the team then and now of (what is known now of that day − frozen): imports and corrections
    that came later, and changes later on that day; team change = Σ of what is known now of that day of owners who have come
    since − Σ frozen of those who are no more in it; then the bars of `bridge` on the team as it is now. start + Σ bars = end,
    to the cent. count of these two = owners with a difference.

    Source: DOMAIN.md §6.
    """
    names = PARTS[measure]
    frozen = {owner: _measure(dict(zip(SUMS, values, strict=True)), names) for owner, values in own}
    known = own_on(book, since, period)
    now = {owner: _measure(values, names) for owner, values in known.items()}
    corrected: dict[int | None, int] = {}
    moved: dict[int | None, int] = {}
    for owner in sorted({*frozen, *now}, key=lambda one: one or 0):
        difference = now.get(owner, 0) - frozen.get(owner, 0)
        is_in = book.people is None or owner in book.people
        was_in = owner is None or owner in people
        if difference:
            (corrected if is_in and was_in else moved)[owner] = difference
    rows = [{str(name): value for name, value in row.items()} for row in bridge(book, since, period, measure).to_dict("records")]
    rows[0] |= {"amount": sum(frozen.values())}
    bars = [
        {"bar": bar, "count": len(found), "amount": sum(found.values()), "missing": 0}
        for bar, found in zip(FROZEN, (corrected, moved), strict=True)
        if found
    ]
    return framed([rows[0], *bars, *rows[1:]], BRIDGE)


def own_on(book: Book, day: date, period: Period) -> dict[int | None, dict[str, int]]:
    """Owner → what their own deals added to SUMS at the end of a day, by what is known now; of the Book's present people."""
    deal = book.deals_on(day)
    statement = select(deal.c.owner_id, *sums(deal)).where(*due_in(deal, period)).group_by(deal.c.owner_id)
    return {owner: dict(zip(SUMS, map(int, values), strict=True)) for owner, *values in book.warehouse.rows(statement)}


def _measure(values: dict[str, int], names: tuple[str, ...]) -> int:
    return sum(values[name] for name in names)
