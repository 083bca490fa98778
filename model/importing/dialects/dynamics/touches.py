"""Activities of all kinds, or of one, each regarding one record.

The API says of which table that is; an Excel export only what it is called, so there the names of all files tell.
"""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.dynamics.cells import FORMATTED, OWNER, UNREAD, coded, identified
from model.importing.dialects.dynamics.names import meant
from model.importing.dialects.mentioned import link_of, people_of
from model.importing.report import Refused

KINDS = {
    "phonecall": "call", "phone call": "call", "telefonanruf": "call", "4210": "call", "email": "email", "e-mail": "email",
    "4202": "email", "appointment": "meeting", "termin": "meeting", "4201": "meeting", "task": "task", "aufgabe": "task",
    "4212": "task",
}  # fmt: skip
STATES = {"0": "open", "1": "completed", "2": "canceled", "3": "scheduled", "abgeschlossen": "completed"}
DIRECTIONS = {"true": "out", "outgoing": "out", "yes": "out", "1": "out", "ausgehend": "out", "false": "in", "incoming": "in",
              "no": "in", "0": "in", "eingehend": "in"}  # fmt: skip
ABOUT = {
    "opportunity": "deal", "opportunities": "deal", "3": "deal", "verkaufschance": "deal", "lead": "lead", "leads": "lead",
    "4": "lead", "account": "account", "accounts": "account", "1": "account", "firma": "account",
}  # fmt: skip
"""What a table's rows are here; of other tables there is nothing to link to."""


def _touch(row: dict[str, Any], context: Context) -> Iterator[Record]:
    done = (row.get("state") or "").casefold() == "completed"
    actual, planned = row.get("ended") or row.get("began"), row.get("due") or row.get("begins")
    at = (row.get("began") or row.get("ended") if done else None) or planned or actual or row.get("created_at")
    if at is None:
        raise Refused("is empty", "Every activity needs a date", "due" if "due" in row else "began")
    yield from people_of(row, context)
    kind = (row.get("kind") or "other").casefold()
    touch = {"id": row["id"], "kind": kind, "at": at, "done": done} | link_of(row, "owner", "person")
    touch["direction"] = row.get("direction") or ("out" if kind == "task" else None)
    about = row.get("regarding.id") or row.get("regarding.name")
    table = ABOUT.get((row.get("table") or "").casefold())
    if about and not row.get("table"):
        context.kept.setdefault("dynamics touches", []).append((touch, about))
        return
    yield "activities", touch | ({table: about} if about and table else {})


def regarding(context: Context) -> Iterator[Record]:
    """Activities that do not say of which table the record is that they regard."""
    for touch, about in context.kept.get("dynamics touches", []):
        found = meant(context, about)
        yield "activities", touch | ({found[0]: found[1]} if found else {})


ACTIVITIES = Sheet(
    "activities of Dynamics 365",
    ("(Do Not Modify) Activity | (Do Not Modify) Phone Call | (Do Not Modify) Task | (Do Not Modify) Appointment"
     " | (Do Not Modify) Email | activityid", "Subject | subject | Regarding | _regardingobjectid_value | regardingobjectid",
     "(Do Not Modify) Activity | (Do Not Modify) Phone Call | (Do Not Modify) Task | (Do Not Modify) Appointment"
     " | (Do Not Modify) Email | activitytypecode | statecode | _ownerid_value | _regardingobjectid_value"),
    OWNER
    | {
        f"{UNREAD} | Subject | subject | Priority | prioritycode | Status Reason | statuscode | Duration | Actual Duration"
        " | actualdurationminutes | scheduleddurationminutes | Call To | Call From | Phone Number | phonenumber | Location"
        " | location | To | From | Last Updated | Is Workflow Created | isworkflowcreated | isbilled | isregularactivity"
        " | instancetypecode | Category | Body": Column(""),
        "(Do Not Modify) Activity | (Do Not Modify) Phone Call | (Do Not Modify) Task | (Do Not Modify) Appointment"
        " | (Do Not Modify) Email | activityid": identified("id"),
        f"Activity Type | activitytypecode | activitytypecodename | activitytypecode{FORMATTED}":
            Column("kind", read=coded(KINDS)),
        f"Activity Status | Status | statecode | statecode{FORMATTED}": Column("state", read=coded(STATES)),
        "Actual Start | actualstart": Column("began", Kind.MOMENT),
        "Actual End | actualend | Date Completed": Column("ended", Kind.MOMENT),
        "Start Date | Start Time | scheduledstart": Column("begins", Kind.MOMENT),
        "Due Date | Due | End Time | scheduledend": Column("due", Kind.MOMENT),
        f"Direction | directioncode | directioncode{FORMATTED}":
            Column("direction", read=lambda text: DIRECTIONS.get(text.casefold())),
        "_regardingobjectid_value | regardingobjectid": identified("regarding.id"),
        f"Regarding | regardingobjectidname | _regardingobjectid_value{FORMATTED}": Column("regarding.name"),
        "Regarding Type | regardingobjecttypecode | regardingobjectidtype"
        " | _regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname": Column("table"),
    },
    entities=("activities",),
    records=_touch,
    aside=("people",),
)  # fmt: skip
