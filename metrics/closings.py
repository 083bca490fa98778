"""How the win rate and the cycle moved from week to week."""

from datetime import timedelta

import pandas as pd
from sqlalchemy import BigInteger, case, cast, func, or_, select

from metrics.definition import Unit, framed
from metrics.velocity import cycle_days
from metrics.win_rate import closed_in
from model.book import Book
from model.calendar import Window

CLOSINGS = {
    "week": Unit.DAY,
    "won": Unit.COUNT,
    "lost": Unit.COUNT,
    "rate": Unit.RATE,
    "mean_cycle_days": Unit.DAYS,
}


def closing_trend(book: Book, days: int = 365, weeks: int = 13) -> pd.DataFrame:
    """Win rate and mean cycle of the `days` days up to the end of each of the last `weeks` weeks, oldest first.

    week = the last day of seven, the last row's is the Book's day; won, lost, rate and mean_cycle_days as in `win-rate` and
    `sales-velocity` for the window of so many days that ends there, of today's deals as they stand today. rate and
    mean_cycle_days are unknown where nothing was closed, or won.

    Source: DOMAIN.md §4.
    """
    deal = book.deals
    whole = Window(book.as_of - timedelta(days=days + 7 * (weeks - 1) - 1), book.as_of)
    won, lost = closed_in(deal, whole)
    cycle = case((won, cycle_days(deal)))
    per_day = (
        select(
            deal.c.closed_on,
            func.count(case((won, 1))),
            func.count(case((lost, 1))),
            func.count(cycle),
            cast(func.coalesce(func.sum(cycle), 0), BigInteger),
        )
        .where(or_(won, lost))
        .group_by(deal.c.closed_on)
    )
    found = book.warehouse.rows(per_day)
    rows = []
    for back in range(weeks - 1, -1, -1):
        last = book.as_of - timedelta(weeks=back)
        inside = [row[1:] for row in found if last - timedelta(days=days) < row[0] <= last]
        counts = [sum(int(row[nth]) for row in inside) for nth in range(4)]
        rows.append(_week(last, *counts))
    return framed(rows, CLOSINGS)


def _week(last: object, won: int, lost: int, cycles: int, cycle_sum: int) -> dict[str, object]:
    return {
        "week": last,
        "won": won,
        "lost": lost,
        "rate": won / (won + lost) if won + lost else None,
        "mean_cycle_days": cycle_sum / cycles if cycles else None,
    }
