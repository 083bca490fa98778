"""How far a period is, against the same day of the periods before it."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import BigInteger, Date, cast, func, literal, select, union_all

from metrics.definition import Unit, framed
from model.book import Book
from model.calendar import Period

PACE = {"period": Unit.TEXT, "closed": Unit.MONEY, "final": Unit.MONEY}


def pace(book: Book, period: Period, periods: int = 8) -> pd.DataFrame:
    """What was won in a period by the same number of days after its first, and in all: this period, then those before it.

    period, closed (Σ amounts won whose closing day lies from the period's first day to the day that is as many days after it as
    the Book's day is, its last day at most), final (the whole period's; unknown while it runs). By what stands on the Book's
    day, of the deals in the Book. Periods older than the first in which anything was won are left out: of them nothing is
    known, which is not 0. No row for a period that has not begun. Money in minor units.

    Source: DOMAIN.md §2, closed on.
    """
    passed = day_of(period, book.as_of) - 1
    if passed < 0:
        return framed([], PACE)
    every = [book.calendar.shift(period, -by) for by in range(periods + 1)]
    deal, parts = book.deals, []
    for one in every:
        until = min(one.first + timedelta(days=passed), one.last)
        total = [
            cast(func.coalesce(func.sum(deal.c.amount).filter(deal.c.closed_on <= literal(day, Date)), 0), BigInteger).label(name)
            for name, day in (("closed", until), ("final", one.last))
        ]
        total.append(func.count(deal.c.deal_id).label("n"))
        won = deal.c.stage_kind == "won", deal.c.closed_on.between(one.first, one.last)
        parts.append(select(literal(one.name).label("period"), *total).where(*won))
    found = {row[0]: row[1:] for row in book.warehouse.rows(select(union_all(*parts).subquery("each_period")))}
    known = max((nth for nth, one in enumerate(every) if found[one.name][2]), default=0)
    rows = [
        {"period": one.name, "closed": found[one.name][0], "final": found[one.name][1] if one.last <= book.as_of else None}
        for one in every[: known + 1]
    ]
    return framed(rows, PACE)


def spread(rows: pd.DataFrame) -> tuple[int, int, int]:
    """(least, median, most) that the earlier periods of `pace` had closed by the day, in minor units; there is at least one.

    The median is the smallest of them that at least half do not exceed (DOMAIN.md §2).
    """
    before = sorted(int(amount) for amount in rows["closed"].iloc[1:])
    return before[0], before[(len(before) - 1) // 2], before[-1]


def day_of(period: Period, day: date) -> int:
    """Which day of the period it is: 1 on its first, at most that of its last; before it less than 1."""
    return (min(day, period.last) - period.first).days + 1
