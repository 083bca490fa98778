"""Accounts, and the quotas of users."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.salesforce.words import NOT_READ, SYSTEM, link
from model.importing.report import Refused


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
