"""Pipedrive's leads and organizations (our accounts). Persons are known and not read."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.pipedrive.cells import of


def _lead(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    lead = {name: value for name, value in row.items() if name not in ("title", "person")}
    yield "leads", lead | {"name": row.get("person") or row["title"]}


LEADS = Sheet(
    "leads of Pipedrive",
    ("Lead - Title | Lead - Titel", of("Lead", "Owner", "Besitzer", "Labels", "Organization")),
    {
        of("Lead", "Label", "Labels", "Value", "Currency", "Expected close date", "Visible to",
            "Source channel ID", "Next activity date", "Creator", "Update time", "Seen", "Status", "Is archived",
            "Archived"): Column(""),
        of("Lead", "ID", "Pipedrive System ID", "Lead ID"): Column("id"),
        of("Lead", "Title", "Titel"): Column("title"),
        f"{of('Lead', 'Contact person', 'Kontaktperson')} | Person - Name": Column("person"),
        f"{of('Lead', 'Organization', 'Organisation')} | Organization - Name": Column("company account"),
        "Person - Email | Person - Email - Work | Email | Email (Work)": Column("email"),
        of("Lead", "Owner", "Besitzer"): Column("owner"),
        of("Lead", "Source channel", "Source", "Lead source"): Column("source"),
        of("Lead", "Channel"): Column("channel"),
        of("Lead", "Region"): Column("region"),
        of("Lead", "Lead created", "Lead created on", "Creation date", "Created", "Add time", "Lead erstellt"):
            Column("created_at"),
        of("Lead", "MQL date"): Column("mql_at"),
        of("Lead", "Archive time", "Archived on", "Archived time", "Disqualified date"): Column("disqualified_at"),
        of("Lead", "Disqualified reason", "Lost reason"): Column("disqualify_reason"),
    },
    entities=("leads",),
    records=_lead,
    named_by=("title", "created_at"),
)  # fmt: skip

ORGANIZATIONS = Sheet(
    "organizations of Pipedrive",
    ("Organization - Name | Organisation - Name | Name",
     "Organization - Name | Organisation - Name | Won deals | Open deals | Closed deals"),
    {
        of("Organization", "Address", "Label", "Labels", "Won deals", "Lost deals", "Open deals", "Closed deals", "People",
            "Visible to", "Next activity date", "Last activity date", "Organization created", "Creation date", "Update time",
            "Total activities", "Done activities", "Activities to do", "Email messages count"): Column(""),
        of("Organization", "ID", "Pipedrive System ID"): Column("id"),
        of("Organization", "Name"): Column("name"),
        of("Organization", "Owner", "Besitzer"): Column("owner"),
        of("Organization", "Industry", "Branche"): Column("industry"),
        of("Organization", "Segment"): Column("segment"),
        of("Organization", "Region", "Country", "Country of Address"): Column("region"),
        of("Organization", "Named account", "Target account"): Column("named"),
        of("Organization", "Customer since"): Column("customer_since"),
    },
    entities=("accounts",),
    records=lambda row, _: [("accounts", row)],
    named_by=("name",),
)  # fmt: skip

PERSONS = Sheet(
    "persons of Pipedrive",
    ("Person - Name", "Person - Email | Person - Email - Work | Person - Phone | Person - Phone - Work | Person - Owner"),
    {of("Person", "Name", "First name", "Last name", "Email", "Email - Work", "Email - Home", "Email - Other", "Phone",
        "Phone - Work", "Phone - Home", "Phone - Mobile", "Phone - Other", "Label", "Labels", "Owner", "Organization", "ID",
        "Pipedrive System ID", "Won deals", "Lost deals", "Open deals", "Closed deals", "Person created", "Update time",
        "Visible to", "Next activity date", "Last activity date", "Total activities", "Done activities",
        "Activities to do", "Email messages count"): Column("")},
)  # fmt: skip
