"""The chance to be won, or lost, by age."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import Integer, Select, and_, case, cast, func, literal, or_, select

from metrics.definition import DTYPES, Unit, empty
from metrics.splits import SPLITS, split_of
from metrics.survival import aalen_johansen
from model.book import Book
from model.calendar import Window
from model.columns import UNKNOWN_DAY

OUTCOME = {
    "days": Unit.DAYS,
    "at_risk": Unit.COUNT,
    "won": Unit.RATE,
    "lost": Unit.RATE,
    "open": Unit.RATE,
}


def outcome_by_age(book: Book, window: Window, stage: int | None = None, by: str | None = None) -> pd.DataFrame:
    """The chance to be won, or lost, within so many days of reaching SQL (or a stage): Aalen–Johansen cumulative incidence.

    Of the deals that reached SQL in the window (with `stage`: each deal's first entry of that stage in the window), as they stand
    on the day: won and lost end the wait on the day they closed, and compete; open deals are censored at their age. won, lost =
    the estimated share that has ended so within `days`; open = the share that has not; together 1. at_risk = deals known to
    have waited so long.

    Left out: deals that reached it before their history begins. A closing dated before it counts at 0 days. A row per number of
    days at which something was seen; empty input gives no row.

    Source: DOMAIN.md §4.
    """
    start = (_reached_sql if stage is None else _entered)(book, window, stage).subquery("start")
    deal = book.deals
    closed = and_(deal.c.stage_kind.in_(("won", "lost")), deal.c.closed_on.is_not(None))
    until = case((closed, deal.c.closed_on), else_=literal(book.as_of))
    days: Column[int] = func.greatest(cast(until - start.c.since, Integer), 0)
    split = split_of(deal, by)
    ages = (
        select(*split, days.label("time"), deal.c.stage_kind)
        .select_from(start.join(deal, deal.c.deal_id == start.c.deal_id))
        .where(or_(closed, deal.c.stage_kind.in_(("unqualified", "qualified"))))
        .subquery("age")
    )
    keys = [*([ages.c[by]] if by else []), ages.c.time]
    counts = [func.count(case((ages.c.stage_kind == kind, 1))).label(kind) for kind in ("won", "lost")]
    still = func.count(case((ages.c.stage_kind.in_(("unqualified", "qualified")), 1))).label("censored")
    return _incidence(book.frame(select(*keys, *counts, still).group_by(*keys).order_by(*keys)), by)


def _reached_sql(book: Book, window: Window, _: int | None) -> Select[*tuple[Any, ...]]:
    deal = book.deals.alias("reached")
    known = and_(deal.c.sql_on > UNKNOWN_DAY, deal.c.sql_on.between(window.first, window.last))
    return select(deal.c.deal_id, deal.c.sql_on.label("since")).where(known)


def _entered(book: Book, window: Window, stage: int | None) -> Select[*tuple[Any, ...]]:
    visit = book.visits.c
    entered = and_(visit.stage_id == stage, visit.entered_on.between(window.first, window.last))
    return select(visit.deal_id, func.min(visit.entered_on).label("since")).where(entered).group_by(visit.deal_id)


def _incidence(table: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """The estimate of each part of a split, one under the other."""
    parts = [(None, table)] if by is None else list(table.groupby(by, sort=False, dropna=False))
    frames = []
    for _, part in parts:
        estimate = aalen_johansen(part, ("won", "lost")).rename(columns={"time": "days", "survival": "open"})
        frames.append(estimate.assign(**{by: part[by].iloc[0]}) if by else estimate)
    units = ({by: SPLITS[by].unit} if by else {}) | OUTCOME
    if table.empty:
        return empty(units)
    return pd.concat(frames, ignore_index=True)[list(units)].astype({name: DTYPES[unit] for name, unit in units.items()})
