"""Small files of a system, brought into an empty database, and what then stands there."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlmodel import Session

from model.importing import ImportReport, import_files
from model.importing.dialects import DIALECTS
from model.importing.recognising import recognised
from model.importing.words.mapping import Mapping
from model.tables import Deal, DealVersion, Person, Stage

HEADERS = Path(__file__).parent / "headers"
DAY = date(2026, 11, 15)


def headers_of(system: str) -> list[tuple[str, list[str]]]:
    """The name of each of a system's files, and its headers."""
    lines = (HEADERS / f"{system}.txt").read_text(encoding="utf-8").splitlines()
    return [(name, next(csv.reader([headers]))) for name, _, headers in (line.partition(": ") for line in lines)]


def known_as(written: list[str]) -> tuple[str, str]:
    """The system and the kind of file that headers are taken for."""
    dialect, sheet = recognised("a.csv", written, DIALECTS)[:2]
    return dialect.name, sheet.name


@dataclass
class Files:
    """Files for one database: each `bring` writes some and imports them."""

    engine: Engine
    folder: Path

    def bring(self, *, as_of: date = DAY, mapping: Mapping | None = None, **texts: str) -> ImportReport:
        """Import files given as name → text."""
        place = self.folder / f"files{len(list(self.folder.iterdir()))}"
        place.mkdir()
        for name, text in texts.items():
            (place / f"{name}.csv").write_text(text.strip() + "\n", encoding="utf-8")
        return import_files(self.engine, [place], as_of=as_of, mapping=mapping)

    def rows(self, model: Any, *columns: str) -> list[tuple[Any, ...]]:
        """What is believed, by id."""
        question = select(*(getattr(model, name) for name in columns)).where(model.revision_out.is_(None)).order_by(model.id)
        with Session(self.engine) as session:
            return [tuple(row) for row in session.execute(question)]

    def history(self, deal: str, *fields: str) -> list[tuple[Any, ...]]:
        """A deal's versions in order: since when (UTC), the stage's name, and other fields."""
        columns = [getattr(DealVersion, name) for name in fields]
        question = select(DealVersion.valid_from, Stage.name, *columns).join(Stage, Stage.id == DealVersion.stage_id)
        question = question.join(Deal, Deal.id == DealVersion.deal_id).where(
            Deal.external_id == deal, DealVersion.revision_out.is_(None)
        )
        with Session(self.engine) as session:
            found = [tuple(row) for row in session.execute(question.order_by(DealVersion.valid_from))]
        return [(at and f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M}", *rest) for at, *rest in found]

    def owner(self, deal: str) -> tuple[str, str, bool]:
        """Today's owner of a deal: external id, name, and whether no list of people says who that is."""
        question = select(Person.external_id, Person.name, Person.unconfirmed).join(
            DealVersion, DealVersion.owner_id == Person.id
        )
        question = question.join(Deal, Deal.id == DealVersion.deal_id)
        current = (Deal.external_id == deal, DealVersion.revision_out.is_(None), DealVersion.valid_to.is_(None))
        with Session(self.engine) as session:
            row = session.execute(question.where(*current)).one()
            return (row[0], row[1], row[2])
