"""HubSpot's deals: today's values, and when each stage was entered in columns of their own.

«Date entered» holds one moment for each stage: of a stage that was entered twice the later, so the first visit is lost.
"""

import re
from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet, StageDefault, Wide
from model.importing.dialects.hubspot.cells import ID, OWNER, UNREAD, first_of, ids_of
from model.importing.dialects.pipelines import parted, stage_word

STAGES = (
    StageDefault("Appointment Scheduled", "unqualified", 2_000, "omitted"),
    StageDefault("Qualified To Buy", "qualified", 4_000, "pipeline"),
    StageDefault("Presentation Scheduled", "qualified", 6_000, "pipeline"),
    StageDefault("Decision Maker Bought-In", "qualified", 8_000, "upside"),
    StageDefault("Contract Sent", "qualified", 9_000, "commit"),
    StageDefault("Closed Won", "won", 10_000, "closed"),
    StageDefault("Closed Lost", "lost", 0, "omitted"),
)
IDS = {re.sub("[^a-z]", "", stage.name.casefold()): stage.name for stage in STAGES}
"""The ids of the pipeline that a portal begins with."""

CLOSED = frozenset(word for name in ("Closed Won", "Closed Lost") for word in (name, name.casefold().replace(" ", "")))

CATEGORIES = {
    "not forecasted": "omitted", "omit": "omitted", "pipeline": "pipeline", "best case": "upside", "best_case": "upside",
    "most likely": "commit", "most_likely": "commit", "commit": "commit", "closed": "closed", "closed won": "closed",
}  # fmt: skip
TYPES = {"newbusiness": "new", "new business": "new", "existingbusiness": "existing", "existing business": "existing"}
ENTERED = "entered:"
DEAL = ("id", "name", "account", "type", "created_at", "source", "lost_reason")
TODAY = ("category", "owner", "next_step", "chance")


def _deal(row: dict[str, Any], context: Context) -> Iterator[Record]:
    deal, said = row["id"], row.keys()
    if row.get("accounts.id") and row.get("accounts.name"):
        yield "accounts", {"id": row["accounts.id"], "name": row["accounts.name"]}
    account = row.get("accounts.id") or row.get("accounts.name")
    amount, currency = _money(row)
    row = row | {"account": account}
    named = {"account"} if said & {"accounts.id", "accounts.name"} else set()
    yield "deals", {name: row[name] for name in DEAL if name in said | named} | currency
    stage = row["stage"] and stage_word(IDS.get(row["stage"], row["stage"]), row.get("pipeline"))
    entered = _entered(row)
    for word, moment in entered.items():
        if word != stage or len(entered) == 1:  # today's row says itself since when it is so, and of what amount
            yield "deal_versions", {"deal": deal, "valid_from": moment, "stage": word}
    today = {"deal": deal, "stage": stage, "since": entered.get(stage) or _closed_at(row, context)}
    if "closed" in said:
        today["close_date"] = row["closed"] and context.calendar.day_of(row["closed"])
    yield "today", today | amount | {name: row[name] for name in TODAY if name in said}
    for merged in row.get("merged") or ():
        yield "today", {"deal": merged, "deleted": True}


