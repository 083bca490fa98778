"""A period played week by week: what was closed, in commit, in upside and in the pipeline, against the quota of each day."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Date, literal, select, union_all

from metrics.definition import Unit, framed
from metrics.judging import Sums
from metrics.quotas import quota_of, total_quota
from metrics.sums import SUMS, due_in, roll_up, sums
from model.access import Grain, Sight
from model.book import Book
from model.calendar import Period

PARTS = ("closed", "commit", "upside", "pipeline")
REPLAY = {
    "week": Unit.COUNT,
    "day": Unit.DAY,
    "person": Unit.PERSON,
    "manager": Unit.PERSON,
    "depth": Unit.COUNT,
    **dict.fromkeys((*PARTS, "quota", "gap"), Unit.MONEY),
}
Own = Mapping[int | None, Sums]


def days_of(book: Book, period: Period) -> dict[int, date]:
    """week → the day whose end it is shown at: 0 is the day before the period; 1, 2, … end each of its weeks.

    Weeks are those of the settings, the first and the last cut to the period. The week that the Book's day lies in ends on that
    day; later ones are not in. {} when the period begins after the Book's day.
    """
    if book.as_of < period.first:
        return {}
    begun = [week for week in book.calendar.weeks_in(period) if week.first <= book.as_of]
    ends = {number: min(week.last, book.as_of) for number, week in enumerate(begun, 1)}
    return {0: period.first - timedelta(days=1)} | ends


def replay(book: Book, period: Period) -> pd.DataFrame:
    """The sums of a period at the end of each of its weeks: of the whole Book, and of each person and everybody below.

    A row per week of `days_of` without a person (the whole), then one per person of that day's tree, each manager before
    their reports. closed, commit, upside, pipeline, quota and gap (quota − closed − commit) are what `totals` and `forecast`
    gave on that day, so a deal counts with whoever owned it then. Money in minor units; no quota: quota and gap are unknown.

    Left out: people, for a viewer who sees totals only. A viewer who sees leads only gets no row, nor does a period that has
    not begun; a Book without deals has zeros.

    Source: DOMAIN.md §4 and §6.
    """
    days = days_of(book, period)
    if book.viewer.sight is Sight.LEADS or not days:
        return framed([], REPLAY)
    own = _own_sums(book, period, days)
    rows = [row for week, day in days.items() for row in _week(book.on(day), period, own[week], week)]
    return framed(rows, REPLAY)


def _own_sums(book: Book, period: Period, days: Mapping[int, date]) -> dict[int, dict[int | None, Sums]]:
    """week → owner → the sums of their own deals on its day, by one statement over the snapshots of those days."""
    each = []
    for day in days.values():
        deal = book.on(day).deals
        own = select(literal(day, Date).label("day"), deal.c.owner_id.label("owner"), *sums(deal))
        each.append(own.where(*due_in(deal, period)).group_by(deal.c.owner_id))
    found: dict[int, dict[int | None, Sums]] = {week: {} for week in days}
    weeks = {day: week for week, day in days.items()}
    for day, owner, *values in book.warehouse.rows(select(union_all(*each).subquery("each_day"))):
        found[weeks[day]][owner] = dict(zip(SUMS, map(int, values), strict=True))
    return found


def _week(book: Book, period: Period, own: Own, week: int) -> list[dict[str, object]]:
    """The rows of one week."""
    whole = {name: sum(values[name] for values in own.values()) for name in PARTS}
    rows = [_row(week, book.as_of, (None, None, None), whole, total_quota(book, period))]
    if not book.viewer.may_see(Grain.PERSON):
        return rows
    rolled, quotas = roll_up(book.tree, own), quota_of(book, period)
    for node in book.tree:
        place = node.person_id, node.manager_id, node.depth
        rows.append(_row(week, book.as_of, place, rolled[node.person_id], quotas[node.person_id]))
    return rows


def _row(
    week: int, day: date, place: tuple[int | None, int | None, int | None], amounts: Mapping[str, int], quota: int | None
) -> dict[str, object]:
    gap = None if quota is None else quota - amounts["closed"] - amounts["commit"]
    shown = {name: amounts[name] for name in PARTS}
    return dict(zip(REPLAY, (week, day, *place, *shown.values(), quota, gap), strict=True))
