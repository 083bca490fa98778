"""Saved scenarios: the viewer's own, and one by its link."""

import json
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from metrics.definition import Unit, framed
from metrics.what_if import Changes, fate
from model.access import Grain
from model.book import Book
from model.tables import Scenario, table

SCENARIOS = {
    "key": Unit.TEXT, "name": Unit.TEXT, "period": Unit.TEXT, "made_on": Unit.DAY, "author": Unit.PERSON, "saved_at": Unit.MOMENT,
    "changes": Unit.TEXT,
}  # fmt: skip


def my_scenarios(book: Book) -> pd.DataFrame:
    """The scenarios that the viewer saved by the Book's day, each as last saved, the latest first: columns as in SCENARIOS.

    changes is the JSON of model/scenarios.Scenario.
    """
    book.allow(Grain.DEAL)
    return framed([row for row in _latest(book, None) if row["author"] == book.viewer.person_id], SCENARIOS)


def scenario(book: Book, key: str) -> pd.DataFrame:
    """A scenario by its key, as last saved: one row as in SCENARIOS, or none.

    None also for a viewer who may see none of its deals and did not save it: what they may not see, they do not learn of.
    """
    book.allow(Grain.DEAL)
    rows = _latest(book, key)
    if rows and rows[0]["author"] != book.viewer.person_id and fate(book, tuple(json.loads(rows[0]["changes"]))).empty:
        rows = []
    return framed(rows, SCENARIOS)


def changes_of(text: str) -> Changes:
    """The JSON of a scenario's changes as what_if takes them."""
    found = []
    for key, parts in sorted(json.loads(text).items()):
        inside = None if "in" not in parts else int(parts["in"])
        day = date.fromisoformat(parts["close_date"]) if "close_date" in parts else None
        found.append((key, inside, parts.get("amount"), day, parts.get("category")))
    return tuple(found)


def _latest(book: Book, key: str | None) -> list[dict[str, Any]]:
    s = table(Scenario)
    nth = func.row_number().over(partition_by=s.c.key, order_by=s.c.id.desc())
    made = s.c.revision_out.is_(None), s.c.saved_at < book.calendar.start_of(book.as_of + timedelta(days=1))
    rows = select(s, nth.label("nth")).where(*made).subquery("saved")
    c = rows.c
    query = select(c.key, c.name, c.period, c.as_of, c.author_id, c.saved_at, c.changes).where(c.nth == 1)
    query = query.order_by(c.saved_at.desc()) if key is None else query.where(c.key == key)
    return [dict(zip(SCENARIOS, row, strict=True)) for row in book.warehouse.rows(query)]
