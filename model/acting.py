"""The frame of every command: who acts, whether they still may, in one transaction with a revision and an audit entry.

A command reads like this: `with acting(engine, viewer) as act:` → check → add rows with `act.add` → `act.note`. What it
raises rolls everything back. Commands act now and today; who looks at a past day cannot write there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlmodel import Session

from model.access import MACHINE_OWNER, AccessDenied, Member, Sight, Viewer, viewer_of
from model.audit import Kind, write_entry
from model.base import Base
from model.calendar import Calendar, Period
from model.settings import Settings
from model.tables import Person, ReportingLine, Setting, table
from model.tree import Line, Tree, managers_on
from model.writing import writing

LARGEST = 10**14
"""The largest amount that anybody may write, in minor units: times a probability in basis points it still fits 64 bits."""
LONGEST = 10_000
"""The most characters of a text that somebody writes."""
FIRST_DAY, YEARS_AHEAD = date(1990, 1, 1), 30
"""Between which days a close date may lie: another is a slip of the keys."""


class CannotDo(ValueError):
    """A command that is refused as it stands: what to do instead is said in the message, which is safe to show."""


@dataclass(frozen=True)
class Act:
    """A command under way. `viewer` is who acts, by what the database says now, not by what a page remembers."""

    session: Session
    revision: int
    now: datetime
    viewer: Viewer
    settings: Settings
    members: dict[int, Member]
    tree: Tree

    @property
    def calendar(self) -> Calendar:
        """The company's calendar today."""
        return Calendar.of(self.settings)

    @property
    def today(self) -> date:
        """Today in the company's zone."""
        return self.calendar.day_of(self.now)

    @property
    def author(self) -> int | None:
        """Who acts; None = the machine's owner."""
        return self.viewer.person_id

    def person(self) -> int:
        """Who acts, where it must be a person: CannotDo for the machine's owner."""
        if self.viewer.person_id is None:
            raise CannotDo("Choose in the sidebar, under «View as», who you are: this is written in somebody's name.")
        return self.viewer.person_id

    def name(self, person: int | None) -> str:
        """Somebody's name, for messages."""
        return self.members[person].name if person in self.members else "nobody"

    def is_above(self, person: int | None) -> bool:
        """Whether who acts leads that person, over however many levels; nobody leads themself."""
        me = self.viewer.person_id
        return person is not None and me is not None and person != me and person in self.tree.below(me)

    def must_open(self, person: int | None) -> None:
        """AccessDenied where that person's book is not for who acts to see."""
        if self.viewer.sight is not Sight.DEALS or not self.viewer.may_open(person):
            raise AccessDenied(f"{self.viewer.name} may not see that person's book")

    def period(self, name: str) -> Period:
        """The period of that name; CannotDo where there is none."""
        try:
            return self.calendar.period(name)
        except ValueError as error:
            raise CannotDo(str(error)) from error

    def words(self, text: str | None, what: str) -> str | None:
        """A text as it is kept: without blanks around it, None where nothing is left. `what` it is, for who reads the refusal.

        CannotDo for one that is too long; a NUL, which no database keeps, is replaced.
        """
        kept = (text or "").strip().replace("\x00", "\ufffd")
        if len(kept) > LONGEST:
            raise CannotDo(f"{what} is too long, with {len(kept):,} characters: write at most {LONGEST:,}.")
        return kept or None

    def check_amount(self, units: int | None, what: str) -> None:
        """CannotDo for an amount below zero, or one that no deal has. `what` it is of, for who reads the refusal."""
        if units is not None and units < 0:
            raise CannotDo(f"{what} is not below zero.")
        if units is not None and units > LARGEST:
            raise CannotDo(f"{what} cannot be that large: check the amount.")

    def check_close_date(self, day: date | None) -> None:
        """CannotDo for a close date that no deal has."""
        if day is not None and (day < FIRST_DAY or day.year > self.today.year + YEARS_AHEAD):
            raise CannotDo(f"No deal closes on {day}: check the year of the close date.")

    def add(self, model: type[Base], **values: Any) -> int:
        """Append a row, of this revision; gives its id."""
        return int(
            self.session.execute(insert(table(model)).values(revision_in=self.revision, **values).returning(table(model).c.id))
            .scalar_one()
        )  # fmt: skip

    def end(self, model: type[Base], *ids: int) -> None:
        """Have rows be believed no more from this revision on."""
        which = table(model)
        for id_ in ids:
            self.session.execute(which.update().where(which.c.id == id_).values(revision_out=self.revision))

    def note(
        self,
        kind: Kind,
        done: str,
        *,
        person: int | None = None,
        deal: int | None = None,
        period: str | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> int:
        """Append the audit's entry; gives its id. See model/audit.Entry for the parts."""
        about: dict[str, Any] = {"person": person, "deal": deal, "period": period, "before": before, "after": after}
        return write_entry(self.session, self.revision, self.now, self.author, kind, done, **about)


@contextmanager
def acting(engine: Engine, viewer: Viewer, *, now: datetime | None = None) -> Iterator[Act]:
    """One command by `viewer`: gives the Act, commits at the end, or rolls all back.

    AccessDenied for somebody who does not work here any more or has lost the right meanwhile; CannotDo and whatever a
    command raises itself; DatabaseBusy where somebody else writes for too long.
    """
    with writing(engine) as (session, revision):
        moment = now or datetime.now(UTC)
        settings = settings_in(session, moment)
        members = _members(session)
        lines = [Line(*row) for row in session.execute(_lines()).all()]
        today = Calendar.of(settings).day_of(moment)
        who = _now(viewer, members, lines, today)
        yield Act(session, revision, moment, who, settings, members, Tree(members, managers_on(lines, today)))


def settings_in(session: Session, moment: datetime) -> Settings:
    """The settings that hold on the day of a moment, as this transaction sees them."""
    s = table(Setting).c
    query = select(s.key, s.value, s.valid_from).where(s.revision_out.is_(None)).order_by(s.id)
    rows = [(row[0], row[1], row[2]) for row in session.execute(query).all()]
    return Settings.on(rows, Calendar.of(Settings.on(rows, moment.date())).day_of(moment))


def _members(session: Session) -> dict[int, Member]:
    p = table(Person).c
    columns = (p.id, p.external_id, p.name, p.email, p.role, p.admin, p.active_from, p.active_to)
    query = select(*columns).where(p.revision_out.is_(None)).order_by(p.name, p.id)
    return {row[0]: Member(*row) for row in session.execute(query).all()}


def _lines() -> Any:
    r = table(ReportingLine).c
    return select(r.person_id, r.manager_id, r.valid_from, r.valid_to).where(r.revision_out.is_(None)).order_by(r.id)


def _now(viewer: Viewer, members: dict[int, Member], lines: list[Line], today: date) -> Viewer:
    """Who acts, by today's rows."""
    if viewer == MACHINE_OWNER:
        return viewer
    if viewer.person_id not in members:
        raise AccessDenied(f"{viewer.name} is not known here any more. Ask an administrator.")
    return viewer_of(members[viewer.person_id], members.values(), lines, today)
