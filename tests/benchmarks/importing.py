"""Imports: rows a second, memory, and how long the transaction keeps other writers waiting."""

import csv
import gc
import resource
import sqlite3
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from model.database import open_database
from model.importing import import_files
from model.importing.words.mapping import Mapping, StageMeaning
from tests.benchmarks.apart import run_apart
from tests.benchmarks.exports import NAMES, write_history, write_opportunities

KINDS: dict[str, Callable[[Path, int], Path]] = {"history": write_history, "opportunities": write_opportunities}
ENDS = {"Prospecting": "unqualified", "Closed Won": "won", "Closed Lost": "lost"}
WORDS = Mapping(
    stages={
        name.casefold(): StageMeaning(name, name, place, ENDS.get(name, "qualified"), 1_000)
        for place, name in enumerate(NAMES, 1)
    }
)
AS_OF = date(2026, 11, 20)
Report = dict[str, Any]


def measure_imports(folder: Path, rows: int, only: tuple[str, ...] = tuple(KINDS), run: Callable[..., Any] = run_apart) -> Report:
    """Each kind of file: into an empty database, the same again, and its rows by csv.reader and executemany."""
    found = {}
    for kind in only:
        own = folder / f"{kind}-{rows}"
        own.mkdir(parents=True, exist_ok=True)
        file = KINDS[kind](own, rows)
        for left in own.glob("imported.db*"):
            left.unlink()
        first = run(measure_import, own, own / "imported.db", rows)
        again = run(measure_import, own, own / "imported.db", rows)
        plain = run(measure_plainly, file, own / "imported.db.plain")
        found[kind] = first | {"again": again["seconds"], "memory_again": again["memory"], "unchanged": again["counts"]}
        found[kind] |= {"plain": plain, "of_plain": first["seconds"] / plain}
    return found


def measure_import(folder: Path, database: Path, rows: int) -> Report:
    """Import a folder; `memory` is the most bytes above those at the start, `transaction` the seconds from the first write."""
    engine = open_database(f"sqlite:///{database}")
    marks: dict[str, float] = {}

    def mark(line: str) -> None:
        marks.setdefault(line.split()[0], time.perf_counter())

    start, began = _memory_now(), time.perf_counter()
    gc.disable()  # as `python -m model` does
    try:
        report = import_files(engine, [folder], as_of=AS_OF, mapping=WORDS, progress=mark)
    finally:
        gc.enable()
    ended = time.perf_counter()
    assert not report.rejections, report.rejections[:3]
    seconds = ended - began
    return {
        "seconds": seconds,
        "rows_a_second": rows / seconds,
        "memory": max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - start),
        "transaction": ended - marks["Writing"] if "Writing" in marks else 0.0,
        "phases": {name: at - began for name, at in marks.items()},
        "counts": {name: (count.new, count.changed, count.unchanged) for name, count in report.counts.items()},
    }


def _memory_now() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def measure_plainly(file: Path, database: Path) -> float:
    """The seconds that the rows take as text, unread, into a table of as many columns."""
    began = time.perf_counter()
    connection = sqlite3.connect(database)
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        header = next(reader)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"CREATE TABLE plain ({', '.join(f'c{n} TEXT' for n in range(len(header)))})")
        connection.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * len(header))})", reader)
    connection.commit()
    connection.close()
    return time.perf_counter() - began
