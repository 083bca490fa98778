"""Leads, accounts, and users with whom they report to."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.mentioned import lead_converted, link_of, people_of
from model.importing.dialects.sugarcrm.cells import ID, OWNED

GIVEN_UP = frozenset({"dead", "recycled"})
LEAD = ("id", "company", "email", "source", "channel", "region", "created_at", "mql_at", "disqualify_reason", "account")
ACCOUNT = ("id", "name", "industry", "segment", "region", "named", "customer_since")
ADDRESS = (
    "Phone | Office Phone | phone_office | phone_work | Mobile | phone_mobile | Home | phone_home | Other Phone | phone_other"
    " | Alternate Phone | phone_alternate | Fax | phone_fax | Website | website | Do Not Call | do_not_call | Invalid Email"
    " | Non Primary E-mails | email_addresses_non_primary | email_addresses_primary | Photo | photo | Title | Job Title | title"
    " | Department | department"
    + "".join(
        f" | {kind} {part} | {kind}_address_{part.replace(' ', '').lower()}"
        for kind in ("Primary Address", "Other Address", "Alternate Address", "Billing", "Shipping", "Primary", "Alt", "Address")
        for part in ("Street", "City", "State", "Postal Code", "Postalcode", "Country")
    )
)


def _lead(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A lead that is dead or was recycled was given up, as far as is known, when it was changed last."""
    if row.get("deleted"):
        return
    yield from people_of(row, context)
    name = row.get("full") or " ".join(row[part] for part in ("first", "last") if row.get(part))
    lead = {name: row[name] for name in LEAD if name in row} | {"name": name or row.get("email") or row["id"]}
    lead |= link_of(row, "owner")
    given_up = (row.get("status") or "").casefold() in GIVEN_UP
    if row.keys() & {"status", "disqualified_at"}:
        lead["disqualified_at"] = row.get("disqualified_at") or (row.get("modified") if given_up else None)
    if row.get("deal"):
        lead["deal"] = row["deal"]
        lead_converted(context, row["id"], row["deal"])
    yield "leads", lead


LEADS = Sheet(
    "leads of SugarCRM or SuiteCRM",
    ("Last Name | last_name | Name | full_name", "Status | status", "Lead Source | lead_source",
     "Opportunity ID | opportunity_id | Converted | converted | Referred By | refered_by | Status Description"),
    OWNED
    | {
        f"{ADDRESS} | Salutation | salutation | Status Description | status_description | Lead Source Description"
        " | lead_source_description | Referred By | refered_by | Reports To ID | reports_to_id | Assistant | assistant"
        " | Assistant Phone | assistant_phone | Birthdate | birthdate | Contact ID | contact_id | Contact Name | contact_name"
        " | Opportunity Name | opportunity_name | Opportunity Amount | opportunity_amount | Portal Name | Portal Application"
        " | portal_name | portal_app | Converted | converted | Account Description | account_description | lawful_basis"
        " | Lawful Basis | date_reviewed | Date Reviewed | lawful_basis_source | SIC Code | preferred_language | Campaign":
            Column(""),
        ID: Column("id"),
        "First Name | first_name": Column("first"),
        "Last Name | last_name": Column("last"),
        "Name | Full Name | full_name | name": Column("full"),
        "Account Name | account_name": Column("company"),
        "Account ID | account_id": Column("account"),
        "Email Address | Email | email1 | email_address | email": Column("email"),
        "Lead Source | lead_source": Column("source"),
        "Status | status": Column("status"),
        "Opportunity ID | opportunity_id": Column("deal"),
        "Date Created | date_entered": Column("created_at"),
        "MQL Date | mql_date_c": Column("mql_at"),
        "Disqualified Date | disqualified_date_c": Column("disqualified_at", Kind.MOMENT),
        "Disqualified Reason | disqualified_reason_c": Column("disqualify_reason"),
        "Channel | channel_c": Column("channel"),
        "Region | region_c": Column("region"),
    },
    entities=("leads",),
    records=_lead,
    aside=("people",),
    named_by=("first", "last", "full", "created_at"),
)  # fmt: skip

