"""Staged rows → the differences that they make: what is as it was is not touched."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from model.base import Base
from model.importing.entities import Entity
from model.importing.report import ImportReport, Refused
from model.importing.rows.chunk import Chunk, Refusals
from model.importing.undoing.replacing import as_was
from model.importing.writing.plan import Plan
from model.tables import believed_among, table

Row = dict[str, Any]
FEW = 20_000
CHUNK = 500


class Writer:
    """Collects what is to be written into a plan, reading the database by `session`; counts into the report."""

    def __init__(self, session: Session, plan: Plan, as_of: date, report: ImportReport) -> None:
        self.session, self.plan, self.as_of, self.report = session, plan, as_of, report

    def insert(self, what: Entity | type[Base], rows: list[Row]) -> None:
        """Add rows, all with the same columns."""
        self.plan.insert(_model(what), rows)

    def end(self, what: Entity | type[Base], ids: Iterable[int]) -> None:
        """Believe these rows no more."""
        self.plan.end(_model(what), ids)

    def change(self, entity: Entity, rows: list[Row], before: list[Row]) -> None:
        """Change identity rows in place, each with its `id`; how they stood `before` is kept for undoing."""
        self.plan.change(entity.model, rows)
        self.plan.remember([{"entity": entity.name, "row_id": row["id"], "was": as_was(row)} for row in before])


def _model(what: Entity | type[Base]) -> type[Base]:
    return what.model if isinstance(what, Entity) else what


def found_rows(session: Session, entity: Entity, column: str, keys: Collection[Any] | None, *, ended: bool = False) -> list[Row]:
    """The believed rows of an entity whose `column` is among the keys (None: all of them), with `ended` the others too."""
    own = table(entity.model)
    question = select(own) if ended else select(own).where(believed_among(own))
    names = own.columns.keys()
    if keys is None:
        return [dict(zip(names, row, strict=True)) for row in session.execute(question)]
    wanted = sorted(keys)
    parts = (question.where(own.c[column].in_(wanted[start : start + CHUNK])) for start in range(0, len(wanted), CHUNK))
    return [dict(zip(names, row, strict=True)) for part in parts for row in session.execute(part)]


def records(chunk: Chunk) -> Iterable[Row]:
    """The rows of a chunk by the model's columns."""
    names = list(chunk.values)
    return (dict(zip(names, row, strict=True)) for row in zip(*chunk.values.values(), strict=True))


def with_defaults(entity: Entity, row: Row) -> Row:
    """A new row with all columns: what it does not say has its default."""
    whole = {each.column: each.default for each in entity.fields.values()}
    whole |= {name: value for name, value in row.items() if value is not None}
    if "name" in whole and whole["name"] is None:
        whole["name"] = whole[entity.fields[entity.key[0]].column]
    return whole


def apply_keyed(entity: Entity, chunks: list[Chunk], writer: Writer) -> None:
    """Rows known by a natural key: a changed one ends and a new one begins."""
    keys = [entity.fields[name].column for name in entity.key]
    held = {tuple(row[name] for name in keys): row for row in found_rows(writer.session, entity, keys[0], None)}
    kinds = _by_kind(entity, held, keys)
    ended: list[int] = []
    added: dict[tuple[Any, ...], Row] = {}
    for chunk in chunks:
        undated = entity.dated is not None and entity.dated not in chunk.columns
        refusals: Refusals = {}
        count = writer.report.count(entity.name) if chunk.counted else None
        for place, row in enumerate(records(chunk)):
            same = kinds.get(_undated_key(row, keys), []) if undated else []
            if same and chunk.settled:
                if count:
                    count.unchanged += 1
                continue
            if undated:
                row = _dated(row, same, writer.as_of)
            key = tuple(row.get(name) for name in keys)
            old = held.get(key)
            whole = (_carried(old) if old else with_defaults(entity, {})) | _said(entity, row)
            if key in added:
                if whole != added[key]:
                    refusals[place] = Refused("differs from an earlier row about the same", "Keep one row", entity.key[0])
                elif count:
                    count.unchanged += 1
            elif old is None or (not chunk.settled and whole != _carried(old)):
                added[key] = whole
                ended += [old["id"]] if old else []
                if count:
                    count.new += old is None
                    count.changed += old is not None
            elif count:
                count.unchanged += 1
        chunk.reject(refusals, writer.report)
    writer.end(entity, ended)
    writer.insert(entity, list(added.values()))


def _carried(old: Row) -> Row:
    return {name: value for name, value in old.items() if name not in ("id", "revision_in", "revision_out")}


def _said(entity: Entity, row: Row) -> Row:
    """The row's values, with the default where an empty cell stands in a column that cannot be empty."""
    defaults = {each.column: each.default for each in entity.fields.values()}
    return {name: defaults[name] if value is None else value for name, value in row.items()}


def _by_kind(entity: Entity, held: dict[tuple[Any, ...], Row], keys: list[str]) -> dict[tuple[Any, ...], list[Row]]:
    """The held rows by their key without its day."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    if entity.dated:
        for row in held.values():
            found.setdefault(_undated_key(row, keys), []).append(row)
    return found


def _undated_key(row: Row, keys: list[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in keys if name != "valid_from")


def _dated(row: Row, same: list[Row], as_of: date) -> Row:
    """A row without a day: the first of its kind holds since ever; one that changes something, from `as_of` on."""
    begun = [other for other in same if (other["valid_from"] or date.min) <= as_of]
    if not begun:
        return row | {"valid_from": None}
    latest = max(begun, key=lambda other: other["valid_from"] or date.min)
    equal = all(latest[name] == value for name, value in row.items())
    return row | {"valid_from": latest["valid_from"] if equal else as_of}
