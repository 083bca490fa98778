"""`python -m tests.benchmarks`: build databases of 100,000 and 1,000,000 deals and measure what the issues ask of speed.

`--only import --rows 1000000` measures imports; `--only clicks --deals 6000` the demo company's pages in a browser, from
click to complete, `--only meeting` the forecast meeting from screen to screen.

Prints a table, then JSON (to `--json FILE` where one is given). Databases go to a temporary folder, or to --folder, where
`deals-<N>.db` is kept and used again. PostgreSQL, --postgresql's empty database or a cluster
of our own, gets the sizes up to 100,000 deals.
"""

import argparse
import json
import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks.apart import run_apart
from tests.benchmarks.clicks import ROLES, ROUNDS, measure_clicks
from tests.benchmarks.copying import measure_copy
from tests.benchmarks.files import some_deal
from tests.benchmarks.importing import measure_imports
from tests.benchmarks.meeting import measure_meeting
from tests.benchmarks.report import growth, import_lines, lines, missed, with_ratios
from tests.benchmarks.screens import measure_pages
from tests.benchmarks.servers import build, measure_server
from tests.postgresql import NoServer, cluster, new_database

PARTS = ("fill", "metrics", "pages", "clicks", "meeting", "import")
MOST_ON_SERVER = 100_000


def measure(file: Path, deals: int, asked: argparse.Namespace) -> dict[str, Any]:
    """One size's report; builds the file if it is not there."""
    found: dict[str, Any] = {} if file.exists() else {"seed": build(f"sqlite:///{file}", deals, asked.today)}
    found |= {"deals": deals, "file_bytes": file.stat().st_size, "load": f"{os.getloadavg()[0]:.1f}"}
    if {"fill", "metrics"} & set(asked.only):
        found |= run_apart(measure_copy, file, asked.today, asked.limit, asked.only)
    if deals <= MOST_ON_SERVER and "metrics" in asked.only:
        server = on_server(deals, asked)
        for name, seconds in server.pop("metrics", {}).items():
            found["metrics"][name]["postgresql"] = seconds
        found |= server
    if "pages" in asked.only:
        found |= run_apart(measure_pages, f"sqlite:///{file}", some_deal(str(file)))
    if "clicks" in asked.only:
        found |= run_apart(measure_clicks, file, tuple(asked.roles), asked.rounds)
    if "meeting" in asked.only:
        found |= run_apart(measure_meeting, file, asked.rounds)
    found["load_after"] = f"{os.getloadavg()[0]:.1f}"
    return with_ratios(found, asked.limit)


def on_server(deals: int, asked: argparse.Namespace) -> dict[str, Any]:
    """The metrics on PostgreSQL: at the URL given, else on a cluster of our own; nothing where there is neither."""
    if asked.postgresql:
        found: dict[str, Any] = run_apart(measure_server, asked.postgresql, deals, asked.today)
        return found
    try:
        with cluster() as url:
            return dict(run_apart(measure_server, new_database(url, "benchmark"), deals, asked.today))
    except NoServer as reason:
        return {"postgresql": str(reason)}


def main(arguments: list[str] | None = None) -> int:
    """Run it; gives the exit code: 1 where a hand-written query gave another key figure than its metric."""
    parse = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure speed at two sizes.")
    parse.add_argument("--deals", type=int, nargs="+", default=[100_000, 1_000_000], help="the sizes, smaller first")
    parse.add_argument("--folder", type=Path, help="where the databases are kept and used again (default: a temporary one)")
    parse.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there instead of printing it")
    parse.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parse.add_argument("--rows", type=int, default=1_000_000, help="the rows of the files to import (default 1,000,000)")
    parse.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"of clicks through all pages, the first to warm (default {ROUNDS})"
    )
    parse.add_argument("--roles", nargs="+", choices=ROLES, default=list(ROLES), help="as whom pages are clicked through")
    parse.add_argument("--postgresql", metavar="URL", help="an empty database to compare with (default: a cluster of our own)")
    parse.add_argument("--today", type=date.fromisoformat, default=date.today(), help="the day of the companies (default today)")
    parse.add_argument("--limit", type=float, default=60, help="seconds after which plain SQLite is given up (default 60)")
    asked = parse.parse_args(arguments)
    sizes: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="fourcast-benchmarks-") as temporary:
        folder = (asked.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        imports = measure_imports(folder / "imports", asked.rows) if "import" in asked.only else {}
        print("\n".join(import_lines(asked.rows, imports)), flush=True)
        for deals in asked.deals if set(asked.only) != {"import"} else ():
            size = measure(folder / f"deals-{deals}.db", deals, asked)
            grown = growth(sizes[0], size) if sizes else {}
            sizes.append(size | {"growth": grown, "missed": missed(deals, size)})
            print("\n".join(lines(deals, size, asked.limit, grown)), flush=True)
    text = json.dumps(
        {"today": asked.today.isoformat(), "processors": os.cpu_count(), "imports": imports, "sizes": sizes}, indent=2
    )
    if asked.json:
        asked.json.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    return int(any(" differs" in words for size in sizes for words in size["missed"]))


if __name__ == "__main__":
    sys.exit(main())
