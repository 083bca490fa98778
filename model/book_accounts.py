"""What a Book knows of its accounts that needs rows of the whole company: first wins, first meetings, products bought before."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, and_, case, func, select

from model.columns import touch
from model.tables import DealLine, table

if TYPE_CHECKING:
    from model.book import Book
    from model.calendar import Window


def first_wins(book: "Book", window: "Window") -> FromClause:
    """One row per account whose first won deal is among the Book's and lies in the window.

    Columns: account_id, deal_id, owner_id, motion, won_on, second_on.

    The first is that of the whole company, whoever won it; of two won on one day the earlier entered. second_on = the
    day of the account's second won deal, by whomever; NULL without one by the Book's day. A deal whose closing day
    is unknown comes first: nobody can say that it came later.
    """
    deal = book.warehouse.snapshot(book.as_of).alias("win")
    order: dict[str, Any] = {"partition_by": deal.c.account_id, "order_by": (deal.c.closed_on.nulls_first(), deal.c.deal_id)}
    then = book.warehouse.snapshot(book.as_of).alias("win_then")
    lately = select(then.c.account_id).where(then.c.stage_kind == "won", then.c.closed_on.between(window.first, window.last))
    won = (
        select(
            deal.c.account_id,
            deal.c.deal_id,
            deal.c.owner_id,
            deal.c.motion,
            deal.c.closed_on.label("won_on"),
            func.lead(deal.c.closed_on).over(**order).label("second_on"),
            func.row_number().over(**order).label("nth"),
        )
        .where(deal.c.stage_kind == "won", deal.c.account_id.in_(lately))
        .subquery("won")
    )
    query = select(won).where(won.c.nth == 1, won.c.won_on.between(window.first, window.last))
    if not book.is_whole:
        query = query.where(won.c.deal_id.in_(select(book.deals.c.deal_id)))
    return query.subquery("first_win")


def first_meetings(book: "Book", window: "Window") -> FromClause:
    """The first completed meeting with each account, or with each lead that has none, if it lies in the window.

    Columns: met, person_id, met_on. First of the whole company by the Book's day; only those that the Book's people held.
    Two people who met them at one moment have a row each. `met` numbers whom they met (leads below 0).
    """
    met = select(
        case((touch.c.account_id.is_not(None), touch.c.account_id), else_=-touch.c.lead_id).label("met"),
        touch.c.happened_at,
        touch.c.happened_on,
        touch.c.person_id,
    ).where(
        touch.c.kind == "meeting",
        touch.c.happened_on <= book.as_of,
        func.coalesce(touch.c.account_id, touch.c.lead_id).is_not(None),
    )
    each, all_ = met.subquery("each_met"), met.subquery("all_met")
    first = select(all_.c.met, func.min(all_.c.happened_at).label("first_at")).group_by(all_.c.met).subquery("first_met")
    query = (
        select(each.c.met, each.c.person_id, each.c.happened_on.label("met_on"))
        .join(first, and_(first.c.met == each.c.met, first.c.first_at == each.c.happened_at))
        .where(each.c.happened_on.between(window.first, window.last))
        .distinct()
    )
    if book.people is not None:
        query = query.where(each.c.person_id.in_(sorted(book.people)))
    return query.subquery("first_meeting")


def line_values(book: "Book", own: FromClause) -> FromClause:
    """One row per product line of `own`, won deals of the Book that have an account: deal_id, product_id, amount, again.

    `again`: the account had won a deal with this product, from anybody in the company, on a day before this one was won.
    """
    line, sold = table(DealLine), book.warehouse.snapshot(book.as_of).alias("sold")
    believed = line.c.revision_out.is_(None)
    bought = (
        select(sold.c.account_id, line.c.product_id, func.min(sold.c.closed_on).label("first_on"))
        .join(sold, sold.c.deal_id == line.c.deal_id)
        .where(believed, sold.c.stage_kind == "won", sold.c.account_id.in_(select(own.c.account_id)))
        .group_by(sold.c.account_id, line.c.product_id)
        .subquery("bought")
    )
    again: Column[bool] = func.coalesce(bought.c.first_on < own.c.closed_on, False)
    return (
        select(own.c.deal_id, line.c.product_id, line.c.amount, again.label("again"))
        .join(own, own.c.deal_id == line.c.deal_id)
        .join(bought, and_(bought.c.account_id == own.c.account_id, bought.c.product_id == line.c.product_id))
        .where(believed)
        .subquery("line_value")
    )
