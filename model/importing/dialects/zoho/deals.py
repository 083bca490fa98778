"""Deals, called potentials in older organizations, as they are today, and the history of their stages."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet, StageDefault
from model.importing.dialects.mentioned import accounts_of, deal_created, link_of, people_of
from model.importing.dialects.zoho.cells import TIMES, UNREAD, numbered, owner
from model.importing.report import Refused

STAGES = (
    StageDefault("Qualification", "unqualified", 1_000, "pipeline"),
    StageDefault("Needs Analysis", "qualified", 2_000, "pipeline"),
    StageDefault("Value Proposition", "qualified", 4_000, "pipeline"),
    StageDefault("Identify Decision Makers", "qualified", 6_000, "pipeline"),
    StageDefault("Proposal/Price Quote", "qualified", 7_500, "pipeline"),
    StageDefault("Negotiation/Review", "qualified", 9_000, "pipeline"),
    StageDefault("Closed Won", "won", 10_000, "closed"),
    StageDefault("Closed Lost", "lost", 0, "omitted"),
    StageDefault("Closed Lost to Competition", "lost", 0, "omitted"),
)
SPELLED = {"id. decision makers": "Identify Decision Makers", "closed-lost to competition": "Closed Lost to Competition"}
TYPES = {"new business": "new", "existing business": "existing", "renewal": "renewal"}
CATEGORIES = {"pipeline": "pipeline", "best case": "upside", "committed": "commit", "commit": "commit", "omitted": "omitted",
              "closed": "closed"}  # fmt: skip
DEAL = ("id", "name", "type", "currency", "created_at", "source", "lost_reason")
TODAY = ("stage", "amount", "close_date", "next_step", "category", "chance")
DEAL_ID = "Record Id | Deal Id | Potential Id | POTENTIALID | DEALID | Id"
STAGE = {
    "Stage": Column("stage", translate=SPELLED),
    "Amount": Column("amount", Kind.DEAL_MONEY),
    "Closing Date | Close Date | Expected Close Date": Column("close_date", Kind.DAY),
    "Probability (%) | Probability": Column("chance", Kind.PROBABILITY),
    "Expected Revenue": Column(""),
}


def _deal(row: dict[str, Any], context: Context) -> Iterator[Record]:
    yield from accounts_of(row)
    yield from people_of(row, context)
    yield "deals", {name: row[name] for name in DEAL if name in row} | link_of(row, "account")
    yield "today", {"deal": row["id"]} | {name: row[name] for name in TODAY if name in row} | link_of(row, "owner")
    deal_created(context, row["id"], row.get("created_at"))


DEALS = Sheet(
    "deals of Zoho CRM",
    ("Deal Name | Potential Name", "Stage", "Closing Date",
     "Deal Owner | Deal Owner.id | Potential Owner | Potential Owner.id | Record Id | Deal Id | Potential Id | POTENTIALID"
     " | SMOWNERID | Deal Owner Name | Potential Owner Name"),
    STAGE
    | TIMES
    | owner("Deal", "Potential")
    | {
        f"{UNREAD} | Contact Name.id | Contact Name | CONTACTID | Pipeline | Pipeline.id | Sub-Pipeline | Campaign Source"
        " | Campaign Source.id | CAMPAIGNID | Sales Cycle Duration | Overall Sales Duration | Lead Conversion Time"
        " | Deal Category Status | Forecast Category Status | Sales Person": Column(""),
        DEAL_ID: numbered("id"),
        "Deal Name | Potential Name": Column("name"),
        "Account Name.id | ACCOUNTID | Account ID | Company Name.id": numbered("account.id"),
        "Account Name | Company Name": numbered("account.name"),
        "Type": Column("type", translate=TYPES),
        "Currency": Column("currency", Kind.CURRENCY),
        "Next Step": Column("next_step", Kind.NOTE),
        "Lead Source": Column("source"),
        "Reason For Loss | Reason for Loss": Column("lost_reason"),
        "Forecast Category": Column("category", read=lambda word: CATEGORIES.get(word.casefold())),
    },
    entities=("deals", "today"),
    records=_deal,
    aside=("accounts", "people"),
    named_by=("name", "created_at"),
)  # fmt: skip


def _was(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    """A row for each change: how the deal was from then on."""
    if row.get("modified") is None:
        raise Refused("is empty", "Every row of the history needs the time of its change", "modified")
    version = {"deal": row.get("deal") or row.get("called"), "valid_from": row["modified"]}
    yield "deal_versions", version | {name: row[name] for name in ("stage", "amount", "close_date") if name in row}


HISTORY = Sheet(
    "the stage history of Zoho CRM",
    ("Deal Name | Potential Name | Deal Name.id | Potential Name.id | POTENTIALID | Deal Id", "Stage",
     "Modified Time | Last Modified Time",
     "Stage Duration (Calendar Days) | Stage Duration | Duration (Days) | POTENTIALSTAGEHISTORYID | Moved To | Stage Duration"
     " (Days)"),
    STAGE
    | TIMES
    | {
        f"{UNREAD} | Record Id | Id | POTENTIALSTAGEHISTORYID | Stage Duration (Calendar Days) | Stage Duration | Currency"
        " | Duration (Days) | Moved To | Stage Duration (Days) | Deal Owner | Deal Owner.id": Column(""),
        "Deal Name.id | Potential Name.id | POTENTIALID | Deal Id": numbered("deal"),
        "Deal Name | Potential Name": numbered("called"),
    },
    entities=("deal_versions",),
    records=_was,
)  # fmt: skip
