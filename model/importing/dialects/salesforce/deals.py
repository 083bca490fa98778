"""Opportunities as they are today, by API name and as reports, their stages, products and lines."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.salesforce.words import NOT_READ, SYSTEM, TYPES, category_of, link
from model.importing.report import Refused

TODAY = {
    "IsDeleted | _fivetran_deleted": Column("deleted"),
    "Amount": Column("amount"),
    "Type": Column("type", translate=TYPES),
    "ForecastCategoryName | Forecast Category": Column("category", read=category_of),
}
OPPORTUNITY = Sheet(
    "opportunities",
    ("StageName", "CloseDate", "Name | AccountId | OwnerId"),
    SYSTEM
    | TODAY
    | {
        "Id | Opportunity ID": link("id deal"),
        "Name": Column("name"),
        "AccountId": link("account"),
        "OwnerId": link("owner"),
        "StageName": Column("stage"),
        "CloseDate": Column("close_date"),
        "NextStep": Column("next_step"),
        "LeadSource": Column("source"),
        "CurrencyIsoCode": Column("currency"),
        "CreatedDate": Column("created_at"),
        "LastStageChangeDate": Column("since"),
        "Probability | ExpectedRevenue | IsClosed | IsWon | StageSortOrder | FiscalYear | FiscalQuarter | Fiscal": NOT_READ,
    },
    ("deals", "today"),
    zone="UTC",
)


def known_as(row: dict[str, Any]) -> str:
    """The id of an opportunity in a report; without that it is known by its account and name."""
    deal: str = row.get("id") or " · ".join(part for part in (row.get("account"), row.get("name")) if part)
    if not deal:
        raise Refused("has neither an id nor a name", "Add the column Opportunity ID to the report", "name")
    return deal


def _reported(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    deal = known_as(row)
    account = row.get("account_id") or row.get("account")
    if row.get("account_id") and row.get("account"):
        yield "accounts", {"id": row["account_id"], "name": row["account"]}
    told: dict[str, Any] = {name: row[name] for name in ("name", "type", "currency", "created_at", "source") if name in row}
    yield "deals", told | {"id": deal, "account": account}
    states = ("stage", "amount", "close_date", "category", "owner", "next_step", "since")
    yield "today", {"deal": deal} | {name: row[name] for name in states if name in row}
    if row.get("owner") and row.get("manager"):
        yield "reporting_lines", {"person": row["owner"], "manager": row["manager"]}


REPORT = Sheet(
    "a report of opportunities",
    ("Opportunity Name | Opportunity ID", "Stage", "Close Date"),
    TODAY
    | {
        "Opportunity ID | Opportunity ID (18)": link("id"),
        "Opportunity Name": Column("name"),
        "Account ID | Account Name: Account ID": link("account_id"),
        "Account Name | Account": Column("account"),
        "Opportunity Owner | Owner": Column("owner"),
        "Opportunity Owner: Manager | Owner Manager | Opportunity Owner: Manager: Full Name": Column("manager"),
        "Stage": Column("stage"),
        "Close Date": Column("close_date", Kind.DAY),
        "Next Step": Column("next_step", Kind.NOTE),
        "Lead Source": Column("source"),
        "Amount Currency": Column("currency", Kind.CURRENCY),
        "Created Date": Column("created_at", Kind.MOMENT),
        "Last Stage Change Date": Column("since", Kind.MOMENT),
        "Probability (%) | Probability | Expected Revenue | Expected Revenue Currency | Age | Fiscal Period": NOT_READ,
        "Stage Duration | Owner Role | Close Date (2) | Close Month | Created By | Created Alias | Last Activity": NOT_READ,
        "Account: Created Date | Account: Last Activity | Account: Last Modified Date | Last Modified Date": NOT_READ,
        "Account Owner | Account Owner Alias | Opportunity Owner Alias | Last Modified By | Last Modified Alias": NOT_READ,
    },
    ("today",),
    records=_reported,
)


def _stage(row: dict[str, Any], context: Context) -> Iterator[Record]:
    if row["key"] is None or row["position"] is None:
        raise Refused("has no name or no place", "Export MasterLabel and SortOrder", "key")
    context.kept.setdefault("stages", []).append(row)
    yield from ()


def stages_in_order(context: Context) -> Iterator[Record]:
    """The stages by their order, open ones before closed: the first of all is unqualified pipeline."""
    order = {"qualified": 0, "won": 1, "lost": 2}
    rows = [(_kind(row), row["position"], row) for row in context.kept.get("stages", [])]
    for position, (kind, _, row) in enumerate(sorted(rows, key=lambda each: (order[each[0]], each[1])), start=1):
        shown = "unqualified" if position == 1 and kind == "qualified" else kind
        yield "stages", {"key": row["key"], "name": row["key"], "position": position, "kind": shown}
        yield "stage_terms", {"key": row["key"], "probability": row.get("probability"), "default_category": row.get("category")}


def _kind(row: dict[str, Any]) -> str:
    return "won" if row.get("won") else "lost" if row.get("closed") else "qualified"


STAGE = Sheet(
    "stages of opportunities",
    ("MasterLabel | ApiName", "SortOrder", "IsWon", "IsClosed"),
    SYSTEM
    | {
        "MasterLabel": Column("key"),
        "SortOrder": Column("position", Kind.INTEGER),
        "IsClosed": Column("closed", Kind.FLAG),
        "IsWon": Column("won", Kind.FLAG),
        "DefaultProbability": Column("probability", Kind.PROBABILITY),
        "ForecastCategoryName": Column("category", read=category_of),
        "ApiName | IsActive | ForecastCategory": NOT_READ,
    },
    records=_stage,
)

LINES = Sheet(
    "products of opportunities",
    ("OpportunityId", "Product2Id | PricebookEntryId", "Quantity | UnitPrice | TotalPrice"),
    SYSTEM
    | {
        "OpportunityId": link("deal"),
        "Product2Id": link("product"),
        "Quantity": Column("quantity"),
        "TotalPrice": Column("amount"),
    },
    ("deal_lines",),
)

PRODUCT = Sheet(
    "products",
    ("Id", "Name", "ProductCode | Family | StockKeepingUnit"),
    SYSTEM | {"Id": link("id"), "Name": Column("name"), "ProductCode | Family | IsActive": NOT_READ},
    ("products",),
)
