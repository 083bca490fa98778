"""Leads, accounts, and users with whom they report to; contacts are known and not read."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.dynamics.cells import FORMATTED, OWNER, UNREAD, coded, identified, row_id
from model.importing.dialects.dynamics.names import keep_lead, keep_name
from model.importing.dialects.mentioned import lead_converted, link_of, people_of

STATES = {"0": "open", "1": "qualified", "2": "disqualified", "offen": "open", "qualifiziert": "qualified",
          "disqualifiziert": "disqualified"}  # fmt: skip
REASONS = {"1": "New", "2": "Contacted", "3": "Qualified", "4": "Lost", "5": "Cannot Contact", "6": "No Longer Interested",
           "7": "Canceled"}  # fmt: skip
SOURCES = {"1": "Advertisement", "2": "Employee Referral", "3": "External Referral", "4": "Partner", "5": "Public Relations",
           "6": "Seminar", "7": "Trade Show", "8": "Web", "9": "Word of Mouth", "10": "Other"}  # fmt: skip
GIVEN_UP = frozenset({"disqualified", "lost", "cannot contact", "no longer interested", "canceled", "cancelled"})
LEAD = ("id", "company", "email", "source", "channel", "region", "created_at", "mql_at", "disqualify_reason", "deal")
ACCOUNT = ("id", "name", "industry", "segment", "region", "named", "customer_since")
ADDRESS = (
    "Main Phone | telephone1 | Business Phone | Mobile Phone | mobilephone | Address 1: City | address1_city"
    " | Address 1: Country/Region | address1_country | Address 1: State/Province | address1_stateorprovince"
    " | Address 1: Street 1 | address1_line1 | Address 1: ZIP/Postal Code | address1_postalcode | Street 1 | Street 2"
    " | ZIP/Postal Code | Website | websiteurl | Fax | fax | City | Country/Region | Country | State or Province"
)


def _lead(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A lead was given up, as far as is known, when it was changed last; for what, its status reason says."""
    yield from people_of(row, context)
    name = row.get("full") or " ".join(row[part] for part in ("first", "last") if row.get(part)) or row.get("topic")
    lead = {key: row[key] for key in LEAD if key in row} | {"name": name or row["id"]} | link_of(row, "owner")
    state, reason = row.get("state") or "", row.get("reason")
    given_up = state.casefold() == "disqualified" or (not state and (reason or "").casefold() in GIVEN_UP)
    if row.keys() & {"state", "reason", "disqualified_at"}:
        lead["disqualified_at"] = row.get("disqualified_at") or (row.get("modified") if given_up else None)
    if "reason" in row and "disqualify_reason" not in row:
        lead["disqualify_reason"] = reason if given_up else None
    yield "leads", lead
    if row.get("deal"):
        lead_converted(context, row["id"], row["deal"])
    keep_lead(context, row["id"], lead["name"], row.get("company"))
    keep_name(context, "lead", row["id"], lead["name"], row.get("topic"))


LEADS = Sheet(
    "leads of Dynamics 365",
    (row_id("Lead", "leadid"), "Status Reason | statuscode | Status | statecode | Topic | subject | Company Name | companyname",
     "(Do Not Modify) Lead | statecode | statuscode | leadsourcecode | _ownerid_value | companyname"),
    OWNER
    | {
        f"{UNREAD} | {ADDRESS} | Job Title | jobtitle | Rating | leadqualitycode | Source Campaign | _campaignid_value"
        " | Annual Revenue | revenue | No. of Employees | numberofemployees | Industry | industrycode | Lead Score | Lead Grade"
        " | Est. Value | estimatedamount | Currency | _transactioncurrencyid_value | Parent Contact for lead"
        " | _parentcontactid_value | Preferred Method of Contact | Do not allow Emails | Budget Amount": Column(""),
        row_id("Lead", "leadid"): identified("id"),
        "Topic | Subject | subject": Column("topic"),
        "Name | Full Name | fullname": Column("full"),
        "First Name | firstname": Column("first"),
        "Last Name | lastname": Column("last"),
        "Company Name | companyname": Column("company"),
        "Email | Email Address | emailaddress1": Column("email"),
        f"Lead Source | leadsourcecode | leadsourcecode{FORMATTED}": Column("source", read=coded(SOURCES)),
        f"Status | statecode | statecode{FORMATTED}": Column("state", read=coded(STATES)),
        f"Status Reason | statuscode | statuscode{FORMATTED}": Column("reason", read=coded(REASONS)),
        "_qualifyingopportunityid_value | qualifyingopportunityid": identified("deal"),
        "MQL Date": Column("mql_at"),
        "Disqualified On | Disqualified Date": Column("disqualified_at", Kind.MOMENT),
        "Disqualified Reason | Disqualification Reason": Column("disqualify_reason"),
        "Channel": Column("channel"),
        "Region | Territory": Column("region"),
    },
    entities=("leads",),
    records=_lead,
    aside=("people",),
)  # fmt: skip


