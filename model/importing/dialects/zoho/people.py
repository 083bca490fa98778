"""Leads with what became of them, accounts and users; contacts are known and not read."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.mentioned import lead_converted, link_of, people_of
from model.importing.dialects.zoho.cells import ID, TIMES, UNREAD, numbered, owner

GIVEN_UP = frozenset({"junk lead", "lost lead", "not qualified", "unqualified", "disqualified"})
LEAD = ("id", "company", "email", "source", "channel", "region", "created_at", "mql_at", "disqualify_reason")
ACCOUNT = ("id", "name", "industry", "segment", "region", "named", "customer_since")
ADDRESS = (
    "Phone | Mobile | Fax | Website | Secondary Email | Skype ID | Twitter | Street | City | State | Zip Code | Country"
    " | Salutation | Title | Designation | Annual Revenue | No. of Employees | No of Employees | Employees | Rating"
    " | Email Opt Out | Billing Street | Billing City | Billing State | Billing Code | Billing Country | Shipping Street"
    " | Shipping City | Shipping State | Shipping Code | Shipping Country | Mailing Street | Mailing City | Mailing State"
    " | Mailing Zip | Mailing Country"
)


def _lead(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A lead that was found junk or lost was given up, as far as is known, when it was changed last."""
    yield from people_of(row, context)
    name = row.get("full") or " ".join(row[part] for part in ("first", "last") if row.get(part))
    lead = {key: row[key] for key in LEAD if key in row} | {"name": name or row.get("email") or row["id"]}
    lead |= link_of(row, "owner")
    given_up = (row.get("status") or "").casefold() in GIVEN_UP and not row.get("converted")
    if row.keys() & {"status", "disqualified_at"}:
        lead["disqualified_at"] = row.get("disqualified_at") or (row.get("modified") if given_up else None)
    if row.get("account.id") or row.get("account.name"):
        lead["account"] = row.get("account.id") or row.get("account.name")
    if "converted_at" in row:
        lead["handed_over_at"] = row["converted_at"]
    if row.get("deal"):
        lead["deal"] = row["deal"]
        if not row.get("converted_at"):
            lead_converted(context, row["id"], row["deal"])
    yield "leads", lead


LEADS = Sheet(
    "leads of Zoho CRM",
    ("Last Name | Lead Name | Full Name | First Name", "Lead Status | Lead Source", "Company | Is Converted",
     "Lead Owner | Lead Owner.id | SMOWNERID | Lead Owner Name",
     "Record Id | Lead Owner.id | Lead Owner ID | SMOWNERID | Created Time | Modified Time"),
    TIMES
    | owner("Lead")
    | {
        f"{UNREAD} | {ADDRESS} | Converted Contact | Converted Contact.id | Converted Deal | Industry | Lead Conversion Time"
        " | Currency | Campaign Source | Converted By": Column(""),
        "Record Id | Lead Id | LEADID | Id": numbered("id"),
        "Lead Name | Full Name": Column("full"),
        "First Name": Column("first"),
        "Last Name": Column("last"),
        "Company": Column("company"),
        "Email": Column("email"),
        "Lead Source": Column("source"),
        "Lead Status": Column("status"),
        "Is Converted | Converted": Column("converted", Kind.FLAG),
        "Converted Date Time | Converted Time | Converted Date | Lead Converted Time": Column("converted_at", Kind.MOMENT),
        "Converted Account.id": numbered("account.id"),
        "Converted Account": numbered("account.name"),
        "Converted Deal.id | Converted Potential.id": numbered("deal"),
        "MQL Date": Column("mql_at"),
        "Disqualified Date": Column("disqualified_at", Kind.MOMENT),
        "Disqualified Reason | Reason For Disqualification": Column("disqualify_reason"),
        "Channel": Column("channel"),
        "Region": Column("region"),
    },
    entities=("leads",),
    records=_lead,
    aside=("people",),
    named_by=("full", "first", "last", "created_at"),
)  # fmt: skip


def _account(row: dict[str, Any], context: Context) -> Iterator[Record]:
    yield from people_of(row, context)
    yield "accounts", {name: row[name] for name in ACCOUNT if name in row} | link_of(row, "owner")


ACCOUNTS = Sheet(
    "accounts of Zoho CRM",
    ("Account Name", "Account Owner.id | Record Id | SMOWNERID | Created Time | Modified Time",
     "Account Owner | Account Owner.id | Account Type | Industry | SMOWNERID"),
    TIMES
    | owner("Account")
    | {
        f"{UNREAD} | {ADDRESS} | Account Type | Account Number | Account Site | Parent Account | Parent Account.id"
        " | PARENTACCOUNTID | Ownership | Ticker Symbol | SIC Code | Currency | Email": Column(""),
        "Record Id | Account Id | ACCOUNTID | Id": numbered("id"),
        "Account Name": Column("name"),
        "Industry": Column("industry"),
        "Segment": Column("segment"),
        "Region | Territories": Column("region"),
        "Named Account": Column("named"),
        "Customer Since": Column("customer_since"),
    },
    entities=("accounts",),
    records=_account,
    aside=("people",),
    named_by=("name",),
)  # fmt: skip

CONTACTS = Sheet(
    "contacts of Zoho CRM",
    ("Last Name | Full Name | Contact Name", "Contact Owner | Contact Owner.id | CONTACTID | Contact Id"),
    {f"{UNREAD} | {ADDRESS} | {ID} | CONTACTID | Contact Id | Contact Owner | Contact Owner.id | SMOWNERID | First Name"
     " | Last Name | Full Name | Contact Name | Account Name | Account Name.id | ACCOUNTID | Email | Department | Lead Source"
     " | Created Time | Modified Time | Reporting To | Reporting To.id | Assistant | Date of Birth | Currency | Home Phone"
     " | Other Phone | Vendor Name | Vendor Name.id": Column("")},
)  # fmt: skip


def _user(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A user who is not active any more left, as far as is known, when the user was changed last."""
    name = row.get("full") or " ".join(row[part] for part in ("first", "last") if row.get(part))
    person = {"id": row["id"], "name": name or row.get("email")} | {key: row[key] for key in ("email", "region") if key in row}
    if row.get("status"):
        modified, active = row.get("modified"), row["status"].casefold() in ("active", "true")
        person["active_to"] = None if active else context.calendar.day_of(modified) if modified else context.as_of
    yield "people", person
    if row.get("manager.id") or row.get("manager.name"):
        yield "reporting_lines", {"person": row["id"]} | link_of(row, "manager")


USERS = Sheet(
    "users of Zoho CRM",
    ("Record Id | User Id | USERID | Id", "Email", "Role | Role.id | Profile | Profile.id", "Last Name | Full Name | User Name"),
    TIMES
    | {
        f"{UNREAD} | {ADDRESS} | Role | Role.id | Profile | Profile.id | Alias | Date of Birth | Locale | Country Locale"
        " | Time Zone | Time Format | Date Format | Language | Confirmed | Added By | Reporting To Role": Column(""),
        "Record Id | User Id | USERID | Id": numbered("id"),
        "First Name": Column("first"),
        "Last Name": Column("last"),
        "Full Name | User Name": Column("full"),
        "Email": Column("email"),
        "Status | Active": Column("status"),
        "Reporting To.id | Reports To.id | Manager.id": numbered("manager.id"),
        "Reporting To | Reports To | Manager": Column("manager.name"),
        "Region": Column("region"),
    },
    entities=("people",),
    records=_user,
    named_by=("email",),
)  # fmt: skip
