"""What a company has to choose from: regions and segments; and whether it has anything at all."""

from sqlalchemy import ColumnElement, Table, exists, literal, or_, select

from model.access import Sight, Viewer
from model.tables import Account, Deal, Lead, Person, Product, Quota, Setting, table
from model.warehouse import Warehouse


def _known(warehouse: Warehouse, which: Table, name: str, *cut: ColumnElement[bool]) -> list[str]:
    column: ColumnElement[str] = which.c[name]
    held = column.is_not(None), column != "", which.c.revision_out.is_(None), *cut
    query = select(column.label("value")).where(*held).distinct().order_by(column)
    return [row[0] for row in warehouse.rows(query)]


def regions(warehouse: Warehouse, viewer: Viewer) -> list[str]:
    """The regions of the people whom the viewer may see, in the order of their names; of all for who sees leads only."""
    person = table(Person)
    people = None if viewer.sight is Sight.LEADS else viewer.people
    cut = () if people is None else (person.c.id.in_(sorted(people)),)
    return warehouse.fact(("regions", people), lambda: _known(warehouse, person, "region", *cut))


def segments(warehouse: Warehouse) -> list[str]:
    """The segments of accounts, in the order of their names."""
    return warehouse.fact("segments", lambda: _known(warehouse, table(Account), "segment"))


def has_no_amounts(warehouse: Warehouse) -> bool:
    """Whether no deal, lead, product or quota is known yet and nobody has set the currency: it can still be chosen."""
    held = [exists().where(table(model).c.revision_out.is_(None)) for model in (Deal, Lead, Product, Quota)]
    own = table(Setting).c
    held.append(exists().where(own.revision_out.is_(None), own.key == "currency"))
    rows = select(literal(1).label("one")).where(or_(*held))
    return warehouse.fact("no amounts", lambda: not warehouse.rows(rows))


def is_empty(warehouse: Warehouse) -> bool:
    """Whether nobody, no deal and no lead is known yet."""
    held = (exists().where(table(model).c.revision_out.is_(None)) for model in (Person, Deal, Lead))
    rows = select(literal(1).label("one")).where(or_(*held))
    return warehouse.fact("empty", lambda: not warehouse.rows(rows))
