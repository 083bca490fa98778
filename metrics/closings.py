"""How the win rate, the cycle and what was won moved from week to week."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, case, cast, func, or_, select

from metrics.definition import Unit, framed
from metrics.quotas import total_quota
from metrics.velocity import cycle_days
from metrics.win_rate import closed_in
from model.book import Book
from model.calendar import Period, Window

CLOSINGS = {
    "kind": Unit.TEXT,
    "week": Unit.DAY,
    "won": Unit.COUNT,
    "lost": Unit.COUNT,
    "rate": Unit.RATE,
    "won_value": Unit.MONEY,
    "cycles": Unit.COUNT,
    "mean_cycle_days": Unit.DAYS,
}
KINDS = (None, "new", "existing", "unknown")


def closing_trend(book: Book, days: int = 365, weeks: int = 13) -> pd.DataFrame:
    """Win rate, won value and mean cycle of the `days` days up to the end of each of the last `weeks` weeks.

    A row per kind of deal (unknown in `kind`'s first rows: all kinds together) and week, oldest first. week = the last day of
    seven, the last row's is the Book's day; won, lost, rate, won_value and mean_cycle_days as in `win-rate` and
    `sales-velocity` for the window of so many days that ends there, of the Book's deals as they stand on its day; cycles = the
    won deals that mean_cycle_days is made of. rate and mean_cycle_days are unknown where nothing was closed, or won.

    Source: DOMAIN.md §4.
    """
    deal = book.deals
    won, lost = closed_in(deal, Window(book.as_of - timedelta(days=days + 7 * (weeks - 1) - 1), book.as_of))
    cycle = case((won, cycle_days(deal)))
    sums = (func.sum(cycle), func.sum(case((won, deal.c.amount))))
    per_day = (
        select(
            deal.c.motion,
            deal.c.closed_on,
            func.count(case((won, 1))),
            func.count(case((lost, 1))),
            func.count(cycle),
            *(cast(func.coalesce(total, 0), BigInteger) for total in sums),
        )
        .where(or_(won, lost))
        .group_by(deal.c.motion, deal.c.closed_on)
    )
    found = book.warehouse.rows(per_day)
    ends = [book.as_of - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    return framed([_week(found, kind, last, days) for kind in KINDS for last in ends], CLOSINGS)


def attainment_by_week(book: Book, period: Period, weeks: int = 13) -> pd.DataFrame:
    """How much of the period's quota was won by the end of each of the last `weeks` weeks: a row per kind and week, oldest first.

    Columns: kind (new, existing), week (the last day of seven; the last row's is the Book's day), attainment = Σ amount of the
    deals won in the period by then ÷ the quota of the Book's people for the kind, as it is on the Book's day. Unknown before
    the period's first day and without a quota. The last week's is that of `motions`.

    Source: DOMAIN.md §5.
    """
    deal = book.deals
    won, _ = closed_in(deal, period)
    total = cast(func.coalesce(func.sum(deal.c.amount), 0), BigInteger)
    found = book.warehouse.rows(
        select(deal.c.motion, deal.c.closed_on, total).where(won).group_by(deal.c.motion, deal.c.closed_on)
    )
    ends = [book.as_of - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    rows: list[dict[str, object]] = []
    for kind in ("new", "existing"):
        quota = total_quota(book, period, kind)
        for end in ends:
            known = quota is not None and quota > 0 and end >= period.first
            value = sum(int(amount) for motion, day, amount in found if motion == kind and day <= end)
            rows.append({"kind": kind, "week": end, "attainment": value / quota if known and quota else None})
    return framed(rows, {"kind": Unit.TEXT, "week": Unit.DAY, "attainment": Unit.RATE})


def _week(found: Sequence[Any], kind: str | None, last: date, days: int) -> dict[str, Any]:
    """One row: the sums of the days in the window that ends on `last`."""
    first = last - timedelta(days=days - 1)
    inside = [row[2:] for row in found if kind in (None, row[0]) and first <= row[1] <= last]
    won, lost, cycles, cycle_sum, value = (sum(int(row[nth]) for row in inside) for nth in range(5))
    return {
        "kind": kind,
        "week": last,
        "won": won,
        "lost": lost,
        "rate": won / (won + lost) if won + lost else None,
        "won_value": value,
        "cycles": cycles,
        "mean_cycle_days": cycle_sum / cycles if cycles else None,
    }