def _money(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The amount and its currency, as far as the file says them; without its currency, the one in the company's."""
    if row.get("currency") and "amount" in row:
        return {"amount": row["amount"]}, {"currency": row["currency"]}
    if row.get("converted") is not None:
        return {"amount": row["converted"]}, {}
    return {"amount": row["amount"]} if "amount" in row else {}, {}


def _entered(row: dict[str, Any]) -> dict[str, Any]:
    """stage word → when it was entered, in the order of the columns, which is that of the process."""
    found = {}
    for field, moment in row.items():
        if moment is not None and field.startswith(ENTERED):
            stage, pipeline = parted(field.removeprefix(ENTERED).replace("\u00a0", " "))
            found[stage_word(IDS.get(stage, stage), pipeline or None)] = moment
    return found


def _closed_at(row: dict[str, Any], context: Context) -> Any:
    """When a deal that is closed was: HubSpot sets the close date to that moment."""
    at, closed = row.get("closed"), row.get("is_closed") or parted(row["stage"] or "")[0] in CLOSED
    return at if at and closed and context.calendar.day_of(at) <= context.as_of else None


DEALS = Sheet(
    "deals of HubSpot",
    (f"{ID} | Deal ID", "Deal Name | dealname | Deal-Name | 取引名",
     "Deal Stage | dealstage | Deal-Phase | 取引ステージ"),
    {
        f"{UNREAD} | Deal Description | description | Forecast Amount | Forecast Probability | Weighted amount | Days to close"
        " | Is Closed Won | Closed Won Reason | Number of Contacts | Number of Associated Contacts | Annual recurring revenue"
        " | Monthly recurring revenue | Annual contract value | Total contract value | Owner Assigned Date"
        " | Associated Contact | Associated Contact IDs | Associated Line Item IDs": Column(""),
        f"{ID} | Deal ID": Column("id"),
        "Deal Name | dealname | Deal-Name | 取引名": Column("name"),
        "Deal Stage | dealstage | Deal-Phase | 取引ステージ": Column("stage"),
        "Pipeline | パイプライン": Column("pipeline"),
        "Amount | Betrag | 金額": Column("amount"),
        "Amount in company currency | amount_in_home_currency | Betrag in Unternehmenswährung | 会社通貨での金額":
            Column("converted", Kind.DEAL_MONEY),
        "Currency | deal_currency_code | Währung | 通貨": Column("currency"),
        "Close Date | closedate | Abschlussdatum | クローズ日": Column("closed", Kind.MOMENT),
        "Is Deal Closed? | hs_is_closed | Is closed | Deal abgeschlossen?": Column("is_closed", Kind.FLAG),
        "Create Date | createdate | hs_createdate | Erstellungsdatum | Erstelldatum | 作成日": Column("created_at"),
        f"Deal owner | {OWNER} | Für Deal zuständiger Mitarbeiter | Deal-Inhaber | 取引担当者": Column("owner"),
        "Deal Type | dealtype | Deal-Typ | 取引タイプ": Column("type", translate=TYPES),
        "Forecast category | hs_manual_forecast_category | hs_forecast_category | Prognosekategorie":
            Column("category", read=lambda word: CATEGORIES.get(word.casefold())),
        "Next step | hs_next_step | Nächster Schritt | 次のステップ": Column("next_step"),
        "Closed Lost Reason | closed_lost_reason | 失注理由": Column("lost_reason"),
        "Original Source Type | Original Traffic Source | Original Source | hs_analytics_source": Column("source"),
        "Associated Company IDs | Primary Associated Company ID | hs_primary_associated_company":
            Column("accounts.id", read=first_of),
        "Associated Company | Associated Companies | Associated Company (Primary) | Associated Company Names":
            Column("accounts.name", read=first_of),
        "Merged object IDs | hs_merged_object_ids": Column("merged", read=ids_of),
        "Deal probability | Deal Stage Probability | hs_deal_stage_probability": Column("chance"),
    },
    entities=("deals", "today"),
    records=_deal,
    aside=("accounts",),
    wide=(
        Wide(re.compile(r"""^\s*Date entered\s+['"“”‘’„]*(.+?)['"“”‘’]*\s*$""", re.IGNORECASE), ENTERED, Kind.MOMENT),
        Wide(re.compile(r"^hs_(?:v2_)?date_entered_(\w+)$", re.IGNORECASE), ENTERED, Kind.MOMENT),
        Wide(re.compile(r"^\s*(Date exited|(?:Cumulative |Latest )?time in)\b", re.IGNORECASE), ""),
        Wide(re.compile(r"^hs_(?:v2_)?(date_exited|(?:cumulative_|latest_)?time_in)_", re.IGNORECASE), ""),
    ),
)  # fmt: skip
