"""The people of a company as access and Books know them, and the viewer that each is today."""

from datetime import date

from sqlalchemy import select

from model.access import Viewer, standing_in, viewer_of
from model.members import AccessDenied, Member, StandIn, known
from model.tables import Person, ReportingLine, table
from model.tables import StandIn as StandInRow
from model.tree import Line
from model.warehouse import Warehouse

_person, _line, _stand_in = table(Person).c, table(ReportingLine).c, table(StandInRow).c
PEOPLE = (
    select(_person.id, _person.external_id, _person.name, _person.email, _person.role, _person.admin,
           _person.active_from, _person.active_to)
    .where(_person.revision_out.is_(None))
    .order_by(_person.name, _person.id)
)  # fmt: skip
"""The columns of Member."""
LINES = (
    select(_line.person_id, _line.manager_id, _line.valid_from, _line.valid_to)
    .where(_line.revision_out.is_(None))
    .order_by(_line.id)
)
"""The columns of Line."""
STAND_INS = (
    select(_stand_in.absent_id, _stand_in.person_id, _stand_in.first, _stand_in.last)
    .where(_stand_in.revision_out.is_(None))
    .order_by(_stand_in.id)
)
"""The columns of StandIn."""


def members_of(warehouse: Warehouse) -> list[Member]:
    """Everybody the company knows, in the order of their names."""
    return warehouse.fact("members", lambda: known(Member(*row) for row in warehouse.rows(PEOPLE)))


def lines_of(warehouse: Warehouse) -> list[Line]:
    """All believed reporting lines."""
    return warehouse.fact("lines", lambda: [Line(*row) for row in warehouse.rows(LINES)])


def stand_ins_of(warehouse: Warehouse) -> list[StandIn]:
    """Who stands in for whom when, in the order in which it was said."""
    return warehouse.fact("stand-ins", lambda: [StandIn(*row) for row in warehouse.rows(STAND_INS)])


def viewer_now(warehouse: Warehouse, member: Member, today: date) -> Viewer:
    """The viewer that a person is today; AccessDenied for somebody who does not work here."""

    def worked_out() -> Viewer:
        return viewer_of(member, members_of(warehouse), lines_of(warehouse), today, warehouse.settings(today))

    return warehouse.fact(("viewer", member, today), worked_out)


def absent_for(warehouse: Warehouse, person_id: int, today: date) -> list[Member]:
    """The managers for whom somebody stands in today."""
    wanted = {each.absent_id for each in stand_ins_of(warehouse) if each.person_id == person_id and each.holds_on(today)}
    return [m for m in members_of(warehouse) if m.id in wanted and m.active_on(today)]


def in_place_of(warehouse: Warehouse, actor: Viewer, absent_id: int, today: date) -> Viewer:
    """The viewer that somebody is who stands in for an absent manager; AccessDenied where they do not today."""
    found = [m for m in absent_for(warehouse, actor.person_id or 0, today) if m.id == absent_id]
    if not found:
        raise AccessDenied("You do not stand in for anybody of that name today.")
    return standing_in(actor, viewer_now(warehouse, found[0], today))
