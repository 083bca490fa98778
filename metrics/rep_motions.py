"""Each rep's new and existing business in one row each."""

import pandas as pd
from sqlalchemy import BigInteger, case, cast, func, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.rates import share, wilson_bounds
from metrics.win_rate import closed_in
from model.access import Grain
from model.book import Book
from model.calendar import Window


def rep_motions(book: Book, window: Window) -> pd.DataFrame:
    """What each owner won, lost and has open, by kind of deal: a row per owner and kind that has any.

    Columns: owner (id), kind (new, existing, unknown), won, closed (won or lost, after SQL), rate = won ÷ closed with its
    Wilson 95 % interval low, high, won_value = Σ amount of the deals won in the window, value = Σ amount of the open qualified
    deals on the day. Left out: deals that nobody owns. AccessDenied for who sees totals only.

    Source: DOMAIN.md §5.
    """
    book.allow(Grain.PERSON)
    deal = book.deals
    won, lost = closed_in(deal, window)
    is_open = deal.c.stage_kind == "qualified"
    rows = book.frame(
        select(
            deal.c.owner_id.label("owner"),
            deal.c.motion.label("kind"),
            func.count(case((won, 1))).label("won"),
            func.count(case((or_(won, lost), 1))).label("closed"),
            _sum(won, deal.c.amount).label("won_value"),
            _sum(is_open, deal.c.amount).label("value"),
        )
        .where(or_(won, lost, is_open), deal.c.owner_id.is_not(None))
        .group_by(deal.c.owner_id, deal.c.motion)
        .order_by(deal.c.owner_id, deal.c.motion)
    )
    low, high = wilson_bounds(rows["won"], rows["closed"])
    return rows.assign(rate=share(rows["won"], rows["closed"]), low=low, high=high)


def _sum(condition: Column[bool], amount: Column[int]) -> Column[int]:
    return cast(func.coalesce(func.sum(case((condition, amount))), 0), BigInteger)
