"""Everything that is believed, in the plain format (docs/plain_format.md): what was exported can be imported again."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from model.calendar import Calendar
from model.importing.cells.values import Kind, harmless
from model.importing.entities import ENTITIES, Entity, Field
from model.money import decimal_text, exponent_of
from model.settings import Settings
from model.tables import Deal, Setting, table

Row = dict[str, Any]
Writer = Callable[[Any], str]

FILES: dict[str, tuple[str, ...]] = {
    name: tuple(entity.fields) for name, entity in ENTITIES.items() if name != "stage_terms" and not entity.partial
} | {"stages": ("key", "name", "position", "kind", "probability", "default_category", "from")}
"""Each file's columns."""


def export_folder(engine: Engine, folder: Path, progress: Callable[[str], None] = lambda line: None) -> dict[str, int]:
    """Write a CSV file per kind of row into `folder`, from one snapshot of the database; gives file → rows.

    UTF-8, with a header also where there are no rows. Cells of text that a spreadsheet would run as a formula get a
    leading quote, which the import takes off again. Files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    written = {}
    with engine.connect().execution_options(**level) as connection:
        export = _Export(connection)
        for name, columns in FILES.items():
            rows = export.stages() if name == "stages" else export.rows(ENTITIES[name])
            progress(f"Writing {name}.csv: {len(rows):,} rows …")
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                # \r\n, so that the writer quotes cells that hold either
                csv.writer(file, lineterminator="\r\n").writerows([columns, *rows])
            written[f"{name}.csv"] = len(rows)
    return written


class _Export:
    """One reading of the database: names of rows by id, and how each kind of value is written."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        own = table(Setting).c
        settings = connection.execute(select(own.key, own.value, own.valid_from).where(own.revision_out.is_(None))).all()
        rows = [(row[0], row[1], row[2]) for row in settings]
        today = Calendar.of(Settings.on(rows, date.max)).day_of(datetime.now(UTC))
        self.settings = Settings.on(rows, today)
        deals = table(Deal).c
        self.exponents = {
            row[0]: exponent_of(row[1])
            for row in connection.execute(select(deals.id, deals.currency).where(deals.currency.is_not(None)))
            if row[1] != self.settings.currency
        }
        self.names = {name: self._names(entity) for name, entity in ENTITIES.items() if entity.identity}

    def _names(self, entity: Entity) -> dict[int, str]:
        own = table(entity.model).c
        return {row[0]: row[1] for row in self.connection.execute(select(own.id, own[entity.fields[entity.key[0]].column]))}

    def _found(self, entity: Entity) -> list[Row]:
        own = table(entity.model)
        question = select(own).where(own.c.revision_out.is_(None)).order_by(own.c.id)
        return [dict(row) for row in self.connection.execute(question).mappings()]

    def rows(self, entity: Entity) -> list[list[str]]:
        """The believed rows of an entity as text: things in the order in which they came, as it breaks ties; others by key."""
        if entity.identity:
            return [self._cells(entity, row) for row in self._found(entity)]
        found = [(self._sorting(entity, row), self._cells(entity, row)) for row in self._found(entity)]
        return [cells for _, cells in sorted(found, key=lambda pair: pair[0])]

    def stages(self) -> list[list[str]]:
        """The stages with their dated terms: a row for each."""
        stages, terms = ENTITIES["stages"], ENTITIES["stage_terms"]
        held: dict[int, list[Row]] = {}
        for row in self._found(terms):
            held.setdefault(row["stage_id"], []).append(row)
        lines: list[list[str]] = []
        for stage in sorted(self._found(stages), key=lambda row: (row["position"], row["key"])):
            own = self._cells(stages, stage)
            for row in sorted(held.get(stage["id"], []), key=lambda row: row["valid_from"] or date.min):
                _, since, chance, category = self._cells(terms, row)
                lines.append([*own, chance, category, since])
            if stage["id"] not in held:
                lines.append([*own, "", "", ""])
        return lines

    def _sorting(self, entity: Entity, row: Row) -> tuple[Any, ...]:
        """Rows are sorted by the text of their keys, then by their age."""
        parts = (self._cell(entity.fields[name], row) for name in entity.key)
        return (*parts, row["id"])

    def _cells(self, entity: Entity, row: Row) -> list[str]:
        return [self._cell(each, row) for each in entity.fields.values()]

    def _cell(self, each: Field, row: Row) -> str:
        value = row[each.column]
        if value is None:
            return ""
        if each.refers:
            return harmless(self.names[each.refers][value])
        match each.kind:
            case Kind.MONEY:
                return decimal_text(value, self.settings.exponent)
            case Kind.DEAL_MONEY:
                return decimal_text(value, self.exponents.get(row["deal_id"], self.settings.exponent))
            case Kind.FLAG:
                return "true" if value else "false"
            case Kind.NUMBER:
                return repr(value).removesuffix(".0")
            case Kind.PROBABILITY:
                return decimal_text(value, 4)
            case Kind.DAY | Kind.WEEK | Kind.MOMENT:
                return str(value.isoformat())
            case Kind.INTEGER:
                return str(value)
            case _:
                return harmless(value)
