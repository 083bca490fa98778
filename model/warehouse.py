"""The engine for analysis: the tables as columns, the snapshots of days, and the running of statements.

`Copy` keeps a columnar copy of any database in DuckDB, in this process; `InPlace` asks PostgreSQL itself. Both speak
the same statements (compiled in PostgreSQL's dialect) and give the same frames.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import duckdb
import pandas as pd
from sqlalchemy import Engine, Integer, Select, Table, func, select, text
from sqlalchemy import column as named

from model.book_leads import lead_snapshot
from model.calendar import Calendar
from model.columns import UNKNOWN_DAY, lead_snapshot_table, snapshot_table
from model.database import current_revision
from model.derivations import DERIVATIONS, Zones, touched_by
from model.filling import drop_ended, fill, reread
from model.frames import typed
from model.money import exponent_of
from model.owners_views import Views, any_of_owners
from model.recording import Ran, note, note_again, recording
from model.settings import DEFAULTS, Settings
from model.snapshots import Rate, snapshot
from model.sql_text import compiled, spelled
from model.tables import Deal, Setting, table

T = TypeVar("T")
SNAPSHOT_ROWS = 12_000_000  # all kept snapshots together; at a million deals that is a dozen days
MOST_SNAPSHOTS = 64
GRACE = 60  # seconds for which a snapshot outlives its replacement


class Warehouse(ABC):
    """What a Book asks. Safe to share between threads; bring it up to date with `refresh`."""

    def __init__(self) -> None:
        self.revision = -1
        self._lock = threading.RLock()
        self._snapshots: OrderedDict[str, tuple[Table, int, str]] = OrderedDict()
        self._condemned: OrderedDict[str, tuple[float, tuple[Table, int, str]]] = OrderedDict()
        self._facts: dict[Hashable, tuple[Any, list[Ran]]] = {}

    @abstractmethod
    def frame(self, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
        """The statement's rows, typed by its columns: Int64, Float64, boolean, string, and dates as objects."""

    @abstractmethod
    def refresh(self) -> int:
        """Take in all that has been written; gives the revision that the warehouse now stands at."""

    @abstractmethod
    def _create(self, name: str, sql: str) -> int:
        """Make a table of the statement's rows; gives their number."""

    @abstractmethod
    def _drop(self, name: str) -> None:
        """Remove a table."""

    def rows(self, statement: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The statement's rows as tuples, with None for unknown: for small tables of the model."""
        frame = self.frame(statement)
        columns = [[None if v is pd.NA or v is pd.NaT else v for v in frame[name].tolist()] for name in frame]
        return list(zip(*columns, strict=True))

    def fact(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """Something small about the present revision, worked out once."""
        with self._lock:
            if key not in self._facts:
                with recording() as statements:
                    self._facts[key] = work_out(), statements
            result: T = self._facts[key][0]
            note_again(self._facts[key][1])
            return result

    def setting_rows(self) -> list[tuple[str, str, date | None]]:
        """All believed settings as (key, value, valid_from)."""
        return self.fact("settings", self._setting_rows)

    def _setting_rows(self) -> list[tuple[str, str, date | None]]:
        s = table(Setting).c
        query = select(s.key, s.value, s.valid_from).where(s.revision_out.is_(None)).order_by(s.id)
        return [(row[0], row[1], row[2]) for row in self.rows(query)]

    def settings(self, day: date) -> Settings:
        """The settings that hold on `day`."""
        rows = self.setting_rows()
        since = max((since for _, _, since in rows if since is not None and since <= day), default=None)
        return self.fact(("settings", since), lambda: Settings.on(rows, day))

    def zones(self) -> Zones:
        """The company's time zone over time."""
        rows = [(since or date.min, value) for key, value, since in self.setting_rows() if key == "time_zone"]
        spans = dict(sorted(rows))
        return Zones(tuple(({date.min: DEFAULTS["time_zone"]} | spans).items()))

    def _rates(self, company: str, exponent: int) -> list[Rate]:
        found = []
        for key, value, since in self.setting_rows():
            if key.startswith("rate."):
                currency = key.removeprefix("rate.")
                factor = Decimal(value) * Decimal(10) ** (exponent - exponent_of(currency))
                found.append(Rate(currency, since or UNKNOWN_DAY, factor))
        return sorted(found, key=lambda rate: (rate.currency, rate.since))

    def has_foreign(self, company: str) -> bool:
        """Whether a deal is in another currency than `company`."""
        deal = table(Deal).c
        query = select(func.count().label("n")).where(deal.currency != company, deal.revision_out.is_(None))
        return bool(self.fact(("foreign", company), lambda: self.rows(query)[0][0] > 0))

    def _judged_by_owners(self) -> dict[str, datetime]:
        """period → when an owner first judged a deal of theirs in it."""
        return self.fact("judged by owners", lambda: {str(name): first for name, first in self.rows(any_of_owners())})

    def owners_judge_since(self) -> date | None:
        """The first day on which an owner's own judgement may count; None where nobody has judged a deal of theirs."""
        moments = self._judged_by_owners().values()
        return min(moments).date() - timedelta(days=1) if moments else None  # in whatever zone

    def _views(self, day: date, calendar: Calendar) -> Views | None:
        """Which of the owners' own judgements may count on `day`; None where there are none."""
        since, names = self.owners_judge_since(), self._judged_by_owners()
        if since is None or day < since:
            return None
        return Views(calendar.start_of(day + timedelta(days=1)), tuple(calendar.period(name) for name in sorted(names)))

    def snapshot(self, day: date) -> Table:
        """The table of how every deal of the company stood at the end of `day`; made once per revision, then kept."""

        return self._kept(f"deals_on_{day:%Y%m%d}_{self.revision}", snapshot_table, lambda: self.stood(day, self.settings(day)))

    def stood(self, day: date, settings: Settings) -> Select[*tuple[Any, ...]]:
        """How every deal of the company stood at the end of `day`, under these settings."""
        return snapshot(
            day,
            company=settings.currency,
            rates=self._rates(settings.currency, settings.exponent),
            foreign=self.has_foreign(settings.currency),
            dormancy_months=settings.dormancy_months,
            views=self._views(day, Calendar.of(settings)),
        )

    def lead_snapshot(self, day: date) -> Table:
        """The table of how every lead of the company stood at the end of `day`; made once per revision, then kept."""
        name = f"leads_on_{day:%Y%m%d}_{self.revision}"
        return self._kept(name, lead_snapshot_table, lambda: lead_snapshot(day, self.snapshot(day)))

    def _kept(self, name: str, shape: Callable[[str], Table], statement: Callable[[], Select[*tuple[Any, ...]]]) -> Table:
        with self._lock:
            if name in self._snapshots:
                self._snapshots.move_to_end(name)
                return self._snapshots[name][0]
            if name in self._condemned:  # asked for again before it was dropped
                self._snapshots[name] = self._condemned.pop(name)[1]
            else:
                sql, _ = compiled(statement(), literal=True)
                self._snapshots[name] = (shape(name), self._create(name, sql), sql)
            self._forget(keep=name)
            return self._snapshots[name][0]

    def snapshot_sql(self, name: str) -> str | None:
        """The statement that made a snapshot's table, by the table's name; None for one that is not kept any more."""
        with self._lock:
            return self._snapshots[name][2] if name in self._snapshots else None

    def _forget(self, keep: str) -> None:
        """Drop the snapshots longest unused until they fit; a statement that still reads one finishes first."""
        while len(self._snapshots) > 1 and (
            len(self._snapshots) > MOST_SNAPSHOTS or sum(n for _, n, _ in self._snapshots.values()) > SNAPSHOT_ROWS
        ):
            name = next(name for name in self._snapshots if name != keep)
            self._condemn(name)

    def _condemn(self, name: str) -> None:
        """Drop a snapshot a while later: another session's Book may be about to ask it."""
        now = time.monotonic()
        self._condemned[name] = (now, self._snapshots.pop(name))
        for old in [old for old, (since, _) in self._condemned.items() if since < now - GRACE]:
            del self._condemned[old]
            self._drop(old)

    def _begin_revision(self, revision: int) -> None:
        for name in list(self._snapshots):
            self._condemn(name)
        self._facts.clear()
        self.revision = revision


class Copy(Warehouse):
    """A columnar copy in DuckDB of the database behind `engine`, filled through ADBC."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine
        self._database = duckdb.connect()
        for setting in ("TimeZone='UTC'", "integer_division=true", "preserve_insertion_order=false"):
            self._database.execute(f"SET GLOBAL {setting}")  # cursors inherit only what is global
        self._zones: Zones | None = None
        self._local = threading.local()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._database.cursor()
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        return cursor

    def frame(self, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
        """See Warehouse.frame; the result comes back through Arrow."""
        sql, values = compiled(statement)
        note(lambda: spelled(statement))
        return typed(self._cursor().sql(sql, params=values).to_arrow_table(), statement)

    def raw(self, name: str) -> Any:
        """All rows of one of the model's tables, as Arrow batches."""
        return self._database.cursor().sql(f'SELECT * FROM "{name}"').to_arrow_reader()

    def refresh(self) -> int:
        """See Warehouse.refresh: the first call fills the copy, later ones read only what was written since."""
        now = current_revision(self.engine)
        while now != self.revision:
            with self._lock:
                if now != self.revision:
                    self._take_in(now)
            now = current_revision(self.engine)
        return self.revision

    def _take_in(self, revision: int) -> None:
        cursor = self._database.cursor()
        if self.revision < 0:
            fill(self.engine, self._database)
            self._begin_revision(revision)
            self._derive(cursor)
            return
        cursor.execute("BEGIN")
        try:
            changed = reread(self.engine, cursor, self.revision)
            self._derive_again(cursor, changed)
            drop_ended(cursor, changed)
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        self._begin_revision(revision)
        if "stage" in changed or self.zones() != self._zones:
            self._derive(cursor)

    def _derive(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._zones = self.zones()
        for name, (_, derive) in DERIVATIONS.items():
            sql, _ = compiled(derive(self._zones, None), literal=True)
            cursor.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def _derive_again(self, cursor: duckdb.DuckDBPyConnection, changed: dict[str, Select[*tuple[Any, ...]]]) -> None:
        assert self._zones is not None
        for name, (key, derive) in DERIVATIONS.items():
            touched = touched_by(changed, name)
            if touched is None:
                continue
            which, _ = compiled(touched, literal=True)
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE touched_{name} AS {which}")
            cursor.execute(f"DELETE FROM {name} WHERE {key} IN (SELECT key FROM touched_{name})")
            keys: Select[*tuple[Any, ...]] = select(named("key", Integer)).select_from(text(f"touched_{name}"))
            sql, _ = compiled(derive(self._zones, keys), literal=True)
            cursor.execute(f"INSERT INTO {name} BY NAME {sql}")

    def _create(self, name: str, sql: str) -> int:
        made = self._database.cursor().execute(f"CREATE TABLE {name} AS {sql}").fetchone()
        return int(made[0]) if made else 0

    def _drop(self, name: str) -> None:
        self._database.cursor().execute(f"DROP TABLE IF EXISTS {name}")


class InPlace(Warehouse):
    """PostgreSQL asked directly, on one connection of its own; derived tables are temporary there."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def frame(self, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
        """See Warehouse.frame."""
        note(lambda: spelled(statement))
        with self._lock:
            result = self._connection.execute(statement)
            return typed(pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype=object), statement)

    def refresh(self) -> int:
        """See Warehouse.refresh: derived tables are made anew whenever something was written."""
        with self._lock:
            now = current_revision(self.engine)
            if now != self.revision:
                self._begin_revision(now)
                zones = self.zones()
                for name in DERIVATIONS:
                    self._drop(name)
                for name, (_, derive) in DERIVATIONS.items():
                    self._create(name, compiled(derive(zones, None), literal=True)[0])
            return self.revision

    def _create(self, name: str, sql: str) -> int:
        self._connection.exec_driver_sql(f"CREATE TEMP TABLE {name} AS {sql}".replace("%", "%%"))
        return int(self._connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())

    def _drop(self, name: str) -> None:
        self._connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.{name}"))

    def close(self) -> None:
        """Give the connection back; its temporary tables go with it."""
        self._connection.close()
