"""Who wrote what when, as far as a viewer may know it."""

from datetime import timedelta

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import and_, or_, select

from model.access import Grain, Sight
from model.audit import Kind
from model.book import Book
from model.calendar import Window
from model.tables import Deal, Entry, table

MOST = 5_000
ADMINISTERED = (Kind.SETTING, Kind.QUOTA, Kind.STAGE, Kind.IMPORT, Kind.PEOPLE, Kind.LOOK)
"""What administrators write, and so read."""
entry = table(Entry)


def written(book: Book, window: Window, kind: str | None = None, author: int | None = None, most: int = MOST) -> pd.DataFrame:
    """What was written on the days of a window, the latest first; at most `most` rows.

    Columns: entry (its id), at (moment), author (unknown: the machine's owner), kind, done (the verb), person (whom it is
    about), deal (its id; unknown also where the deal is not the viewer's to see), deal_name, period, before, after (JSON
    objects by field, amounts in minor units). `author` 0 = the machine's owner.

    A viewer reads what is about people whom they may see, and of what they wrote themselves what is about nobody in particular;
    the rest of that (the whole company's review and its decisions, settings) who may see everybody. Administrators read besides
    what administrators write. AccessDenied for who sees totals only; no row for who sees leads only.
    """
    book.allow(Grain.DEAL)
    deal = table(Deal)
    visible = select(book.deals.c.deal_id)
    seen = [] if book.is_whole else [entry.c.deal_id.in_(visible)]
    named = select(deal.c.id, deal.c.name).where(deal.c.revision_out.is_(None)).subquery("named")
    joined = entry.join(named, _all(named.c.id == entry.c.deal_id, *seen), isouter=True)
    rows = (
        select(
            entry.c.id.label("entry"), entry.c.at, entry.c.author_id.label("author"), entry.c.kind, entry.c.done,
            entry.c.person_id.label("person"), named.c.id.label("deal"), named.c.name.label("deal_name"), entry.c.period,
            entry.c.before, entry.c.after,
        )
        .select_from(joined)
        .where(*_mine(book), *_within(book, window))
        .order_by(entry.c.at.desc(), entry.c.id.desc())
        .limit(most)
    )  # fmt: skip
    if kind is not None:
        rows = rows.where(entry.c.kind == kind)
    if author is not None:
        rows = rows.where(entry.c.author_id == author if author else entry.c.author_id.is_(None))
    return book.frame(rows)


def authors(book: Book, window: Window) -> list[int]:
    """Who wrote in the window, of what the viewer may read; 0 = the machine's owner."""
    book.allow(Grain.DEAL)
    query = select(entry.c.author_id.label("author")).distinct().where(*_mine(book), *_within(book, window))
    return sorted(int(row[0] or 0) for row in book.warehouse.rows(query))


def _all(*conditions: Column[bool]) -> Column[bool]:
    first, *others = conditions
    for each in others:
        first = first & each
    return first


def _within(book: Book, window: Window) -> list[Column[bool]]:
    """The days of the window, and nothing after the Book's day."""
    begin = book.calendar.start_of(window.first)
    end = book.calendar.start_of(min(window.last, book.as_of) + timedelta(days=1))
    return [entry.c.revision_out.is_(None), entry.c.at >= begin, entry.c.at < end]


def _mine(book: Book) -> list[Column[bool]]:
    viewer = book.viewer
    if viewer.sight is Sight.LEADS:
        return [entry.c.id.is_(None)]
    if viewer.people is None:
        return []
    about = [
        entry.c.person_id.in_(sorted(viewer.people)),
        and_(entry.c.author_id == viewer.person_id, entry.c.person_id.is_(None)),
    ]
    if viewer.admin:
        about.append(entry.c.kind.in_([kind.value for kind in ADMINISTERED]))
    return [or_(*about)]
