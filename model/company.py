"""The people of a company as access and Books know them, and the viewer that each is today."""

from datetime import date

from sqlalchemy import select

from model.access import Viewer, standing_in, viewer_of
from model.members import AccessDenied, Member, StandIn, known
from model.tables import Person, ReportingLine, table
from model.tables import StandIn as StandInRow
from model.tree import Line
from model.warehouse import Warehouse


def members_of(warehouse: Warehouse) -> list[Member]:
    """Everybody the company knows, in the order of their names."""
    p = table(Person).c
    columns = (p.id, p.external_id, p.name, p.email, p.role, p.admin, p.active_from, p.active_to)
    query = select(*columns).where(p.revision_out.is_(None)).order_by(p.name, p.id)
    return warehouse.fact("members", lambda: known(Member(*row) for row in warehouse.rows(query)))


def lines_of(warehouse: Warehouse) -> list[Line]:
    """All believed reporting lines."""
    r = table(ReportingLine).c
    query = select(r.person_id, r.manager_id, r.valid_from, r.valid_to).where(r.revision_out.is_(None)).order_by(r.id)
    return warehouse.fact("lines", lambda: [Line(*row) for row in warehouse.rows(query)])


def stand_ins_of(warehouse: Warehouse) -> list[StandIn]:
    """Who stands in for whom when, in the order in which it was said."""
    s = table(StandInRow).c
    query = select(s.absent_id, s.person_id, s.first, s.last).where(s.revision_out.is_(None)).order_by(s.id)
    return warehouse.fact("stand-ins", lambda: [StandIn(*row) for row in warehouse.rows(query)])


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
