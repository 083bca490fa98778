"""What is judged of one deal: by its owner beside what the CRM says, and by everybody above them."""

import pandas as pd
from sqlalchemy import select

from metrics.conflicts import CONFLICTS, conflicts, standing_ids
from metrics.definition import framed
from model.access import Grain
from model.book import Book


def deal_judgements(book: Book, deal_id: int) -> pd.DataFrame:
    """What each person judges of a deal, period by period: the latest first; none for a deal that is not in the Book.

    Columns: person, period, judged_at, category, amount (minor units of the company's currency), close_date, next_step (unknown:
    as the deal has it), reason, and counts: false where the deal was closed, moved out of the period or handed over since.
    Only of people whom the viewer may see, without what is withdrawn by the Book's day. AccessDenied for who sees totals only.
    """
    book.allow(Grain.DEAL)
    j = book.judgements
    columns = (j.c.person_id.label("person"), j.c.period, j.c.judged_at, j.c.category, j.c.amount, j.c.close_date, j.c.next_step)
    query = select(*columns, j.c.reason, j.c.id).where(j.c.deal_id == deal_id)
    rows = book.frame(query.order_by(j.c.judged_at.desc(), j.c.id.desc()))
    counting = [standing_ids(book, book.calendar.period(name)) for name in rows["period"].unique()]
    counts = rows["id"].isin(frozenset().union(*counting))
    return rows.drop(columns="id").assign(counts=counts.astype("boolean"))


def deal_conflicts(book: Book, deal_id: int) -> pd.DataFrame:
    """What the CRM says otherwise of a deal since it was judged, in any period: columns as in conflicts, the latest first."""
    book.allow(Grain.DEAL)
    j = book.judgements
    names = [str(row[0]) for row in book.warehouse.rows(select(j.c.period).distinct().where(j.c.deal_id == deal_id))]
    found = [each for name in sorted(names) for each in _rows(conflicts(book, book.calendar.period(name), deal_id))]
    return framed(sorted(found, key=lambda each: each["changed_on"], reverse=True), CONFLICTS)


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [dict(row) for _, row in frame.iterrows()]
