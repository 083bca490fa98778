"""References by external id → ids of rows, known or new; rows that refer to nothing are rejected."""

from collections.abc import Callable, Mapping

from model.importing.cells.values import Kind
from model.importing.entities import ALL
from model.importing.references.known import Known
from model.importing.references.linking import LINK, contradictions
from model.importing.rows.chunk import Chunk, Refusals
from model.importing.rows.twice import Seen, repetitions

DROPPED = ("deals", "leads")
"""What a CRM's file may refer to without its being in any file: a link to it is left out, and noted."""

Check = Callable[[list[Chunk], Known], None]
"""A rule over all rows of one entity, together with what the database holds; rejects through `Known`."""


Completion = Callable[[list[Chunk], Known], list[Chunk]]
"""Chunks that an entity lacks: what others refer to and no file lists."""


def resolve(
    chunks: list[Chunk], known: Known, checks: Mapping[str, Check], complete: Mapping[str, Completion] | None = None
) -> None:
    """Fill every chunk's `values`; reject rows that contradict each other, refer to nothing or break a check.

    `checks` by the name of the entity run once its references are resolved, before others refer to it; what `complete`
    finds missing of an entity by then is added to `chunks`.
    """
    for entity in ALL:
        seen = Seen()
        for chunk in [each for each in chunks if each.entity is entity]:
            _take_up(chunk, known, seen)
        for chunk in (complete or {}).get(entity.name, _nothing)(chunks, known):
            chunks.append(chunk)
            if chunk.entity is entity:
                _take_up(chunk, known, seen)
        if entity.name == "leads":
            _resolve_links(chunks, known)
        if entity.name in checks:
            checks[entity.name](chunks, known)


def _nothing(_chunks: list[Chunk], _known: Known) -> list[Chunk]:
    return []


def _take_up(chunk: Chunk, known: Known, seen: Seen) -> None:
    if chunk.entity.identity and not chunk.settled:
        chunk.reject(repetitions(chunk, seen), known.report)
    _resolve_fields(chunk, known, skip="lead" if chunk.entity.name == "deals" else None)
    if chunk.entity.identity:
        known.add(chunk)


def _resolve_fields(chunk: Chunk, known: Known, skip: str | None) -> None:
    for name in [name for name, each in chunk.entity.fields.items() if each.refers and name != skip]:
        if name in chunk.columns:
            _resolve_field(chunk, name, known)
    for name in chunk.columns:
        each = chunk.entity.fields[name]
        if not each.refers and each.kind is not Kind.DEAL_MONEY:
            chunk.values[each.column] = chunk.columns[name]


def _resolve_field(chunk: Chunk, name: str, known: Known) -> int:
    """Resolve one field; gives how many rows were rejected for it."""
    each = chunk.entity.fields[name]
    refers = each.refers
    assert refers is not None
    ids: dict[str | None, int | None] = {None: None}
    refusals: Refusals = {}
    strange: set[int] = set()
    for place, external in enumerate(chunk.columns[name]):
        if external not in ids:
            ids[external] = known.find(refers, external, chunk)
        if external is not None and ids[external] is None:
            if chunk.lenient and refers in DROPPED and external not in known.report.lost.get(refers, {}):
                strange.add(place)
            else:
                refusals[place] = known.refusal(refers, external, name)
    if strange:
        known.drop_link(chunk, name, len(strange))
    if each.required:
        chunk.drop(strange - refusals.keys())
        refusals = {place - sum(gone < place for gone in strange): refused for place, refused in refusals.items()}
    known.reject(chunk, refusals)
    chunk.values[chunk.entity.fields[name].column] = [ids[external] for external in chunk.columns[name]]
    return len(refusals)


def _resolve_links(chunks: list[Chunk], known: Known) -> None:
    """Deals' leads and leads' deals, again until no rejection takes another with it."""
    linked = [(chunk, LINK[chunk.entity.name]) for chunk in chunks if LINK.get(chunk.entity.name) in chunk.columns]
    lost = 1
    while lost:
        lost = sum(_resolve_field(chunk, name, known) for chunk, name in linked)
        for chunk, refusals in contradictions([chunk for chunk, _ in linked]):
            lost += len(refusals)
            known.reject(chunk, refusals)
