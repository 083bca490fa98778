"""Whether the open pipeline is enough for the rest of the quota."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Integer, Select, and_, case, cast, func, literal, select, union_all
from sqlalchemy import ColumnElement as Column

from metrics.definition import DTYPES, Unit, metric
from metrics.quotas import total_quota
from model.book import LEAST_PEOPLE, Book
from model.calendar import Period
from model.settings import PERIOD_LENGTHS

COVERAGE = {
    "period": Unit.TEXT,
    "open_value": Unit.MONEY,
    "quota": Unit.MONEY,
    "won_value": Unit.MONEY,
    "coverage": Unit.NUMBER,
    "needed": Unit.NUMBER,
}
PERIODS_BACK = 8


@metric("coverage", columns=COVERAGE)
def coverage(book: Book, period: Period) -> pd.DataFrame:
    """How many times the open qualified pipeline due in the period covers what is still to be won for the quota.

    coverage = open_value ÷ (quota − won_value); open_value = Σ amount of open qualified deals with a close date in the period,
    overdue ones too; won_value = Σ amount of deals won in it; quota = that of the Book's people (own record if there is one, else
    the sum of the direct reports', summed over the tops of the tree), of the scope's kind if one is chosen.

    needed = what it took: over the last 8 full periods before it, on the day with as many days left: Σ open qualified value due
    in that period ÷ Σ of that value that was won in it, the value as of that earlier day; over the whole company, whatever the
    scope, and only where that value is of at least 5 people's deals. Periods from before history began add nothing.

    Left out: deals without an amount. coverage is empty where there is no quota, and where the quota is reached (a division by
    zero or by a negative target says nothing); needed is empty where none of that value was won. Always one row.

    Source: DOMAIN.md §4.
    """
    deal = book.deals
    amount = deal.c.amount
    is_open = and_(deal.c.stage_kind == "qualified", deal.c.close_on.between(period.first, period.last))
    is_won = and_(deal.c.stage_kind == "won", deal.c.closed_on.between(period.first, period.last))
    sums = book.frame(select(_money(case((is_open, amount))).label("open"), _money(case((is_won, amount))).label("won")))
    open_value, won_value = int(sums["open"].iloc[0]), int(sums["won"].iloc[0])
    quota = total_quota(book, period)
    left = None if quota is None else quota - won_value
    row = {
        "period": period.name,
        "open_value": open_value,
        "quota": quota,
        "won_value": won_value,
        "coverage": open_value / left if left is not None and left > 0 else None,
        "needed": needed_coverage(book, period),
    }
    return pd.DataFrame([row]).astype({name: DTYPES[unit] for name, unit in COVERAGE.items()})


def needed_coverage(book: Book, period: Period) -> float | None:
    """What coverage it took in the last 8 full periods to win what was won, on the day with as many days left as now.

    See `coverage`; None where nothing of that value was won, or it is of fewer than 5 people's deals.
    """
    return book.norm(lambda whole: _needed(whole, period), f"needed coverage {period.name}")


def _needed(whole: Book, period: Period) -> float | None:
    """Open value ÷ won value over the earlier periods; each deal's value as of its period's day."""
    calendar = whole.calendar
    length = next(name for name in PERIOD_LENGTHS if calendar.period_at(period.first, name).name == period.name)
    latest = min(period, calendar.period_at(whole.as_of, length))
    earlier = [calendar.shift(latest, -back) for back in range(PERIODS_BACK, 0, -1)]
    left = max((period.last - whole.as_of).days, 0)
    days = [one.last - timedelta(days=left) for one in earlier]
    rows = (_due_by_days if whole.has_foreign else _due)(whole, earlier, days).subquery("due")
    deal = whole.deals
    won = and_(deal.c.stage_kind == "won", _nth(deal.c.closed_on, earlier) == rows.c.nth)
    people = func.count(deal.c.owner_id.distinct()).label("people")
    query = select(_money(rows.c.amount).label("open"), _money(case((won, rows.c.amount))).label("won"), people)
    sums = whole.frame(query.select_from(rows.join(deal, deal.c.deal_id == rows.c.deal_id)))
    won_value = int(sums["won"].iloc[0])
    return int(sums["open"].iloc[0]) / won_value if won_value > 0 and int(sums["people"].iloc[0]) >= LEAST_PEOPLE else None


def _money(amount: Column[int]) -> Column[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def _nth(day: Column[date], periods: Sequence[Period]) -> Column[int]:
    """The number of the period that a day lies in; NULL outside all of them. The periods follow one another."""
    ends = [(day <= one.last, nth) for nth, one in enumerate(periods)]
    return case((day < periods[0].first, None), *ends)


def _due(whole: Book, periods: Sequence[Period], days: Sequence[date]) -> Select[*tuple[Any, ...]]:
    """deal_id, nth, amount of what was open, qualified and due in each period on its day: one pass over the history.

    A version is due in one period at most, so its close date says which day it has to hold on.
    """
    h = whole.history.c
    nth = _nth(h.close_on, periods)
    day = case(*((h.close_on <= one.last, on) for one, on in zip(periods, days, strict=True)))
    return select(h.deal_id, nth.label("nth"), h.amount).where(
        h.stage_kind == "qualified", h.close_on.between(periods[0].first, periods[-1].last), h.from_on <= day, h.to_on > day
    )


def _due_by_days(whole: Book, periods: Sequence[Period], days: Sequence[date]) -> Select[*tuple[Any, ...]]:
    """The same from the snapshots of those days: where amounts are exchanged, each day has its own rate."""
    parts = []
    for nth, (one, on) in enumerate(zip(periods, days, strict=True)):
        deal = whole.deals_then(on).c
        due = and_(deal.stage_kind == "qualified", deal.close_on.between(one.first, one.last))
        parts.append(select(deal.deal_id, literal(nth, Integer).label("nth"), deal.amount).where(due))
    return select(union_all(*parts).subquery("parts"))
