"""What the role that the app runs as may do on PostgreSQL: read rows and write them. Never the schema, never an old row."""

from sqlalchemy import Connection, Engine, Table, text

from model.append_only import ENDING, GUARDED
from model.tables import ImportAttempt, Revision, metadata, table

DELETED_FROM = (table(ImportAttempt),)  # a note of what is under way; all else only ever ceases to be believed
COUNTED_UP = table(Revision)


class NoRights(ValueError):
    """There is nothing to give rights on, or nobody to give them to; the message is safe to show."""


def grant(engine: Engine, role: str) -> None:
    """Give the role what the app needs at run time on every table, and take away what it had beyond that.

    To be called by the tables' owner after every migration. NoRights for SQLite, which has no roles, and for a role
    that does not exist.
    """
    if engine.dialect.name != "postgresql":
        raise NoRights("A SQLite file has no roles to give rights to")
    with engine.begin() as connection:
        if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first() is None:
            raise NoRights(f"The server has no role {role}. Make it first: deploy/roles.sql")
        quoted = connection.dialect.identifier_preparer.quote(role)
        schema = connection.dialect.identifier_preparer.quote(_schema(connection))
        for kind, rights in (("TABLES", "SELECT"), ("SEQUENCES", "USAGE, UPDATE")):  # UPDATE: imports set the next id
            connection.exec_driver_sql(f"REVOKE ALL ON ALL {kind} IN SCHEMA {schema} FROM {quoted}")
            connection.exec_driver_sql(f"GRANT {rights} ON ALL {kind} IN SCHEMA {schema} TO {quoted}")
        for which in metadata.sorted_tables:
            connection.exec_driver_sql(f'GRANT {_writing(which)} ON "{which.name}" TO {quoted}')


def _schema(connection: Connection) -> str:
    return str(connection.execute(text("SELECT current_schema()")).scalar_one())


def _writing(which: Table) -> str:
    """The rights beside reading."""
    if which is COUNTED_UP:
        return "UPDATE (number)"
    if which in GUARDED:
        return f"INSERT, UPDATE ({ENDING})"
    return "INSERT, UPDATE, DELETE" if which in DELETED_FROM else "INSERT, UPDATE"
