"""The quotas of a Book as plain rows: a page asks for those of thirteen days, and they are few."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from model.access import Sight
from model.tables import Quota, table

if TYPE_CHECKING:
    from model.book import Book


def quota_rows(book: "Book", periods: tuple[str, ...]) -> list[tuple[int, str, str | None, int]]:
    """person_id, period, kind, amount of the Book's people for periods of these names, as they held on its day.

    The same rows as Book.quotas; those of all days are read once per revision and cut here, for the Book's viewer and scope.
    """
    if book.viewer.sight is Sight.LEADS:
        return []
    q = table(Quota).c
    query = select(q.person_id, q.period, q.kind, q.amount, q.valid_from, q.id)
    query = query.where(q.revision_out.is_(None), q.period.in_(periods))
    rows = book.warehouse.fact(("quotas", periods), lambda: book.warehouse.rows(query))
    held: dict[tuple[int, str, str | None], tuple[tuple[date, int], int | None]] = {}
    for person, period, kind, amount, valid_from, id_ in rows:
        since = (valid_from or date.min, id_)
        if since[0] > book.as_of or (book.people is not None and person not in book.people):
            continue
        key = (person, period, kind or None)
        if key not in held or held[key][0] < since:
            held[key] = (since, amount)
    return [(*key, amount) for key, (_, amount) in held.items() if amount is not None]
