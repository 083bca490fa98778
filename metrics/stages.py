"""Stage by stage: how long deals stay, and where they go from there."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Integer, Select, and_, case, cast, func, literal, null, or_, select, union_all

from metrics.definition import Unit, metric
from metrics.rates import share, wilson_bounds
from metrics.splits import DEAL_SPLITS, split_of
from metrics.survival import quantiles
from model.book import Book
from model.calendar import Window

TIME_IN_STAGE = {
    "stage": Unit.STAGE,
    "visits": Unit.COUNT,
    "running": Unit.COUNT,
    "unknown_start": Unit.COUNT,
    "median_days": Unit.DAYS,
    "p80_days": Unit.DAYS,
}
CONVERSION = {
    "stage": Unit.STAGE,
    "entered": Unit.COUNT,
    "advanced": Unit.COUNT,
    "back": Unit.COUNT,
    "lost": Unit.COUNT,
    "still": Unit.COUNT,
    "advanced_rate": Unit.RATE,
    "low": Unit.RATE,
    "high": Unit.RATE,
}
OPEN = ("unqualified", "qualified")
CLASSES = ("advanced", "back", "lost", "still")


@metric("time-in-stage", columns=TIME_IN_STAGE, splits=DEAL_SPLITS)
def time_in_stage(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """How many days deals spend in a stage per visit: the Kaplan–Meier median and 80th percentile, per stage.

    visits = visits to the stage begun in the window; days = from the day of entering to the day of leaving. A visit that
    still runs on the day is censored at its age: it counts as «at least so long», in `visits` and in `running`. median_days,
    p80_days = the smallest number of days after which the estimated share that has left is at least 50 %, 80 %; empty
    where too many still run to tell.

    Left out: won and lost, where deals stay; visits whose beginning is unknown because history starts inside them:
    `unknown_start` counts those that ran on a day of the window. A deal that comes back to a stage makes another visit. Empty
    input gives no row.

    Source: DOMAIN.md §4.
    """
    visit = book.visits
    begun = visit.c.entered_on.between(window.first, window.last)
    until = func.coalesce(visit.c.left_on, literal(book.as_of))
    days, left = cast(until - visit.c.entered_on, Integer).label("time"), visit.c.left_on
    known = _of_visits(book, book.deals if by else None, by, days, left).where(begun)
    ran = and_(visit.c.entered_on.is_(None), or_(left.is_(None), left >= window.first))
    # through the deals: before its history began, a deal has no visit to count
    unknown = _of_visits(book, book.deals, by, cast(null(), Integer).label("time"), left).where(ran)
    table = union_all(_life_table(known), _life_table(unknown)).subquery("life")
    keys = [*([table.c[by]] if by else []), table.c.position, table.c.time]
    return _durations(book.frame(select(table).order_by(*keys)), [*([by] if by else []), "stage"])


def _life_table(visits: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """How many visits of each time ended (events) and how many still run (censored)."""
    row = visits.subquery("stay").c
    keys = [column for column in row if column.name != "left_on"]
    censored = func.count(case((row.left_on.is_(None), 1))).label("censored")
    return select(*keys, func.count(row.left_on).label("events"), censored).group_by(*keys)


def _durations(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The figures per stage (and part of a split), in the table's order; rows without a time count the unknown beginnings."""
    known, unknown = table["time"].notna(), table["time"].isna()
    counted = table.assign(
        visits=(table["events"] + table["censored"]).where(known, 0),
        running=table["censored"].where(known, 0),
        unknown_start=(table["events"] + table["censored"]).where(unknown, 0),
    )
    counts = ["visits", "running", "unknown_start"]
    frame = counted.groupby(keys, sort=False, dropna=False, as_index=False)[counts].sum()
    waits = quantiles(table[known], keys, {"median_days": 0.5, "p80_days": 0.8})
    return frame.merge(waits, on=keys, how="left")[[*keys, *counts, "median_days", "p80_days"]]


@metric("stage-conversion", columns=CONVERSION, splits=DEAL_SPLITS)
def stage_conversion(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """Where deals went from each stage: each deal's first entry in the window, by its first exit up to the day.

    entered = deals that entered the stage in the window; of these, by the first exit after that entry: advanced = to a later
    stage or won; back = to an earlier stage; lost = to lost, wherever it stands in the process; still = there on the day.
    advanced_rate = advanced ÷ entered, with a Wilson 95 % interval (low, high).

    Left out: a deal that jumps over a stage did not enter it; entries whose day is unknown. A deal counts once per stage,
    however often it comes back. Never multiply these rates into a win rate: jumps make the product wrong. Empty input gives no
    row.

    Source: DOMAIN.md §4.
    """
    visit = book.visits
    v = visit.c
    exit_ = case(
        (v.left_on.is_(None), 3),
        (v.next_kind == "lost", 2),
        (or_(v.next_kind == "won", v.next_position > v.position), 0),
        else_=1,
    )
    first = or_(v.before_on.is_(None), v.before_on < window.first)
    rows = _of_visits(book, book.deals if by else None, by, exit_.label("exit"))
    entry = rows.where(v.entered_on.between(window.first, window.last), first).subquery("entry")
    keys = [*([entry.c[by]] if by else []), entry.c.stage, entry.c.position]
    classes = [func.count(case((entry.c.exit == code, 1))).label(name) for code, name in enumerate(CLASSES)]
    frame = book.frame(select(*keys, func.count().label("entered"), *classes).group_by(*keys).order_by(*keys))
    low, high = wilson_bounds(frame["advanced"], frame["entered"])
    frame = frame.assign(advanced_rate=share(frame["advanced"], frame["entered"]), low=low, high=high)
    return frame.drop(columns="position")


def _of_visits(book: Book, deals: FromClause | None, by: str | None, *columns: Column[Any]) -> Select[*tuple[Any, ...]]:
    """Visits to open stages: the split's column, stage, position and `columns`; through `deals` where they are given."""
    visit = book.visits
    split = split_of(deals, by) if deals is not None else []
    source = visit if deals is None else visit.join(deals, deals.c.deal_id == visit.c.deal_id)
    rows = select(*split, visit.c.stage_id.label("stage"), visit.c.position, *columns).select_from(source)
    return rows.where(visit.c.stage_kind.in_(OPEN))
