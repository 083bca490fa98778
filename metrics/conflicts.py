"""Where the CRM has said something new about a deal since somebody judged it: the judgement stands, and is worth a look."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from metrics.judging import standing
from model.access import Grain
from model.book import Book
from model.calendar import Period
from model.tables import Deal, table

CONFLICTS = {
    "deal": Unit.DEAL,
    "person": Unit.PERSON,
    "period": Unit.TEXT,
    "judged_at": Unit.MOMENT,
    "field": Unit.TEXT,
    "judged": Unit.TEXT,
    "crm_then": Unit.TEXT,
    "crm_now": Unit.TEXT,
    "currency": Unit.TEXT,
    "changed_on": Unit.DAY,
    "stands": Unit.FLAG,
}
VERSION = ("deal", "at", "on", "amount", "chosen", "close_on")
FIELDS = {"amount": "amount", "category": "chosen", "close_date": "close_on"}
"""A judged field → the column of the history that it is about."""


def conflicts(book: Book, period: Period, deal_id: int | None = None) -> pd.DataFrame:
    """The judged values of a period that the CRM has changed since: one row per judgement and field, the latest change first.

    deal, person (who judged), period, judged_at, field (amount, category, close_date), judged, crm_then, crm_now (texts:
    minor units, words or ISO days; empty: none; what the CRM says is in the deal's `currency`, unknown: the company's, as is
    what was judged), changed_on (the day of the last change) and stands (false: the CRM has since moved the deal out of the
    period, or back: the judgement counts no more). Of judgements that are not withdrawn on the Book's day and the latest of
    their person on that deal, while it is open. A later version that leaves the field as it was is no conflict, nor one that
    says what was judged. Of one deal with `deal_id`. Cheap: one small statement where nothing is judged, else four.
    AccessDenied for who sees totals only.
    """
    book.allow(Grain.DEAL)
    j, deal = book.judgements, book.deals
    columns = (j.c.deal_id, j.c.person_id, j.c.id, j.c.judged_at, j.c.amount, j.c.category, j.c.close_date)
    query = select(*columns).join(deal, deal.c.deal_id == j.c.deal_id)
    query = query.where(j.c.period == period.name, deal.c.stage_kind == "qualified")
    judged = book.warehouse.rows(query if deal_id is None else query.where(j.c.deal_id == deal_id))
    versions = _versions(book, sorted({int(row[0]) for row in judged}))
    found = [each for row in judged for each in _of(row, versions.get(int(row[0]), []))]
    if not found:
        return framed([], CONFLICTS)
    counts, currencies = standing_ids(book, period), _currencies(book, {each["deal"] for each in found})
    for each in found:
        each |= {"period": period.name, "stands": each.pop("id") in counts, "currency": currencies.get(each["deal"])}
    found = [each for each in found if each["crm_now"] != each["judged"] or each["currency"] is not None]
    found.sort(key=lambda each: (each["changed_on"], each["deal"]), reverse=True)
    return framed(found, CONFLICTS)


def standing_ids(book: Book, period: Period) -> frozenset[int]:
    """The ids of the judgements of a period that count on the Book's day: others' in roll-ups, owners' in all figures."""
    others, own = standing(book, period).subquery("standing"), book.deals.c.own_judgement_id
    queries = (select(others.c.judgement_id), select(own).where(own.is_not(None)))
    return frozenset(int(row[0]) for query in queries for row in book.warehouse.rows(query))


def _versions(book: Book, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Deal → its versions in the order in which they began."""
    found: dict[int, list[dict[str, Any]]] = {}
    if not ids:
        return found
    h = book.history
    columns = (h.c.deal_id, h.c.valid_from, h.c.from_on, h.c.amount, h.c.chosen, h.c.close_on)
    order = (h.c.valid_from.nulls_first(), h.c.version_id)
    for row in book.warehouse.rows(select(*columns).where(h.c.deal_id.in_(ids)).order_by(*order)):
        found.setdefault(int(row[0]), []).append(dict(zip(VERSION, row, strict=True)))
    return found


def _currencies(book: Book, ids: set[int]) -> dict[int, str]:
    """Deal → its currency, where that is not the company's."""
    if not book.has_foreign:
        return {}
    d, own = table(Deal).c, book.settings.currency
    query = select(d.id, d.currency).where(d.id.in_(sorted(ids)), d.revision_out.is_(None), d.currency != own)
    return {int(deal): str(currency) for deal, currency in book.warehouse.rows(query)}


def _of(judgement: tuple[Any, ...], versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    deal, person, id_, at, *values = judgement
    said = dict(zip(("amount", "category", "close_date"), values, strict=True))
    before = [version for version in versions if version["at"] is None or version["at"] <= at]
    after = [version for version in versions if version["at"] is not None and version["at"] > at]
    found = []
    for field, column in FIELDS.items():
        if said[field] is None or not before or not after:
            continue
        then, now = before[-1][column], after[-1][column]
        if then != now:
            changed: date = _changes(before[-1], after, column)[-1]["on"]
            about = {"deal": int(deal), "person": person, "id": int(id_), "judged_at": at, "field": field}
            texts = {"judged": _text(said[field]), "crm_then": _text(then), "crm_now": _text(now)}
            found.append(about | texts | {"changed_on": changed})
    return found


def _changes(first: dict[str, Any], after: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """The versions that changed a column."""
    pairs = zip([first, *after], after, strict=False)
    return [now for was, now in pairs if was[column] != now[column]]


def _text(value: Any) -> str | None:
    return None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