def _account(row: dict[str, Any], context: Context) -> Iterator[Record]:
    yield from people_of(row, context)
    keep_name(context, "account", row["id"], row["name"])
    yield "accounts", {name: row[name] for name in ACCOUNT if name in row} | link_of(row, "owner")


ACCOUNTS = Sheet(
    "accounts of Dynamics 365",
    ("(Do Not Modify) Account | accountid", "Account Name | name | Name",
     "(Do Not Modify) Account | _ownerid_value | industrycode | customertypecode | _primarycontactid_value | statecode"),
    OWNER
    | {
        f"{UNREAD} | {ADDRESS} | Primary Contact | _primarycontactid_value | Parent Account | _parentaccountid_value"
        " | Relationship Type | customertypecode | Annual Revenue | revenue | Number of Employees | numberofemployees | Status"
        " | statecode | Status Reason | statuscode | Account Number | accountnumber | Email | emailaddress1 | Currency"
        " | _transactioncurrencyid_value | Ticker Symbol | SIC Code | sic | Ownership | Category | accountcategorycode":
            Column(""),
        row_id("Account", "accountid"): identified("id"),
        "Account Name | name | Name": Column("name"),
        f"Industry | industrycode{FORMATTED} | industrycodename": Column("industry"),
        "industrycode": Column(""),
        "Segment": Column("segment"),
        "Territory | Region": Column("region"),
        "Named Account": Column("named"),
        "Customer Since": Column("customer_since"),
    },
    entities=("accounts",),
    records=_account,
    aside=("people",),
)  # fmt: skip

CONTACTS = Sheet(
    "contacts of Dynamics 365",
    ("(Do Not Modify) Contact | contactid", "Full Name | fullname | Last Name | lastname",
     "(Do Not Modify) Contact | _ownerid_value | emailaddress1 | _parentcustomerid_value"),
    {f"{UNREAD} | {ADDRESS} | (Do Not Modify) Modified On | (Do Not Modify) Contact | contactid | Full Name"
     " | fullname | First Name | firstname | Last Name | lastname | Company Name | _parentcustomerid_value | Email"
     " | emailaddress1 | Job Title | jobtitle | Owner | Created On"
     " | createdon | Modified On | modifiedon | _ownerid_value | Status | statecode | Status Reason | statuscode": Column("")},
)  # fmt: skip


def _user(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A user who is disabled left, as far as is known, when the user was changed last."""
    name = row.get("full") or " ".join(row[part] for part in ("first", "last") if row.get(part))
    person = {"id": row["id"], "name": name or None} | {key: row[key] for key in ("email", "region") if key in row}
    if row.get("disabled") is not None:
        modified = row.get("modified")
        left = context.calendar.day_of(modified) if modified else context.as_of
        person["active_to"] = left if row["disabled"] else None
    yield "people", person
    if row.get("manager.id") or row.get("manager.name"):
        yield "reporting_lines", {"person": row["id"]} | link_of(row, "manager")


DISABLED = {"enabled": "false", "disabled": "true", "aktiviert": "false", "deaktiviert": "true"}
USERS = Sheet(
    "users of Dynamics 365",
    ("(Do Not Modify) User | systemuserid", "Full Name | fullname | Last Name | lastname"),
    {
        f"{UNREAD} | {ADDRESS} | User Name | domainname | Title | title | Job Title | jobtitle | Business Unit"
        " | _businessunitid_value | accessmode | Access Mode | applicationid | azureactivedirectoryobjectid"
        " | Site | _siteid_value | Position | _positionid_value | Created On | createdon | islicensed | caltype": Column(""),
        row_id("User", "systemuserid"): identified("id"),
        "Full Name | fullname": Column("full"),
        "First Name | firstname": Column("first"),
        "Last Name | lastname": Column("last"),
        "Primary Email | internalemailaddress": Column("email"),
        "Status | isdisabled": Column("disabled", Kind.FLAG, DISABLED),
        "Modified On | modifiedon | (Do Not Modify) Modified On": Column("modified", Kind.MOMENT),
        "_parentsystemuserid_value | parentsystemuserid": identified("manager.id"),
        "_territoryid_value": Column(""),
        f"Manager | parentsystemuseridname | _parentsystemuserid_value{FORMATTED}": Column("manager.name"),
        f"Territory | Region | _territoryid_value{FORMATTED}": Column("region"),
    },
    entities=("people",),
    records=_user,
)  # fmt: skip
