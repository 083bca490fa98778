"""What a Book holds at all, so that a page can say what is missing in place of showing zeros."""

import pandas as pd
from sqlalchemy import func, select

from model.book import Book
from model.calendar import Period
from model.columns import UNKNOWN_DAY


def at_hand(book: Book, period: Period) -> pd.DataFrame:
    """How much of each kind of row the Book has on its day, in one row; no names, so nobody is refused.

    Columns: deals, open_deals (in a qualified stage or before), due (open deals with a close date in the period), of_known_kind
    (deals of a new or an existing customer), leads, quotas (of any period), last_on (the last day on which a deal changed, a lead
    was created or somebody of the Book did something; None where no such day is known).
    """
    deal, history, lead, touch = book.deals, book.history, book.leads, book.own_touches
    kind_known = deal.c.motion.in_(("new", "existing"))
    is_open = deal.c.stage_kind.in_(("unqualified", "qualified"))
    counted = select(
        select(func.count()).select_from(deal).scalar_subquery().label("deals"),
        select(func.count()).select_from(deal).where(is_open).scalar_subquery().label("open_deals"),
        select(func.count())
        .select_from(deal)
        .where(is_open, deal.c.close_on.between(period.first, period.last))
        .scalar_subquery()
        .label("due"),
        select(func.count()).select_from(deal).where(kind_known).scalar_subquery().label("of_known_kind"),
        select(func.count()).select_from(lead).scalar_subquery().label("leads"),
        select(func.count()).select_from(book.quotas).scalar_subquery().label("quotas"),
        select(func.max(history.c.from_on)).where(history.c.from_on > UNKNOWN_DAY).scalar_subquery().label("changed_on"),
        select(func.max(lead.c.created_on)).scalar_subquery().label("led_on"),
        select(func.max(touch.c.happened_on)).scalar_subquery().label("touched_on"),
    )
    row = book.frame(counted)
    days = [day for day in row[["changed_on", "led_on", "touched_on"]].iloc[0] if not pd.isna(day)]
    counts = row[["deals", "open_deals", "due", "of_known_kind", "leads", "quotas"]]
    return counts.assign(last_on=pd.Series([max(days, default=None)], dtype="object"))
