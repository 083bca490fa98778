"""Reading the news of an entry: it is told no more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine

from model.access import Viewer
from model.acting import acting
from model.tables import Seen


def mark_seen(engine: Engine, viewer: Viewer, *, entries: Iterable[int], now: datetime | None = None) -> None:
    """Note that the viewer has read the news of these audit entries. CannotDo for the machine's owner."""
    with acting(engine, viewer, now=now) as act:
        me = act.person()
        for entry in dict.fromkeys(entries):
            act.add(Seen, person_id=me, entry_id=entry, at=act.now)
