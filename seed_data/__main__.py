"""`python -m seed_data --deals N --seed S --today DATE [--database URL] [--meetings]`: fill an empty database with the demo
company; `--meetings` also holds last week's forecast reviews.

`python -m seed_data export --dialect NAME FOLDER [the same flags]`: write it as that system's files.
"""

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from sqlalchemy import func, make_url, select
from sqlalchemy.exc import ArgumentError, OperationalError

from model.bulk import Busy, NotEmpty
from model.database import DEFAULT_FILE, DatabaseNotReady, open_database
from model.tables import MODELS, table
from seed_data import fill
from seed_data.clock import present_day
from seed_data.exports import DIALECTS, export_as
from seed_data.meetings import hold


def main(arguments: list[str] | None = None) -> int:
    """Run it; gives the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["export"]:
        return export(given[1:])
    parser = argparse.ArgumentParser(prog="python -m seed_data", description="Fill an empty database with a demo company.")
    _add_size(parser)
    parser.add_argument("--database", help="sqlite:///file or postgresql://…; default: data/fourcast.db, if there is none yet")
    parser.add_argument("--meetings", action="store_true", help="hold last week's forecast reviews, with their minutes")
    asked = parser.parse_args(given)
    if asked.database is None and DEFAULT_FILE.exists():
        parser.error("data/fourcast.db exists already; name a database with --database")
    began = time.monotonic()
    try:
        engine = open_database(asked.database or f"sqlite:///{DEFAULT_FILE}")
        fill(engine, asked.today, asked.deals, asked.seed, lambda share, what: print(f"{share:4.0%}  {what}", flush=True))
        if asked.meetings:
            print("  99%  Last week's meetings", flush=True)
            hold(engine, asked.today)
    except (NotEmpty, Busy, DatabaseNotReady, ValueError) as error:
        print(f"seed_data: {error}", file=sys.stderr)
        return 1
    except (OperationalError, ArgumentError) as error:
        print(f"seed_data: the database cannot be used: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    with engine.connect() as connection:
        for model in MODELS:
            count = connection.execute(select(func.count()).select_from(table(model))).scalar_one()
            print(f"{count:>10,}  {table(model).name}")
    engine.dispose()
    print(f"{time.monotonic() - began:.1f} s")
    return 0


def _add_size(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deals", type=int, default=6000, help="how many deals (default 6000)")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another company (default 7)")
    parser.add_argument("--today", type=date.fromisoformat, default=present_day(), help="the day it stands at (default today)")


def export(arguments: list[str]) -> int:
    """Write a database's company, or a new demo company, as a system's files; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m seed_data export", description="Write the demo company as another system's files."
    )
    parser.add_argument("--dialect", required=True, choices=DIALECTS, help="which system")
    parser.add_argument("--database", help="whose company, as it stood on --today; default: a new one")
    _add_size(parser)
    parser.add_argument("folder", type=Path, help="where the files go")
    asked = parser.parse_args(arguments)
    file = make_url(asked.database).database if asked.database and asked.database.startswith("sqlite") else None
    if file and not Path(file).is_file():  # it would be made, and its empty company written
        parser.error(f"there is no database {file}")
    with tempfile.TemporaryDirectory() as scratch:
        try:
            engine = open_database(asked.database or f"sqlite:///{Path(scratch) / 'company.db'}")
            if asked.database is None:
                fill(engine, asked.today, asked.deals, asked.seed)
            for file, rows in export_as(engine, asked.dialect, asked.folder, asked.today).items():
                print(f"{rows:>10,}  {file}")
            engine.dispose()
        except (DatabaseNotReady, ValueError, OSError) as error:
            print(f"seed_data: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
