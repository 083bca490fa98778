"""Sales velocity: money per day, and what moved it."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from math import factorial

import pandas as pd
from sqlalchemy import BigInteger, Double, FromClause, Integer, case, cast, func, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import DTYPES, Unit, metric
from metrics.rates import share
from metrics.splits import DEAL_SPLITS, split_of
from metrics.win_rate import closed_in
from model.book import Book
from model.calendar import Window
from model.columns import UNKNOWN_DAY

SALES_VELOCITY = {
    "volume": Unit.COUNT,
    "win_rate": Unit.RATE,
    "mean_won_value": Unit.MONEY,
    "mean_cycle_days": Unit.DAYS,
    "median_cycle_days": Unit.DAYS,
    "per_day": Unit.MONEY,
}
LEVERS = ("volume", "win_rate", "mean_won_value", "mean_cycle_days")
VELOCITY_LEVERS = {"lever": Unit.TEXT, "before": Unit.NUMBER, "now": Unit.NUMBER, "change": Unit.MONEY}


def cycle_days(deal: FromClause) -> Column[int]:
    """Days from reaching SQL to winning, of a won deal; NULL where either day is unknown.

    A win dated before the deal was entered as qualified (sold first, written down later) took 0 days.
    """
    days = cast(deal.c.closed_on - deal.c.sql_on, Integer)
    return case((deal.c.sql_on > UNKNOWN_DAY, func.greatest(days, 0)))


@metric("sales-velocity", columns=SALES_VELOCITY, splits=DEAL_SPLITS)
def sales_velocity(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """Money per day that the qualified pipeline turns into wins: volume × win rate × mean won value ÷ mean cycle days.

    per_day = volume × win_rate × mean_won_value ÷ mean_cycle_days. volume = open deals in a qualified stage on the day;
    win_rate = won ÷ (won + lost) among deals closed in the window that had reached SQL; mean_won_value = mean amount of
    those won; mean_cycle_days, median_cycle_days = days from reaching SQL to won, of those won.

    Left out: from the mean value, won deals without an amount; from the cycle, deals that reached SQL before their history
    begins. A win dated before the deal reached SQL counts as 0 days. per_day is empty where a lever has no value: nothing won
    or lost in the window, no amount known, no cycle known, or a mean cycle of 0 days.

    Source: DOMAIN.md §4.
    """
    deal = book.deals
    won, lost = closed_in(deal, window)
    qualified = deal.c.stage_kind == "qualified"
    split, days, amount = split_of(deal, by), case((won, cycle_days(deal))), case((won, deal.c.amount))
    frame = book.frame(
        select(
            *split,
            func.count(case((qualified, 1))).label("volume"),
            func.count(case((won, 1))).label("won"),
            func.count(case((or_(won, lost), 1))).label("closed"),
            cast(func.sum(amount), BigInteger).label("won_value"),
            func.count(amount).label("valued"),
            cast(func.sum(days), BigInteger).label("cycle_days"),
            func.count(days).label("cycles"),
            cast(func.percentile_disc(0.5).within_group(days), Double).label("median_cycle_days"),
        )
        .where(or_(qualified, won, lost))
        .group_by(*split)
        .order_by(*split)
    )
    levers = frame.assign(
        win_rate=share(frame["won"], frame["closed"]),
        mean_won_value=share(frame["won_value"], frame["valued"]),
        mean_cycle_days=share(frame["cycle_days"], frame["cycles"]),
    )
    per_day = share(levers["volume"] * levers["win_rate"] * levers["mean_won_value"], levers["mean_cycle_days"])
    return levers.assign(per_day=per_day)[[*([by] if by else []), *SALES_VELOCITY]]


def velocity_levers(book: Book, window: Window, before: Window) -> pd.DataFrame:
    """How much each of the four levers moved sales velocity from the window `before` to `window`, in money per day.

    Each window is measured as of its own last day (at most the Book's day): the volume is that day's. A lever's change is its
    Shapley value: the difference that it makes when the levers are moved from before to now one after another, averaged over
    the 24 orders. The four changes add to the difference of per_day exactly.

    Columns: lever (volume, win_rate, mean_won_value, mean_cycle_days), before, now, change (Float64 minor units a day). Where
    a side has no velocity, changes are empty.

    Source: DOMAIN.md §4.
    """
    measured = [sales_velocity(book.on(min(side.last, book.as_of)), side) for side in (before, window)]
    sides = [frame[list(LEVERS)].astype("Float64").iloc[0] for frame in measured]
    was, now = ([None if pd.isna(value) else Fraction(float(value)) for value in side] for side in sides)
    known_was, known_now = [v for v in was if v is not None], [v for v in now if v is not None]
    changes: list[float | None] = [None] * len(LEVERS)
    if len(known_was) == len(known_now) == len(LEVERS) and known_was[3] > 0 and known_now[3] > 0:
        changes = [float(part) for part in shapley(_per_day, known_was, known_now)]
    frame = pd.DataFrame({"lever": LEVERS, "before": sides[0].array, "now": sides[1].array, "change": changes})
    types = {name: DTYPES[unit] for name, unit in VELOCITY_LEVERS.items()} | {"change": "Float64"}
    return frame.astype(types)


def _per_day(levers: Sequence[Fraction]) -> Fraction:
    volume, rate, value, days = levers
    return volume * rate * value / days


def shapley(
    outcome: Callable[[Sequence[Fraction]], Fraction], before: Sequence[Fraction], now: Sequence[Fraction]
) -> list[Fraction]:
    """Each factor's part of outcome(now) − outcome(before): its difference when moved, averaged over all orders (Shapley 1953).

    The parts add to the whole exactly.
    """
    parts = [Fraction(0)] * len(before)
    for order in permutations(range(len(before))):
        levers = list(before)
        reached = outcome(levers)
        for lever in order:
            levers[lever] = now[lever]
            moved = outcome(levers)
            parts[lever] += moved - reached
            reached = moved
    return [part / factorial(len(before)) for part in parts]
