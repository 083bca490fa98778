"""No import takes the last administrator away: nobody could give the right to anybody any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlmodel import Session

from model.access import MACHINE_OWNER
from model.importing.report import CannotImport
from model.who_acts import standing

LOST = (
    "{files}: by these rows nobody who works here would be an administrator any more; today it is {names}. Make somebody else "
    "one first (page People, or python -m model admin EMAIL), or keep one in the file (in the plain format: column admin)."
)


@contextmanager
def keeping_one(session: Session, files: list[str]) -> Iterator[None]:
    """CannotImport where the block leaves no administrator and there was one before. `files`: what is written in it."""
    before = _names(session)
    yield
    if before and not _names(session):
        raise CannotImport(LOST.format(files=", ".join(files), names=" and ".join(before)))


def _names(session: Session) -> list[str]:
    now = standing(session, MACHINE_OWNER, datetime.now(UTC))
    return [m.name for m in now.members.values() if m.admin and m.active_on(now.today)]
