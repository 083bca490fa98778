"""The copy: how long it takes to fill and to refresh, and every metric over it beside the hand-written DuckDB."""

import resource
import statistics
import time
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from metrics.definition import metrics
from model.access import MACHINE_OWNER
from model.activities import Activity
from model.book import Book
from model.database import open_database, writing
from model.histories import change_deal
from model.tables import DealVersion, Stage, table
from model.warehouse import Copy
from tests.benchmarks.apart import run_apart
from tests.benchmarks.files import measure_file
from tests.benchmarks.plain_duckdb import queries
from tests.benchmarks.questions import KEYS, Asked, Rows, agree, plain_rows
from tests.benchmarks.values import for_metric, used, values

REPEATS = 5
CHANGES = 3
Report = dict[str, Any]


def timed(work: Callable[[], Any], repeats: int = 1) -> tuple[float, Any]:
    """The median of the seconds that `work` took, and what it gave last."""
    taken, given = [], None
    for _ in range(repeats):
        began = time.perf_counter()
        given = work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), given


def peak_memory() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure_copy(file: Path, day: date, limit: float, only: Collection[str]) -> Report:
    """Fill a fresh copy, make a snapshot, ask every metric, ask the file the same, write a change and refresh.

    `only` names what to do among fill and metrics (pages are another's). Gives seconds, bytes, and under `metrics` per
    metric `seconds` (median of 5), `first` (the first time: with norms, which are worked out once a day), `plain_duckdb`,
    `plain_sqlite` (None: more than `limit` seconds), and whether their key figures agree.
    """
    engine = open_database(f"sqlite:///{file}")
    warehouse = Copy(engine)
    fill, _ = timed(warehouse.refresh)
    filled = peak_memory()
    book = Book(warehouse, MACHINE_OWNER, day)
    asked = Asked.of(book)
    snapshot, _ = timed(lambda: warehouse.snapshot(day))
    lead_snapshot, _ = timed(lambda: warehouse.lead_snapshot(day))
    found: Report = {"fill": fill, "snapshot": snapshot, "lead_snapshot": lead_snapshot, "memory_filled": filled}
    if "metrics" in only:
        for other in asked.days():
            warehouse.snapshot(other)
        report, keys = _ask_all(book, asked)
        found["memory_asked"] = peak_memory()
        by_file = run_apart(measure_file, str(file), asked, book.calendar.time_zone, values(book, asked), keys, limit)
        found["metrics"] = {name: figures | by_file[name] for name, figures in report.items()}
    refreshes = []
    for _ in range(CHANGES):
        _change_something(engine)
        refreshes.append(timed(warehouse.refresh)[0])
    found["refresh"] = statistics.median(refreshes)
    engine.dispose()
    return found


def _ask_all(book: Book, asked: Asked) -> tuple[Report, dict[str, Rows]]:
    warehouse = book.warehouse
    assert isinstance(warehouse, Copy)
    deals = {day: warehouse.snapshot(day).name for day in asked.days()}
    by_hand = queries(asked, deals, warehouse.lead_snapshot(asked.day).name, book.calendar.time_zone)
    given = values(book, asked)
    report: Report = {}
    keys: dict[str, Rows] = {}
    for name, metric in metrics().items():
        options = asked.options(name)

        def ask(metric: Any = metric, options: Any = options) -> Any:
            return metric.function(Book(warehouse, MACHINE_OWNER, asked.day), **options)

        sql = by_hand[name]
        bound = used(sql, for_metric(name, given, asked))

        def write(sql: str = sql, bound: Any = bound) -> Any:
            return warehouse._cursor().sql(sql, params=bound).to_arrow_table().to_pandas()

        first, _ = timed(ask)
        seconds, frame = timed(ask, REPEATS)
        timed(write)  # once to warm, as the metric was
        plain, written = timed(write, REPEATS)
        keys[name] = KEYS[name].of(frame)
        rows = plain_rows(written.astype(object).itertuples(index=False, name=None), KEYS[name].labels)
        same = agree(keys[name], rows, KEYS[name].labels)
        report[name] = {"first": first, "seconds": seconds, "plain_duckdb": plain, "agrees_duckdb": same}
    return report, keys


def _change_something(engine: Engine) -> None:
    """One change: a deal's version ends and another begins, and a call is noted on it."""
    version, stage = table(DealVersion).c, table(Stage).c
    open_now = select(version.deal_id, version.valid_from, version.amount).join(table(Stage), stage.id == version.stage_id)
    newest = open_now.where(stage.kind == "qualified", version.valid_to.is_(None), version.revision_out.is_(None)).limit(1)
    with writing(engine) as (session, revision):
        deal_id, since, amount = session.execute(newest).one()
        moment = max(since + timedelta(microseconds=1), datetime.now(UTC))
        change_deal(session, revision, deal_id, moment, amount=(amount or 0) + 100)
        session.add(
            Activity(
                revision_in=revision, external_id=f"benchmark-{revision}", happened_at=moment, kind="call", direction="out",
                deal_id=deal_id, done=True,
            )
        )  # fmt: skip
