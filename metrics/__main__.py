"""The command line: `python -m metrics NAME` prints any figure, the same as the pages show."""

import argparse
import inspect
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Table, select
from sqlalchemy.exc import SQLAlchemyError

from metrics.definition import Metric, metrics
from metrics.evidence import columns_of
from metrics.health import health_rows
from metrics.presenting import as_csv, as_json, as_table, presented
from model.access import MACHINE_OWNER, AccessDenied, Member, Viewer, find_member
from model.address import parsed
from model.book import Book, Scope
from model.calendar import Calendar, Window
from model.company import members_of, viewer_now
from model.database import DatabaseNotReady, open_database, shown_url
from model.tables import Account, Person, table
from model.warehouse import Copy, Warehouse

FORMATS = {"table": as_table, "json": as_json, "csv": as_csv}
REQUIRED = {"mode": "cohort", "measure": "open"}  # for a metric that has no default of its own


class WrongUse(ValueError):
    """What was asked for cannot be answered; the message says why."""


def parser() -> argparse.ArgumentParser:
    """The command line's arguments."""
    parse = argparse.ArgumentParser(prog="python -m metrics", description="Print a figure as the pages show it.")
    add = parse.add_argument
    add("name", nargs="?", metavar="NAME", help="which figure; --list names them all")
    add("--list", action="store_true", help="all figures, each with its first sentence")
    add("--define", metavar="NAME", help="a figure's whole definition")
    add("--as-of", type=_day, metavar="DAY", help="as it stood at the end of that day; today by default")
    add("--from", dest="first", type=_day, metavar="DAY", help="first day of the window")
    add("--to", dest="last", type=_day, metavar="DAY", help="last day of the window; --as-of by default")
    add("--since", type=_day, metavar="DAY", help="compare with that day; 7 days before --as-of by default")
    add("--period", metavar="NAME", help="2017Q4, 2017-12 or FY2017; that of --as-of by default")
    add("--by", metavar="SPLIT", help="split by owner, manager, region, segment, kind, way, source, sdr or product")
    add("--under", metavar="WHO", help="only this person and everybody below (e-mail or external id)")
    add("--kind", choices=("new", "existing", "unknown"), help="only deals of this kind")
    add("--region", help="only deals of owners in this region")
    add("--segment", help="only deals with accounts of this segment")
    add("--mode", choices=("cohort", "activity"), help="how a funnel counts")
    add("--measure", choices=("open", "commit", "best", "weighted"), help="what a bridge adds up")
    add("--rows", metavar="CHECK", help="health only: the deals, accounts or leads behind one of its checks")
    add("--viewer", metavar="WHO", help="as this person would see it (e-mail or external id); by default everything")
    add("--database", metavar="URL", help="by default DATABASE_URL, else the app's own file")
    add("--format", choices=tuple(FORMATS), default="table")
    return parse


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-03-31") from None


def chosen_metric(name: str | None) -> Metric:
    """The metric of that name; WrongUse where there is none."""
    known = metrics()
    if name is None or name.replace("_", "-") not in known:
        asked = "Name a figure" if name is None else f"No such figure: {name!r}"
        raise WrongUse(f"{asked}. There are: {', '.join(known)}")
    return known[name.replace("_", "-")]


def check_options(metric: Metric, chosen: argparse.Namespace) -> None:
    """Raise WrongUse for a given option that the metric does not take."""
    windowed = "window" in metric.options
    takes = {option: option in metric.options for option in ("since", "by", "mode", "measure")}
    takes |= {"first": windowed, "last": windowed, "period": windowed or "period" in metric.options}
    takes["rows"] = metric.name == "health"
    wrong = [option for option, taken in takes.items() if getattr(chosen, option) is not None and not taken]
    if wrong:
        flags = ", ".join("--" + {"first": "from", "last": "to"}.get(option, option) for option in wrong)
        raise WrongUse(f"{metric.name} does not take {flags}")
    if chosen.by is not None and chosen.by not in metric.splits:
        raise WrongUse(f"{metric.name} cannot be split by {chosen.by!r}; it can by {', '.join(metric.splits) or 'nothing'}")


