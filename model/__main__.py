"""The model's command line: import, export, migrate. Exit codes: 0 done, 1 refused or failed, 2 wrong usage."""

import argparse
import gc
import sys
from pathlib import Path

from sqlalchemy.exc import ArgumentError, OperationalError

from model.acting import CannotDo
from model.database import DatabaseBusy, DatabaseNotReady, connect, migrate, open_database
from model.exporting import export_folder
from model.first_admin import make_admin
from model.importing.afterwards import COMMANDS, add_afterwards, run_afterwards
from model.importing.command import add_options, run_import
from model.importing.report import CannotImport
from model.importing.rows.workplace import clear_away
from model.importing.writing.attempts import interrupted
from model.rights import NoRights, grant


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--database", metavar="URL", help="default: DATABASE_URL, else the file data/fourcast.db")
    whole = argparse.ArgumentParser(prog="python -m model", description="Bring data in, take it out, keep the schema.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    bring = commands.add_parser("import", parents=[shared], help="read files by their headers, in one transaction")
    add_options(bring)
    take = commands.add_parser("export", parents=[shared], help="write everything in the plain format")
    take.add_argument("folder", type=Path, metavar="DIR", help="where to; it is made if need be")
    keep = commands.add_parser("migrate", parents=[shared], help="bring the database's schema to this version")
    keep.add_argument("--app-role", metavar="ROLE", help="PostgreSQL: give this role what the app needs at run time, and no more")
    admin = commands.add_parser("admin", parents=[shared], help="make whoever signs in with an e-mail an administrator")
    admin.add_argument("email", metavar="EMAIL", help="the e-mail that they sign in with")
    admin.add_argument("--role", metavar="ROLE", help="of somebody who is not known yet (default: rep, who sees their own deals)")
    add_afterwards(commands, shared)
    return whole


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run(options: argparse.Namespace) -> int:
    """Do what the options ask for; gives the exit code."""
    if options.command == "migrate":
        engine = connect(options.database)
        migrate(engine)
        if options.app_role:
            grant(engine, options.app_role)
        print("The database's schema is this version's.")
        return 0
    engine = open_database(options.database)
    if options.command == "admin":
        print(make_admin(engine, options.email, role=options.role))
        return 0
    clear_away()
    for line in interrupted(engine):
        _say(line)
    if options.command == "export":
        for name, rows in export_folder(engine, options.folder, _say).items():
            print(f"{name:22}{rows:>11,}")
        return 0
    if options.command in COMMANDS:
        return run_afterwards(engine, options)
    return run_import(engine, options)


def main(arguments: list[str] | None = None) -> int:
    """Parse the arguments and run; known troubles are one line on stderr."""
    try:
        return run(parser().parse_args(arguments))
    except (CannotImport, CannotDo, DatabaseBusy, DatabaseNotReady, NoRights, OSError) as error:
        _say(f"Error: {error}")
    except (OperationalError, ArgumentError) as error:
        _say(f"Error: the database cannot be used: {str(error).splitlines()[0]}. Check --database or DATABASE_URL.")
    return 1


if __name__ == "__main__":
    gc.disable()  # a short process that keeps all it makes: a third of a large import was looking for cycles
    sys.exit(main())
