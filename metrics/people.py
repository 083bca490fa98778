"""Who works here, in which role, under whom, and who stands in for whom: for who looks after the people."""

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from model.access import AccessDenied
from model.book import Book
from model.tables import StandIn, table

PEOPLE = {
    "person": Unit.PERSON, "email": Unit.TEXT, "role": Unit.TEXT, "admin": Unit.FLAG, "manager": Unit.PERSON,
    "active_from": Unit.DAY, "active_to": Unit.DAY, "active": Unit.FLAG,
}  # fmt: skip
STAND_INS = {
    "stand_in": Unit.COUNT, "absent": Unit.PERSON, "person": Unit.PERSON, "first": Unit.DAY, "last": Unit.DAY, "state": Unit.TEXT,
}  # fmt: skip


def people(book: Book) -> pd.DataFrame:
    """Everybody whom the company knows, by name: person, email, role, admin, manager (on the Book's day), active_from, active_to,
    active (works here on that day). No figure of theirs. AccessDenied for who is no administrator.
    """
    _administer(book)
    rows = [
        {
            "person": m.id, "email": m.email, "role": m.role, "admin": m.admin, "manager": book.managers.get(m.id),
            "active_from": m.active_from, "active_to": m.active_to, "active": m.active_on(book.as_of),
        }
        for m in book.members
    ]  # fmt: skip
    return framed(rows, PEOPLE)


def stand_ins(book: Book) -> pd.DataFrame:
    """Who stands in for whom, the latest days first: stand_in (id), absent, person, first, last (both included), state on the
    Book's day (over, holds, coming). AccessDenied for who is no administrator.
    """
    _administer(book)
    s = table(StandIn).c
    query = select(s.id, s.absent_id, s.person_id, s.first, s.last).where(s.revision_out.is_(None)).order_by(s.first.desc(), s.id)
    rows = []
    for id_, absent, person, first, last in book.warehouse.rows(query):
        state = "over" if last < book.as_of else "coming" if first > book.as_of else "holds"
        rows.append(dict(zip(STAND_INS, (id_, absent, person, first, last, state), strict=True)))
    return framed(rows, STAND_INS)


def _administer(book: Book) -> None:
    if not book.viewer.admin:
        raise AccessDenied(f"{book.viewer.name} does not look after the people here")
