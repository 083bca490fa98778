"""The Book: what one viewer may see, as of a day, within a scope. A metric gets nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select

from model.access import Sight, Viewer
from model.book_day import Scope
from model.book_said import BookSaid

T = TypeVar("T")
LEAST_PEOPLE = 5  # a norm is made of at least so many people's deals


@dataclass(frozen=True)
class Book(BookSaid):
    """The rows that figures may be made of: selectables for statements, and `frame` to run them.

    Deals are those whose owner on `as_of` the viewer may see and the scope names, with their whole histories up to that
    day. Facts that need rows outside the cut (was this account a customer already?) are settled before the cut. Its parts:
    model/book_day.py, book_deals.py, book_leads.py and book_said.py.
    """

    def norm(self, work_out: Callable[["Book"], T], key: str) -> T | None:
        """An aggregate over the whole company, worked out once per day; None where fewer than 5 people own deals in it.

        `work_out` gets a Book of everything and must give back aggregates only.
        """
        whole = Book(self.warehouse, _COMPANY, self.as_of)

        def guarded() -> T | None:
            people = select(func.count(whole.deals.c.owner_id.distinct()).label("n"))
            return work_out(whole) if int(whole.frame(people)["n"].iloc[0]) >= LEAST_PEOPLE else None

        return self.warehouse.fact(("norm", key, self.as_of), guarded)


def levels_above(book: Book, work_out: Callable[[Book], T]) -> list[tuple[int | None, T]]:
    """(leader, an aggregate over their team) for each level above the viewer, then (None, the same over the whole company).

    Nothing where the setting `totals_above` does not show these levels to the viewer, and no level of a leader to whom they did
    not report on the Book's day: that team may have been one person. `work_out` gets a Book of all of a team and must give back
    sums only.
    """
    if not book.viewer.above:
        return []
    whole = Book(book.warehouse, _COMPANY, book.as_of)
    above = [leader for leader in book.viewer.above if book.viewer.person_id in whole.company_tree.below(leader)]
    teams = [(leader, whole.within(Scope(under=leader))) for leader in above]
    return [(leader, work_out(team)) for leader, team in [*teams, (None, whole)]]


_COMPANY = Viewer(None, "The company", "company", False, Sight.DEALS, None)


def deal_in(book: Book, external_id: str) -> int | None:
    """The id of a deal of the Book by its external id; None for one that is not in it, not yet there or does not exist."""
    named, there = book.deal_names, select(book.deals.c.deal_id)
    found = book.frame(select(named.c.deal_id).where(named.c.external_id == external_id, named.c.deal_id.in_(there)))
    return None if found.empty else int(found["deal_id"].iloc[0])


__all__ = ["Book", "Scope", "deal_in", "levels_above"]
