"""A lead's deal and a deal's lead are two sides of one link: when one is given, both are written."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from model.importing.entities import ENTITIES
from model.importing.report import Refused
from model.importing.rows.chunk import Chunk, Refusals
from model.tables import table

LINK = {"deals": "lead", "leads": "deal"}
"""The two entities that refer to each other, each with its field that does."""

COLUMN = {name: ENTITIES[name].fields[link].column for name, link in LINK.items()}


def contradictions(chunks: list[Chunk]) -> Iterator[tuple[Chunk, Refusals]]:
    """Deals whose lead says that it became another deal, or that share a lead. `chunks` hold the links' fields."""
    became: dict[str, str] = {}
    for chunk in chunks:
        if chunk.entity.name == "leads":
            became |= {lead: deal for lead, deal in zip(chunk.columns["id"], chunk.columns["deal"], strict=True) if deal}
    for chunk in chunks:
        if chunk.entity.name == "deals":
            refusals: Refusals = {}
            for place, (deal, lead) in enumerate(zip(chunk.columns["id"], chunk.columns["lead"], strict=True)):
                if lead and became.setdefault(lead, deal) != deal:
                    what = f"is the lead of deal {became[lead]}"
                    refusals[place] = Refused(what, "A lead becomes one deal: correct the lead's or the deal's row", "lead")
            yield chunk, refusals


def fill_other_side(session: Session, chunks: list[Chunk], ids: dict[str, dict[str, int]]) -> list[Chunk]:
    """Complete the links that one side gives: in its row where the import has it, else by a chunk that is not counted.

    `ids` are the rows' ids by entity and external id. A row that the import does not hold is linked only where the
    database has no link on it yet.
    """
    links = {name: _links(chunks, name, ids) for name in LINK}
    more: list[Chunk] = []
    for name, other in (("leads", "deals"), ("deals", "leads")):
        wanted = {target: key for key, target in links[other].items()}
        for chunk in chunks:
            if chunk.entity.name == name and LINK[name] in chunk.columns:
                values = [*chunk.values[COLUMN[name]]]
                for place, external in enumerate(chunk.columns["id"]):
                    linked = wanted.pop(ids[name][external], None)
                    values[place] = linked if values[place] is None else values[place]
                chunk.values[COLUMN[name]] = values
        if wanted:
            more.append(_other_rows(session, name, wanted, ids[name]))
    return [chunk for chunk in more if len(chunk)]


def _links(chunks: list[Chunk], name: str, ids: dict[str, dict[str, int]]) -> dict[int, int]:
    """row id of `name` → row id of the other side, as its chunks give it."""
    found: dict[int, int] = {}
    for chunk in chunks:
        if chunk.entity.name == name and LINK[name] in chunk.columns:
            pairs = zip(chunk.columns["id"], chunk.values[COLUMN[name]], strict=True)
            found |= {ids[name][external]: target for external, target in pairs if target is not None}
    return found


def _other_rows(session: Session, other: str, wanted: dict[int, int], ids: dict[str, int]) -> Chunk:
    names = {key: external for external, key in ids.items() if key in wanted}
    own = table(ENTITIES[other].model).c
    held: dict[int, Any] = {}
    keys = sorted(wanted)
    for start in range(0, len(keys), 500):
        part = select(own.id, own[COLUMN[other]]).where(own.id.in_(keys[start : start + 500]))
        held |= {row[0]: row[1] for row in session.execute(part)}
    free = [key for key in keys if held.get(key) is None]
    chunk = Chunk(ENTITIES[other], "", [0] * len(free), {"id": [names[key] for key in free]}, counted=False)
    chunk.values = {"external_id": chunk.columns["id"], COLUMN[other]: [wanted[key] for key in free]}
    return chunk
