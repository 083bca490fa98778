"""What was imported so far, for people to look at."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select

from model.database import reading
from model.importing.undoing.belonging import Belonging
from model.importing.undoing.objections import Objection, objections
from model.tables import ImportRun, table


@dataclass(frozen=True)
class Run:
    """One import that wrote something; `revision` is what it wrote, `undone` the revision that took it back."""

    id: int
    revision: int
    started_at: datetime
    as_of: date | None
    source: str | None
    dialect: str
    files: str
    read: int
    written: int
    rejected: int
    history_from: date | None
    whole: bool
    undone: int | None


def imports_so_far(engine: Engine, most: int = 200) -> list[Run]:
    """The latest imports, the last one first."""
    own = table(ImportRun).c
    columns = (
        own.id, own.revision_in, own.started_at, own.as_of, own.source, own.dialect, own.files, own.read, own.written,
        own.rejected, own.history_from, own.whole, own.revision_out,
    )  # fmt: skip
    with reading(engine) as (session, _):
        return [Run(*row) for row in session.execute(select(*columns).order_by(own.revision_in.desc()).limit(most))]


def standing_against(engine: Engine, run: Run) -> list[Objection]:
    """The later writes that refer to an import's rows: as long as there are some, it cannot be undone."""
    with reading(engine) as (session, _):
        return objections(session, Belonging.of(session, run.revision))
