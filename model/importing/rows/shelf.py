"""Rows put away until they are needed: in memory while they are few, else in a file of the import's private folder."""

import pickle
from collections.abc import Iterator, Sized
from itertools import count
from pathlib import Path
from typing import Generic, TypeVar

Batch = TypeVar("Batch", bound=Sized)
FEW = 50_000  # rows of one kind that stay in memory


class Shelf(Generic[Batch]):
    """Batches of rows, in the order in which they came; `len` is the number of rows. Read any number of times.

    The file is ours alone (see model/importing/rows/workplace.py): pickles are only read by the process that wrote them.
    """

    _numbers = count(1)

    def __init__(self, folder: Path | None, few: int = FEW) -> None:
        self._file = folder and folder / f"shelf-{next(self._numbers)}"
        self._few = few
        self._held: list[Batch] = []
        self._waiting = 0
        self._places: list[int] = []
        self.rows = 0

    def __len__(self) -> int:
        return self.rows

    def add(self, batch: Batch) -> None:
        """Put a batch away."""
        if len(batch):
            self._held.append(batch)
            self.rows += len(batch)
            self._waiting += len(batch)
            if self._waiting > self._few and self._file:
                self._put_away()

    def _put_away(self) -> None:
        assert self._file
        with self._file.open("ab") as file:
            for batch in self._held:
                self._places.append(file.tell())
                pickle.dump(batch, file, pickle.HIGHEST_PROTOCOL)
        self._held, self._waiting = [], 0

    def __iter__(self) -> Iterator[Batch]:
        for number in range(len(self._places)):
            yield self[number]
        yield from self._held

    def __getitem__(self, number: int) -> Batch:
        """The batch of that number, counted from 0."""
        if number >= len(self._places):
            return self._held[number - len(self._places)]
        assert self._file
        with self._file.open("rb") as file:
            file.seek(self._places[number])
            batch: Batch = pickle.load(file)
        return batch
