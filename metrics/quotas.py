"""What each person is asked for in a period: their own quota, else that of the people below."""

from collections.abc import Callable, Mapping

from model.book import Book
from model.book_quotas import quota_rows
from model.calendar import Calendar, Period
from model.settings import PERIOD_LENGTHS

PARTS = {"year": "quarter", "quarter": "month"}
Records = dict[tuple[int, str, str | None], int]
Instead = Mapping[tuple[int, str, str | None], int | None]


def parts_of(calendar: Calendar, period: Period) -> list[Period]:
    """The quarters of a fiscal year, the months of a quarter; none for a month."""
    length = next((name for name in PERIOD_LENGTHS if calendar.period_at(period.first, name).name == period.name), "month")
    if length not in PARTS:
        return []
    parts = [calendar.period_at(period.first, PARTS[length])]
    while parts[-1].last < period.last:
        parts.append(calendar.shift(parts[-1], 1))
    return parts


Parts = dict[str, list[str]]


def _parts(calendar: Calendar, period: Period) -> Parts:
    """The names of the period and of all its parts → the names of their own parts."""
    parts = parts_of(calendar, period)
    found = {period.name: [part.name for part in parts]}
    for part in parts:
        found |= _parts(calendar, part)
    return found


def _records(book: Book, parts: Parts) -> Records:
    """(person, period's name, kind) → amount, of the period and its parts, that held on the day."""
    return {(person, name, kind): amount for person, name, kind, amount in quota_rows(book, tuple(parts))}


def _own(records: Records, parts: Parts, kind: str | None) -> Callable[[int, str], int | None]:
    """A person's own quota for a period's name, from their records; None where they have none."""
    recorded = {person for person, _, _ in records}

    def own(person: int, name: str) -> int | None:
        if person not in recorded:
            return None
        if (amount := records.get((person, name, kind))) is not None:
            return amount
        motions = [records.get((person, name, motion)) for motion in ("new", "existing")]
        known = [amount for amount in motions if amount is not None]
        if kind is None and known:
            return sum(known)
        amounts = [own(person, part) for part in parts[name]]
        whole = [amount for amount in amounts if amount is not None]
        return sum(whole) if amounts and len(whole) == len(amounts) else None

    return own


def quota_of(book: Book, period: Period, kind: str | None = None, instead: Instead | None = None) -> dict[int, int | None]:
    """The quota of each person of the Book's tree for a period, in minor units; None where nobody below has one.

    The person's own record if there is one, else the sum of their direct reports' quotas, each found the same way. Own
    record: that for both motions together, else the sum of those for new and existing; with `kind` (by default the
    scope's) only that motion's. A person with no record for the period but one for each of its parts (a year's quarters,
    a quarter's months) has the sum of these; a longer period is never split.

    `instead`: records that are taken in place of those that stand, to see what they would do; None = no record.

    Within one region only the records of its people count. A segment, or deals of unknown kind, have no quota.

    Source: DOMAIN.md §6.
    """
    kind = kind or book.scope.kind
    if book.scope.segment is not None or kind == "unknown":
        return {node.person_id: None for node in book.tree}
    parts = _parts(book.calendar, period)
    records = {key: amount for key, amount in (_records(book, parts) | dict(instead or {})).items() if amount is not None}
    own = _own(records, parts, kind)
    counted = book.people_in_region
    quotas: dict[int, int | None] = {}
    below: dict[int, int] = {}
    for node in reversed(book.tree):
        person = node.person_id
        record = own(person, period.name) if counted is None or person in counted else None
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
