"""Figures for pages: a metric's frame for what is being viewed, kept for a while.

The one place where results are cached. A key names everything that a result depends on: the database and its revision, the
viewer and the day by whose reporting lines they see, the day looked at, the scope, the metric and its options. A
result cached under a key that forgot the viewer would show one person's deals to another.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Metric, Unit, metrics
from metrics.presenting import presented
from model.access import Grain
from model.book import Book
from model.calendar import Window
from pages.parts.view import View, current

_NOUNS = {
    "person": Unit.PERSON, "manager": Unit.PERSON, "owner": Unit.PERSON, "author": Unit.PERSON, "sdr": Unit.PERSON,
    "absent": Unit.PERSON,
    "deal": Unit.DEAL, "stage": Unit.STAGE, "account": Unit.ACCOUNT, "product": Unit.PRODUCT,
}  # fmt: skip
IDS = _NOUNS | {f"{noun}_id": unit for noun, unit in _NOUNS.items()}
"""What the id columns of frames mean that come from functions which are no metrics."""
NAMED = (Unit.PERSON, Unit.DEAL, Unit.ACCOUNT, Unit.PRODUCT, Unit.STAGE)
Question = str | Callable[..., Any]


def figure(question: Question, /, *, on: date | None = None, under: int | None = None, **options: Any) -> Any:
    """The answer of a metric (by its name) or of another function of a Book, for the present view.

    `on` asks for another day, `under` for another person's team (within what the viewer may see). A metric's frame
    comes with its ids, money in minor units, and per id column two more: `<column>_name` and `<column>_key` (e-mail or
    external id). AccessDenied where the viewer may not see it.
    """
    view = current()
    book = view.book if on is None else view.book.on(on)
    if under is not None:
        book = book.within(replace(book.scope, under=under))
    return _kept(_key(view, book, question, options), _book=book, _question=question, _options=options)


def _key(view: View, book: Book, question: Question, options: dict[str, Any]) -> str:
    """Everything that the answer depends on, as JSON: two different lists never make the same text."""
    name = question if isinstance(question, str) else f"{question.__module__}.{question.__qualname__}"
    if "<" in name:
        raise TypeError("A question needs a name of its own: no lambda, no function inside a function")
    viewer, scope = book.viewer, book.scope
    seen = None if viewer.people is None else sorted(viewer.people)
    rights = [sorted(viewer.leads), viewer.admin, viewer.by, viewer.read_only, list(viewer.above)]
    return json.dumps(
        [
            [view.database, book.warehouse.revision],
            [viewer.person_id, viewer.name, viewer.role, viewer.sight, seen, rights, view.today.isoformat()],
            [book.as_of.isoformat(), scope.under, scope.kind, scope.region, scope.segment],
            [name, sorted((option, _plain(value)) for option, value in options.items())],
        ]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Window):
        return [value.first.isoformat(), value.last.isoformat(), getattr(value, "name", "")]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"No part of a cache key: {value!r}")


@st.cache_data(ttl=1800, max_entries=4000, show_spinner=False)
def _kept(key: str, *, _book: Book, _question: Question, _options: dict[str, Any]) -> Any:
    if isinstance(_question, str):
        metric = metrics()[_question]
        frame = metric.function(_book, **_options)
        return _named(_book, frame, {column: unit for column, unit in metric.units(frame).items() if unit in NAMED})
    answer = _question(_book, **_options)
    if not isinstance(answer, pd.DataFrame):
        return answer
    ids = [column for column in IDS if column in answer and pd.api.types.is_integer_dtype(answer[column])]
    return _named(_book, answer, {column: IDS[column] for column in ids})


def _named(book: Book, frame: pd.DataFrame, ids: dict[str, Unit]) -> pd.DataFrame:
    """The frame with names and keys beside its ids."""
    if not ids:
        return frame
    labels, named = presented(book, Metric("", presented, ids, Grain.DEAL, ()), frame[list(ids)]), frame.copy()
    for column in ids:
        named[f"{column}_name"], named[f"{column}_key"] = labels[f"{column}_name"], labels[column]
    return named


def units(question: str, frame: pd.DataFrame) -> dict[str, Unit]:
    """The unit of each column of a metric's frame."""
    return metrics()[question].units(frame)


def clear() -> None:
    """Forget all results (for tests and benchmarks)."""
    _kept.clear()
