"""Close dates that move, and deals that do not close in the period in which they were due."""

from collections.abc import Collection
from datetime import timedelta

import pandas as pd
from sqlalchemy import BigInteger, and_, case, cast, func, or_, select

from metrics.definition import Unit, framed, metric
from metrics.intervals import wilson
from model.access import Grain
from model.book import Book
from model.calendar import Period

PUSHES = {
    "deal": Unit.DEAL,
    "pushes": Unit.COUNT,
    "pushed_days": Unit.COUNT,
    "pulls": Unit.COUNT,
    "pulled_days": Unit.COUNT,
}
SLIPPAGE = {
    "period": Unit.TEXT,
    "due": Unit.COUNT,
    "slipped": Unit.COUNT,
    "rate": Unit.RATE,
    "low": Unit.RATE,
    "high": Unit.RATE,
}
OPEN = ("unqualified", "qualified")  # kinds of stages


@metric("pushes", columns=PUSHES, grain=Grain.DEAL)
def pushes(book: Book) -> pd.DataFrame:
    """How often each open deal's expected close date moved later (pushes) and earlier (pulls), and by how many days in all.

    Over the whole history of the deals that are open on the day, in stage 1 too: each change of the close date from one date
    to another counts, also inside a month, several on one day, and those of a closing that was undone; pushed_days and
    pulled_days are Σ of the days moved. Most pushed first, by count, then days.

    Left out: a date that was set for the first time or removed (no days can be counted), deals without any push or pull, and
    closed deals. Empty input gives no row.

    Source: DOMAIN.md §6.
    """
    version, deal = book.history, book.deals
    days = cast(version.c.close_on - version.c.previous_close_on, BigInteger)
    moved = (
        select(version.c.deal_id, days.label("days")).where(version.c.close_on != version.c.previous_close_on).subquery("moved")
    )
    later, earlier = moved.c.days > 0, moved.c.days < 0
    sums = {
        "pushes": func.count(case((later, 1))),
        "pushed_days": cast(func.coalesce(func.sum(case((later, moved.c.days))), 0), BigInteger),
        "pulls": func.count(case((earlier, 1))),
        "pulled_days": cast(func.coalesce(func.sum(case((earlier, -moved.c.days))), 0), BigInteger),
    }
    is_open = deal.c.stage_kind.in_(OPEN)
    statement = (
        select(moved.c.deal_id.label("deal"), *(total.label(name) for name, total in sums.items()))
        .join(deal, and_(deal.c.deal_id == moved.c.deal_id, is_open))
        .group_by(moved.c.deal_id)
        .order_by(sums["pushes"].desc(), sums["pushed_days"].desc(), moved.c.deal_id)
    )
    return book.frame(statement)


def times_pushed(book: Book, deals: Collection[int]) -> dict[int, int]:
    """deal → how often its close date had moved later by the Book's day, of those of `deals` that are in the Book.

    By the rule of `pushes`, closed deals too; an owner's view of a later day than the CRM has is one more.
    """
    if not deals:
        return {}
    version, deal = book.history, book.deals
    moved = (
        select(version.c.deal_id, func.count().label("n"))
        .where(version.c.close_on > version.c.previous_close_on, version.c.deal_id.in_(sorted(deals)))
        .group_by(version.c.deal_id)
        .subquery("moved_later")
    )
    judged = case((deal.c.close_on > deal.c.crm_close_on, 1), else_=0)
    statement = (
        select(deal.c.deal_id, func.coalesce(moved.c.n, 0) + judged)
        .join(moved, moved.c.deal_id == deal.c.deal_id, isouter=True)
        .where(deal.c.deal_id.in_(sorted(deals)))
    )
    return {int(deal_id): int(n) for deal_id, n in book.warehouse.rows(statement)}


@metric("slippage", columns=SLIPPAGE)
def slippage(book: Book, period: Period) -> pd.DataFrame:
    """The share of the deals due in a period when it began that were neither won nor lost by its end.

    due = open deals, in stage 1 too, with a close date in the period at the end of the day before its first; slipped = those
    of them that are open at the end of its last day, or at the end of the Book's day where that comes first (the period is
    unfinished then, and more may still close); rate = slipped ÷ due with its Wilson 95 % interval. By count; a deal that was
    won or lost whenever counts as not slipped, also one that closed after it was pushed and came back.

    The deals are those whose owner on the Book's day is in it, as they stood on both days. Before the period begins
    nothing can have slipped: slipped and rate are unknown, and due is what is due on the Book's day. Empty input
    gives one row with nothing due and no rate.

    Source: DOMAIN.md §6.
    """
    begun = period.first <= book.as_of
    start = book.deals_then(period.first - timedelta(days=1)) if begun else book.deals
    due = and_(start.c.stage_kind.in_(OPEN), start.c.close_on.between(period.first, period.last))
    if not begun:
        n = int(book.warehouse.rows(select(func.count().label("n")).select_from(start).where(due))[0][0])
        return framed([{"period": period.name, "due": n}], SLIPPAGE)
    end = book.deals_then(min(period.last, book.as_of)).alias("deal_later")
    still = or_(end.c.stage_kind.is_(None), end.c.stage_kind.in_(OPEN))
    statement = (
        select(func.count().label("due"), func.count(case((still, 1))).label("slipped"))
        .select_from(start.join(end, end.c.deal_id == start.c.deal_id, isouter=True))
        .where(due)
    )
    n, slipped = map(int, book.warehouse.rows(statement)[0])
    low, high = wilson(slipped, n)
    row = {"period": period.name, "due": n, "slipped": slipped, "rate": slipped / n if n else None, "low": low, "high": high}
    return framed([row], SLIPPAGE)
