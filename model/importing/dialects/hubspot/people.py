"""HubSpot's contacts (our leads), companies (our accounts) and owners."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.hubspot.cells import ID, OWNER, UNREAD, first_of, only_of

NO_LEADS = frozenset({"subscriber", "other", "evangelist", "abonnent", "登録読者"})
"""Lifecycle stages of contacts that nobody has taken for a lead yet, or no more."""

UNQUALIFIED = frozenset({"unqualified", "bad fit", "disqualified"})
LEAD = ("id", "company", "email", "source", "channel", "region", "owner", "mql_at", "disqualify_reason")
ACCOUNT = ("id", "name", "industry", "segment", "named", "owner")
REACHED = ("created_at", "became", "mql_at", "sql_at", "opportunity_at", "touched")


def _became(label: str, stage: str) -> str:
    """When a contact reached a lifecycle stage, in each of HubSpot's spellings."""
    return (
        f"Became a {label} date | Became an {label} date | Date entered {label} (Lifecycle Stage Pipeline)"
        f" | hs_lifecyclestage_{stage}_date | hs_v2_date_entered_{stage}"
    )


def _lead(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    lifecycle = (row.get("lifecycle") or "").casefold()
    if lifecycle in NO_LEADS and not any(row.get(name) for name in ("became", "mql_at", "deal")):
        return
    lead = {name: row[name] for name in LEAD if name in row}
    names = [row[part] for part in ("first", "last") if row.get(part)]
    lead |= {"name": " ".join(names) or row.get("email") or row["id"]}
    if row.get("account"):
        lead["account"] = row["account"]
    if row.get("deal"):  # a contact of several deals was a lead of one of them only, and nothing says of which
        lead["deal"] = row["deal"]
    if row.keys() & {"created_at", "became"}:
        lead["created_at"] = row.get("became") or row.get("created_at")
    if row.keys() & {"opportunity_at", "sql_at"}:
        lead["handed_over_at"] = row.get("opportunity_at") or row.get("sql_at")
    yield "leads", lead | _disqualified(row)


def _disqualified(row: dict[str, Any]) -> dict[str, Any]:
    """HubSpot keeps no date of a lead status: it was not before the last that is dated of the contact."""
    if row.get("disqualified_at"):
        return {"disqualified_at": row["disqualified_at"]}
    if not row.keys() & {"status", "disqualified_at"}:
        return {}
    at = max((row[name] for name in REACHED if row.get(name)), default=None)
    return {"disqualified_at": at if (row.get("status") or "").casefold() in UNQUALIFIED else None}


CONTACTS = Sheet(
    "contacts of HubSpot",
    (f"{ID} | Contact ID | vid", "First Name | firstname | Vorname | 名",
     "Lifecycle Stage | lifecyclestage | Lifecycle-Phase | ライフサイクルステージ | hs_lead_status | Contact owner"),
    {
        f"{UNREAD} | Associated Company | Associated Deal | Phone Number | phone | Mobile Phone Number | Job Title | jobtitle"
        " | City | Country/Region | country | State/Region | Postal Code | Street Address | Website URL"
        " | Original Source Drill-Down 2 | Original Traffic Source Drill-Down 2 | Number of Associated Deals | Close Date"
        " | Marketing contact status"
        f" | {_became('customer', 'customer')} | {_became('subscriber', 'subscriber')} | {_became('other', 'other')}": Column(""),
        f"{ID} | Contact ID | vid": Column("id"),
        "First Name | firstname | Vorname | 名": Column("first"),
        "Last Name | lastname | Nachname | 姓": Column("last"),
        "Email | E-Mail | E-Mail-Adresse | Eメール": Column("email"),
        "Company Name | company | Name des Unternehmens | Unternehmensname | 会社名": Column("company"),
        f"Contact owner | {OWNER} | Für Kontakt zuständiger Mitarbeiter | コンタクト担当者": Column("owner"),
        "Lifecycle Stage | lifecyclestage | Lifecycle-Phase | ライフサイクルステージ": Column("lifecycle"),
        "Lead Status | hs_lead_status | Lead-Status | リードステータス": Column("status"),
        "Create Date | createdate | Erstellungsdatum | Erstelldatum | 作成日": Column("created_at"),
        _became("lead", "lead"): Column("became", Kind.MOMENT),
        _became("marketing qualified lead", "marketingqualifiedlead"): Column("mql_at"),
        _became("sales qualified lead", "salesqualifiedlead"): Column("sql_at", Kind.MOMENT),
        _became("opportunity", "opportunity"): Column("opportunity_at", Kind.MOMENT),
        "Disqualified Date | Date disqualified | Unqualified Date | hs_lead_disqualification_date": Column("disqualified_at"),
        "Disqualification Reason | Disqualified Reason | Unqualified Reason | hs_lead_disqualification_reason":
            Column("disqualify_reason"),
        "Last Activity Date | notes_last_updated | Last Contacted | notes_last_contacted": Column("touched", Kind.MOMENT),
        "Original Source | Original Traffic Source | Original Source Type | hs_analytics_source": Column("source"),
        "Original Source Drill-Down 1 | Original Traffic Source Drill-Down 1 | hs_analytics_source_data_1": Column("channel"),
        "Region | Sales Region | Territory": Column("region"),
        "Primary Associated Company ID | Associated Company IDs | associatedcompanyid": Column("account", read=first_of),
        "Associated Deal IDs": Column("deal", read=only_of),
    },
    entities=("leads",),
    records=_lead,
)  # fmt: skip


def _company(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """A company is a customer since it became one; its close date is that of its first won deal, if it is a customer."""
    account: dict[str, Any] = {name: row[name] for name in ACCOUNT if name in row}
    if row.keys() & {"region", "country"}:
        account["region"] = row.get("region") or row.get("country")
    if row.keys() & {"customer_at", "closed"}:
        is_customer = (row.get("lifecycle") or "").casefold() in ("customer", "kunde", "顧客")
        at = row.get("customer_at") or (row.get("closed") if is_customer else None)
        account["customer_since"] = at and context.calendar.day_of(at)
    yield "accounts", account


COMPANIES = Sheet(
    "companies of HubSpot",
    (f"{ID} | Company ID | companyId", "Company name | name | Name des Unternehmens | 会社名",
     "Company owner | Company Domain Name | domain | Lifecycle Stage | lifecyclestage | hubspot_owner_id | 会社の担当者"),
    {
        f"{UNREAD} | Company Domain Name | domain | Website URL | website | Type | Annual Revenue | annualrevenue"
        " | Number of Employees | numberofemployees | Lead Status | hs_lead_status | Create Date | createdate | Parent Company"
        " | City | State/Region | Postal Code | Phone Number | phone | Street Address | Description | HubSpot Owner Name"
        " | Number of Associated Contacts | Number of Associated Deals | Associated Contact IDs | Associated Deal IDs":
            Column(""),
        f"{ID} | Company ID | companyId": Column("id"),
        "Company name | name | Name des Unternehmens | Unternehmensname | 会社名": Column("name"),
        "Industry | Branche | 業種": Column("industry"),
        "Segment | Market Segment | Company Segment": Column("segment"),
        "Target Account | hs_is_target_account | Named Account": Column("named"),
        "Region | Sales Region | Territory": Column("region"),
        "Country/Region | Country | Land/Region | 国/地域": Column("country"),
        f"Company owner | {OWNER} | Für Unternehmen zuständiger Mitarbeiter | 会社の担当者": Column("owner"),
        "Lifecycle Stage | lifecyclestage | Lifecycle-Phase | ライフサイクルステージ": Column("lifecycle"),
        _became("customer", "customer"): Column("customer_at", Kind.MOMENT),
        "Close Date | closedate | Abschlussdatum | クローズ日": Column("closed", Kind.MOMENT),
    },
    entities=("accounts",),
    records=_company,
)  # fmt: skip


def _owner(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    name = " ".join(row[part] for part in ("first", "last") if row.get(part))
    yield "people", {"id": row["id"], "name": row.get("name") or name or None, "email": row.get("email")}


OWNERS = Sheet(
    "owners of HubSpot",
    ("Email | E-Mail", "First Name | firstName | Name", "id | Owner ID | hubspot_owner_id", "userId | archived | teams"),
    {
        "userId | User ID | userIdIncludingInactive | type | teams | Team | Main team | Default team | Additional teams"
        " | archived | createdAt | updatedAt | Permissions | Last active": Column(""),
        "Owner ID | hubspot_owner_id | ownerId | id": Column("id"),
        "Email | E-Mail": Column("email"),
        "Name | Full Name": Column("name"),
        "First Name | firstName": Column("first"),
        "Last Name | lastName": Column("last"),
    },
    entities=("people",),
    records=_owner,
)  # fmt: skip
