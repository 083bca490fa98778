"""Every figure is the same on DuckDB's copy and on PostgreSQL itself, to the cent, for every split and mode."""

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest

import seed_data
from metrics.__main__ import options_of, parser
from metrics.definition import Metric, metrics
from model.access import MACHINE_OWNER
from model.book import Book, Scope
from model.company import members_of
from model.database import connect, migrate
from model.warehouse import Copy, InPlace

TODAY = date(2026, 11, 23)
CHOICES = {"mode": ("cohort", "activity"), "measure": ("open", "commit", "best", "weighted")}
NAMES = list(metrics())


@pytest.fixture(scope="module")
def books(new_postgres_url: Callable[[], str]) -> Iterator[tuple[Book, Book]]:
    """The same demo company's Book on both engines."""
    engine = connect(new_postgres_url())
    migrate(engine)
    seed_data.fill(engine, TODAY, deals=400)
    copy, server = Copy(engine), InPlace(engine)
    copy.refresh()
    server.refresh()
    yield Book(copy, MACHINE_OWNER, TODAY), Book(server, MACHINE_OWNER, TODAY)
    server.close()
    engine.dispose()


def ways_to_ask(metric: Metric) -> list[dict[str, str]]:
    """Each value of each of the metric's choices, one at a time."""
    asked: list[dict[str, str]] = [{}, {"period": "2026Q3"}] if {"period", "window"} & set(metric.options) else [{}]
    asked += [{name: value} for name, values in CHOICES.items() if name in metric.options for value in values]
    return asked + [{"by": split} for split in metric.splits if "by" in metric.options]


def answer(book: Book, metric: Metric, asked: dict[str, str]) -> pd.DataFrame:
    chosen = argparse.Namespace(**(vars(parser().parse_args([metric.name])) | asked))
    return metric.function(book, **options_of(metric, chosen, book))


def sorted_rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The frame's rows without regard to ties in their order, floats to 9 digits."""
    plain = [
        tuple(None if pd.isna(v) else round(v, 9) if isinstance(v, float) else v for v in row)
        for row in frame.itertuples(index=False)
    ]
    return sorted(plain, key=repr)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_the_same_on_both_engines(books: tuple[Book, Book], name: str) -> None:
    metric = metrics()[name]
    manager = next(m for m in members_of(books[0].warehouse) if m.role == "manager")

    for scope in (Scope(), Scope(under=manager.id, kind="new")):
        for asked in ways_to_ask(metric) if scope == Scope() else [{}]:
            on_copy, on_server = (answer(book.within(scope), metric, asked) for book in books)
            assert list(on_copy.columns) == list(on_server.columns)
            assert list(map(str, on_copy.dtypes)) == list(map(str, on_server.dtypes)), asked
            assert sorted_rows(on_copy) == sorted_rows(on_server), asked


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_the_columns_that_it_declares(books: tuple[Book, Book], name: str) -> None:
    metric = metrics()[name]

    for asked in ways_to_ask(metric):
        columns = list(answer(books[0], metric, asked).columns)
        assert columns == ([asked["by"]] if "by" in asked else []) + list(metric.columns)


@pytest.mark.parametrize("name", NAMES)
def test_a_figures_docstring_is_a_definition(name: str) -> None:
    metric = metrics()[name]

    assert metric.sentence.endswith(".")
    assert "DOMAIN.md" in metric.definition
    assert "mpty" in metric.definition, "says what empty input returns"
