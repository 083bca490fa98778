"""A plan, written in one short transaction: ends first, then new rows, then changes, as keys and indexes want it."""

from itertools import chain

from sqlalchemy import text
from sqlmodel import Session

from model.importing.steps import Progress, counted
from model.importing.writing import in_postgresql, in_sqlite
from model.importing.writing.plan import Plan, Rows
from model.tables import Replaced, table


def write(session: Session, revision: int, plan: Plan, progress: Progress) -> None:
    """Write everything that the plan holds, stamped with the revision."""
    progress(f"Writing {plan.rows:,} rows …")
    connection = session.connection()
    server = connection.dialect.name == "postgresql"
    database = in_postgresql if server else in_sqlite
    done = sum(map(len, plan.ends.values()))
    for which, ids in plan.ends.items():
        database.end_rows(connection, which, chain.from_iterable(ids), revision)
    steps = [(database.insert_rows, which, parts) for which, parts in plan.inserts.items()]
    steps += [(database.change_rows, which, parts) for which, parts in plan.changes.items()]
    steps += [(database.insert_rows, table(Replaced), plan.replaced)]
    for work, which, parts in steps:
        for rows in parts:
            work(connection, which, _stamped(rows, revision))
            done += len(rows)
            progress(counted("Writing", min(done, plan.rows), plan.rows))
    if server:  # the next id that it gives comes after those that the import gave
        for name in (which.name for which in plan.numbered):
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))


def _stamped(rows: Rows, revision: int) -> Rows:
    return Rows((*rows.columns, "revision_in"), [*rows.values, [revision] * len(rows)])
