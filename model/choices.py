"""What a company has to choose from: its regions and segments; and whether it has anything at all."""

from sqlalchemy import ColumnElement, exists, literal, or_, select

from model.tables import Account, Deal, Lead, Person, table
from model.warehouse import Warehouse


def _known(warehouse: Warehouse, column: ColumnElement[str]) -> list[str]:
    query = select(column.label("value")).where(column.is_not(None), column != "").distinct().order_by(column)
    return [row[0] for row in warehouse.rows(query)]


def regions(warehouse: Warehouse) -> list[str]:
    """The regions of people, in the order of their names."""
    return warehouse.fact("regions", lambda: _known(warehouse, table(Person).c.region))


def segments(warehouse: Warehouse) -> list[str]:
    """The segments of accounts, in the order of their names."""
    return warehouse.fact("segments", lambda: _known(warehouse, table(Account).c.segment))


def is_empty(warehouse: Warehouse) -> bool:
    """Whether nobody, no deal and no lead is known yet."""
    rows = select(literal(1).label("one")).where(or_(*(exists(table(model).c.id) for model in (Person, Deal, Lead))))
    return warehouse.fact("empty", lambda: not warehouse.rows(rows))
