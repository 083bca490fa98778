"""The bridge of a period between two days: what came in, what went out, what changed."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, FromClause, and_, case, cast, func, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.bridge_deals import bridge_deals
from metrics.definition import Unit, framed, metric
from metrics.differences import bars_of, differences
from model.book import Book
from model.calendar import Period

__all__ = ["bridge", "bridge_deals"]

BRIDGE = {"bar": Unit.TEXT, "count": Unit.COUNT, "amount": Unit.MONEY, "missing": Unit.COUNT}


@metric("bridge", columns=BRIDGE)
def bridge(book: Book, since: date, period: Period, measure: str = "open", judged_by: int | None = None) -> pd.DataFrame:
    """How a measure of a period came from what it was on an earlier day to what it is now, deal by deal, to the cent.

    The first row is `start` (the measure at the end of `since`), the last is `end` (on the day); between them the bars in
    their order, and start + Σ bars = end. Measures: open = Σ amounts of open qualified deals due in the period; commit =
    closed + commit; best = closed + commit + upside; weighted = closed + Σ (amount × probability of open qualified deals due
    in the period). count = deals in the bar, missing = those of them without an amount (on a day on which they count),
    which add 0.

    In the measure only now, by the first that holds: new (created after `since`, or nothing is known of it then), reopened
    (closed then; a deal won on both days whose closing day moved is not), owner in, pulled in (due after the period then;
    no close date is later than any), carried in (due before the period then), won, category up, qualified (unqualified
    then). Only then: won (for open), lost, owner out, pushed out (due after the period now), pulled out (due before it now),
    category down, disqualified (unqualified now), removed. A move of the close date within the period is no bar. The
    category of an unqualified deal is its owner's choice, else its stage's default; categories make bars for commit and
    best only. On both days: amount up or amount down (also by an exchange rate); for weighted the amount's change at the old
    probability, then stage at the old table of probabilities, then probability table.

    A deal counts on a day when its owner on that day is in the Book; an owner change inside the team is no bar. In a scope
    of one kind a deal that changed its kind shows as owner in or owner out. Values are the owners'; with `judged_by` each
    side's category and amount are that person's judgement, else that of the highest manager below them in the owner's line,
    by what stood and by the reporting lines at the end of that side's day. Empty input gives start and end with 0; bars
    without a deal are left out. ValueError for an unknown measure or when `since` is after the day.

    Source: DOMAIN.md §6.
    """
    deal = differences(book, since, period, measure, judged_by).subquery("difference")
    statement = select(deal.c.bar, *_sums(deal)).group_by(deal.c.bar)
    found: dict[str, list[int]] = {}
    for bar, *sums in book.warehouse.rows(statement):
        triples = dict(zip(("start", "end", "single", *_PARTS), zip(*[map(int, sums)] * 3, strict=True), strict=True))
        for name, triple in triples.items():
            _add(found, bar if name == "single" else name, triple)
    shown = [bar for bar in bars_of(measure) if found.get(bar, [0])[0]]
    rows = [dict(zip(BRIDGE, (bar, *found.get(bar, (0, 0, 0))), strict=True)) for bar in ("start", *shown, "end")]
    return framed(rows, BRIDGE)


_PARTS = ("amount up", "amount down", "stage", "probability table")


def _add(found: dict[str, list[int]], bar: str | None, triple: tuple[int, ...]) -> None:
    if bar is not None:
        found[bar] = [total + more for total, more in zip(found.get(bar, (0, 0, 0)), triple, strict=True)]


def _sums(deal: FromClause) -> list[Column[Any]]:
    """Count, amount and missing of: start, end, the bar of a deal in on one day only, and the parts of deals in on both."""
    d = deal.c
    missing = or_(d.was_missing, d.now_missing)
    parts: dict[str, tuple[Column[bool], Column[int], Column[bool]]] = {
        "start": (d.was_counts, d.was_value, d.was_missing),
        "end": (d.now_counts, d.now_value, d.now_missing),
        "single": (d.bar.is_not(None), d.now_value - d.was_value, missing),
        "amount up": (d.by_amount > 0, d.by_amount, missing),
        "amount down": (d.by_amount < 0, d.by_amount, missing),
        "stage": (d.by_stage != 0, d.by_stage, missing),
        "probability table": (d.by_table != 0, d.by_table, missing),
    }
    columns: list[Column[Any]] = []
    for name, (holds, amount, unknown) in parts.items():
        columns.append(func.count(case((holds, 1))).label(f"{name} count"))
        columns.append(cast(func.coalesce(func.sum(case((holds, amount))), 0), BigInteger).label(f"{name} amount"))
        columns.append(func.count(case((and_(holds, unknown), 1))).label(f"{name} missing"))
    return columns
