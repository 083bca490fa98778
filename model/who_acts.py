"""Who acts in a command: by what its own transaction sees, not by what a page or a copy remembers."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from model.access import MACHINE_OWNER, Viewer, standing_in, viewer_of
from model.calendar import Calendar
from model.company import LINES, PEOPLE, STAND_INS
from model.members import AccessDenied, Member, StandIn, known
from model.settings import Settings
from model.tables import Setting, table
from model.tree import Line, Tree, managers_on


@dataclass(frozen=True)
class Standing:
    """The company today, and who the viewer is in it."""

    settings: Settings
    members: dict[int, Member]
    lines: list[Line]
    stand_ins: list[StandIn]
    today: date
    viewer: Viewer = MACHINE_OWNER

    @property
    def tree(self) -> Tree:
        """Today's reporting lines."""
        return Tree(self.members, managers_on(self.lines, self.today))


def standing(session: Session, viewer: Viewer, moment: datetime) -> Standing:
    """The company as a transaction sees it, with the viewer by today's rows.

    AccessDenied for somebody who is not known or does not work here any more, who looks as somebody else, and who stands in for
    somebody no longer.
    """
    settings = _settings(session, moment)
    members = {m.id: m for m in known(Member(*row) for row in session.execute(PEOPLE))}
    lines = [Line(*row) for row in session.execute(LINES)]
    stand_ins = [StandIn(*row) for row in session.execute(STAND_INS)]
    found = Standing(settings, members, lines, stand_ins, Calendar.of(settings).day_of(moment))
    return Standing(settings, members, lines, stand_ins, found.today, _now(found, viewer))


def _settings(session: Session, moment: datetime) -> Settings:
    """The settings that hold on the day of a moment."""
    s = table(Setting).c
    query = select(s.key, s.value, s.valid_from).where(s.revision_out.is_(None)).order_by(s.id)
    rows = [(row[0], row[1], row[2]) for row in session.execute(query)]
    return Settings.on(rows, Calendar.of(Settings.on(rows, moment.date())).day_of(moment))


def _now(found: Standing, viewer: Viewer) -> Viewer:
    if viewer == MACHINE_OWNER:
        return viewer
    if viewer.read_only:
        raise AccessDenied(f"You look as {viewer.name}: nothing can be written. Look as yourself to write.")
    who = _of(found, viewer.person_id, viewer)
    if viewer.by is None:
        return who
    mine = [each for each in found.stand_ins if each.person_id == viewer.by and each.absent_id == who.person_id]
    if not any(each.holds_on(found.today) for each in mine):
        raise AccessDenied(f"You do not stand in for {who.name} any more.")
    return standing_in(_of(found, viewer.by, viewer), who)


def _of(found: Standing, person: int | None, viewer: Viewer) -> Viewer:
    if person is None or person not in found.members:
        raise AccessDenied(f"{viewer.name} is not known here any more. Ask an administrator.")
    return viewer_of(found.members[person], found.members.values(), found.lines, found.today, found.settings)
