"""Owners whom a file named and no list of people holds: who they are, as somebody says."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlmodel import Session

from model.deals import DealVersion
from model.importing.undoing.replacing import remember
from model.people import Person, Role
from model.tables import table


@dataclass(frozen=True)
class Unconfirmed:
    """Somebody to review, with the number of deals that are theirs now."""

    id: int
    external_id: str
    name: str
    deals: int


def unconfirmed_people(session: Session) -> list[Unconfirmed]:
    """Those whom nobody has confirmed, the owners of most deals first."""
    person, version = table(Person), table(DealVersion)
    owned = (
        select(version.c.owner_id, func.count().label("n"))
        .where(version.c.revision_out.is_(None), version.c.valid_to.is_(None))
        .group_by(version.c.owner_id)
        .subquery()
    )
    question = (
        select(person.c.id, person.c.external_id, person.c.name, func.coalesce(owned.c.n, 0))
        .join(owned, owned.c.owner_id == person.c.id, isouter=True)
        .where(person.c.unconfirmed, person.c.revision_out.is_(None))
        .order_by(func.coalesce(owned.c.n, 0).desc(), person.c.name)
    )
    return [Unconfirmed(*row) for row in session.execute(question)]


def confirm_people(session: Session, revision: int, people: Iterable[int], role: str = Role.REP) -> int:
    """They work here, in that role; gives how many were waiting. ValueError for a role that there is not."""
    own = table(Person)
    waiting = list(session.execute(select(own.c.id).where(own.c.id.in_(list(people)), own.c.unconfirmed)).scalars())
    remember(session, revision, Person, waiting)
    confirmed = {"unconfirmed": False, "active_to": None, "role": Role(role).value, "revision_in": revision}
    session.execute(update(own).where(own.c.id.in_(waiting)).values(confirmed))
    return len(waiting)
