"""Leads with what became of them, tasks and events."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.salesforce.words import NOT_READ, SYSTEM, link

GIVEN_UP = {"closed - not converted", "unqualified", "disqualified", "not qualified", "rejected", "bad fit", "dead"}
"""Statuses, in lower case, that say that nothing will come of a lead."""


def _lead(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A lead without its own day of disqualification was given up, as far as is known, when it was changed last."""
    if row.get("deleted"):
        return
    name = row.get("name") or " ".join(part for part in (row.get("first"), row.get("last")) if part)
    lead: dict[str, Any] = {"id": row["id"], "name": name or None}
    kept = ("company", "email", "source", "channel", "region", "owner", "created_at", "mql_at", "account", "deal")
    lead |= {field: row[field] for field in (*kept, "disqualify_reason") if field in row}
    if "converted" in row:
        lead["handed_over_at"] = row["converted"] and context.calendar.start_of(row["converted"])
    given_up = (row.get("status") or "").casefold() in GIVEN_UP
    if "disqualified_at" in row or "status" in row:
        lead["disqualified_at"] = row.get("disqualified_at") or (row.get("modified") if given_up else None)
    if given_up and not lead.get("disqualify_reason"):
        lead["disqualify_reason"] = None
    yield "leads", lead


LEAD_COLUMNS = {
    "Company": Column("company"),
    "Email": Column("email"),
    "Region__c | Region": Column("region"),
    "Channel__c | Channel": Column("channel"),
    "MQL_Date__c | MQL Date | MQL_Date_Time__c | Date_MQL__c | Became_MQL__c": Column("mql_at"),
    "Disqualified_Date__c | Disqualified Date | Date_Disqualified__c | Unqualified_Date__c": Column("disqualified_at"),
    "Disqualified_Reason__c | Disqualified Reason | Disqualification_Reason__c | Unqualified_Reason__c": Column(
        "disqualify_reason"
    ),
}

LEAD = Sheet(
    "leads",
    ("Id", "Company", "Status", "IsConverted | ConvertedOpportunityId | LeadSource | OwnerId"),
    SYSTEM
    | LEAD_COLUMNS
    | {
        "Id": link("id"),
        "IsDeleted | _fivetran_deleted": Column("deleted", Kind.FLAG),
        "Name": Column("name"),
        "FirstName": Column("first"),
        "LastName": Column("last"),
        "LeadSource": Column("source"),
        "Status": Column("status"),
        "OwnerId": link("owner"),
        "ConvertedDate": Column("converted", Kind.DAY),
        "ConvertedAccountId": link("account"),
        "ConvertedOpportunityId": link("deal"),
        "CreatedDate": Column("created_at"),
        "LastModifiedDate": Column("modified", Kind.MOMENT),
        "IsConverted | Salutation | Title | Street | City | State | PostalCode | Country | Phone | MobilePhone | Fax": NOT_READ,
        "Website | Rating | Industry | AnnualRevenue | NumberOfEmployees | ConvertedContactId | MasterRecordId": NOT_READ,
    },
    ("leads",),
    records=_lead,
    zone="UTC",
)

LEAD_REPORT = Sheet(
    "a report of leads",
    ("Lead ID", "Company / Account | Company", "Lead Status | Status"),
    LEAD_COLUMNS
    | {
        "Lead ID": link("id"),
        "First Name": Column("first"),
        "Last Name": Column("last"),
        "Company / Account": Column("company"),
        "Lead Source": Column("source"),
        "Lead Status | Status": Column("status"),
        "Lead Owner": Column("owner"),
        "Converted Date": Column("converted", Kind.DAY),
        "Opportunity ID": link("deal"),
        "Created Date | Create Date": Column("created_at"),
        "Last Modified Date": Column("modified", Kind.MOMENT),
        "Title | Rating | Street | City | Country | Phone | Industry | Converted | Last Activity | Created Month": NOT_READ,
    },
    ("leads",),
    records=_lead,
)

KINDS = {"call": "call", "email": "email", "meeting": "meeting", "demo": "meeting", "mail": "email", "event": "meeting"}
DIRECTIONS = {"inbound": "in", "incoming": "in", "received": "in", "outbound": "out", "outgoing": "out", "sent": "out"}


def _activity(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A task or an event. A task was done when it was completed; events are over once they have begun."""
    moment, day = row.get("completed") or row.get("begins"), row.get("day")
    created = row.get("created")
    if moment is None and day is not None:
        logged = created is not None and context.calendar.day_of(created) == day
        moment = created if logged else context.calendar.start_of(day)
    moment = moment or created
    if row.get("deleted") or moment is None:
        return
    who, what = row.get("who") or "", row.get("what") or ""
    is_event = "begins" in row
    over = moment < context.calendar.start_of(context.as_of + timedelta(days=1))
    closed = row.get("closed")
    done = over if is_event else (row.get("status") or "").casefold() == "completed" if closed is None else closed
    said = " ".join(str(row.get(name) or "") for name in ("call_type", "kind", "subtype")).casefold()
    yield (
        "activities",
        {
            "id": row["id"],
            "at": moment,
            "person": row.get("person"),
            "kind": next((kind for word, kind in KINDS.items() if word in said), "meeting" if is_event else "other"),
            "direction": next((way for word, way in DIRECTIONS.items() if word in said), None),
            "lead": who if who.startswith("00Q") else None,
            "deal": what if what.startswith("006") else None,
            "account": what if what.startswith("001") else row.get("account"),
            "done": done,
        },
    )


ACTIVITY_COLUMNS = SYSTEM | {
    "Id": link("id"),
    "WhoId": link("who"),
    "WhatId": link("what"),
    "AccountId": link("account"),
    "OwnerId": link("person"),
    "Type": Column("kind"),
    "IsDeleted | _fivetran_deleted": Column("deleted", Kind.FLAG),
    "ActivityDate": Column("day", Kind.DAY),
    "CreatedDate": Column("created", Kind.MOMENT),
    "Subject | WhoCount | WhatCount | Priority | IsArchived | ReminderDateTime | IsReminderSet": NOT_READ,
}

TASK = Sheet(
    "tasks",
    ("WhoId", "WhatId", "Status | IsClosed | TaskSubtype"),
    ACTIVITY_COLUMNS
    | {
        "Status": Column("status"),
        "IsClosed": Column("closed", Kind.FLAG),
        "TaskSubtype": Column("subtype"),
        "CallType": Column("call_type"),
        "CompletedDateTime": Column("completed", Kind.MOMENT),
        "CallDurationInSeconds | CallDisposition | CallObject": NOT_READ,
    },
    ("activities",),
    records=_activity,
    zone="UTC",
)

EVENT = Sheet(
    "events",
    ("WhoId", "WhatId", "ActivityDateTime | StartDateTime"),
    ACTIVITY_COLUMNS
    | {
        "ActivityDateTime | StartDateTime": Column("begins", Kind.MOMENT),
        "DurationInMinutes | EndDateTime | Location | IsAllDayEvent | IsPrivate | ShowAs | IsChild | IsGroupEvent": NOT_READ,
    },
    ("activities",),
    records=_activity,
    zone="UTC",
)
