"""`python -m model import`: the options, and what is said of the outcome."""

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from model.importing.prepared import Prepared
from model.importing.rejects import rejected_rows
from model.importing.rows.workplace import work_folder
from model.importing.run import finish, prepare
from model.importing.steps import unhurried
from model.importing.words.mapping import Mapping, read_mapping


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2027-01-31") from None


def add_options(command: argparse.ArgumentParser) -> None:
    """The options of an import."""
    add = command.add_argument
    add("paths", nargs="+", type=Path, metavar="PATH", help="files (CSV, xlsx, zip), or folders of them")
    add("--source", metavar="NAME", help="the system they come from, where the company has several (default: by its files)")
    add("--as-of", type=_day, metavar="DATE", help="the day of which the files speak (default: today)")
    add("--mapping", type=Path, metavar="FILE", help="what the source's words mean, as JSON (docs/dialects.md)")
    order = command.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_const", const=True, dest="day_first", help="3/4 is the 3rd of April")
    order.add_argument("--month-first", action="store_const", const=False, dest="day_first", help="3/4 is March 4th")
    marks = command.add_mutually_exclusive_group()
    marks.add_argument("--decimal-comma", action="store_const", const=True, dest="decimal_comma", help="1.234 is 1234")
    marks.add_argument("--decimal-point", action="store_const", const=False, dest="decimal_comma", help="1,234 is 1234")
    add("--whole", action="store_true", help="the files hold every deal of the source: those that they lack are listed")
    add("--accept-rejects", action="store_true", help="write the good rows although others were rejected")
    add("--rejects", type=Path, metavar="FILE.csv", help="write the rejected rows there, to mend and import again")
    add("--dry-run", action="store_true", help="check and report, write nothing")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run_import(engine: Engine, options: argparse.Namespace) -> int:
    """Import as the options say, and print the report; gives the exit code."""
    mapping = read_mapping(options.mapping) if options.mapping else Mapping()
    say = unhurried(_say)
    with work_folder() as work:
        prepared = prepare(
            engine, options.paths, as_of=options.as_of, source=options.source, mapping=mapping, day_first=options.day_first,
            decimal_comma=options.decimal_comma, whole=options.whole, work=work, progress=say,
        )  # fmt: skip
        report = finish(engine, prepared, say, accept_rejects=options.accept_rejects, dry_run=options.dry_run)
        lines = report.lines()
        lines[-1:-1] = _write_rejects(prepared, options.rejects) if options.rejects else []
    print("\n".join(lines))
    return 1 if report.stopped else 0


def _write_rejects(prepared: Prepared, wanted: Path) -> list[str]:
    """Write the rejected rows, of several files into files of their own; gives what was written, in words."""
    found = list(rejected_rows(prepared))
    said = []
    for name, text in found:
        own = "" if len(found) == 1 else "-" + re.sub(r"[^\w.-]+", "_", Path(name).stem if "/" not in name else name)
        path = wanted.with_stem(wanted.stem + own)
        path.write_text(text, encoding="utf-8-sig", newline="")
        said.append(f"Rejected rows of {name} are in {path}.")
    return said
