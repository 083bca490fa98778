"""Tables whose rows nobody changes: the database itself refuses, whoever asks.

A row may only cease to be believed: `revision_out` goes from empty to a number, once, and nothing else changes. The
triggers are made anew after every migration, because Alembic's batch mode drops those of SQLite without a word.
"""

from sqlalchemy import Connection, Table

from model.audit import Entry, Seen
from model.base import Base
from model.forecasts import Call, Judgement, Quota
from model.people import StandIn
from model.reviews import Answer, Decision, DecisionStep, Minute, Reopening, Review
from model.scenarios import Scenario
from model.settings import Setting
from model.stages import StageTerms
from model.tables import table

_GUARDED: tuple[type[Base], ...] = (
    Entry, Seen, Call, Judgement, Review, Minute, Reopening, Answer, Decision, DecisionStep, Scenario, Quota, Setting,
    StageTerms, StandIn,
)  # fmt: skip
GUARDED: tuple[Table, ...] = tuple(table(model) for model in _GUARDED)
ENDING = "revision_out"


def guard(connection: Connection) -> None:
    """Make the triggers of all GUARDED tables that exist, in place of what was there."""
    make = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_FUNCTION)
    there = set(connection.dialect.get_table_names(connection))
    for which in GUARDED:
        if which.name in there:
            for statement in make(which):
                connection.exec_driver_sql(statement)


def refusal(name: str) -> str:
    """What the database answers to whoever tries to change a row."""
    return f"{name} is append-only: add a row instead"


def _sqlite(which: Table) -> list[str]:
    """Also INSERT OR REPLACE is refused, with and without recursive_triggers."""
    name = which.name
    others = [column.name for column in which.columns if column.name != ENDING]
    same = " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in others)
    ends = f"OLD.{ENDING} IS NULL AND NEW.{ENDING} IS NOT NULL AND {same}"
    raising = f"BEGIN SELECT RAISE(ABORT, '{refusal(name)}'); END"
    rules = {
        "update": f'BEFORE UPDATE ON "{name}" WHEN NOT ({ends})',
        "delete": f'BEFORE DELETE ON "{name}"',
        "replace": f'BEFORE INSERT ON "{name}" WHEN EXISTS (SELECT 1 FROM "{name}" WHERE id = NEW.id)',
    }
    made = []
    for rule, when in rules.items():
        made.append(f'DROP TRIGGER IF EXISTS "{name}_no_{rule}"')
        made.append(f'CREATE TRIGGER "{name}_no_{rule}" {when} {raising}')
    return made


_FUNCTION = f"""
CREATE OR REPLACE FUNCTION fourcast_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.{ENDING} IS NULL AND NEW.{ENDING} IS NOT NULL
     AND to_jsonb(OLD) - '{ENDING}' = to_jsonb(NEW) - '{ENDING}' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%% is append-only: add a row instead', TG_TABLE_NAME;
END $$
"""


def _postgresql(which: Table) -> list[str]:
    name = which.name
    call = "EXECUTE FUNCTION fourcast_append_only()"
    return [
        f'DROP TRIGGER IF EXISTS "{name}_append_only" ON "{name}"',
        f'CREATE TRIGGER "{name}_append_only" BEFORE UPDATE OR DELETE ON "{name}" FOR EACH ROW {call}',
        f'DROP TRIGGER IF EXISTS "{name}_no_truncate" ON "{name}"',
        f'CREATE TRIGGER "{name}_no_truncate" BEFORE TRUNCATE ON "{name}" FOR EACH STATEMENT {call}',
    ]
