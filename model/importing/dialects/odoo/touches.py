"""Odoo's planned and done activities, and the meetings of its calendar. Their headers are from memory."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.odoo.cells import ID, link, number_of

KINDS = {"to-do": "task", "to do": "task", "e-mail": "email", "anruf": "call", "besprechung": "meeting", "phone call": "call"}

ABOUT = {
    "crm.lead": ("deal", "lead"), "lead/opportunity": ("deal", "lead"), "res.partner": ("account",), "contact": ("account",),
}  # fmt: skip
"""What a model's records are here."""


def _activity(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """About a customer, or about a lead or opportunity: those have one number, and what there is of them is linked."""
    about = ABOUT.get((row.get("model") or "crm.lead").casefold())
    if about is None:
        return
    due = context.calendar.start_of(row["due"]) if row.get("due") else None
    touch: dict[str, Any] = {name: row[name] for name in ("id", "person") if name in row}
    touch["direction"] = "out"  # what a salesperson plans and does; nothing says who called whom
    touch |= {"at": row.get("done_at") or due, "done": bool(row.get("done_at")), "kind": (row.get("kind") or "other").casefold()}
    yield "activities", touch | (dict.fromkeys(about, row["record"]) if "record" in row else {})


ACTIVITIES = Sheet(
    "activities of Odoo",
    ("activity_type_id | Activity Type | Aktivitätstyp", "date_deadline | Due Date | Fälligkeitsdatum | date_done | Done Date",
     "res_model | Related Document Model | Document Model | res_id | Related Document ID | res_name | Document Name"),
    {
        "summary | Summary | note | Note | res_name | Document Name | state | State | create_date | Created on | create_uid"
        " | Created by | active | Active": Column(""),
        ID: Column("id", read=number_of),
        "activity_type_id | Activity Type | Aktivitätstyp": Column("kind", translate=KINDS),
        "date_deadline | Due Date | Fälligkeitsdatum": Column("due", Kind.DAY),
        "date_done | Done Date | Date Done": Column("done_at", Kind.MOMENT),
        f"user_id | Assigned to | Zugewiesen an | 担当者 | {link('user_id', 'Assigned to')}": Column("person", read=number_of),
        "res_model | Related Document Model | Document Model": Column("model"),
        "res_id | Related Document ID": Column("record"),
    },
    entities=("activities",),
    records=_activity,
    named_by=("kind", "due", "record"),
)  # fmt: skip

MEETINGS = Sheet(
    "meetings of Odoo",
    ("start | Start | Beginn | 開始",
     "opportunity_id | Opportunity | opportunity_id/id | Opportunity/External ID | Opportunity/ID",
     "name | Meeting Subject | Subject | stop | Stop | duration | Duration"),
    {
        "name | Meeting Subject | Subject | stop | Stop | duration | Duration | allday | All Day | location | Location"
        " | partner_ids | Attendees | opportunity_id | Opportunity": Column(""),
        ID: Column("id", read=number_of),
        "start | Start | Beginn | 開始": Column("at"),
        f"user_id | Organizer | Responsible | Verantwortlich | {link('user_id', 'Organizer')}": Column("person", read=number_of),
        link("opportunity_id", "Opportunity"): Column("deal", read=number_of),
    },
    entities=("activities",),
    fixed={"kind": "meeting"},
    named_by=("at", "person"),
)  # fmt: skip
