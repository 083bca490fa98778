"""When an import speaks, and when others of its source did."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from model.calendar import Calendar
from model.importing.history.composing import Occasion
from model.importing.references.known import Known
from model.importing.rows.chunk import Chunk
from model.stages import StageKind
from model.tables import ImportRun, Stage, Vanished, table

CLOSED = (StageKind.WON, StageKind.LOST)


def moment_of(as_of: date, started: datetime, calendar: Calendar) -> datetime:
    """When the values of an import begun at `started` are so: then, or in the last second of an earlier day."""
    return min(started, calendar.start_of(as_of + timedelta(days=1)) - timedelta(seconds=1))


def whole_exports(session: Session, source: str | None, calendar: Calendar) -> list[tuple[datetime, date]]:
    """When the whole exports of a source that were imported (and not undone) spoke: moment and day, in order."""
    own = table(ImportRun).c
    question = select(own.as_of, own.started_at).where(
        own.source == source, own.whole, own.as_of.is_not(None), own.revision_out.is_(None)
    )
    return sorted((moment_of(as_of, started, calendar), as_of) for as_of, started in session.execute(question))


def latest_export(session: Session, source: str) -> date | None:
    """The latest day of which imports of a source spoke; None where there is none."""
    own = table(ImportRun).c
    question = select(func.max(own.as_of)).where(own.source == source, own.revision_out.is_(None))
    return session.execute(question).scalar()


def occasion(
    known: Known, chunks: Sequence[Chunk], calendar: Calendar, as_of: date, started: datetime, source: str | None
) -> Occasion:
    """The occasion of the import that these chunks are of; their references are resolved."""
    own = table(Stage).c
    question = select(own.id).where(own.kind.in_(CLOSED), own.revision_out.is_(None))
    closed = set(known.session.execute(question).scalars())
    for chunk in (each for each in chunks if each.entity.name == "stages" and "kind" in each.values):
        pairs = zip(chunk.columns["key"], chunk.values["kind"], strict=True)
        closed |= {known.ids["stages"][key] for key, kind in pairs if kind in CLOSED}
    whole = whole_exports(known.session, source, calendar)
    confirmed = tuple(moment for moment, _ in whole)
    absent = _absent(known.session, source, whole)
    return Occasion(moment_of(as_of, started, calendar), calendar, frozenset(closed), confirmed, absent)


def _absent(session: Session, source: str | None, whole: Sequence[tuple[datetime, date]]) -> dict[int, set[datetime]]:
    """deal → the moments of whole exports that did not hold it: since it was missed, until it came back."""
    own, back, first = table(Vanished).c, table(ImportRun).alias("back"), table(ImportRun).alias("first")
    joined = table(Vanished).join(back, back.c.revision_in == own.revision_out, isouter=True)
    joined = joined.join(first, first.c.revision_in == own.revision_in, isouter=True)
    question = select(own.deal_id, own.missed_on, back.c.as_of).select_from(joined)
    found: dict[int, set[datetime]] = {}
    for deal, missed_on, until in session.execute(question.where(own.source == source, first.c.revision_out.is_(None))):
        moments = (moment for moment, day in whole if missed_on <= day and (until is None or day < until))
        found.setdefault(deal, set()).update(moments)
    return found
