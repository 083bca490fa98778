"""What a metric is: its function, whose docstring is its definition, and what its columns hold.

`@metric("win-rate", …)` registers a function of a Book. Its parameters beside the Book are its options: `window`
(Window), `period` (Period), `since` (date), `by` (a split's name or None), `mode`, `measure`.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from importlib import import_module
from typing import Any

import pandas as pd

from model.access import Grain
from model.book import Book

MODULES = (
    "funnel", "speed", "leaks", "four_vs", "stages", "win_rate", "velocity", "coverage", "motions", "practice", "accounts",
    "customers", "forecast", "bridge", "pushes", "accuracy", "flags", "health",
)  # fmt: skip
"""The modules of metrics/ that register metrics, in the order in which they are listed."""


class Unit(StrEnum):
    """What a column holds, for those who print it. Ids become names at the edge; money is in minor units."""

    COUNT = "count"
    MONEY = "money"  # Int64 minor units (Float64 for means)
    RATE = "rate"  # a share, 0.63
    DAYS = "days"
    MINUTES = "minutes"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    PERSON = "person"  # a person's id
    DEAL = "deal"  # a deal's id
    ACCOUNT = "account"  # an account's id
    PRODUCT = "product"  # a product's id
    STAGE = "stage"  # a stage's id
    TEXT = "text"
    FLAG = "flag"  # true or false


@dataclass(frozen=True)
class Metric:
    """A registered metric."""

    name: str
    function: Callable[..., pd.DataFrame]
    columns: Mapping[str, Unit]
    grain: Grain
    splits: tuple[str, ...]

    @property
    def definition(self) -> str:
        """The docstring: one sentence, formula, what is left out, what empty input returns."""
        return inspect.getdoc(self.function) or ""

    @property
    def sentence(self) -> str:
        """The definition's first sentence."""
        return " ".join(self.definition.split("\n\n")[0].split())

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the parameters beside the Book."""
        return tuple(inspect.signature(self.function).parameters)[1:]

    def units(self, frame: pd.DataFrame) -> dict[str, Unit]:
        """The unit of each column of a frame of this metric, with that of a split."""
        from metrics.splits import SPLITS

        splits = {name: split.unit for name, split in SPLITS.items()}
        return {name: self.columns.get(name) or splits.get(name, Unit.TEXT) for name in map(str, frame.columns)}


_registered: dict[str, Metric] = {}


def metric(
    name: str, *, columns: Mapping[str, Unit], grain: Grain = Grain.TOTAL, splits: tuple[str, ...] = ()
) -> Callable[[Callable[..., pd.DataFrame]], Callable[..., pd.DataFrame]]:
    """Register a function of a Book as a metric.

    `grain` is what a row is about: a viewer who sees totals only is refused anything finer, and every split.
    The frame must have `columns` in that order, behind the column of the split where `by` is given.
    """

    def register(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        @wraps(function)
        def guarded(book: Book, *args: Any, **options: Any) -> pd.DataFrame:
            book.allow(grain)
            if options.get("by") is not None:  # a part, a region say, may be one person's
                book.allow(Grain.PERSON)
            if options.get("by") is not None and options["by"] not in splits:
                raise ValueError(f"{name} cannot be split by {options['by']!r}; it can by {', '.join(splits) or 'nothing'}")
            return function(book, *args, **options)

        _registered[name] = Metric(name, guarded, columns, grain, splits)
        return guarded

    return register


def metrics() -> dict[str, Metric]:
    """All metrics by name, in the order of MODULES."""
    for module in MODULES:
        import_module(f"metrics.{module}")
    return dict(_registered)


def empty(columns: Mapping[str, Unit]) -> pd.DataFrame:
    """A frame without rows that has these columns."""
    return pd.DataFrame({name: pd.Series(dtype=DTYPES.get(unit, "object")) for name, unit in columns.items()})


def framed(records: Sequence[Mapping[str, Any]], columns: Mapping[str, Unit]) -> pd.DataFrame:
    """A frame of these records with these columns in that order; None becomes unknown, a key that lacks too."""
    values = {name: [record.get(name) for record in records] for name in columns}
    return pd.DataFrame({name: pd.Series(values[name], dtype=DTYPES.get(unit, "object")) for name, unit in columns.items()})


DTYPES: dict[Unit, str] = {
    Unit.COUNT: "Int64", Unit.MONEY: "Int64", Unit.RATE: "Float64", Unit.DAYS: "Float64", Unit.MINUTES: "Float64",
    Unit.NUMBER: "Float64", Unit.PERSON: "Int64", Unit.DEAL: "Int64", Unit.ACCOUNT: "Int64", Unit.PRODUCT: "Int64",
    Unit.STAGE: "Int64", Unit.TEXT: "string", Unit.FLAG: "boolean",
}  # fmt: skip
"""The pandas dtype of each unit; days and moments are Python dates and datetimes in object columns."""
