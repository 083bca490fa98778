"""Rows that are known by one external id and changed in place: what is new of them, and what is not as it was."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.importing.applying import Row, Writer, found_rows, records, with_defaults
from model.importing.entities import Entity
from model.importing.references.ids import Given
from model.importing.report import Count
from model.importing.rows.chunk import Chunk


def apply_identities(entity: Entity, chunks: list[Chunk], ids: Mapping[str, int], given: Given, writer: Writer) -> None:
    """Insert new identities under the ids they were given, change those that differ. `ids` are by external id.

    One that was believed once and comes again is believed anew, as the row that it was: an external id has one row for
    ever. Chunk by chunk; only rows that come more than once are held until the end.
    """
    key = entity.fields[entity.key[0]].column
    several = _several([chunk.values[key] for chunk in chunks], ids)
    late = _Changes(entity, ids, given, writer)
    for chunk in chunks:
        now = _Changes(entity, ids, given, writer)
        keys = chunk.values[key]
        asked = {external for external in keys if ids[external] < given.first}
        if not asked and not several.intersection(keys):
            now.insert_all(chunk)
            continue
        held = {row[key]: row for row in found_rows(writer.session, entity, key, asked, ended=True)}
        for row in records(chunk):
            (late if row[key] in several else now).take(row, held.get(row[key]), chunk)
        now.plan()
    late.plan()


def _several(columns: list[list[str]], ids: Mapping[str, int]) -> set[str]:
    """The external ids that come more than once."""
    every = np.fromiter((ids[external] for column in columns for external in column), dtype=np.int64)
    found, times = np.unique(every, return_counts=True)
    again = set(found[times > 1].tolist())
    return {external for column in columns for external in column if ids[external] in again} if again else set()


class _Changes:
    """What rows of identities change: new rows, and rows that are not as they were."""

    def __init__(self, entity: Entity, ids: Mapping[str, int], given: Given, writer: Writer) -> None:
        self.entity, self.ids, self.given, self.writer = entity, ids, given, writer
        self.key = entity.fields[entity.key[0]].column
        self.before: dict[str, Row] = {}
        self.added: dict[str, Row] = {}
        self.changed: dict[str, Row] = {}

    def insert_all(self, chunk: Chunk) -> None:
        """Add the rows of a chunk, all of them new."""
        self.writer.plan.insert_columns(self.entity.model, _whole_columns(self.entity, chunk, self.ids))
        if chunk.counted:
            self.writer.report.count(self.entity.name).new += len(chunk)

    def take(self, row: Row, held: Row | None, chunk: Chunk) -> None:
        """Take in a row; `held` is how the database has it, believed or not."""
        external = row[self.key]
        believed = held is not None and held["revision_out"] is None
        if held is not None:
            self.before[external] = held
        old = self.added.get(external) or self.changed.get(external) or (held if believed else None)
        count = self.writer.report.count(self.entity.name) if chunk.counted else Count()
        if old is None:
            self.added[external] = with_defaults(self.entity, row) | {"id": self.ids[external]}
            count.new += 1
        elif not chunk.settled and (news := _news(self.entity, row, old)):
            (self.added if external in self.added else self.changed)[external] = {**old, **news}
            count.changed += external not in self.added
            count.unchanged += external in self.added
        else:
            count.unchanged += 1

    def plan(self) -> None:
        """Plan what was taken in."""
        before, writer = self.before, self.writer
        names = ["id", *(each.column for each in self.entity.fields.values() if each.column != self.key)]
        writer.insert(self.entity, [row for external, row in self.added.items() if external not in before])
        changed = [{name: row[name] for name in names} for row in self.changed.values()]
        writer.change(self.entity, changed, [before[external] for external in self.changed])
        again = {external: row for external, row in self.added.items() if external in before}
        back = [{name: row[name] for name in (*names, self.key)} | {"revision_out": None} for row in again.values()]
        writer.change(self.entity, back, [before[external] for external in again])


def _whole_columns(entity: Entity, chunk: Chunk, ids: Mapping[str, int]) -> dict[str, list[Any]]:
    """The chunk's rows as they are written, by column: what it does not say has its default."""
    externals = chunk.values[entity.fields[entity.key[0]].column]
    columns: dict[str, list[Any]] = {"id": [ids[external] for external in externals]}
    for each in entity.fields.values():
        said = chunk.values.get(each.column)
        if said is None:
            columns[each.column] = [each.default] * len(chunk)
        elif each.default is None:
            columns[each.column] = said
        else:
            columns[each.column] = [each.default if value is None else value for value in said]
    if "name" in columns:
        columns["name"] = [called if called is not None else key for called, key in zip(columns["name"], externals, strict=True)]
    return columns


def _news(entity: Entity, row: Row, old: Row) -> Row:
    """What a row changes; an empty cell where the column cannot be empty leaves it as it was."""
    fixed = {each.column for each in entity.fields.values() if each.default is not None} | {"name"}
    return {k: v for k, v in row.items() if v != old.get(k) and not (v is None and k in fixed)}
