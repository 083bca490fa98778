"""`python -m model undo` and `vanished`: what somebody says of an import once it is written."""

import argparse
import sys
from typing import Any

from sqlalchemy import Engine

from model.importing.history.vanishing import CannotSettle
from model.importing.runs import Run, imports_so_far
from model.importing.undoing.undo import CannotUndo, undo
from model.importing.upkeep import Fate, settle_deals, vanished_deals

COMMANDS = ("undo", "vanished")


def add_afterwards(commands: Any, shared: argparse.ArgumentParser) -> None:
    """The commands and their options."""
    back = commands.add_parser("undo", parents=[shared], help="list the imports so far, or take one back")
    back.add_argument("run", nargs="?", type=int, metavar="NUMBER", help="the import to take back; without it they are listed")
    gone = commands.add_parser("vanished", parents=[shared], help="list the deals that full exports lack, or settle them")
    fate = gone.add_mutually_exclusive_group()
    fate.add_argument("--deleted", nargs="+", metavar="ID", help="these deals were deleted in the CRM")
    fate.add_argument("--merged", nargs=2, metavar=("ID", "INTO"), help="a deal was merged into another")


def run_afterwards(engine: Engine, options: argparse.Namespace) -> int:
    """Do what the options ask for, and print it; gives the exit code."""
    try:
        if options.command == "undo":
            print("\n".join(_undo(engine, options.run)))
        else:
            print("\n".join(_settle(engine, options)))
    except (CannotUndo, CannotSettle) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def _undo(engine: Engine, run: int | None) -> list[str]:
    if run is not None:
        return undo(engine, run, lambda line: print(line, file=sys.stderr, flush=True)).lines()
    return [_line(each) for each in imports_so_far(engine)] or ["Nothing was imported yet."]


def _line(run: Run) -> str:
    said = [f"{run.started_at:%Y-%m-%d %H:%M} UTC", run.source or run.dialect, f"{run.written:,} rows", run.files]
    if run.as_of:
        said.insert(1, f"as of {run.as_of}")
    return f"{run.id:6}  " + "  ".join(said) + ("  (undone)" if run.undone is not None else "")


def _settle(engine: Engine, options: argparse.Namespace) -> list[str]:
    if options.merged or options.deleted:
        merged = [Fate(options.merged[0], "merged", options.merged[1])] if options.merged else []
        fates = merged or [Fate(deal, "deleted") for deal in dict.fromkeys(options.deleted)]
        settle_deals(engine, fates)
        return [f"{fate.deal} was {fate.fate}{f' into {fate.into}' if fate.into else ''}: it is no more." for fate in fates]
    lines = [
        f"{each.external_id}  {each.name}  ({each.stage}, {each.owner or 'no owner'}), missed by {each.source} on"
        f" {each.missed_on}"
        for each in vanished_deals(engine)
    ]
    return lines or ["No deal has vanished."]
