"""What each person is asked for in a period: their own quota, else that of the people below."""

from collections.abc import Callable

from model.book import Book
from model.calendar import Calendar, Period
from model.settings import PERIOD_LENGTHS
from model.tables import Person, table
from sqlalchemy import select

PARTS = {"year": "quarter", "quarter": "month"}
Records = dict[tuple[int, str, str | None], int]


def parts_of(calendar: Calendar, period: Period) -> list[Period]:
    """The quarters of a fiscal year, the months of a quarter; none for a month."""
    length = next((name for name in PERIOD_LENGTHS if calendar.period_at(period.first, name).name == period.name), "month")
    if length not in PARTS:
        return []
    parts = [calendar.period_at(period.first, PARTS[length])]
    while parts[-1].last < period.last:
        parts.append(calendar.shift(parts[-1], 1))
    return parts


def _records(book: Book, period: Period) -> Records:
    """(person, period's name, kind) → amount, of the period, its quarters and their months, that held on the day."""
    parts = parts_of(book.calendar, period)
    names = [period.name, *(p.name for p in parts), *(q.name for p in parts for q in parts_of(book.calendar, p))]
    quota = book.quotas
    found = book.warehouse.rows(
        select(quota.c.person_id, quota.c.period, quota.c.kind, quota.c.amount).where(quota.c.period.in_(names))
    )
    return {(int(person), name, kind or None): int(amount) for person, name, kind, amount in found}


def _own(records: Records, calendar: Calendar, kind: str | None) -> Callable[[int, Period], int | None]:
    """A person's own quota for a period, from their records; None where they have none."""

    def own(person: int, period: Period) -> int | None:
        if (amount := records.get((person, period.name, kind))) is not None:
            return amount
        motions = [records.get((person, period.name, motion)) for motion in ("new", "existing")]
        known = [amount for amount in motions if amount is not None]
        if kind is None and known:
            return sum(known)
        parts = [own(person, part) for part in parts_of(calendar, period)]
        whole = [amount for amount in parts if amount is not None]
        return sum(whole) if parts and len(whole) == len(parts) else None

    return own


def _people_in_region(book: Book) -> frozenset[int] | None:
    """Whose records count where the scope names a region; None = everybody's."""
    if book.scope.region is None:
        return None
    person = table(Person).c
    rows = book.warehouse.rows(select(person.id).where(person.revision_out.is_(None), person.region == book.scope.region))
    return frozenset(int(row[0]) for row in rows)


def quota_of(book: Book, period: Period, kind: str | None = None) -> dict[int, int | None]:
    """The quota of each person of the Book's tree for a period, in minor units; None where nobody below has one.

    The person's own record if there is one, else the sum of their direct reports' quotas, each found the same way. Own
    record: that for both motions together, else the sum of those for new and existing; with `kind` (by default the
    scope's) only that motion's. A person with no record for the period but one for each of its parts (a year's quarters,
    a quarter's months) has the sum of these; a longer period is never split.

    Within one region only the records of its people count. A segment, or deals of unknown kind, have no quota.

    Source: DOMAIN.md §6.
    """
    kind = kind or book.scope.kind
    if book.scope.segment is not None or kind == "unknown":
        return {node.person_id: None for node in book.tree}
    own = _own(_records(book, period), book.calendar, kind)
    counted = _people_in_region(book)
    quotas: dict[int, int | None] = {}
    below: dict[int, int] = {}
    for node in reversed(book.tree):
        person = node.person_id
        record = own(person, period) if counted is None or person in counted else None
        quotas[person] = amount = below.get(person) if record is None else record
        if amount is not None and node.manager_id is not None:
            below[node.manager_id] = below.get(node.manager_id, 0) + amount
    return quotas


def total_quota(book: Book, period: Period, kind: str | None = None) -> int | None:
    """The quota of the whole Book: the sum over the tops of its tree, as `quota_of` gives them; None where nobody has one."""
    quotas = quota_of(book, period, kind)
    amounts = [quotas[node.person_id] for node in book.tree if node.depth == 0]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
