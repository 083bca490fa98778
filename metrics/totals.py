"""The sums of the whole Book for a period, on its day and at the end of each of the last weeks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Date, Subquery, and_, case, func, literal, or_, select, union_all

from metrics.definition import Unit, framed
from metrics.quotas import total_quota
from metrics.sums import SUMS, due_in, sums
from model.book import Book
from model.calendar import Period
from model.columns import OPEN_DAY, UNKNOWN_DAY
from model.snapshots import half_up
from model.tables import StageTerms, table

TOTALS = {
    "closed": Unit.MONEY,
    "commit": Unit.MONEY,
    "upside": Unit.MONEY,
    "pipeline": Unit.MONEY,
    "weighted": Unit.MONEY,
    "quota": Unit.MONEY,
    "gap": Unit.MONEY,
    "open_value": Unit.MONEY,
    "coverage": Unit.RATE,
    "best": Unit.MONEY,
}


def totals(book: Book, period: Period) -> pd.DataFrame:
    """The sums of the whole Book for a period, in one row; columns as in TOTALS, money in minor units.

    closed, commit, upside, pipeline and weighted as in `forecast`, with deals that nobody owns; quota = the sum over the
    tops of the tree; gap = quota − closed − commit; open_value = Σ amounts of open qualified deals due in the period, of any
    category; coverage = open_value ÷ (quota − closed), unknown where nothing is left to reach; best = closed + commit +
    upside. A Book without deals has zeros, without a quota no quota, gap and coverage.

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
    statement = _by_snapshots(book, period, days) if book.has_foreign else _by_versions(book, period, days)
    found = {row[0]: row[1:] for row in book.warehouse.rows(statement)}
    nothing = (0,) * len(SUMS)
    rows = [{"day": day} | _with_quota(found.get(day, nothing), total_quota(book.on(day), period)) for day in days]
    return framed(rows, {"day": Unit.DAY} | TOTALS)


def _by_snapshots(book: Book, period: Period, days: Sequence[date]) -> Any:
    """From the snapshots of those days: where amounts are exchanged, each day has its own rate."""
    each = []
    for day in days:
        deal = book.deals_then(day)
        each.append(select(literal(day, Date).label("day"), *sums(deal)).where(*due_in(deal, period)))
    rows = union_all(*each).subquery("each_day")
    return select(rows)


def _by_versions(book: Book, period: Period, days: Sequence[date]) -> Any:
    """From the versions that may belong to the period, each joined to the week ends at which it held."""
    h = book.history
    near = [column.between(period.first, period.last) for column in (h.c.close_on, h.c.visit_on)]
    may_belong = or_(and_(h.c.stage_kind == "qualified", near[0]), and_(h.c.stage_kind == "won", or_(*near)))
    held = and_(h.c.to_on > days[0], h.c.from_on <= days[-1])
    version = select(h).where(may_belong, held).subquery("version")
    ends = union_all(*(select(literal(day, Date).label("day")) for day in days)).subquery("ends")
    v, day, terms = version.c, ends.c.day, _terms()
    won = v.stage_kind == "won"
    moved_on = case((v.visit_on > UNKNOWN_DAY, v.visit_on))
    closed_on = case((v.close_on <= day, v.close_on), else_=moved_on)
    chosen = case((v.chosen == "closed", "commit"), else_=v.chosen)
    default = func.coalesce(terms.c.default_category, "pipeline")
    bp = func.coalesce(terms.c.probability_bp, 0)
    stood = (
        select(
            day,
            v.stage_kind,
            v.amount,
            case((won, closed_on), else_=v.close_on).label("due_on"),
            case((won, "closed"), else_=func.coalesce(chosen, default)).label("category"),
            case((won, v.amount), else_=half_up(v.amount * bp, 10000)).label("weighted"),
        )
        .select_from(version)
        .join(ends, and_(v.from_on <= day, v.to_on > day))
        .join(terms, and_(terms.c.stage_id == v.stage_id, terms.c.since <= day, terms.c.until > day), isouter=True)
        .subquery("stood")
    )
    return select(stood.c.day, *sums(stood)).where(*due_in(stood, period)).group_by(stood.c.day)


def _terms() -> Subquery:
    """What holds for a stage while since ≤ day < until: stage_id, since, until, probability_bp, default_category."""
    t = table(StageTerms)
    since = func.coalesce(t.c.valid_from, UNKNOWN_DAY)
    order: dict[str, Any] = {"partition_by": t.c.stage_id, "order_by": (since, t.c.id)}
    until = func.coalesce(func.lead(since).over(**order), OPEN_DAY)
    columns = t.c.stage_id, since.label("since"), until.label("until"), t.c.probability_bp, t.c.default_category
    return select(*columns).where(t.c.revision_out.is_(None)).subquery("terms")
