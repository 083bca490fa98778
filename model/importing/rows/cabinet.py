"""Columns of values: those last used are in memory, the others in a file of the import's private folder."""

import pickle
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from model.base import from_micros, to_micros

MOST = 2_000_000
"""Cells in memory at once: some 150 MB."""
EMPTY = -(2**63)
_files = count(1)


class Drawer:
    """One column in a cabinet; its values never change."""

    __slots__ = ("__weakref__", "cabinet", "number")

    def __init__(self, cabinet: "Cabinet", number: int) -> None:
        self.cabinet, self.number = cabinet, number

    def __del__(self) -> None:
        self.cabinet.forget(self.number)


class Cabinet:
    """Keeps the columns of one import. Without a folder, all in memory."""

    def __init__(self, folder: Path | None = None, most: int = MOST) -> None:
        self._path = folder and folder / f"columns-{next(_files)}"
        self._most = most
        self._file: Any = None
        self._numbers = count()
        self._held: OrderedDict[int, list[Any]] = OrderedDict()
        self._places: dict[int, int] = {}
        self._known: WeakValueDictionary[int, Drawer] = WeakValueDictionary()  # by the identity of lists held
        self._cells = 0

    def keep(self, values: list[Any]) -> Drawer:
        """Put a column in; it must not be changed any more."""
        drawer = self._known.get(id(values))
        if drawer is None:
            drawer = Drawer(self, next(self._numbers))
            self._hold(drawer, values)
        return drawer

    def open(self, drawer: Drawer) -> list[Any]:
        """The column's values."""
        values = self._held.get(drawer.number)
        if values is not None:
            self._held.move_to_end(drawer.number)
            return values
        self._file.seek(self._places[drawer.number])
        values = _unpacked(pickle.load(self._file))
        self._hold(drawer, values)
        return values

    def forget(self, number: int) -> None:
        """Nobody will ask for it again."""
        self._cells -= len(self._held.pop(number, ()))
        self._places.pop(number, None)

    def _hold(self, drawer: Drawer, values: list[Any]) -> None:
        self._held[drawer.number] = values
        self._known[id(values)] = drawer
        self._cells += len(values)
        while self._path and self._cells > self._most and len(self._held) > 1:
            number, oldest = self._held.popitem(last=False)
            self._cells -= len(oldest)
            self._known.pop(id(oldest), None)
            if number not in self._places:
                self._places[number] = self._written(oldest)

    def _written(self, values: list[Any]) -> int:
        if self._file is None:
            assert self._path
            self._file = self._path.open("w+b")
        place: int = self._file.seek(0, 2)
        pickle.dump(_packed(values), self._file, pickle.HIGHEST_PROTOCOL)
        return place


def _packed(values: list[Any]) -> Any:
    """Moments as numbers: as objects they take ten times as long."""
    if {type(value) for value in values} <= {datetime, type(None)}:
        return array("q", [EMPTY if value is None else to_micros(value) for value in values])
    return values


def _unpacked(packed: Any) -> list[Any]:
    if isinstance(packed, array):
        return [None if value == EMPTY else from_micros(value) for value in packed]
    found: list[Any] = packed
    return found


class Columns(MutableMapping[str, list[Any]]):
    """Name → values, in a cabinet. A list that was put in, or came out, is not to be changed; put in another instead."""

    def __init__(self, cabinet: Cabinet, given: Mapping[str, list[Any]] | Iterable[tuple[str, list[Any]]] = ()) -> None:
        self.cabinet = cabinet
        self._drawers: dict[str, Drawer] = {}
        self.update(given)

    def __getitem__(self, name: str) -> list[Any]:
        return self.cabinet.open(self._drawers[name])

    def __setitem__(self, name: str, values: list[Any]) -> None:
        self._drawers[name] = self.cabinet.keep(values)

    def __delitem__(self, name: str) -> None:
        del self._drawers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._drawers)

    def __len__(self) -> int:
        return len(self._drawers)

    def __contains__(self, name: object) -> bool:
        return name in self._drawers

    def copy(self) -> "Columns":
        """The same columns, to put others in beside them."""
        made = Columns(self.cabinet)
        made._drawers = dict(self._drawers)
        return made
