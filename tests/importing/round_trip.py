"""A company goes out as a system's files and comes back in; figures before and after are compared to the cent.

A dialect's test is a few lines (tests/importing/test_salesforce.py is an example):

    CARRIES = Carries(past=("pipeline", …), today=("forecast", …), splits=("owner", …), without={"forecast": ("quota",)})

    @pytest.fixture(scope="module")
    def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
        return travel(demo, "hubspot", CARRIES, tmp_path_factory.mktemp("hubspot"))

    @pytest.mark.parametrize("figure", CARRIES.figures)
    def test_a_figure_survives(trip: Trip, figure: str) -> None:
        trip.check(figure)
"""

import argparse
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from metrics.__main__ import options_of, parser
from metrics.definition import Metric, Unit, metrics
from metrics.presenting import presented
from model.access import MACHINE_OWNER
from model.book import Book
from model.exporting import export_folder
from model.importing import ImportReport, import_files
from model.warehouse import Copy
from seed_data.exports import export_as
from tests.fresh import fresh
from tests.importing.carried import Carries

TODAY = date(2026, 11, 15)
PAST = (TODAY - timedelta(days=45), TODAY - timedelta(days=200))
Choices = dict[str, tuple[str, ...]]
CHOICES: Choices = {"mode": ("cohort", "activity"), "measure": ("open", "commit", "best", "weighted")}
SPLIT = ("pipeline", "win-rate", "speed-to-lead")  # figures of deals and of leads that are split: others read the same columns
IDS = (Unit.PERSON, Unit.DEAL, Unit.ACCOUNT, Unit.PRODUCT, Unit.STAGE)
Rows = list[tuple[Any, ...]]


@dataclass
class Demo:
    """The demo company as it was filled: its database, its own files, and the answers that it has given already."""

    engine: Engine
    plain: Path
    book: Book
    answers: dict[tuple[str, date, str, tuple[str, ...]], pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(cls, engine: Engine, plain: Path) -> "Demo":
        """That of a filled database; `plain` is where its own files go."""
        export_folder(engine, plain)
        return cls(engine, plain, book_of(engine))


def book_of(engine: Engine) -> Book:
    """A Book of everything, today."""
    warehouse = Copy(engine)
    warehouse.refresh()
    return Book(warehouse, MACHINE_OWNER, TODAY)


@dataclass
class Trip:
    """Both companies, the one that left and the one that arrived, and what the import said."""

    demo: Demo
    carries: Carries
    engine: Engine
    report: ImportReport
    book: Book

    def check(self, figure: str) -> None:
        """Raise AssertionError, with the rows, where a figure is another than it was, on any day and split that is carried."""
        metric = metrics()[figure]
        for asked in self.ways(metric):
            self.compare(metric, TODAY, asked)
        for day in PAST if figure in self.carries.past else ():
            for asked in _ways(metric, self.carries.past_splits, choices={}):
                self.compare(metric, day, asked)

    def ways(self, metric: Metric) -> list[dict[str, str]]:
        """How a figure is asked for today."""
        return _ways(metric, self.carries.splits)

    def compare(self, metric: Metric, day: date, asked: dict[str, str]) -> None:
        """Raise AssertionError, with the rows, where a figure asked so is another on that day."""
        without = self.carries.without.get(metric.name, ())
        key = (metric.name, day, str(asked), without)
        if key not in self.demo.answers:
            self.demo.answers[key] = answer(self.demo.book.on(day), metric, asked)
        before = rows_of(self.demo.answers[key], metric, without)
        after = rows_of(answer(self.book.on(day), metric, asked), metric, without)
        assert_same(before, after, f"{metric.name} on {day} {asked or ''}")


def travel(demo: Demo, dialect: str, carries: Carries, folder: Path) -> Trip:
    """Write the demo company as that system's files, and import them into an empty database as of its today."""
    export_as(demo.engine, dialect, folder / "files", TODAY)
    return arrive(demo, carries, folder / "files", folder / "arrived.db")


def arrive(demo: Demo, carries: Carries, files: Path, database: Path) -> Trip:
    """Import those files into an empty database, which is made, behind what the company sets up first."""
    engine = fresh(f"sqlite:///{database}")
    if carries.first:
        import_files(engine, [demo.plain / f"{name}.csv" for name in carries.first])
    report = import_files(engine, [files], as_of=TODAY)
    return Trip(demo, carries, engine, report, book_of(engine))


def _ways(metric: Metric, splits: tuple[str, ...], choices: Choices = CHOICES) -> list[dict[str, str]]:
    """Each value of each of a metric's choices, one at a time, and each split."""
    asked: list[dict[str, str]] = [{}]
    asked += [{name: value} for name, values in choices.items() if name in metric.options for value in values]
    return asked + [{"by": split} for split in metric.splits if split in splits and metric.name in SPLIT]


def answer(book: Book, metric: Metric, asked: dict[str, str]) -> pd.DataFrame:
    """A figure as the command line prints it, but things by their names: ids are every system's own."""
    chosen = argparse.Namespace(**(vars(parser().parse_args([metric.name])) | asked))
    frame = metric.function(book, **options_of(metric, chosen, book))
    shown = presented(book, metric, frame)
    for name, unit in metric.units(frame).items():
        if unit in IDS:
            shown = shown.drop(columns=name).rename(columns={f"{name}_name": name})
    return shown


def rows_of(frame: pd.DataFrame, metric: Metric, without: tuple[str, ...]) -> Rows:
    """A figure's rows in no order, floats to 9 digits, without the columns and rows that are not carried.

    Where a column of words is left out, the counts and sums of the rows that it told apart are added up. Rows about a
    person without any number are left out: which roles people have no CRM says alike.
    """
    for name, _, value in (each.partition("=") for each in without if "=" in each):
        frame = frame[frame[name].astype(object) != value]
    dropped = [name for name in without if "=" not in name]
    sums = [name for name, unit in metric.columns.items() if unit in (Unit.COUNT, Unit.MONEY) and name in frame]
    frame = frame.drop(columns=dropped)
    if any(metric.columns[name] is Unit.TEXT for name in dropped):
        frame = frame.groupby([name for name in frame if name not in sums], dropna=False).agg(_sum).reset_index()
    rows = [tuple(map(_plain, row)) for row in frame.astype(object).itertuples(index=False, name=None)]
    if "person" in frame or "owner" in frame:
        told = ("owner", "depth")
        columns = [name for name in frame if metric.columns.get(name) not in (Unit.PERSON, Unit.TEXT) and name not in told]
        places = [list(frame).index(name) for name in columns]
        rows = [row for row in rows if any(row[place] for place in places)]
    return sorted(rows, key=repr)


def _sum(values: "pd.Series[Any]") -> Any:
    known = [value for value in values if not pd.isna(value)]
    return sum(known) if known else None


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return round(value, 9) if isinstance(value, float) else value


def assert_same(before: Rows, after: Rows, what: str) -> None:
    """Both have the same rows; else AssertionError shows some that one of them lacks."""
    lost, gained = _beyond(before, after), _beyond(after, before)
    shown = [*(f"  was  {row}" for row in lost[:5]), *(f"  is   {row}" for row in gained[:5])]
    assert before == after, "\n".join([f"{what}: {len(lost)} of {len(before)} rows are others", *shown])


def _beyond(rows: Rows, others: Rows) -> Rows:
    left = list(others)
    return [row for row in rows if not (row in left and not left.remove(row))]  # type: ignore[func-returns-value]
