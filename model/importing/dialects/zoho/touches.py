"""Tasks, calls and events, each related to one record of another module."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.mentioned import link_of, people_of
from model.importing.dialects.zoho.cells import ID, TIMES, UNREAD, numbered, owner
from model.importing.report import Refused

NOT_DONE = frozenset({"scheduled", "overdue", "cancelled", "canceled", "missed", "not started"})
DIRECTIONS = {"outbound": "out", "inbound": "in", "missed": "in", "incoming": "in", "outgoing": "out"}
ABOUT = {
    "deals": "deal", "deal": "deal", "potentials": "deal", "potential": "deal", "leads": "lead", "lead": "lead",
    "accounts": "account", "account": "account",
}  # fmt: skip
"""What a module's records are here; of other modules there is nothing to link to."""


def _touch(row: dict[str, Any], context: Context) -> Iterator[Record]:
    kind = row["kind"]
    at = row.get("closed") or row.get("begins") or row.get("due") or row.get("created_at")
    if at is None:
        raise Refused("is empty", "Every activity needs a date", "due" if kind == "task" else "begins")
    yield from people_of(row, context)
    touch = {"id": row["id"], "kind": kind, "at": at, "done": _is_done(row, context)} | link_of(row, "owner", "person")
    touch["direction"] = row.get("direction") or ("out" if kind == "task" else None)
    about = ABOUT.get((row.get("module") or "").casefold())
    related = {about: row["related"]} if about and row.get("related") else {}
    if "module" not in row and row.get("related"):
        related = {"deal": row["related"], "lead": row["related"]}  # one id names one record: what it is of is linked
    for field in ("deal", "lead", "account"):
        if row.get(field):
            related[field] = row[field]
    yield "activities", touch | related


def _is_done(row: dict[str, Any], context: Context) -> bool:
    """A task is when it is completed; calls and events are over once they have begun, unless they say otherwise."""
    status = (row.get("status") or "").casefold()
    if row["kind"] == "task":
        return status == "completed"
    end = context.calendar.start_of(context.as_of + timedelta(days=1))
    return status not in NOT_DONE and row.get("begins") is not None and row["begins"] < end


def _sheet(kind: str, title: str, *needs: str, more: dict[str, Column], unread: str) -> Sheet:
    return Sheet(
        f"{kind}s of Zoho CRM",
        needs,
        TIMES
        | owner(title)
        | {
            f"{UNREAD} | Contact Name | Contact Name.id | CONTACTID | Related To | Who Id | Priority | Reminder | Remind At"
            f" | Recurring Activity | Send Notification Email | {unread}": Column(""),
            f"{ID} | {title} Id | {title.upper()}ID | ACTIVITYID": numbered("id"),
            "Related To.id | What Id.id | What Id | SEID": numbered("related"),
            "Related To Module | Related To Type | $se_module | SEMODULE | se_module": Column("module"),
            "POTENTIALID | Deal Name.id": numbered("deal"),
            "LEADID | Lead Name.id": numbered("lead"),
            "ACCOUNTID | Account Name.id": numbered("account"),
            "Subject": Column("name"),
        }
        | more,
        entities=("activities",),
        records=_touch,
        aside=("people",),
        fixed={"kind": kind},
        named_by=("name", "begins", "due"),
    )


RELATED = "Related To | Related To.id | Related To Module | What Id | $se_module | Contact Name | Contact Name.id | SEID"
TASKS = _sheet(
    "task", "Task", "Subject", "Due Date", "Task Owner | Task Owner.id | Closed Time | SMOWNERID",
    f"Status | {RELATED}",
    more={
        "Status": Column("status"), "Due Date": Column("due", Kind.MOMENT), "Closed Time": Column("closed", Kind.MOMENT),
    },
    unread="Task Status",
)  # fmt: skip
CALLS = _sheet(
    "call", "Call", "Subject | Call Purpose", "Call Start Time", "Call Type | Call Owner | Call Owner.id",
    more={
        "Call Start Time": Column("begins", Kind.MOMENT),
        "Call Type": Column("direction", read=lambda word: DIRECTIONS.get(word.casefold())),
        "Call Status | Outgoing Call Status": Column("status"),
    },
    unread="Call Duration | Call Duration (in seconds) | Call Purpose | Call Result | Call Agenda | Caller ID | Dialled Number"
    " | Voice Recording | Scheduled In CRM | CTI Entry",
)  # fmt: skip
EVENTS = _sheet(
    "meeting", "Event", "Title | Event Title | Subject", "From | Start DateTime | Start Date Time",
    "To | End DateTime | End Date Time",
    "Host | Host.id | Event Owner | Event Owner.id | SMOWNERID",
    more={
        "From | Start DateTime | Start Date Time": Column("begins", Kind.MOMENT),
        "Host.id": numbered("owner.id"), "Host": Column("owner.name"),
        "Title | Event Title": Column("name"),
        "Check-In Status": Column("status"),
    },
    unread="To | End DateTime | End Date Time | Location | Venue | All day | All Day | Participants | Check-In By"
    " | Check-In Time",
)  # fmt: skip