def options_of(metric: Metric, chosen: argparse.Namespace, book: Book) -> dict[str, Any]:
    """What to call the metric with beside the Book: what was chosen, else the defaults."""
    calendar, day = book.calendar, book.as_of
    period = calendar.period(chosen.period) if chosen.period else calendar.period_at(day)
    last = chosen.last or (day if chosen.first or not chosen.period else period.last)
    first = chosen.first or (period.first if chosen.period and not chosen.last else last - timedelta(days=364))
    values: dict[str, Any] = {"period": period, "window": Window(first, last), "since": chosen.since or day - timedelta(days=7)}
    values |= {name: getattr(chosen, name) or otherwise for name, otherwise in REQUIRED.items()}
    parameters = inspect.signature(metric.function).parameters
    given = {name for name in ("period", "since", "mode", "measure") if getattr(chosen, name) is not None}
    given |= {"window"} if chosen.first or chosen.last or chosen.period else set()
    needed = {name for name, parameter in parameters.items() if parameter.default is inspect.Parameter.empty}
    values = {name: value for name, value in values.items() if name in parameters and name in given | needed}
    return values | ({"by": chosen.by} if chosen.by else {})


def open_warehouse(url: str | None) -> Warehouse:
    """A filled copy of the database; WrongUse where a SQLite file does not exist: an empty one would answer 0."""
    url = url or shown_url()
    address = parsed(url)
    if address.drivername.startswith("sqlite") and not Path(address.database or "").is_file():
        raise WrongUse(f"There is no database {address.database}. Fill one: python -m seed_data, or python -m model import PATH")
    warehouse = Copy(open_database(url))
    warehouse.refresh()
    return warehouse


def book_of(warehouse: Warehouse, chosen: argparse.Namespace) -> Book:
    """The Book that was asked for. Whom a viewer may see is decided by today's reporting lines."""
    now = datetime.now(UTC)  # noqa: TID251 - the command line may know what day it is; a metric may not
    today = Calendar.of(warehouse.settings(now.date())).day_of(now)
    members = members_of(warehouse)
    viewer = MACHINE_OWNER
    if chosen.viewer is not None:
        viewer = viewer_now(warehouse, find_member(members, chosen.viewer), today)
    under = None if chosen.under is None else _under(viewer, members, chosen.under)
    for name, rows in (("region", table(Person)), ("segment", table(Account))):
        _check_known(warehouse, name, rows, getattr(chosen, name))
    return Book(warehouse, viewer, chosen.as_of or today, Scope(under, chosen.kind, chosen.region, chosen.segment))


def _under(viewer: Viewer, members: list[Member], who: str) -> int:
    """The id of the person to look under; somebody out of sight is as unknown as somebody who does not exist."""
    return find_member([m for m in members if viewer.may_open(m.id)], who).id


def _check_known(warehouse: Warehouse, name: str, rows: Table, value: str | None) -> None:
    if value is None:
        return
    column = rows.c[name]
    query = select(column).where(column.is_not(None), rows.c.revision_out.is_(None)).distinct().order_by(column)
    known = [row[0] for row in warehouse.rows(query)]
    if value not in known:
        raise WrongUse(f"No such {name}: {value!r}. There are: {', '.join(known) or 'none'}")


def answer(chosen: argparse.Namespace) -> str:
    """What to print."""
    if chosen.list:
        known = metrics()
        width = max(map(len, known))
        return "".join(f"{name.ljust(width)}  {metric.sentence}\n" for name, metric in known.items())
    if chosen.define:
        return chosen_metric(chosen.define).definition + "\n"
    metric = chosen_metric(chosen.name)
    check_options(metric, chosen)
    book = book_of(open_warehouse(chosen.database), chosen)
    if chosen.rows is not None:
        metric, frame = _rows(book, metric, chosen.rows)
    else:
        frame = metric.function(book, **options_of(metric, chosen, book))
    return FORMATS[chosen.format](presented(book, metric, frame))


def _rows(book: Book, metric: Metric, check: str) -> tuple[Metric, pd.DataFrame]:
    """The rows behind a check, and what their columns hold."""
    frame = health_rows(book, check).drop(columns=["of", "external_id"], errors="ignore")  # ids become external ones
    return replace(metric, columns=columns_of(metric.name, frame)), frame


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the answer and give 0; 1 for what the viewer may not see or a database that is not ready, 2 for wrong use."""
    chosen = parser().parse_args(arguments)
    try:
        sys.stdout.write(answer(chosen))
        sys.stdout.flush()
    except (AccessDenied, DatabaseNotReady) as error:
        print(error, file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"The database cannot be used: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
