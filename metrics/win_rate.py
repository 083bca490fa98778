"""How many of the qualified deals are won."""

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Double, FromClause, and_, case, cast, func, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit, metric
from metrics.intervals import ratio
from metrics.rates import floats, share, wilson_bounds
from metrics.splits import DEAL_SPLITS, split_of
from model.book import Book
from model.calendar import Window

WIN_RATE = {
    "won": Unit.COUNT,
    "lost": Unit.COUNT,
    "rate": Unit.RATE,
    "low": Unit.RATE,
    "high": Unit.RATE,
    "won_value": Unit.MONEY,
    "lost_value": Unit.MONEY,
    "value_rate": Unit.RATE,
    "value_low": Unit.RATE,
    "value_high": Unit.RATE,
    "cohort_n": Unit.COUNT,
    "cohort_won": Unit.COUNT,
    "cohort_rate": Unit.RATE,
}


def closed_in(deal: FromClause, window: Window) -> tuple[Column[bool], Column[bool]]:
    """The conditions that a deal was won, and that it was lost, in the window after it had reached SQL."""
    counts = and_(deal.c.closed_on.between(window.first, window.last), deal.c.sql_on.is_not(None))
    return and_(deal.c.stage_kind == "won", counts), and_(deal.c.stage_kind == "lost", counts)


@metric("win-rate", columns=WIN_RATE, splits=DEAL_SPLITS)
def win_rate(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """Won ÷ (won + lost) among the deals closed in the window that had reached SQL, by count and by value.

    rate = won ÷ (won + lost) with a Wilson 95 % interval (low, high). won, lost = deals won, and lost, in the window that
    had reached SQL. value_rate = won_value ÷ (won_value + lost_value) with the linearised 95 % interval of a ratio
    (value_low, value_high). won_value, lost_value = Σ of their amounts at close (a correction after it counts). Beside it
    the cohort's: cohort_n = deals that reached SQL in the window, cohort_won = those of them won by the day, cohort_rate =
    cohort_won ÷ cohort_n.

    A deal whose history starts when it was lost already counts as lost after SQL: losses are always in the denominator.
    Left out: deals lost straight from the first stage; deals still open; deals whose closing day is unknown; by value also
    deals without an amount. Where deals were lost but none of them has an amount (or won, and none has), value_rate is
    empty: 100 % (or 0 %) would only say what nobody wrote down. Without closed deals counts are 0 and rates are empty.

    Source: DOMAIN.md §4.
    """
    deal = book.deals
    won, lost = closed_in(deal, window)
    reached = deal.c.sql_on.between(window.first, window.last)
    split = split_of(deal, by)
    sides = (("won", won), ("lost", lost))
    amount = deal.c.amount
    frame = book.frame(
        select(
            *split,
            *(_count(side).label(name) for name, side in sides),
            *(_sum(side, amount).label(f"{name}_value") for name, side in sides),
            *(_count(and_(side, amount.is_not(None))).label(f"{name}_known") for name, side in sides),
            *(_squares(side, amount).label(f"{name}_squares") for name, side in sides),
            _count(reached).label("cohort_n"),
            _count(and_(reached, deal.c.stage_kind == "won")).label("cohort_won"),
        )
        .where(or_(won, lost, reached))
        .group_by(*split)
        .order_by(*split)
    )
    return _with_rates(frame)[[*([by] if by else []), *WIN_RATE]]


def _count(condition: Column[bool]) -> Column[int]:
    return func.count(case((condition, 1)))


def _sum(condition: Column[bool], amount: Column[int]) -> Column[int]:
    return cast(func.coalesce(func.sum(case((condition, amount))), 0), BigInteger)


def _squares(condition: Column[bool], amount: Column[int]) -> Column[float]:
    """Σ amount², as a float: squares of cents leave whole numbers behind, and only an interval is made of them."""
    value = cast(case((condition, amount)), Double)
    return func.coalesce(func.sum(value * value), cast(0, Double))


def _with_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """The rates and their intervals, from the counts, sums and sums of squares."""
    closed = frame["won"] + frame["lost"]
    by_value = [_value_rate(row) for row in frame.to_dict("records")]
    low, high = wilson_bounds(frame["won"], closed)
    return frame.assign(
        rate=share(frame["won"], closed),
        low=low,
        high=high,
        value_rate=floats([rate for rate, _, _ in by_value]),
        value_low=floats([low for _, low, _ in by_value]),
        value_high=floats([high for _, _, high in by_value]),
        cohort_rate=share(frame["cohort_won"], frame["cohort_n"]),
    )


def _value_rate(row: dict[Any, Any]) -> tuple[float | None, float | None, float | None]:
    """The rate by value and its interval; w = the amount of a won deal, else 0; v = the amount."""
    won, total = int(row["won_value"]), int(row["won_value"]) + int(row["lost_value"])
    unknown = any(row[side] and not row[f"{side}_known"] for side in ("won", "lost"))
    if unknown or total <= 0:
        return None, None, None
    squares = float(row["won_squares"])
    low, high = ratio(
        int(row["won_known"] + row["lost_known"]), won, total, squares, squares + float(row["lost_squares"]), squares
    )
    return won / total, low, high
