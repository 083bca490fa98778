"""What a Book knows of its accounts that needs rows of the whole company: first wins, first meetings, products bought before."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, and_, case, func, select

from model.columns import touch
from model.tables import DealLine, table

if TYPE_CHECKING:
    from model.book import Book


def first_wins(book: "Book") -> FromClause:
    """One row per account whose first won deal is among the Book's: account_id, deal_id, owner_id, motion, won_on, second_on.

    The first is that of the whole company, whoever won it; of two won on one day the earlier entered. second_on = the
    day of the account's second won deal, by whomever; NULL without one by the Book's day. A deal whose closing day
    is unknown comes first: nobody can say that it came later.
    """
    deal = book.warehouse.snapshot(book.as_of).alias("win")
    order: dict[str, Any] = {"partition_by": deal.c.account_id, "order_by": (deal.c.closed_on.nulls_first(), deal.c.deal_id)}
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
        .where(deal.c.stage_kind == "won", deal.c.account_id.is_not(None))
        .subquery("won")
    )
    query = select(won).where(won.c.nth == 1)
    if not book.is_whole:
        query = query.where(won.c.deal_id.in_(select(book.deals.c.deal_id)))
    return query.subquery("first_win")


def first_meetings(book: "Book") -> FromClause:
    """The first completed meeting with each account, or with each lead that has none: met, person_id, met_on.

    First of the whole company by the Book's day; only those that the Book's people held. Two people who met them at one
    moment have a row each. `met` numbers whom they met (leads below 0).
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
        .distinct()
    )
    if book.people is not None:
        query = query.where(each.c.person_id.in_(sorted(book.people)))
    return query.subquery("first_meeting")


def line_values(book: "Book") -> FromClause:
    """One row per product line of the Book's won deals that have an account: deal_id, product_id, amount, again.

    `again`: the account had won a deal with this product, from anybody in the company, on a day before this one was won.
    """
    deal, line = book.warehouse.snapshot(book.as_of), table(DealLine)
    believed = line.c.revision_out.is_(None)
    sold = deal.alias("sold")
    bought = (
        select(sold.c.account_id, line.c.product_id, func.min(sold.c.closed_on).label("first_on"))
        .join(sold, sold.c.deal_id == line.c.deal_id)
        .where(believed, sold.c.stage_kind == "won", sold.c.account_id.is_not(None))
        .group_by(sold.c.account_id, line.c.product_id)
        .subquery("bought")
    )
    own = book.deals
    again: Column[bool] = func.coalesce(bought.c.first_on < own.c.closed_on, False)
    return (
        select(own.c.deal_id, line.c.product_id, line.c.amount, again.label("again"))
        .join(own, own.c.deal_id == line.c.deal_id)
        .join(bought, and_(bought.c.account_id == own.c.account_id, bought.c.product_id == line.c.product_id))
        .where(believed, own.c.stage_kind == "won")
        .subquery("line_value")
    )
