"""The deals behind a figure."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, or_, select

from metrics.ageing import days_in_stage
from metrics.win_rate import closed_in
from model.access import Grain
from model.book import Book
from model.calendar import Window
from model.tables import Account, table

ORDERS = ("amount", "days_in_stage", "close_on", "created_on")


def stage_deals(
    book: Book, stage: int | None = None, *, order: str = "amount", limit: int | None = None, stage_kind: str = "qualified"
) -> pd.DataFrame:
    """The open qualified deals of the Book, or those in one stage: largest, oldest or first due first.

    `order`: amount (largest first), days_in_stage (longest first), close_on or created_on (earliest first); unknown last.
    `limit`: at most so many rows. `stage_kind` "unqualified" gives the deals in the first stage instead.

    Columns: deal (id), external_id, name, owner (id), account (id), account_name, stage (id), amount (minor units), close_on,
    days_in_stage (Int64; unknown where the day of entering is), created_on. AccessDenied for who sees totals only;
    ValueError for another order.
    """
    deal = book.deals
    chosen = [deal.c.stage_kind == stage_kind, *([] if stage is None else [deal.c.stage_id == stage])]
    return _rows(book, deal, chosen, order, limit)


def closed_deals(book: Book, window: Window, *, order: str = "amount", limit: int | None = None) -> pd.DataFrame:
    """The deals that the win rate of a window is made of: closed in it after they had reached SQL.

    Columns as of `stage_deals`, with closed_on and stage_kind (won, lost) behind.
    """
    deal = book.deals
    won, lost = closed_in(deal, window)
    return _rows(book, deal, [or_(won, lost)], order, limit, deal.c.closed_on, deal.c.stage_kind)


def account_deals(book: Book, account: int, limit: int | None = None) -> pd.DataFrame:
    """All deals of an account in the Book, the largest first, open or closed.

    Columns as of `stage_deals`, with closed_on, stage_kind and kind (new, existing, unknown) behind.
    """
    deal = book.deals
    more = deal.c.closed_on, deal.c.stage_kind, deal.c.motion.label("kind")
    return _rows(book, deal, [deal.c.account_id == account], "amount", limit, *more)


def _rows(
    book: Book, deal: FromClause, chosen: list[Column[bool]], order: str, limit: int | None, *more: Column[Any]
) -> pd.DataFrame:
    book.allow(Grain.DEAL)
    if order not in ORDERS:
        raise ValueError(f"Deals can be ordered by {', '.join(ORDERS)}, not by {order!r}")
    account, named, days = table(Account), book.deal_names, days_in_stage(deal, book)
    orders: dict[str, Column[Any]] = {
        "amount": deal.c.amount.desc().nulls_last(),
        "days_in_stage": days.desc().nulls_last(),
        "close_on": deal.c.close_on.asc().nulls_last(),
        "created_on": deal.c.created_on.asc().nulls_last(),
    }
    rows = deal.join(named, named.c.deal_id == deal.c.deal_id).join(account, account.c.id == deal.c.account_id, isouter=True)
    return book.frame(
        select(
            deal.c.deal_id.label("deal"),
            named.c.external_id,
            named.c.name,
            deal.c.owner_id.label("owner"),
            deal.c.account_id.label("account"),
            account.c.name.label("account_name"),
            deal.c.stage_id.label("stage"),
            deal.c.amount,
            deal.c.close_on,
            days.label("days_in_stage"),
            deal.c.created_on,
            *more,
        )
        .select_from(rows)
        .where(*chosen)
        .order_by(orders[order], deal.c.deal_id)
        .limit(limit)
    )
