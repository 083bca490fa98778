"""HubSpot's calls, e-mails, meetings, tasks and notes. Their headers are from memory: likely, not certain."""

from collections.abc import Callable, Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.hubspot.cells import ID, OWNER, UNREAD, first_of
from model.importing.report import Refused

NOT_DONE = frozenset({
    "scheduled", "canceled", "cancelled", "no show", "no_show", "rescheduled", "not started", "not_started", "in progress",
    "in_progress", "waiting", "deferred", "queued", "draft", "sending", "failed",
})  # fmt: skip
DIRECTIONS = {
    "outbound": "out", "outgoing": "out", "outgoing email": "out", "email": "out", "logged email": "out",
    "inbound": "in", "incoming": "in", "incoming email": "in", "incoming_email": "in",
}  # fmt: skip
SHARED = {
    f"{UNREAD} | Associated Contact | Associated Company | Associated Deal | Create date | hs_createdate": Column(""),
    ID: Column("id"),
    f"Activity assigned to | {OWNER} | Assigned to | Call owner | Meeting owner": Column("person"),
    "Associated Contact IDs": Column("lead", read=first_of),
    "Associated Company IDs": Column("account", read=first_of),
    "Associated Deal IDs": Column("deal", read=first_of),
    "Activity date | hs_timestamp | Due date": Column("dated", Kind.MOMENT),
}
FIELDS = ("id", "kind", "person", "lead", "account", "deal", "done", "direction")


def _done(word: str) -> bool:
    return word.casefold() not in NOT_DONE


def _direction(word: str) -> str | None:
    return DIRECTIONS.get(word.casefold())


def _touch(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    at = row.get("at") or row.get("dated")
    if at is None:
        raise Refused("is empty", "Every activity needs a date", "at" if "at" in row else "dated")
    yield "activities", {name: row[name] for name in FIELDS if name in row} | {"at": at}


def _sheet(kind: str, title: str, at: str, status: str, direction: str = "", unread: str = "") -> Sheet:
    reads: list[tuple[str, str, Callable[[str], object]]] = [(status, "done", _done), (direction, "direction", _direction)]
    own = {f"{title} | {unread}": Column("")} | ({at: Column("at", Kind.MOMENT)} if at else {})
    return Sheet(
        f"{kind}s of HubSpot",
        (ID, title, f"Activity date | hs_timestamp | Due date{at and f' | {at}'}"),
        SHARED | own | {words: Column(field, read=read) for words, field, read in reads if words},
        entities=("activities",),
        records=_touch,
        fixed={"kind": kind},
    )


TOUCHES = (
    _sheet("call", "Call Title | hs_call_title", "", "Call status | hs_call_status", "Call direction | hs_call_direction",
           "Call outcome | Call duration | Call notes | Call and meeting type | hs_call_body"),
    _sheet("email", "Email subject | hs_email_subject", "Email send date", "Email send status | hs_email_status",
           "Email direction | hs_email_direction", "Email body | hs_email_text"),
    _sheet("meeting", "Meeting name | hs_meeting_title", "Meeting start time | hs_meeting_start_time",
           "Meeting outcome | hs_meeting_outcome", "", "Meeting end time | hs_meeting_end_time | Meeting type"),
    _sheet("task", "Task Title | hs_task_subject", "Completed at | hs_task_completion_date", "Task status | hs_task_status", "",
           "Task notes | Task type | hs_task_type | Priority"),
    _sheet("note", "Note body | hs_note_body", "", ""),
)  # fmt: skip
