"""What is looked for in leads: leads that nobody owns, and leads that qualified before they were created."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Integer, String, and_, case, cast, func, literal, select

from model.access import Grain
from model.book import Book
from model.tables import Lead, table

WHYS = ("No owner", "MQL {n} day before it was created", "MQL {n} days before it was created")
Found = dict[str, tuple[Column[bool], Column[bool], Column[str]]]


def _checks(lead: FromClause) -> Found:
    """check → the leads it is looked for in, those with the finding, and why."""
    both = and_(lead.c.mql_on.is_not(None), lead.c.created_on.is_not(None))
    days = cast(lead.c.created_on - lead.c.mql_on, Integer)
    early: list[Column[str]] = [
        literal(before) + cast(days, String) + literal(after) for before, after in (text.split("{n}") for text in WHYS[1:])
    ]
    return {
        "lead-no-owner": (lead.c.lead_id.is_not(None), lead.c.owner_id.is_(None), literal(WHYS[0])),
        "mql-before-created": (both, and_(both, lead.c.mql_on < lead.c.created_on), case((days == 1, early[0]), else_=early[1])),
    }


KEYS = ("lead-no-owner", "mql-before-created")


def lead_counts(book: Book) -> dict[str, tuple[int, int]]:
    """check → how many leads have the finding, and in how many it was looked for."""
    lead = book.leads
    counts = [func.count(case((where, 1))) for among, holds, _ in _checks(lead).values() for where in (holds, among)]
    row = book.warehouse.rows(select(*(count.label(f"n{nth}") for nth, count in enumerate(counts))).select_from(lead))[0]
    return {key: (int(row[2 * nth]), int(row[2 * nth + 1])) for nth, key in enumerate(KEYS)}


def lead_rows(book: Book, check: str, limit: int) -> pd.DataFrame:
    """The leads with the finding, the newest first: lead, lead_name, company, sdr, source, created_on, mql_on, why, of."""
    book.allow(Grain.LEAD)
    lead, named = book.leads, table(Lead).alias("named")
    _, holds, why = _checks(lead)[check]
    columns: list[Any] = [lead.c.owner_id.label("sdr"), lead.c.source, lead.c.created_on, lead.c.mql_on, why.label("why")]
    return book.frame(
        select(named.c.external_id.label("lead"), named.c.name.label("lead_name"), named.c.company, *columns,
               func.count().over().label("of"))
        .select_from(lead.join(named, named.c.id == lead.c.lead_id))
        .where(holds)
        .order_by(lead.c.created_on.desc().nulls_last(), lead.c.lead_id)
        .limit(limit)
    )  # fmt: skip
