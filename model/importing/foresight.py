"""The database as it would be after an import that is prepared: any figure can be asked before and after it."""

import duckdb
import pyarrow as pa
from sqlalchemy import Engine, Table

from model.filling import arriving, create_tables, fill, kept, transfer
from model.importing.writing.plan import Plan, Rows
from model.tables import MODELS, table
from model.warehouse import Copy, Warehouse


class After(Copy):
    """A columnar copy that takes in a plan instead of what is written; it stands still."""

    def __init__(self, engine: Engine, plan: Plan, like: Warehouse | None = None) -> None:
        super().__init__(engine)
        if isinstance(like, Copy) and like.revision == plan.revision:
            _take_over(like, self._database)
        else:
            fill(engine, self._database)
        cursor = self._database.cursor()
        for model in MODELS:
            _apply(cursor, table(model), plan, engine.dialect.name == "sqlite")
        self._begin_revision(plan.revision + 1)
        self._derive(cursor)

    def refresh(self) -> int:
        """Nothing is taken in any more."""
        return self.revision


def _take_over(other: Copy, database: duckdb.DuckDBPyConnection) -> None:
    """The tables of another copy."""
    create_tables(database.cursor())
    for model in MODELS:
        name, cursor = table(model).name, database.cursor()
        with arriving(cursor, other.raw(name)):
            cursor.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM arriving')


def _apply(cursor: duckdb.DuckDBPyConnection, which: Table, plan: Plan, lite: bool) -> None:
    """Take in what is planned of one table. `lite`: values are as SQLite keeps them."""
    for ids in plan.ends[which]:
        with arriving(cursor, pa.table({"id": pa.array(ids, pa.int64())})):
            cursor.execute(f'DELETE FROM "{which.name}" WHERE id IN (SELECT id FROM arriving)')
    for rows in plan.inserts[which]:
        _insert(cursor, which, rows, lite)
    for rows in plan.changes[which]:
        (_insert if "revision_out" in rows.columns else _change)(cursor, which, rows, lite)  # believed anew: the copy has none


def _insert(cursor: duckdb.DuckDBPyConnection, which: Table, rows: Rows, lite: bool) -> None:
    columns, found = _arrow(which, rows, lite)
    if "id" not in rows.columns:
        first = 1 + cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{which.name}"').fetchall()[0][0]
        found = found.append_column("id", pa.array(range(first, first + len(rows)), pa.int64()))
        columns["id"] = '"id"'
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    with arriving(cursor, found):
        cursor.execute(f'INSERT INTO "{which.name}" ({names}) SELECT {values} FROM arriving')


def _change(cursor: duckdb.DuckDBPyConnection, which: Table, rows: Rows, lite: bool) -> None:
    columns, found = _arrow(which, rows, lite)
    settings = ", ".join(f'"{name}" = {value}' for name, value in columns.items() if name != "id")
    with arriving(cursor, found):
        cursor.execute(f'UPDATE "{which.name}" SET {settings} FROM arriving WHERE "{which.name}".id = arriving.id')


def _arrow(which: Table, rows: Rows, lite: bool) -> tuple[dict[str, str], pa.Table]:
    """The columns that figures ask for, each with the SQL of its value as the copy keeps it, and the rows."""
    wanted = {column.name for column in kept(which, believed=True)}
    columns: dict[str, str] = {}
    arrays: dict[str, pa.Array] = {}
    for name, values in zip(rows.columns, rows.values, strict=True):
        if name in wanted:
            how = transfer(which.c[name].type)
            own = f'arriving."{name}"'
            columns[name] = f"({how.write.format(own) if lite else own})::{how.ddl}"
            texts = lite and how.ddl == "DOUBLE"  # numbers travel as texts from a file
            cells = [None if value is None else str(value) for value in values] if texts else values
            arrays[name] = pa.array(cells, how.file if lite else how.server)
    return columns, pa.table(arrays)
