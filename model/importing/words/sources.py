"""The systems that a company has imported from, and how it did it the last time."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, select

from model.database import reading
from model.tables import ImportRun, table


@dataclass(frozen=True)
class KnownSource:
    """A system, by the name that the company gave it, and its last import: of which day, and whether it held every deal."""

    name: str
    as_of: date | None
    whole: bool


def known_sources(engine: Engine) -> dict[str, KnownSource]:
    """Name → source, those of imports that still hold."""
    own = table(ImportRun).c
    question = select(own.source, own.as_of, own.whole).where(own.source.is_not(None), own.revision_out.is_(None))
    with reading(engine) as (session, _):
        return {row[0]: KnownSource(row[0], row[1], bool(row[2])) for row in session.execute(question.order_by(own.id))}