CONTACTS = Sheet(
    "contacts of SugarCRM or SuiteCRM",
    ("Last Name | last_name", "Account Name | Account ID | account_name | account_id",
     "Reports To ID | Reports to ID | reports_to_id | Reports to | Birthdate | birthdate", f"{ID} | Assigned to"),
    OWNED
    | {
        f"{ADDRESS} | {ID} | First Name | first_name | Last Name | last_name | Full Name | Name | Salutation | salutation"
        " | Account Name | account_name | Account ID | account_id | Reports To ID | Reports to ID | reports_to_id | Reports to"
        " | Birthdate | birthdate | Email Address | Email | email1 | Lead Source | lead_source | Assistant | assistant"
        " | Assistant Phone | assistant_phone | Date Created | date_entered | Portal Active | Portal Name | opportunity_role":
            Column(""),
    },
)  # fmt: skip


def _account(row: dict[str, Any], context: Context) -> Iterator[Record]:
    if not row.get("deleted"):
        yield from people_of(row, context)
        yield "accounts", {name: row[name] for name in ACCOUNT if name in row} | link_of(row, "owner")


ACCOUNTS = Sheet(
    "accounts of SugarCRM or SuiteCRM",
    ("Name | Account Name | name",
     "Assigned to | Assigned User | Assigned User Name | assigned_user_id | assigned_user_name",
     "Parent Account ID | parent_id | Member of | Employees | Type | account_type | SIC Code | sic_code | Ticker Symbol"),
    OWNED
    | {
        f"{ADDRESS} | Type | account_type | Annual Revenue | annual_revenue | Employees | employees | Ownership | ownership"
        " | Rating | rating | SIC Code | sic_code | Ticker Symbol | ticker_symbol | Parent Account ID | parent_id | Member of"
        " | parent_name | Email Address | Email | email1 | Date Created | date_entered | duns_num | DUNS | googleplus | Twitter"
        " | Facebook": Column(""),
        ID: Column("id"),
        "Name | Account Name | name": Column("name"),
        "Industry | industry": Column("industry"),
        "Segment | segment_c": Column("segment"),
        "Region | region_c": Column("region"),
        "Named Account | named_account_c": Column("named"),
        "Customer Since | customer_since_c": Column("customer_since"),
    },
    entities=("accounts",),
    records=_account,
    aside=("people",),
    named_by=("name",),
)  # fmt: skip


def _user(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A user who is no longer active left, as far as is known, when the user was changed last."""
    if row.get("deleted"):
        return
    name = row.get("full") or " ".join(row[part] for part in ("first", "last") if row.get(part))
    person = {"id": row["id"], "name": name or row.get("login")} | {key: row[key] for key in ("email", "region") if key in row}
    if row.get("status"):
        modified, active = row.get("modified"), row["status"].casefold() in ("active", "aktiv")
        person["active_to"] = None if active else context.calendar.day_of(modified) if modified else context.as_of
    yield "people", person
    if row.get("manager"):
        yield "reporting_lines", {"person": row["id"], "manager": row["manager"]}


USERS = Sheet(
    "users of SugarCRM or SuiteCRM",
    (ID, "User Name | Username | user_name", "Last Name | last_name | Full Name | Name",
     "Reports to ID | reports_to_id | Reports to | reports_to_name | Employee Status | employee_status | is_admin"),
    OWNED
    | {
        f"{ADDRESS} | Employee Status | employee_status | Administrator | is_admin | Is Administrator | Reports to"
        " | reports_to_name | external_auth_only | receive_notifications | user_hash | Date Created | date_entered | UserType"
        " | User Type | show_on_employees | portal_only | is_group | messenger_id | messenger_type": Column(""),
        ID: Column("id"),
        "User Name | Username | user_name": Column("login"),
        "First Name | first_name": Column("first"),
        "Last Name | last_name": Column("last"),
        "Full Name | full_name | Name | name": Column("full"),
        "Email Address | Email | email1 | email": Column("email"),
        "Status | status": Column("status"),
        "Reports to ID | reports_to_id": Column("manager"),
        "Region | region_c": Column("region"),
    },
    entities=("people",),
    records=_user,
)  # fmt: skip
