"""Pipedrive's activities: what was done when it was marked as done, the rest when it is due."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.pipedrive.cells import of
from model.importing.report import Refused

DONE = {"done": "true", "undone": "false", "to do": "false", "erledigt": "true", "nicht erledigt": "false", "offen": "false"}
FIELDS = ("id", "person", "deal", "lead", "done")


def _activity(row: dict[str, Any], context: Context) -> Iterator[Record]:
    done = row.get("done")
    at = (row.get("marked") if done else None) or _due(row, context) or row.get("marked") or row.get("created")
    if at is None:
        raise Refused("is empty", "Every activity needs a date", "due" if "due" in row else "marked")
    touch = {name: row[name] for name in FIELDS if name in row}
    touch |= {"account": row.get("organization") or row.get("account")} if row.keys() & {"organization", "account"} else {}
    touch["direction"] = row.get("direction") or "out"  # what a rep plans and does; nothing says who called whom
    yield "activities", touch | {"kind": (row.get("kind") or "other").casefold(), "at": at}


def _due(row: dict[str, Any], context: Context) -> datetime | None:
    """The day it is due, at its time where it has one."""
    day, clock = row.get("due"), row.get("due_time")
    if day is None or clock is None:
        return day and context.calendar.start_of(day)
    return datetime.combine(day, clock, ZoneInfo(context.settings.time_zone))


def _direction(word: str) -> str | None:
    return {"outbound": "out", "inbound": "in"}.get(word.casefold())


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


ACTIVITIES = Sheet(
    "activities of Pipedrive",
    (of("Activity", "Subject", "Betreff"), of("Activity", "Done", "Erledigt"),
     of("Activity", "Due date", "Marked as done time", "Fälligkeitsdatum")),
    {
        of("Activity", "Note", "Notiz", "Duration", "Dauer", "Location", "Priority", "Creator", "Update time",
            "Busy flag", "Public description", "Contact person", "Project"): Column(""),
        "Deal | Deal - Title | Lead | Lead - Title | Person | Person - Name": Column(""),
        of("Activity", "Subject", "Betreff"): Column("subject"),
        of("Activity", "ID", "Pipedrive System ID"): Column("id"),
        of("Activity", "Type", "Typ"): Column("kind"),
        of("Activity", "Done", "Erledigt", "Status"):
            Column("done", Kind.FLAG, DONE),
        of("Activity", "Due date", "Fälligkeitsdatum"): Column("due", Kind.DAY),
        of("Activity", "Due time"): Column("due_time", read=_clock),
        of("Activity", "Marked as done time", "Als erledigt markiert"): Column("marked", Kind.MOMENT),
        of("Activity", "Creation date", "Add time"): Column("created", Kind.MOMENT),
        of("Activity", "Assigned to user", "Assigned to", "Owner", "Zugewiesen an"): Column("person"),
        of("Activity", "Direction"): Column("direction", read=_direction),
        "Deal - ID | Deal - Pipedrive System ID | Deal ID": Column("deal"),
        "Lead - ID | Lead - Pipedrive System ID | Lead ID": Column("lead"),
        "Organization - ID | Organization - Pipedrive System ID | Organization ID": Column("organization"),
        "Activity - Organization | Organization | Organization - Name | Organisation": Column("account"),
    },
    entities=("activities",),
    records=_activity,
    named_by=("subject", "marked", "due"),
)  # fmt: skip
