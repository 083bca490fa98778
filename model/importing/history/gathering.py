"""Rows of many chunks, brought together by the deal that they are about: all rows of one deal at a time, not all rows of all."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

import numpy as np

from model.histories import KEEP, STATE, Stand
from model.importing.rows.cabinet import Columns
from model.importing.rows.chunk import Chunk, Refusals

AT_ONCE = 100_000  # rows
SHOWN = ("deal", "stage")  # what a rejection shows


class Statements:
    """The rows of a chunk, each with the state that it says, its moment and whether the deal was deleted."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk, self.kind = chunk, chunk.entity.name
        values, rows = chunk.values, len(chunk)
        states = (values[name] if name in values else repeat(KEEP, rows) for name in STATE)
        self.states: list[Stand] = list(zip(*states, strict=True))
        moment = "valid_to" if self.kind == "earlier" else "valid_from"
        self.moments: Sequence[Any] = values[moment] if moment in values else [None] * rows
        self.deleted: Sequence[Any] = values["deleted"] if "deleted" in values else [None] * rows
        self.refusals: Refusals = {}


def gathered(chunks: Sequence[Chunk], most: int = AT_ONCE) -> Iterator[list[Chunk]]:
    """Lists of chunks, each list with all rows of some deals, in the order in which they came; about `most` rows each."""
    if sum(map(len, chunks)) <= most:
        yield list(chunks)
        return
    deals = [np.asarray(chunk.values["deal_id"], dtype=np.int64) for chunk in chunks]
    in_order = np.sort(np.concatenate(deals))
    bounds = np.unique(in_order[most::most])  # the first deal of each part but the first
    parts: list[list[Chunk]] = [[] for _ in range(len(bounds) + 1)]
    for chunk, own in zip(chunks, deals, strict=True):
        numbers = np.searchsorted(bounds, own, side="right")
        for number in np.unique(numbers).tolist():
            parts[number].append(_piece(chunk, np.flatnonzero(numbers == number).tolist()))
    while parts:
        yield parts.pop(0)


def _piece(chunk: Chunk, places: list[int]) -> Chunk:
    """The rows at these places."""
    if len(places) == len(chunk):
        return chunk
    shown = {name: [chunk.columns[name][place] for place in places] for name in SHOWN if name in chunk.columns}
    values = {name: list(map(chunk.values[name].__getitem__, places)) for name in chunk.values}
    rows = array("q", map(chunk.rows.__getitem__, places))
    if not isinstance(chunk.values, Columns):
        return replace(chunk, rows=rows, columns=shown, values=values)
    cabinet = chunk.values.cabinet
    return replace(chunk, rows=rows, columns=Columns(cabinet, shown), values=Columns(cabinet, values))
