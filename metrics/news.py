"""What others have judged of deals since the viewer did: both stand, the later counts, and the earlier one's author is told."""

import json
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from model.access import Grain
from model.audit import Kind
from model.book import Book
from model.tables import Entry, Seen, table

NEWS = {
    "entry": Unit.COUNT, "at": Unit.MOMENT, "author": Unit.PERSON, "deal": Unit.DEAL, "period": Unit.TEXT, "done": Unit.TEXT,
    "field": Unit.TEXT, "mine": Unit.TEXT, "theirs": Unit.TEXT,
}  # fmt: skip
DAYS = 30
FIELDS = ("category", "amount", "close_date", "next_step")


def news(book: Book) -> pd.DataFrame:
    """What others wrote on deals and periods that the viewer has judged, later than the viewer: the latest first.

    A row per entry and field that both judged: entry (of the audit), at, author, deal, period, done («judged» or «withdrew»),
    field (category, amount, close_date, next_step), mine and theirs (texts: words, minor units, ISO days). Of the last 30
    days by the Book's day, of deals in the Book, without those that the viewer has read (audit_seen). No row for the
    machine's owner. AccessDenied for who sees totals only.
    """
    book.allow(Grain.DEAL)
    me = book.viewer.person_id
    if me is None:
        return framed([], NEWS)
    e, s = table(Entry).c, table(Seen).c
    end = book.calendar.start_of(book.as_of + timedelta(days=1))
    mine = select(e.deal_id).where(e.kind == Kind.JUDGEMENT.value, e.author_id == me, e.at >= end - timedelta(days=DAYS))
    query = (
        select(e.id, e.at, e.author_id, e.deal_id, e.period, e.done, e.before, e.after)
        .where(e.revision_out.is_(None), e.kind == Kind.JUDGEMENT.value, e.at < end, e.at >= end - timedelta(days=DAYS))
        .where(e.deal_id.in_(mine), e.deal_id.in_(select(book.deals.c.deal_id)))
        .order_by(e.at, e.id)
    )
    read = {int(row[0]) for row in book.warehouse.rows(select(s.entry_id).where(s.person_id == me, s.revision_out.is_(None)))}
    rows: list[dict[str, Any]] = []
    judged: dict[tuple[int, str], dict[str, Any]] = {}
    for id_, at, author, deal, period, done, before, after in book.warehouse.rows(query):
        key = (int(deal), str(period))
        said = json.loads((before if done == "withdrew" else after) or "{}")
        if author == me:
            judged[key] = {} if done == "withdrew" else said
            continue
        for field in FIELDS:
            if said.get(field) is not None and judged.get(key, {}).get(field) is not None and int(id_) not in read:
                values = (int(id_), at, author, deal, period, done, field, str(judged[key][field]), str(said[field]))
                rows.append(dict(zip(NEWS, values, strict=True)))
    return framed(rows[::-1], NEWS)
