"""Opportunities as they are today."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.currency_signs import currency_of
from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet, StageDefault
from model.importing.dialects.mentioned import accounts_of, deal_created, lead_converted, link_of, people_of
from model.importing.dialects.sugarcrm.cells import ID, OWNED
from model.importing.report import Refused

STAGES = (
    StageDefault("Prospecting", "unqualified", 1_000, "omitted"),
    StageDefault("Qualification", "qualified", 2_000, "pipeline"),
    StageDefault("Needs Analysis", "qualified", 2_500, "pipeline"),
    StageDefault("Value Proposition", "qualified", 3_000, "pipeline"),
    StageDefault("Identifying Decision Makers", "qualified", 4_000, "pipeline"),
    StageDefault("Perception Analysis", "qualified", 5_000, "pipeline"),
    StageDefault("Proposal/Price Quote", "qualified", 6_500, "upside"),
    StageDefault("Negotiation/Review", "qualified", 8_000, "commit"),
    StageDefault("Closed Won", "won", 10_000, "closed"),
    StageDefault("Closed Lost", "lost", 0, "omitted"),
)
STAGE_KEYS = {"id. decision makers": "Identifying Decision Makers"}
"""Stages whose label is another than what is stored."""

TYPES = {"existing business": "existing", "new business": "new", "renewal": "renewal"}
CATEGORIES = {"include": "commit", "yes": "commit", "upside": "upside", "exclude": "omitted", "no": "omitted"}
DEAL = ("id", "name", "type", "created_at", "source", "lost_reason")
TODAY = ("stage", "close_date", "next_step", "category", "chance")


def currency_id(text: str) -> str | None:
    """A currency by its code, name or sign; None for the company's own, «-99», and «?» for one that only an id names."""
    try:
        return None if text == "-99" else currency_of(text)
    except Refused:
        return "?"


def _money(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The amount and its currency; in a currency that only an id names, what it is in the company's."""
    labelled = "opportunity_amount" in row  # then «Amount» is the converted one; by database names it is the amount itself
    own = row["opportunity_amount"] if labelled else row.get("amount")
    converted = row["converted"] if "converted" in row else row.get("amount") if labelled else None
    if not row.keys() & {"opportunity_amount", "amount", "converted"}:
        return {}, {}
    if row.get("currency") == "?":
        if converted is None and own is not None:
            advice = "Export the amount in the company's currency too, «Amount» or amount_usdollar"
            raise Refused("is in a currency that only an id names", advice, "currency")
        return {"amount": converted}, {}
    return {"amount": own if own is not None else converted}, {"currency": row["currency"]} if row.get("currency") else {}


def _deal(row: dict[str, Any], context: Context) -> Iterator[Record]:
    deal = row["id"]
    if row.get("deleted"):
        yield "today", {"deal": deal, "deleted": True}
        return
    yield from accounts_of(row)
    yield from people_of(row, context)
    amount, currency = _money(row)
    yield "deals", {name: row[name] for name in DEAL if name in row} | link_of(row, "account") | currency
    yield "today", {"deal": deal} | {name: row[name] for name in TODAY if name in row} | amount | link_of(row, "owner")
    if "created_at" in row:
        deal_created(context, deal, row["created_at"])
    if row.get("lead"):
        lead_converted(context, row["lead"], deal)


OPPORTUNITIES = Sheet(
    "opportunities of SugarCRM or SuiteCRM",
    ("Opportunity Name | name", "Sales Stage | sales_stage", "Expected Close Date | date_closed"),
    OWNED
    | {
        "Best | best_case | Worst | worst_case | Opportunity Amount (Base) | base_rate | Currency Name | currency_name"
        " | Currency Symbol | currency_symbol | sales_status | Status | closed_revenue_line_items | total_revenue_line_items"
        " | date_closed_timestamp | Contact Role | jjwg_maps_address_c | jjwg_maps_geocode_status_c | jjwg_maps_lat_c"
        " | jjwg_maps_lng_c": Column(""),
        ID: Column("id"),
        "Opportunity Name | name": Column("name"),
        "Opportunity Amount | Likely": Column("opportunity_amount", Kind.DEAL_MONEY),
        "Amount | amount": Column("amount", Kind.DEAL_MONEY),
        "amount_usdollar | Amount (USD) | Converted Amount": Column("converted", Kind.DEAL_MONEY),
        "Currency | currency_id | Currency ID | currency": Column("currency", read=currency_id),
        "Expected Close Date | date_closed": Column("close_date"),
        "Sales Stage | sales_stage": Column("stage", translate=STAGE_KEYS),
        "Probability (%) | Probability | probability": Column("chance"),
        "Commit Stage | Forecast | commit_stage": Column("category", read=lambda word: CATEGORIES.get(word.casefold())),
        "Next Step | next_step": Column("next_step"),
        "Type | opportunity_type": Column("type", translate=TYPES),
        "Account ID | account_id": Column("account.id"),
        "Account Name | account_name": Column("account.name"),
        "Lead ID | lead_id": Column("lead"),
        "Lead Source | lead_source": Column("source"),
        "Lost Reason | lost_reason_c | Reason Lost | closed_lost_reason_c": Column("lost_reason"),
        "Date Created | date_entered": Column("created_at"),
    },
    entities=("deals", "today"),
    records=_deal,
    aside=("accounts", "people"),
    named_by=("name", "created_at"),
)  # fmt: skip
