"""`python -m seed_data --deals N --seed S --today DATE [--database URL]`: fill an empty database with the demo company."""

import argparse
import sys
import time
from datetime import date

from sqlalchemy import func, select

from model.bulk import Busy, NotEmpty
from model.database import DEFAULT_FILE, DatabaseNotReady, open_database
from model.tables import MODELS, table
from seed_data import fill


def main(arguments: list[str] | None = None) -> int:
    """Run it; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m seed_data", description="Fill an empty database with a demo company.")
    parser.add_argument("--deals", type=int, default=6000, help="how many deals (default 6000)")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another company (default 7)")
    parser.add_argument("--today", type=date.fromisoformat, default=date.today(), help="the day it stands at (default today)")
    parser.add_argument("--database", help="sqlite:///file or postgresql://…; default: data/fourcast.db, if there is none yet")
    asked = parser.parse_args(arguments)
    if asked.database is None and DEFAULT_FILE.exists():
        parser.error("data/fourcast.db exists already; name a database with --database")
    began = time.monotonic()
    try:
        engine = open_database(asked.database or f"sqlite:///{DEFAULT_FILE}")
        fill(engine, asked.today, asked.deals, asked.seed, lambda share, what: print(f"{share:4.0%}  {what}", flush=True))
    except (NotEmpty, Busy, DatabaseNotReady, ValueError) as error:
        print(f"seed_data: {error}", file=sys.stderr)
        return 1
    with engine.connect() as connection:
        for model in MODELS:
            count = connection.execute(select(func.count()).select_from(table(model))).scalar_one()
            print(f"{count:>10,}  {table(model).name}")
    engine.dispose()
    print(f"{time.monotonic() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
