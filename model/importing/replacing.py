"""How a row stood, as text: what undoing an import puts back where it changed rows in place."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date

from model.base import Base, Moment
from model.tables import table


def as_was(row: Mapping[str, Any]) -> str:
    """Column → value as the JSON of `Replaced.was`; days and moments in ISO form."""
    return json.dumps(row, default=date.isoformat, ensure_ascii=False)  # a datetime is a date


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
