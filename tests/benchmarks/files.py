"""The SQLite file asked directly, in a process of its own: the model's reader must not have it open at the same time."""

import sqlite3
import time
from typing import Any

from tests.benchmarks.plain_sqlite import Sqlite
from tests.benchmarks.questions import KEYS, Asked, Rows, agree, plain_rows
from tests.benchmarks.values import for_metric, used

STEPS = 100_000  # of SQLite's machine between two looks at the clock


def measure_file(
    path: str, asked: Asked, zone: str, given: dict[str, Any], keys: dict[str, Rows], limit: float
) -> dict[str, Any]:
    """Per metric `plain_sqlite`, seconds (None: more than `limit`), and `agrees_sqlite` (None: not known then).

    The median of three where the first took less than a second, else that one.
    """
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size = -262144")
    connection.execute("PRAGMA mmap_size = 4294967296")
    report = {}
    for name, sql in Sqlite(asked, zone).queries().items():
        bound = used(sql, for_metric(name, given, asked), text=True)
        taken: list[float] = []
        while len(taken) < 3 and sum(taken) < 1:
            seconds, rows = _run(connection, sql, bound, limit)
            if rows is None:
                break
            taken.append(seconds)
        report[name] = {"plain_sqlite": sorted(taken)[len(taken) // 2] if taken else None, "agrees_sqlite": None}
        if rows is not None:
            report[name]["agrees_sqlite"] = agree(keys[name], plain_rows(rows, KEYS[name].labels), KEYS[name].labels)
    connection.close()
    return report


def some_deal(path: str) -> str:
    """The external id of an open deal with an amount: one that has a page worth drawing."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    row = connection.execute(
        "SELECT d.external_id FROM deal_version v JOIN deal d ON d.id = v.deal_id JOIN stage s ON s.id = v.stage_id "
        "WHERE v.valid_to IS NULL AND v.revision_out IS NULL AND s.kind = 'qualified' AND v.amount > 0 LIMIT 1"
    ).fetchone()
    connection.close()
    return str(row[0])


def _run(connection: sqlite3.Connection, sql: str, bound: dict[str, Any], limit: float) -> tuple[float, Rows | None]:
    """Seconds and rows; no rows where it took longer than `limit`."""
    began = time.perf_counter()
    connection.set_progress_handler(lambda: time.perf_counter() - began > limit, STEPS)
    try:
        rows = connection.execute(sql, bound).fetchall()
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return limit, None
    return time.perf_counter() - began, rows
