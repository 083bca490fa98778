"""Where the CRM has said something new about a deal since somebody judged it: the judgement stands, and is worth a look."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from model.access import Grain
from model.book import Book
from model.calendar import Period

CONFLICTS = {
    "deal": Unit.DEAL,
    "person": Unit.PERSON,
    "field": Unit.TEXT,
    "judged": Unit.TEXT,
    "crm_then": Unit.TEXT,
    "crm_now": Unit.TEXT,
    "changed_on": Unit.DAY,
}
VERSION = ("deal", "at", "on", "amount", "chosen", "close_on")
FIELDS = {"amount": "amount", "category": "chosen", "close_date": "close_on"}
"""A judged field → the column of the history that it is about."""


def conflicts(book: Book, period: Period) -> pd.DataFrame:
    """The judged values of a period that the CRM has changed since: one row per judgement and field, the latest change first.

    deal, person (who judged), field (amount, category, close_date), judged, crm_then, crm_now (texts: minor units, words or
    ISO days; empty: none) and changed_on (the day of the last change). Of judgements that stand on the Book's day and are
    latest of their person on that deal; a later version that leaves the field as it was is no conflict. AccessDenied for who
    sees totals only.
    """
    book.allow(Grain.DEAL)
    j, h = book.judgements, book.history
    query = select(j.c.deal_id, j.c.person_id, j.c.judged_at, j.c.amount, j.c.category, j.c.close_date).where(
        j.c.period == period.name
    )
    judged = book.warehouse.rows(query)
    if not judged:
        return framed([], CONFLICTS)
    ids = sorted({int(row[0]) for row in judged})
    versions: dict[int, list[dict[str, Any]]] = {}
    columns = (h.c.deal_id, h.c.valid_from, h.c.from_on, h.c.amount, h.c.chosen, h.c.close_on)
    order = (h.c.valid_from.nulls_first(), h.c.version_id)
    for row in book.warehouse.rows(select(*columns).where(h.c.deal_id.in_(ids)).order_by(*order)):
        versions.setdefault(int(row[0]), []).append(dict(zip(VERSION, row, strict=True)))
    found = [each for row in judged for each in _of(row, versions.get(int(row[0]), []))]
    found.sort(key=lambda each: (each["changed_on"], each["deal"]), reverse=True)
    return framed(found, CONFLICTS)


def _of(judgement: tuple[Any, ...], versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    deal, person, at, *values = judgement
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
            texts = {"judged": _text(said[field]), "crm_then": _text(then), "crm_now": _text(now)}
            found.append({"deal": deal, "person": person, "field": field, **texts, "changed_on": changed})
    return found


def _changes(first: dict[str, Any], after: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """The versions that changed a column."""
    pairs = zip([first, *after], after, strict=False)
    return [now for was, now in pairs if was[column] != now[column]]


def _text(value: Any) -> str | None:
    return None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
