"""Calls, meetings and tasks, each about one record of another module."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.mentioned import link_of, people_of
from model.importing.dialects.sugarcrm.cells import ID, OWNED
from model.importing.report import Refused

DONE = frozenset({"held", "completed"})
DIRECTIONS = {"inbound": "in", "outbound": "out"}
ABOUT = {
    "opportunities": "deal", "opportunity": "deal", "leads": "lead", "lead": "lead", "accounts": "account", "account": "account",
}  # fmt: skip
"""What a module's records are here; of other modules there is nothing to link to."""


def _touch(row: dict[str, Any], context: Context) -> Iterator[Record]:
    if row.get("deleted"):
        return
    at = row.get("due") or row.get("begins") or row.get("created_at")
    if at is None:
        raise Refused("is empty", "Every activity needs a date", "due" if "due" in row else "begins")
    yield from people_of(row, context)
    touch = {"id": row["id"], "kind": row["kind"], "at": at, "done": (row.get("status") or "").casefold() in DONE}
    touch["direction"] = row.get("direction") or ("out" if row["kind"] == "task" else None)
    about = ABOUT.get((row.get("parent_type") or "").casefold())
    yield "activities", touch | link_of(row, "owner", "person") | ({about: row.get("parent")} if about else {})


def _sheet(kind: str, *needs: str, unread: str) -> Sheet:
    return Sheet(
        f"{kind}s of SugarCRM or SuiteCRM",
        ("Subject | name", "Status | status", "Parent Type | parent_type | Related to ID | Related to | parent_id", *needs),
        OWNED
        | {
            "Contact ID | contact_id | Contact Name | contact_name | Related to | parent_name | Account Name | Reminder Time"
            f" | reminder_time | Email Reminder | email_reminder_time | outlook_id | Outlook ID | {unread}": Column(""),
            "Subject | name": Column("name"),
            ID: Column("id"),
            "Status | status": Column("status"),
            "Parent Type | parent_type | Related to Type": Column("parent_type"),
            "Related to ID | Parent ID | parent_id": Column("parent"),
            "Start Date | date_start | Start Date & Time": Column("begins", Kind.MOMENT),
            "Date Created | date_entered": Column("created_at", Kind.MOMENT),
        }
        | ({"Due Date | date_due": Column("due", Kind.MOMENT)} if kind == "task" else {})
        | ({"Direction | direction": Column("direction", read=lambda word: DIRECTIONS.get(word.casefold()))}
           if kind == "call" else {}),
        entities=("activities",),
        records=_touch,
        aside=("people",),
        fixed={"kind": kind},
        named_by=("name", "begins"),
    )  # fmt: skip


CALLS = _sheet(
    "call", "Direction | direction", "Start Date | date_start",
    unread="End Date | date_end | Duration Hours | duration_hours | Duration Minutes | duration_minutes | Repeat Type",
)  # fmt: skip
MEETINGS = _sheet(
    "meeting", "Start Date | date_start", "Location | location | Duration Hours | duration_hours | End Date | date_end",
    unread="Location | location | End Date | date_end | Duration Hours | duration_hours | Duration Minutes | duration_minutes"
    " | Type | type | Repeat Type | join_url | host_url | displayed_url | creator | external_id | sequence",
)  # fmt: skip
TASKS = _sheet(
    "task", "Due Date | date_due", "Priority | priority | Start Date | date_start",
    unread="Priority | priority | date_due_flag | date_start_flag | No Due Date | No Start Date",
)  # fmt: skip
