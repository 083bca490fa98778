"""The sums of the whole Book for a period, on its day and at the end of each of the last weeks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import CTE, Date, Integer, Select, String, Subquery, and_, case, cast, func, literal, null, or_, select, union_all

from metrics.definition import Unit, framed
from metrics.quotas import total_quota
from metrics.sums import SUMS, due_in, sums
from metrics.week_ends import nth_end
from model.book import Book
from model.calendar import Period
from model.columns import OPEN_DAY, UNKNOWN_DAY
from model.snapshots import half_up
from model.tables import StageTerms, table

TOTALS = {
    "closed": Unit.MONEY,
    "commit": Unit.MONEY,
    "expected": Unit.MONEY,
    "upside": Unit.MONEY,
    "pipeline": Unit.MONEY,
    "weighted": Unit.MONEY,
    "quota": Unit.MONEY,
    "gap": Unit.MONEY,
    "open_value": Unit.MONEY,
    "coverage": Unit.NUMBER,
    "best": Unit.MONEY,
}


def totals(book: Book, period: Period) -> pd.DataFrame:
    """What is closed and expected in a period in all, beside the quota: one row.

    As in `forecast`, with deals that nobody owns: closed = Σ amounts won with the closing day in the period; commit,
    upside, pipeline = Σ amounts of open qualified deals due in the period, by forecast category; expected = closed +
    commit; weighted = closed + Σ
    (amount × the stage's probability on the day) of open qualified deals due in the period. quota = the sum over the tops
    of the tree; gap = quota − closed − commit; open_value = Σ amounts of open qualified deals due in the period, of any
    category; coverage = open_value ÷ (quota − closed), unknown where nothing is left to reach; best = closed + commit +
    upside.

    Left out: deals without an amount. A Book without deals has zeros, without a quota no quota, gap and coverage.

    Columns as in TOTALS, money in minor units.

    Source: DOMAIN.md §4 and §6.
    """
    deal = book.deals
    row = book.warehouse.rows(select(*sums(deal)).where(*due_in(deal, period)))[0]
    return framed([_with_quota(row, total_quota(book, period))], TOTALS)


def _with_quota(row: Sequence[Any], quota: int | None) -> dict[str, object]:
    found = {name: int(value or 0) for name, value in zip(SUMS, row, strict=True)}
    expected = found["closed"] + found["commit"]
    left = 0 if quota is None else quota - found["closed"]
    return {
        **found,
        "expected": expected,
        "quota": quota,
        "gap": None if quota is None else quota - expected,
        "coverage": found["open_value"] / left if left > 0 else None,
        "best": expected + found["upside"],
    }


def weekly(book: Book, period: Period, weeks: int = 13) -> pd.DataFrame:
    """The sums of `totals` at the end of each of the last weeks: column `day`, then as in TOTALS, oldest first.

    The last row is the Book's day. The deals are those of the Book on its day with their whole past (so the past of a
    deal that changed hands comes with it); stages, categories, probabilities and quotas are those of each day.

    Source: DOMAIN.md §4 and §6.
    """
    days = book.calendar.weeks_back(book.as_of, weeks)
    judged = book.warehouse.owners_judge_since()
    plain = [] if book.has_foreign else [day for day in days if judged is None or day < judged]
    found = [*_by_versions(book, period, plain), *_by_snapshots(book, period, days[len(plain) :])]
    rows = [{"day": day} | _with_quota(sums, total_quota(book.on(day), period)) for day, sums in zip(days, found, strict=True)]
    return framed(rows, {"day": Unit.DAY} | TOTALS)


def _by_snapshots(book: Book, period: Period, days: Sequence[date]) -> list[Sequence[Any]]:
    """SUMS of each day from the snapshots of those days: where amounts are exchanged, each day has its own rate.

    Also where owners judge their deals otherwise than the CRM.
    """
    if not days:
        return []
    each = []
    for day in days:
        deal = book.deals_then(day)
        each.append(select(literal(day, Date).label("day"), *sums(deal)).where(*due_in(deal, period)))
    rows = union_all(*each).subquery("each_day")
    found = {row[0]: row[1:] for row in book.warehouse.rows(select(rows))}
    return [found[day] for day in days]


def _by_versions(book: Book, period: Period, days: Sequence[date]) -> list[Sequence[Any]]:
    """SUMS of each day from the versions that belong to the period.

    They are added up by the first and the last of the days on which they count, and the few sums then day by day: no version
    is joined to thirteen days.
    """
    if not days:
        return []
    h = book.history.c
    near = [column.between(period.first, period.last) for column in (h.close_on, h.visit_on)]
    may_belong = or_(and_(h.stage_kind == "qualified", near[0]), and_(h.stage_kind == "won", or_(*near)))
    needed = (h.stage_id, h.stage_kind, h.amount, h.chosen, h.close_on, h.visit_on, h.from_on, h.to_on)
    version = select(*needed).where(may_belong, h.to_on > days[0], h.from_on <= days[-1]).cte("version")
    spans = union_all(_open_spans(version, period), *_won_spans(version, period)).subquery("span")
    first, until = nth_end(spans.c.begins, days).label("first"), nth_end(spans.c.ends, days).label("until")
    values = (spans.c[name] for name in ("stage_kind", "category", "amount", "weighted"))
    placed = select(first, until, *values).subquery("placed")
    keys = placed.c.first, placed.c.until
    rows = book.warehouse.rows(select(*keys, *sums(placed)).where(placed.c.first < placed.c.until).group_by(*keys))
    return [[sum(values) for values in zip(*_counting(rows, nth), strict=True)] for nth in range(len(days))]


def _counting(rows: Sequence[Sequence[Any]], nth: int) -> list[Sequence[Any]]:
    """The sums that count on the nth day, and zeros."""
    return [(0,) * len(SUMS), *(row[2:] for row in rows if row[0] <= nth < row[1])]


def _open_spans(version: CTE, period: Period) -> Select[*tuple[Any, ...]]:
    """stage_kind, category, amount, weighted of open versions due in the period, which count while begins ≤ day < ends."""
    v, terms = version.c, _terms()
    chosen = case((v.chosen == "closed", "commit"), else_=v.chosen)
    meanwhile = and_(terms.c.stage_id == v.stage_id, terms.c.since < v.to_on, terms.c.until > v.from_on)
    return (
        select(
            v.stage_kind,
            func.coalesce(chosen, terms.c.default_category, "pipeline").label("category"),
            v.amount,
            half_up(v.amount * func.coalesce(terms.c.probability_bp, 0), 10000).label("weighted"),
            func.greatest(v.from_on, terms.c.since).label("begins"),
            func.least(v.to_on, terms.c.until).label("ends"),
        )
        .select_from(version.join(terms, meanwhile, isouter=True))
        .where(v.stage_kind == "qualified", v.close_on.between(period.first, period.last))
    )


def _won_spans(version: CTE, period: Period) -> list[Select[*tuple[Any, ...]]]:
    """The same of won versions: from their close date on they belong to its period, before it to that of the move to won."""
    v = version.c
    spans = (
        (v.close_on, func.greatest(v.from_on, v.close_on), v.to_on),
        (v.visit_on, v.from_on, func.least(v.to_on, v.close_on)),
    )
    return [
        select(
            v.stage_kind,
            literal("closed", String).label("category"),
            v.amount,
            v.amount.label("weighted"),
            begins.label("begins"),
            ends.label("ends"),
        ).where(v.stage_kind == "won", due_on.between(period.first, period.last))
        for due_on, begins, ends in spans
    ]


def _terms() -> Subquery:
    """What holds for a stage while since ≤ day < until: stage_id, since, until, probability_bp, default_category.

    A stage has a row for every day, without terms for the days before its first ones; none if it never had any.
    """
    t = table(StageTerms)
    since = func.coalesce(t.c.valid_from, UNKNOWN_DAY)
    order: dict[str, Any] = {"partition_by": t.c.stage_id, "order_by": (since, t.c.id)}
    until = func.coalesce(func.lead(since).over(**order), OPEN_DAY)
    known = select(t.c.stage_id, since.label("since"), until.label("until"), t.c.probability_bp, t.c.default_category)
    nothing = cast(null(), Integer), cast(null(), String)
    before = select(t.c.stage_id, literal(UNKNOWN_DAY, Date), func.min(since), *nothing).group_by(t.c.stage_id)
    return union_all(*(rows.where(t.c.revision_out.is_(None)) for rows in (known, before))).subquery("terms")
