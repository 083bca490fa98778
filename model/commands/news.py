"""Reading the news of an entry: it is told no more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, select

from model.access import Action, Viewer
from model.acting import acting
from model.tables import Entry, Seen, table


def mark_seen(engine: Engine, viewer: Viewer, *, entries: Iterable[int], now: datetime | None = None) -> None:
    """Note that the viewer has read the news of these audit entries; those that there are not, or that they read before, are
    passed over. CannotDo for the machine's owner.
    """
    with acting(engine, viewer, now=now) as act:
        act.must(Action.READ_NEWS)
        me, wanted = act.person(), sorted(set(entries))
        e, s = table(Entry).c, table(Seen).c
        known = set(act.session.scalars(select(e.id).where(e.id.in_(wanted), e.revision_out.is_(None))))
        read = set(act.session.scalars(select(s.entry_id).where(s.person_id == me, s.revision_out.is_(None))))
        for entry in sorted(known - read):
            act.add(Seen, person_id=me, entry_id=entry, at=act.now)
