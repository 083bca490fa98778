"""What others judge of deals that the viewer judges too: both stand, the later counts, and the earlier one's author is told."""

import json
from collections.abc import Iterator
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
    "field": Unit.TEXT, "mine": Unit.TEXT, "theirs": Unit.TEXT, "before": Unit.FLAG,
}  # fmt: skip
DAYS = 30
FIELDS = ("category", "amount", "close_date", "next_step")
Mine = dict[str, Any]
"""What the viewer judges of a deal in a period: values by field, at, its entry in the audit, those unseen when it was made."""


def news(book: Book) -> pd.DataFrame:
    """What others wrote on deals and periods that the viewer judges, later than the viewer: the latest first.

    A row per entry and field that both judged: entry (of the audit), at, author, deal, period, done («judged» or «withdrew»),
    field (category, amount, close_date, next_step), mine and theirs (texts: words, minor units, ISO days), before (true:
    theirs is the earlier, and the viewer's page did not show it when they wrote). Others' entries of the last 30 days by the
    Book's day, beside the viewer's judgement that stands, however old; of deals in the Book, without those that the viewer
    has read (audit_seen). No row for the machine's owner, nor in somebody
    else's place. AccessDenied for who sees totals only.
    """
    book.allow(Grain.DEAL)
    me = book.viewer.person_id if book.viewer.by is None else None
    mine = {} if me is None else _mine(book, me)
    if me is None or not mine:
        return framed([], NEWS)
    s = table(Seen).c
    read = {int(row[0]) for row in book.warehouse.rows(select(s.entry_id).where(s.person_id == me, s.revision_out.is_(None)))}
    return framed([row for row in _told(book, me, mine) if row["entry"] not in read], NEWS)


def _mine(book: Book, me: int) -> dict[tuple[int, str], Mine]:
    """(deal, period) → the viewer's judgement that stands."""
    j, e = book.judgements, table(Entry).c
    columns = (j.c.deal_id, j.c.period, j.c.judged_at, *(j.c[name] for name in FIELDS))
    found: dict[tuple[int, str], Mine] = {}
    for deal, period, at, *values in book.warehouse.rows(select(*columns).where(j.c.person_id == me)):
        found[int(deal), str(period)] = dict(zip(FIELDS, values, strict=True)) | {"at": at, "entry": 0, "unseen": []}
    if not found:
        return found
    query = select(e.id, e.deal_id, e.period, e.at, e.after).where(
        e.kind == Kind.JUDGEMENT.value, e.author_id == me, e.done == "judged", e.revision_out.is_(None)
    )
    for id_, deal, period, at, after in book.warehouse.rows(query.order_by(e.id)):
        own = found.get((int(deal), str(period)))
        if own is not None and own["at"] == at:  # an imported judgement has no entry
            own |= {"entry": int(id_), "unseen": json.loads(after or "{}").get("unseen", [])}
    return found


def _told(book: Book, me: int, mine: dict[tuple[int, str], Mine]) -> Iterator[dict[str, Any]]:
    e = table(Entry).c
    end = book.calendar.start_of(book.as_of + timedelta(days=1))
    query = (
        select(e.id, e.at, e.author_id, e.deal_id, e.period, e.done, e.before, e.after)
        .where(e.revision_out.is_(None), e.kind == Kind.JUDGEMENT.value, e.at < end, e.at >= end - timedelta(days=DAYS))
        .where(e.deal_id.in_(sorted({deal for deal, _ in mine})), e.author_id.is_distinct_from(me))
        .order_by(e.at.desc(), e.id.desc())
    )
    for id_, at, author, deal, period, done, was, now in book.warehouse.rows(query):
        own = mine.get((int(deal), str(period)))
        if own is None:
            continue
        later = (at, int(id_)) > (own["at"], own["entry"])
        if not later and int(id_) not in own["unseen"]:
            continue
        theirs = json.loads((was if done == "withdrew" else now) or "{}")
        about = {"entry": int(id_), "at": at, "author": author, "deal": int(deal), "period": period, "done": done}
        for field in FIELDS:
            if theirs.get(field) is not None and own[field] is not None:
                yield about | {"field": field, "mine": str(own[field]), "theirs": str(theirs[field]), "before": not later}
