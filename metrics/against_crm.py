"""A period's sums as the owners judge their deals, beside the same by what the CRM says."""

import pandas as pd
from sqlalchemy import BigInteger, and_, case, cast, func, select

from metrics.definition import Unit, framed
from metrics.sums import due_in, sums
from model.book import Book
from model.calendar import Period
from model.snapshots import stages_at

AGAINST = {"whose": Unit.TEXT, "closed": Unit.MONEY, "commit": Unit.MONEY, "upside": Unit.MONEY, "pipeline": Unit.MONEY}


def against_crm(book: Book, period: Period) -> pd.DataFrame:
    """closed, commit, upside and pipeline of a period in two rows: as the `owner` judges the deals, and by the `crm`.

    Both as in `totals`; by the CRM a deal counts with its own category (else the stage's default), amount and close date.
    Without a judgement of an owner both rows are the same. Money in minor units. Source: DOMAIN.md §6.
    """
    deal, default = book.deals, stages_at(book.as_of).alias("stage_default")
    own = book.warehouse.rows(select(*sums(deal)).where(*due_in(deal, period)))[0]
    chosen = case((deal.c.crm_chosen == "closed", "commit"), else_=deal.c.crm_chosen)
    category = func.coalesce(chosen, default.c.default_category)
    due = and_(deal.c.stage_kind == "qualified", deal.c.crm_close_on.between(period.first, period.last))
    parts = [
        cast(func.coalesce(func.sum(case((category == name, deal.c.crm_amount))), 0), BigInteger).label(name)
        for name in ("commit", "upside", "pipeline")
    ]
    crm = book.warehouse.rows(select(*parts).join(default, default.c.stage_id == deal.c.stage_id).where(due))[0]
    rows = [
        dict(zip(AGAINST, ("owner", *map(int, own[:4])), strict=True)),
        dict(zip(AGAINST, ("crm", own[0], *crm), strict=True)),
    ]
    return framed(rows, AGAINST)
