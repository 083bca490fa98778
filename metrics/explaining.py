"""What stands behind a figure: its definition, its formulas with the live figures, and the statements that made it.

A question is a metric's name, or the full name of another function of a Book (`metrics.totals.totals`).
"""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import pandas as pd

from metrics.definition import Unit, metrics
from metrics.formulas import Formula, Name, clause_of, formulas_of
from metrics.parts import parts_of, with_parts
from model.book import Book
from model.recording import Ran, recording
from model.sql_text import laid_out

Options = tuple[tuple[str, Any], ...]
Row = tuple[tuple[str, Any], ...]
SNAPSHOT = re.compile(r"\b(?:deals|leads)_on_\d{8}_\d+\b")
ADDS_UP = (Unit.COUNT, Unit.MONEY)
KEYS = (Unit.TEXT, Unit.PERSON, Unit.PRODUCT, Unit.STAGE, Unit.ACCOUNT, Unit.DEAL, Unit.DAY)


def name_of(question: str | Callable[..., Any]) -> str:
    """A question's name: a metric's own, a function's full one."""
    return question if isinstance(question, str) else f"{question.__module__}.{question.__qualname__}"


def function_of(name: str) -> Callable[..., Any]:
    """The function that answers; KeyError for a name that is neither a metric nor a function in metrics/."""
    if name in metrics():
        return metrics()[name].function
    module, _, function = name.rpartition(".")
    if not module.startswith("metrics.") or function.startswith("_"):
        raise KeyError(f"No such figure: {name!r}")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def definition_of(name: str) -> str:
    """The docstring: what the figure means, its formulas, what is left out."""
    return inspect.getdoc(function_of(name)) or ""


@cache
def units_of(name: str) -> dict[str, Unit]:
    """column → what it holds, of the answer and of the parts that formulas name.

    A function's columns are those of the constant mappings of its module; a column of no such mapping is not in it.
    """
    from metrics.splits import SPLITS

    splits = {key: split.unit for key, split in SPLITS.items()}
    if name in metrics():
        return splits | dict(metrics()[name].columns) | parts_of(name)
    module = vars(import_module(function_of(name).__module__))
    declared = [value for key, value in module.items() if key.isupper() and isinstance(value, dict)]
    units = {k: v for mapping in declared for k, v in mapping.items() if isinstance(k, str) and isinstance(v, Unit)}
    return splits | units


def formulas(name: str) -> dict[str, Formula]:
    """column → its formula, of those columns whose formula the definition writes out."""
    return formulas_of(definition_of(name), units_of(name))


def words(name: str, column: str) -> str | None:
    """What the definition says in words that a column is; None where it does not say."""
    return clause_of(definition_of(name), column)


def interval_of(columns: Sequence[str], column: str) -> tuple[str, str] | None:
    """The columns of the interval that stand right behind a rate."""
    after = list(columns)[list(columns).index(column) + 1 :][:2] if column in columns else []
    if len(after) == 2 and after[0].endswith("low") and after[1].endswith("high"):
        return after[0], after[1]
    return None


def denominator(formula: Formula) -> Any:
    """What a share is taken of, as a formula of its own; None where it is no plain share."""
    tree = formula.tree
    return Formula(formula.column, tree[2]) if isinstance(tree, tuple) and tree[0] == "÷" else None


@dataclass(frozen=True)
class Live:
    """The rows of an answer with the values that formulas name."""

    name: str
    frame: pd.DataFrame

    def value(self, nth: int, wanted: Name) -> float | None:
        """The value that a name in a formula has for the nth row; None where it is unknown."""
        if wanted.column not in self.frame:
            return None
        column, place = self.frame[wanted.column], self.place(nth, wanted)
        value = column[self._part(nth, None)].sum() if wanted.rows == "sum" else None if place is None else column.iloc[place]
        return None if value is None or pd.isna(value) else float(value)

    def place(self, nth: int, wanted: Name) -> int | None:
        """Which row a name in a formula of the nth row stands for; None where there is none before it."""
        if wanted.rows not in ("first", "before"):
            return nth
        same = [place for place, of_part in enumerate(self._part(nth, wanted.along)) if of_part]
        if wanted.rows == "first":
            return same[0]
        return max((place for place in same if place < nth), default=None)

    def _part(self, nth: int, along: str | None) -> "pd.Series[bool]":
        """Which rows belong to the same part: of the same split, and of the same keys before the column that is walked along."""
        from metrics.splits import SPLITS

        columns = [str(name) for name in self.frame]
        keys = columns[: columns.index(along)] if along in columns else [c for c in columns[:1] if c in SPLITS and c != "kind"]
        same = pd.Series(True, index=self.frame.index)
        for key in keys:
            value = self.frame[key].iloc[nth]
            same &= self.frame[key].isna() if pd.isna(value) else (self.frame[key] == value).fillna(False)
        return same.astype(bool)


def live(book: Book, name: str, options: Options) -> pd.DataFrame:
    """The answer to a question with the parts that its formulas name; AccessDenied where it is not the viewer's to see."""
    answer = function_of(name)(book, **dict(options))
    return (
        with_parts(book, name, answer, dict(options)) if isinstance(answer, pd.DataFrame) else pd.DataFrame({"answer": [answer]})
    )


def keys_of(name: str, frame: pd.DataFrame) -> list[str]:
    """The columns that say what a row is about: those of keys before the first figure."""
    units = units_of(name)
    keys: list[str] = []
    for column in map(str, frame.columns):
        if units.get(column, Unit.TEXT) not in KEYS:
            break
        keys.append(column)
    return keys


@dataclass(frozen=True)
class Made:
    """The SQL of an answer: its own statements, what was looked up once, and how the tables of days in them were made."""

    statements: list[str]
    looked_up: list[str]
    tables: dict[str, str]


def statements(book: Book, name: str, options: Options) -> Made:
    """Ask the question once more, and write down every statement that is run for it."""
    fresh = Book(book.warehouse, book.viewer, book.as_of, book.scope)  # remembers nothing yet
    with recording() as ran:
        function_of(name)(fresh, **dict(options))
    own, once = _sql(ran, looked_up=False), _sql(ran, looked_up=True)
    tables: dict[str, str] = {}
    wanted = [table for sql in own for table in SNAPSHOT.findall(sql)]
    while wanted:
        table = wanted.pop(0)
        sql = None if table in tables else book.warehouse.snapshot_sql(table)
        if sql is not None:
            tables[table] = laid_out(sql)
            wanted += SNAPSHOT.findall(sql)
    return Made([laid_out(sql) for sql in own], [laid_out(sql) for sql in once], tables)


def _sql(ran: Sequence[Ran], looked_up: bool) -> list[str]:
    return list(dict.fromkeys(statement.sql for statement in ran if statement.looked_up is looked_up))


def caveats(definition: str) -> list[str]:
    """The paragraphs that say what is left out and when there is no figure."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in definition.split("\n\n")]
    return [text for text in paragraphs[1:] if "Left out" in text or "mpty" in text]


def row_at(frame: pd.DataFrame, row: Mapping[str, Any]) -> int | None:
    """The place of the first row with these values; None where no row has them."""
    for nth, values in enumerate(frame.to_dict("records")):
        if all(values.get(key) == value or (value is None and pd.isna(values.get(key))) for key, value in row.items()):
            return nth
    return None
