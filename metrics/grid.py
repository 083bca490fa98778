"""What the grid of deals shows beside them: what the CRM says, and what the viewer judges."""

import pandas as pd
from sqlalchemy import and_, func, or_, select

from metrics.definition import Unit, framed
from model.access import Grain
from model.book import Book
from model.calendar import Period


def crm_values(book: Book, period: Period) -> pd.DataFrame:
    """deal, amount, category (chosen) and close_on as the CRM says, of open deals on which their owner says otherwise here."""
    book.allow(Grain.DEAL)
    deal = book.deals
    due = func.coalesce(deal.c.close_on, deal.c.crm_close_on) <= period.last
    columns = (deal.c.deal_id.label("deal"), deal.c.crm_amount.label("amount"), deal.c.crm_chosen.label("category"))
    query = select(*columns, deal.c.crm_close_on.label("close_on"))
    return book.frame(query.where(and_(deal.c.own_judgement_id.is_not(None), deal.c.stage_kind == "qualified", due)))


OWNERS_CHANGES = {
    "deal": Unit.DEAL, "owner": Unit.PERSON, "crm_category": Unit.TEXT, "category": Unit.TEXT, "crm_amount": Unit.MONEY,
    "amount": Unit.MONEY, "crm_close_on": Unit.DAY, "close_on": Unit.DAY, "next_step": Unit.TEXT,
}  # fmt: skip


def owners_changes(book: Book, period: Period) -> pd.DataFrame:
    """The open deals of a period, by the CRM or by their owner, of which the owner says otherwise here: largest first.

    Columns as in OWNERS_CHANGES: category, amount and close date by the CRM and by the owner (minor units; where both are the
    same nothing was changed; the CRM's category is unknown where the stage's counts), next_step as the owner wrote it here.
    """
    book.allow(Grain.DEAL)
    deal = book.deals
    dates = deal.c.close_on, deal.c.crm_close_on
    due = or_(*(each.between(period.first, period.last) for each in dates))
    columns = (
        deal.c.deal_id, deal.c.owner_id, deal.c.crm_chosen, deal.c.category, deal.c.crm_amount, deal.c.amount,
        deal.c.crm_close_on, deal.c.close_on, deal.c.judged_next_step,
    )  # fmt: skip
    query = select(*columns).where(deal.c.own_judgement_id.is_not(None), deal.c.stage_kind == "qualified", due)
    query = query.order_by(deal.c.amount.desc().nulls_last(), deal.c.deal_id)
    return framed([dict(zip(OWNERS_CHANGES, row, strict=True)) for row in book.warehouse.rows(query)], OWNERS_CHANGES)


def judged_by_me(book: Book, period: Period) -> pd.DataFrame:
    """deal, category, amount, reason of the viewer's own standing judgements of a period; no row for the machine's owner."""
    book.allow(Grain.DEAL)
    j = book.judgements
    mine = j.c.person_id == (book.viewer.person_id or 0)
    columns = (j.c.deal_id.label("deal"), j.c.category, j.c.amount, j.c.reason)
    return book.frame(select(*columns).where(j.c.period == period.name, mine))
