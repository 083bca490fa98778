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

from model.access import NOT_FOUND, Action, Sight, Viewer
from model.audit import Kind, write_entry
from model.base import Base
from model.calendar import Calendar, Period
from model.members import AccessDenied, Member
from model.settings import Settings
from model.tables import DealVersion, table
from model.tree import Tree
from model.who_acts import standing
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
        """Who really acts, also in somebody else's place; None = the machine's owner."""
        return self.viewer.actor

    def person(self) -> int:
        """In whose name they act, where it must be somebody's: CannotDo for the machine's owner."""
        if self.viewer.person_id is None:
            raise CannotDo("Choose in the sidebar, under «View as», who you are: this is written in somebody's name.")
        return self.viewer.person_id

    def name(self, person: int | None) -> str:
        """Somebody's name, for messages."""
        return self.members[person].name if person in self.members else "nobody"

    def must(self, action: Action, about: int | None = None, refusal: str = "{who} may not do that.") -> None:
        """AccessDenied, in the words of `refusal`, where who acts may not do it; `about` as in access.Action."""
        if not self.viewer.may(action, about):
            raise AccessDenied(refusal.format(who=self.viewer.name))

    def owner_of(self, deal: int) -> int | None:
        """Who owns a deal now. AccessDenied for one that there is not and one that who acts may not see, in the same words."""
        v = table(DealVersion).c
        query = select(v.owner_id).where(v.deal_id == deal, v.revision_out.is_(None), v.valid_to.is_(None))
        found = self.session.execute(query).first()
        if found is None or self.viewer.sight is not Sight.DEALS or not self.viewer.may_open(found[0]):
            raise AccessDenied(NOT_FOUND.format(what="deal"))
        return None if found[0] is None else int(found[0])

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
        yield _act(session, revision, viewer, now or datetime.now(UTC))


def must_now(session: Session, viewer: Viewer, action: Action) -> Viewer:
    """Who acts, by what a transaction of one's own sees now; AccessDenied where they may not do it."""
    act = _act(session, 0, viewer, datetime.now(UTC))
    act.must(action, refusal="{who} cannot do that: ask an administrator.")
    return act.viewer


def _act(session: Session, revision: int, viewer: Viewer, moment: datetime) -> Act:
    found = standing(session, viewer, moment)
    return Act(session, revision, moment, found.viewer, found.settings, found.members, found.tree)
