"""Users and whom they report to, their quotas, and accounts."""

from collections.abc import Iterator
from typing import Any

from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.salesforce.words import NOT_READ, SYSTEM, link
from model.importing.report import Refused
from model.importing.values import Context, Kind


def _user(row: dict[str, Any], context: Context) -> Iterator[Record]:
    name = row.get("name") or " ".join(part for part in (row.get("first"), row.get("last")) if part)
    person = {"id": row["id"], "name": name or None, "email": row.get("email")}
    if "region" in row:
        person["region"] = row["region"]
    if row.get("active") is False:
        left = row.get("last_login") or row.get("modified")
        person["active_to"] = context.calendar.day_of(left) if left else context.as_of
    elif row.get("active"):
        person["active_to"] = None
    yield "people", person
    if "manager" in row:
        yield "reporting_lines", {"person": row["id"], "manager": row["manager"]}


USER = Sheet(
    "users",
    ("Id", "Username | Alias | Email", "LastName | Name", "IsActive | ManagerId | UserRoleId | ProfileId"),
    SYSTEM
    | {
        "Id | User ID": link("id"),
        "Name": Column("name"),
        "FirstName | First Name": Column("first"),
        "LastName | Last Name": Column("last"),
        "Email": Column("email"),
        "IsActive | Active": Column("active", Kind.FLAG),
        "ManagerId": link("manager"),
        "Region__c | Region": Column("region"),
        "LastLoginDate": Column("last_login", Kind.MOMENT),
        "LastModifiedDate": Column("modified", Kind.MOMENT),
        "Username | Alias | Title | Division | Department | UserRoleId | ProfileId | UserType | ForecastEnabled": NOT_READ,
        "TimeZoneSidKey | LocaleSidKey | EmailEncodingKey | LanguageLocaleKey | CommunityNickname | CompanyName": NOT_READ,
    },
    ("people",),
    records=_user,
    zone="UTC",
)

ROLE = Sheet(
    "roles of users", ("ParentRoleId", "Name | RollupDescription"), {"Id | Name | ParentRoleId | RollupDescription": NOT_READ}
)
"""Recognised and not read: it takes users and roles together to say from it who reports to whom."""


def _account(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    if not row.get("deleted"):
        yield "accounts", {name: value for name, value in row.items() if name != "deleted"}


ACCOUNT_COLUMNS = {
    "Industry": Column("industry"),
    "Segment__c | Segment | Customer_Segment__c": Column("segment"),
    "Region__c | Region | Sales_Region__c": Column("region"),
    "Named_Account__c | Named Account": Column("named"),
    "Customer_Since__c | Customer Since": Column("customer_since"),
}

ACCOUNT = Sheet(
    "accounts",
    ("Id", "Name", "BillingCity | BillingCountry | Industry | AccountNumber | AccountSource | ParentId"),
    SYSTEM
    | ACCOUNT_COLUMNS
    | {
        "Id": link("id"),
        "Name": Column("name"),
        "OwnerId": link("owner"),
        "IsDeleted | _fivetran_deleted": Column("deleted", Kind.FLAG),
        "MasterRecordId | Type | ParentId | Phone | Fax | AccountNumber | Website | Sic | SicDesc | AnnualRevenue": NOT_READ,
        "NumberOfEmployees | Ownership | TickerSymbol | Rating | Site | AccountSource": NOT_READ,
    },
    ("accounts",),
    records=_account,
)


def _reported(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    yield "accounts", row | {"id": row.get("id") or row["name"]}


ACCOUNT_REPORT = Sheet(
    "a report of accounts",
    ("Account Name", "Account Owner | Industry", "Account Owner | Account ID | Billing City | Billing State/Province | Phone"),
    ACCOUNT_COLUMNS
    | {
        "Account ID": link("id"),
        "Account Name": Column("name"),
        "Account Owner": Column("owner"),
        "Type | Phone | Rating | Billing City | Billing Country | Billing State/Province": NOT_READ,
        "Last Activity | Last Modified Date": NOT_READ,
    },
    ("accounts",),
    records=_reported,
)


def _quota(row: dict[str, Any], context: Context) -> Iterator[Record]:
    """Quotas are given by the first day of their period, in the length that the company forecasts by."""
    if row["amount"] is None or row["start"] is None:
        return  # a quota of numbers, not of money
    period = context.calendar.period_at(row["start"])
    if period.first != row["start"]:
        what = f"is not the first day of a {context.settings.period_length}"
        raise Refused(what, "Set the company's period length to what its quotas are given by", "start")
    yield "quotas", {"person": row["person"], "period": period.name, "amount": row["amount"]}


QUOTA = Sheet(
    "quotas",
    ("QuotaAmount", "QuotaOwnerId", "StartDate"),
    SYSTEM
    | {
        "QuotaOwnerId": link("person"),
        "StartDate": Column("start", Kind.DAY),
        "QuotaAmount": Column("amount"),
        "CompositeKeyId | QuotaQuantity | PeriodId | ForecastingTypeId": NOT_READ,
    },
    ("quotas",),
    records=_quota,
)
