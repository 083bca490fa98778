"""Rows whose id came before: harmless if they say the same, else one of them is wrong and nobody knows which."""

from dataclasses import dataclass, field
from typing import Any

from model.importing.report import Refused
from model.importing.rows.chunk import Chunk, Refusals

PLACES = 1 << 20  # chunks of one import, more than there can be
MASK = (1 << 44) - 1


@dataclass
class Seen:
    """What came so far: external id → its row's fingerprint and its chunk's number, in one small number."""

    rows: dict[str, int] = field(default_factory=dict)
    chunks: list[Chunk] = field(default_factory=list)


def repetitions(chunk: Chunk, seen: Seen) -> Refusals:
    """The rows whose id came before with other values; takes up the others."""
    refusals: Refusals = {}
    mine = len(seen.chunks)
    seen.chunks.append(chunk)
    names, keys = list(chunk.columns), chunk.columns[chunk.entity.key[0]]
    for place, row in enumerate(zip(*chunk.columns.values(), strict=True)):
        print_of = (hash(row) & MASK) * PLACES + mine
        before = seen.rows.setdefault(keys[place], print_of)
        if before == print_of:
            continue
        other = seen.chunks[before % PLACES]
        if before // PLACES == print_of // PLACES and other.columns.keys() == chunk.columns.keys():
            continue
        if differing := _differing(other, keys[place], dict(zip(names, row, strict=True))):
            what = f"differs from an earlier row of {chunk.entity.key[0]} {keys[place]}"
            refusals[place] = Refused(what, "Keep one row for each", differing)
    return refusals


def _differing(other: Chunk, external: str, row: dict[str, Any]) -> str | None:
    """The first field in which the row differs from the one of that id in another chunk."""
    key = other.entity.key[0]
    try:
        place = other.columns[key].index(external)
    except ValueError:  # that one was rejected for something else
        return key
    return next((name for name, value in row.items() if name in other.columns and other.columns[name][place] != value), None)
