"""Which judgements have ended because their deal left the period by what its owner judged, not by the CRM."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from model.book import Book
from model.calendar import Period
from model.tables import Judgement, table


@dataclass(frozen=True)
class _Version:
    """What the CRM says of a deal from a moment on."""

    since: datetime | None
    owner: int | None
    kind: str
    close_on: date | None

    def closes(self, owner: int) -> bool:
        """Whether it ends what an owner judged before: closed, or somebody else's."""
        return self.kind in ("won", "lost") or self.owner != owner


@dataclass(frozen=True)
class _View:
    """A judgement of somebody who has owned the deal."""

    id: int
    person: int
    period: str
    at: datetime
    close_on: date | None
    withdrawn: datetime | None


def moved_out(book: Book, period: Period) -> frozenset[int]:
    """The ids of the judgements of a period whose deal was due outside it at some moment after, by the Book's day.

    Due = the close date that the deal's owner judged while that stood (model/owners_views.py), else the CRM's: it moves also
    when the owner withdraws or replaces a view, and when the deal changes hands. Coming back does not revive a judgement. Only
    deals of which an owner has judged a close date: what the CRM alone moves is in `judging.standing`.
    """
    judged = _judgements(book, period)
    views = _owners_views(book, sorted(set(judged.values())))
    versions = _versions(book, sorted(views))
    ended = set()
    for (id_, at), deal in judged.items():
        if deal in views and any(moment > at for moment in _moments_outside(book, period, versions[deal], views[deal])):
            ended.add(id_)
    return frozenset(ended)


def _judgements(book: Book, period: Period) -> dict[tuple[int, datetime], int]:
    """(id, when it was made) of each judgement of a period that is not withdrawn → its deal."""
    j = book.judgements.c
    query = select(j.id, j.judged_at, j.deal_id).where(j.period == period.name)
    return {(int(id_), at): int(deal) for id_, at, deal in book.warehouse.rows(query)}


def _owners_views(book: Book, deals: list[int]) -> dict[int, list[_View]]:
    """Deal → all that its owners have judged of it by the Book's day, withdrawn or not; of deals with a close date among that."""
    if not deals:
        return {}
    j, owned = table(Judgement), book.history.alias("owned")
    by_owner = select(owned.c.deal_id).where(owned.c.deal_id == j.c.deal_id, owned.c.owner_id == j.c.person_id)
    made = j.c.revision_out.is_(None), j.c.judged_at < _end(book), j.c.deal_id.in_(deals), by_owner.exists()
    columns = (j.c.deal_id, j.c.id, j.c.person_id, j.c.period, j.c.judged_at, j.c.close_date, j.c.withdrawn_at)
    found: dict[int, list[_View]] = {}
    for deal, *values in book.warehouse.rows(select(*columns).where(*made).order_by(j.c.judged_at, j.c.id)):
        found.setdefault(int(deal), []).append(_View(*values))
    return {deal: views for deal, views in found.items() if any(view.close_on is not None for view in views)}


def _versions(book: Book, deals: list[int]) -> dict[int, list[_Version]]:
    """Deal → its versions by the Book's day, in order."""
    found: dict[int, list[_Version]] = {deal: [] for deal in deals}
    h = book.history.c
    columns = (h.deal_id, h.valid_from, h.owner_id, h.stage_kind, h.close_on)
    query = select(*columns).where(h.deal_id.in_(deals)).order_by(h.valid_from.nulls_first(), h.version_id)
    for deal, *values in book.warehouse.rows(query) if deals else []:
        found[int(deal)].append(_Version(*values))
    return found


def _moments_outside(book: Book, period: Period, versions: list[_Version], views: list[_View]) -> Iterator[datetime]:
    """The moments of a change after which the deal was due outside the period."""
    begun = [version.since for version in versions]
    changed = [moment for view in views for moment in (view.at, view.withdrawn)]
    for moment in sorted({moment for moment in (*begun, *changed) if moment is not None and moment < _end(book)}):
        due = _due(book, moment, versions, views)
        if due is None or not period.first <= due <= period.last:
            yield moment


def _due(book: Book, moment: datetime, versions: list[_Version], views: list[_View]) -> date | None:
    """When the deal was due at a moment."""
    known = [version for version in versions if version.since is None or version.since <= moment]
    if not known:
        return None
    now = known[-1]
    made = [view for view in views if view.person == now.owner and view.at <= moment]
    kept = [view for view in made if view.withdrawn is None or view.withdrawn > moment]
    view = kept[-1] if kept else None
    if view is None or view.close_on is None or _ended(book, view, known):
        return now.close_on
    return view.close_on


def _ended(book: Book, view: _View, versions: list[_Version]) -> bool:
    """Whether the CRM has ended what an owner judged: see model/owners_views.py."""
    window = book.calendar.period(view.period)
    for before, after in pairwise(versions):
        if after.since is not None and after.since > view.at:
            outside = after.close_on is None or not window.first <= after.close_on <= window.last
            if after.closes(view.person) or (before.close_on != after.close_on and outside):
                return True
    return False


def _end(book: Book) -> Any:
    return book.calendar.start_of(book.as_of + timedelta(days=1))
