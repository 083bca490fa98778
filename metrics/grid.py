"""What the grid of deals shows beside them: what the CRM says, and what the viewer judges."""

import pandas as pd
from sqlalchemy import and_, func, select

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


def judged_by_me(book: Book, period: Period) -> pd.DataFrame:
    """deal, category, amount, reason of the viewer's own standing judgements of a period; no row for the machine's owner."""
    book.allow(Grain.DEAL)
    j = book.judgements
    mine = j.c.person_id == (book.viewer.person_id or 0)
    columns = (j.c.deal_id.label("deal"), j.c.category, j.c.amount, j.c.reason)
    return book.frame(select(*columns).where(j.c.period == period.name, mine))
