"""The metrics on PostgreSQL, asked in place."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from metrics.definition import metrics
from model.access import MACHINE_OWNER
from model.book import Book
from model.database import connect, migrate
from model.warehouse import InPlace
from tests.benchmarks.copying import timed
from tests.benchmarks.questions import Asked

ROOT = Path(__file__).parents[2]
REPEATS = 3


def build(url: str, deals: int, day: date) -> float:
    """Fill an empty database with `python -m seed_data`; gives seconds. RuntimeError with its words where it fails."""
    command = [sys.executable, "-m", "seed_data", "--deals", str(deals), "--today", day.isoformat(), "--database", url]
    seconds, done = timed(lambda: subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False))
    if done.returncode:
        raise RuntimeError(f"seed_data failed: {done.stderr.strip()}")
    return seconds


def measure_server(url: str, deals: int, day: date) -> dict[str, Any]:
    """Load a server's empty database and ask it every metric: `postgresql_seed`, and metric → median of 3 seconds."""
    engine = connect(url)
    migrate(engine)
    found: dict[str, Any] = {"postgresql_seed": build(url, deals, day)}
    warehouse = InPlace(engine)
    warehouse.refresh()
    asked = Asked.of(Book(warehouse, MACHINE_OWNER, day))
    for other in asked.days():
        warehouse.snapshot(other)
    warehouse.lead_snapshot(day)
    found["metrics"] = {}
    for name, metric in metrics().items():
        options = asked.options(name)

        def ask(metric: Any = metric, options: Any = options) -> Any:
            return metric.function(Book(warehouse, MACHINE_OWNER, day), **options)

        ask()
        found["metrics"][name] = timed(ask, REPEATS)[0]
    warehouse.close()
    engine.dispose()
    return found
