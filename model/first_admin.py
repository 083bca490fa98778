"""`python -m model admin EMAIL`: the first administrator, for whom nobody can be asked on a page yet."""

from datetime import UTC, datetime

from sqlalchemy import Engine, insert, update

from model.access import MACHINE_OWNER, AccessDenied
from model.acting import Act, CannotDo, acting
from model.audit import Kind
from model.importing.undoing.replacing import remember
from model.members import folded, signed_in_as
from model.people import Role
from model.tables import Person, table


def make_admin(engine: Engine, email: str, *, role: str | None = None, now: datetime | None = None) -> str:
    """Make whoever signs in with that e-mail an administrator; gives what was done, in words.

    Somebody known keeps their role; somebody unknown is added, as a rep without deals unless a `role` is given. Done twice it
    changes nothing. CannotDo for no e-mail, an unknown role, and an e-mail that more than one person here has, or one who left.
    """
    address = email.strip()
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@") or any(c.isspace() for c in address):
        raise CannotDo(f"{email!r} is no e-mail: give the one that they sign in with.")
    if role is not None and role not in list(Role):
        raise CannotDo(f"{role!r} is no role: {', '.join(Role)}.")
    with acting(engine, MACHINE_OWNER, now=now or datetime.now(UTC)) as act:
        known = [m for m in act.members.values() if folded(m.email) == folded(address)]
        if not known:
            return _add(act, address, role or Role.REP)
        try:
            found = signed_in_as(act.members.values(), address, act.today)
        except AccessDenied as error:
            raise CannotDo(str(error)) from error
        if role is not None and role != found.role:
            raise CannotDo(f"{found.name} is {found.role} already: change that on the page People.")
        if found.admin:
            return f"{found.name} is an administrator already."
        remember(act.session, act.revision, Person, [found.id])
        own = table(Person)
        act.session.execute(update(own).where(own.c.id == found.id).values(admin=True, revision_in=act.revision))
        act.note(Kind.PEOPLE, "set", person=found.id, before={"admin": False}, after={"admin": True})
        return f"{found.name} is an administrator now."


def _add(act: Act, email: str, role: str) -> str:
    values = {"external_id": email, "name": email.partition("@")[0], "email": email, "role": str(role), "admin": True,
              "unconfirmed": False, "revision_in": act.revision}  # fmt: skip
    new: int = act.session.execute(insert(table(Person)).values(values).returning(table(Person).c.id)).scalar_one()
    act.note(Kind.PEOPLE, "added", person=new, after={"email": email, "role": str(role), "admin": True})
    return f"{email} is an administrator now, with the role {role}."
