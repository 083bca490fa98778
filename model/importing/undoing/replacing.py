"""How a row stood, as text: what undoing an import puts back where it changed rows in place."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, insert, select
from sqlmodel import Session

from model.base import Base, Moment
from model.importing.entities import ENTITIES
from model.tables import Replaced, table


def as_was(row: Mapping[str, Any]) -> str:
    """Column → value as the JSON of `Replaced.was`; days and moments in ISO form."""
    return json.dumps(row, default=lambda moment: moment.isoformat(), ensure_ascii=False)


def as_row(model: type[Base], was: str) -> dict[str, Any]:
    """Column → value from `Replaced.was`."""
    columns = table(model).c
    row: dict[str, Any] = json.loads(was)
    for name, value in row.items():
        if value is not None and isinstance(columns[name].type, Moment):
            row[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(columns[name].type, Date):
            row[name] = date.fromisoformat(value)
    return row


def remember(session: Session, revision: int, model: type[Base], ids: Iterable[int]) -> None:
    """Keep how these identity rows stand, before this revision changes them in place."""
    which = table(model)
    entity = next(name for name, each in ENTITIES.items() if each.model is model and each.identity)
    rows = session.execute(select(which).where(which.c.id.in_(list(ids)))).mappings()
    kept = [{"entity": entity, "row_id": row["id"], "was": as_was(dict(row)), "revision_in": revision} for row in rows]
    if kept:
        session.execute(insert(table(Replaced)), kept)
