"""Volume and value of the qualified pipeline, on a day and week by week."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Date, FromClause, Integer, Select, and_, case, cast, func, literal, select, union_all, values
from sqlalchemy import ColumnElement as Column
from sqlalchemy import column as named

from metrics.definition import Unit, metric
from metrics.splits import DEAL_SPLITS, split_of
from metrics.week_ends import nth_end
from model.book import Book

PIPELINE = {
    "stage": Unit.STAGE,
    "position": Unit.COUNT,
    "volume": Unit.COUNT,
    "value": Unit.MONEY,
    "weighted": Unit.MONEY,
    "missing_amount": Unit.COUNT,
}
HELD = ("deal_id", "stage_id", "position", "amount")  # what a trend needs of a version
TREND = {"week": Unit.DAY, "stage": Unit.STAGE, "volume": Unit.COUNT, "value": Unit.MONEY}


@metric("pipeline", columns=PIPELINE, splits=DEAL_SPLITS)
def pipeline(book: Book, by: str | None = None) -> pd.DataFrame:
    """Volume and value of the deals that are in a qualified stage, per stage.

    volume = number of deals; value = Σ amount; weighted = Σ (amount × the stage's probability on the day, rounded half up
    to the minor unit per deal).

    Left out: deals in the first stage and closed ones. Deals without an amount count in volume and `missing_amount`, and in
    no sum. Empty input gives no row.

    Source: DOMAIN.md §4.
    """
    deal = book.deals
    split = split_of(deal, by)
    statement = (
        select(
            *split,
            deal.c.stage_id.label("stage"),
            func.min(deal.c.position).label("position"),
            func.count().label("volume"),
            _money(func.sum(deal.c.amount)).label("value"),
            _money(func.sum(deal.c.weighted)).label("weighted"),
            func.count(case((deal.c.amount.is_(None), 1))).label("missing_amount"),
        )
        .where(deal.c.stage_kind == "qualified")
        .group_by(*split, deal.c.stage_id)
        .order_by(*split, func.min(deal.c.position))
    )
    return book.frame(statement)


@metric("trend", columns=TREND, splits=DEAL_SPLITS)
def trend(book: Book, weeks: int = 13, by: str | None = None) -> pd.DataFrame:
    """Volume and value of the qualified pipeline at the end of each of the last weeks, per stage.

    week = the last day of the week; the last row's is the day itself. volume = number of deals that were in the stage at the
    end of that day; value = Σ of their amounts then (in another currency: at that day's rate).

    The deals are those whose owner on the day is in the Book, with their whole past; a split is by what they are on the day.
    So the trend shows how today's books grew, and a deal that changed hands is in its present owner's past. Deals without an
    amount count in volume and in no sum. Each stage (of each part of a split) that held a deal in any of the weeks has a row
    for every week, with 0 where it was empty. Empty input gives no row.

    Source: DOMAIN.md §4.
    """
    ends = book.calendar.weeks_back(book.as_of, weeks)
    held = (_spans_by_days if book.has_foreign else _spans)(book, ends, by).cte("held")
    each = values(named("nth", Integer), named("week", Date), name="ends").data(list(enumerate(ends)))
    then = and_(held.c.first <= each.c.nth, held.c.until > each.c.nth)
    split = [held.c[by]] if by else []
    statement = (
        select(
            *split,
            cast(each.c.week, Date).label("week"),
            held.c.stage,
            cast(func.sum(case((then, held.c.volume), else_=0)), BigInteger).label("volume"),
            cast(func.sum(case((then, held.c.value), else_=0)), BigInteger).label("value"),
        )
        .select_from(held.join(each, literal(True)))
        .group_by(*split, each.c.week, held.c.stage)
        .order_by(*split, each.c.week, func.min(held.c.position))
    )
    return book.frame(statement)


def _money(total: Column[Any]) -> Column[int]:
    return cast(func.coalesce(total, 0), BigInteger)


def _spans(book: Book, ends: list[date], by: str | None) -> Select[*tuple[Any, ...]]:
    """From versions: each holds at the week ends from the first one ≥ from_on to before the first one ≥ to_on.

    One pass with two divisions instead of a join of every version with every week.
    """
    history = book.history
    alive = (history.c.stage_kind == "qualified", history.c.to_on > ends[0], history.c.from_on <= ends[-1])
    span = [nth_end(history.c.from_on, ends).label("first"), nth_end(history.c.to_on, ends).label("until")]
    rows = select(*(history.c[name] for name in HELD), *span).where(*alive).subquery("spans")
    return _summed(book, rows, by).where(rows.c.first < rows.c.until)


def _spans_by_days(book: Book, ends: list[date], by: str | None) -> Select[*tuple[Any, ...]]:
    """From the snapshots of those days: where amounts are exchanged, each day has its own rate."""
    days = []
    for nth, end in enumerate(ends):
        deal = book.deals_then(end)
        span = [literal(nth, Integer).label("first"), literal(nth + 1, Integer).label("until")]
        days.append(select(*(deal.c[name] for name in HELD), *span).where(deal.c.stage_kind == "qualified"))
    return _summed(book, union_all(*days).subquery("spans"), by)


def _summed(book: Book, rows: FromClause, by: str | None) -> Select[*tuple[Any, ...]]:
    """Deals and amounts per stage and span of week ends [first, until), and by what the deals are on the Book's day."""
    keys: list[Column[Any]] = [rows.c.stage_id.label("stage"), rows.c.position, rows.c.first, rows.c.until]
    source = rows
    if by:
        source = rows.join(book.deals, book.deals.c.deal_id == rows.c.deal_id)
        keys = [*split_of(book.deals, by), *keys]
    totals = func.count().label("volume"), _money(func.sum(rows.c.amount)).label("value")
    return select(*keys, *totals).select_from(source).group_by(*keys)
