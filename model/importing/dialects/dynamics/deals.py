"""Opportunities. One that is won or lost keeps the stage it was in: see closing.py."""

import re
from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet, StageDefault
from model.importing.dialects.closing import closed_deal
from model.importing.dialects.dynamics.cells import FORMATTED, OWNER, UNREAD, coded, identified, row_id
from model.importing.dialects.dynamics.names import keep_name, keep_origin
from model.importing.dialects.mentioned import accounts_of, deal_created, lead_converted, link_of, people_of

STAGES = (
    StageDefault("Qualify", "unqualified", 2_000, "omitted"),
    StageDefault("Develop", "qualified", 4_000, "pipeline"),
    StageDefault("Propose", "qualified", 6_000, "upside"),
    StageDefault("Close", "qualified", 9_000, "commit"),
    StageDefault("Won", "won", 10_000, "closed"),
    StageDefault("Lost", "lost", 0, "omitted"),
)
STATES = {"0": "open", "1": "won", "2": "lost", "offen": "open", "gewonnen": "won", "verloren": "lost"}
REASONS = {"1": "In Progress", "2": "On Hold", "3": "Won", "4": "Canceled", "5": "Out-Sold"}
SALES_STAGES = {"0": "Qualify", "1": "Develop", "2": "Propose", "3": "Close"}
CATEGORIES = {
    "100000001": "pipeline", "100000002": "upside", "100000003": "commit", "100000004": "omitted", "100000005": "closed",
    "100000006": "omitted", "pipeline": "pipeline", "best case": "upside", "committed": "commit", "omitted": "omitted",
    "won": "closed", "lost": "omitted",
}  # fmt: skip
TYPES = {"new business": "new", "existing business": "existing", "renewal": "renewal"}
NO_REASON = frozenset({"lost", "verloren"})
CLOSED = {"won": "Won", "lost": "Lost"}
NUMBERED = re.compile(r"^[0-9]+\s*-\s*")
DEAL = ("id", "name", "type", "currency", "created_at", "source")


def phase_of(text: str) -> str:
    """«1-Qualify» → «Qualify»."""
    return NUMBERED.sub("", text)


def _deal(row: dict[str, Any], context: Context) -> Iterator[Record]:
    deal = row["id"]
    account = {name: row[name] for name in row if name.startswith("account.")}
    if not (account.get("account.id") or account.get("account.name")) and row.keys() & {"customer.id", "customer.name"}:
        account = {"account.id": row.get("customer.id"), "account.name": row.get("customer.name")}
    yield from accounts_of(account)
    yield from people_of(row, context)
    state = (row.get("state") or "open").casefold()
    said = row.get("reason") if state == "lost" and (row.get("reason") or "").casefold() not in NO_REASON else None
    reason = {"lost_reason": said} if "reason" in row else {}
    yield "deals", {name: row[name] for name in DEAL if name in row} | link_of(account, "account") | reason
    deal_created(context, deal, row.get("created_at"), account.get("account.id") or account.get("account.name"))
    keep_name(context, "deal", deal, row["name"])
    if row.get("lead.id"):
        lead_converted(context, row["lead.id"], deal)
    elif row.get("lead.name"):
        keep_origin(context, deal, row["lead.name"], account.get("account.name"))
    today = {"deal": deal} | {name: row[name] for name in ("close_date", "category", "next_step", "chance") if name in row}
    today |= link_of(row, "owner") | _amount(row, state)
    stage = row.get("sales_stage") or row.get("phase")
    if state not in CLOSED:
        yield "today", today | {"stage": stage}
        return
    closed = row.get("closed")
    yield from closed_deal(today, CLOSED[state], stage, None, closed and context.calendar.start_of(closed), context)


def _amount(row: dict[str, Any], state: str) -> dict[str, Any]:
    """What it was won for; else what was estimated."""
    if not row.keys() & {"estimated", "actual"}:
        return {}
    actual = row.get("actual") if state == "won" else None
    return {"amount": row.get("estimated") if actual is None else actual}


OPPORTUNITIES = Sheet(
    "opportunities of Dynamics 365",
    (row_id("Opportunity", "opportunityid"), "Topic | Opportunity Name | name | Name",
     "Status | statecode | Status Reason | statuscode | Sales Stage | salesstage | Pipeline Phase | stepname",
     "(Do Not Modify) Opportunity | statecode | statuscode | estimatedvalue | estimatedclosedate | stepname | _ownerid_value"),
    OWNER
    | {
        f"{UNREAD} | Est. Revenue (Base) | Est. revenue (Base) | estimatedvalue_base | Actual Revenue (Base) | actualvalue_base"
        " | Contact | _parentcontactid_value | _contactid_value | Rating | opportunityratingcode | Total Amount | totalamount"
        " | totalamount_base | Detail Amount | totallineitemamount | Revenue | isrevenuesystemcalculated | Purchase Process"
        " | purchaseprocess | Purchase Timeframe | purchasetimeframe | Budget Amount | budgetamount | Customer Need"
        " | Current Situation | Proposed Solution | Priority | prioritycode | Opportunity Score | Opportunity Grade"
        " | Price List | _pricelevelid_value | _campaignid_value | Decision Maker? | Email Address | emailaddress"
        " | Actual Revenue (Entity) | Days in Stage": Column(""),
        row_id("Opportunity", "opportunityid"): identified("id"),
        "Topic | Opportunity Name | name | Name": Column("name"),
        "_parentaccountid_value | parentaccountid": identified("account.id"),
        f"Account | Account Name | parentaccountidname | _parentaccountid_value{FORMATTED}": Column("account.name"),
        "_customerid_value | customerid": identified("customer.id"),
        f"Potential Customer | Customer | customeridname | _customerid_value{FORMATTED}": Column("customer.name"),
        "Est. Revenue | Est. revenue | Estimated Revenue | estimatedvalue": Column("estimated", Kind.DEAL_MONEY),
        "Actual Revenue | actualvalue": Column("actual", Kind.DEAL_MONEY),
        f"Currency | transactioncurrencyidname | _transactioncurrencyid_value{FORMATTED} | isocurrencycode": Column("currency"),
        "_transactioncurrencyid_value | transactioncurrencyid": Column(""),
        "Est. Close Date | Est. close date | Estimated Close Date | Close Date | estimatedclosedate": Column("close_date"),
        "Actual Close Date | actualclosedate": Column("closed", Kind.DAY),
        "Probability | closeprobability | Probability (%)": Column("chance"),
        f"Status | statecode | statecodename | statecode{FORMATTED}": Column("state", read=coded(STATES)),
        f"Status Reason | statuscode | statuscodename | statuscode{FORMATTED}": Column("reason", read=coded(REASONS)),
        f"Sales Stage | salesstage | salesstagename | salesstage{FORMATTED}": Column("sales_stage", read=coded(SALES_STAGES)),
        "Pipeline Phase | stepname | Process Stage | Active Stage": Column("phase", read=phase_of),
        f"Forecast Category | msdyn_forecastcategory | msdyn_forecastcategory{FORMATTED}":
            Column("category", read=lambda text: CATEGORIES.get(text.casefold())),
        "_originatingleadid_value | originatingleadid": identified("lead.id"),
        f"Originating Lead | originatingleadidname | _originatingleadid_value{FORMATTED}": Column("lead.name"),
        "Lead Source | leadsourcecode | Source Campaign": Column("source"),
        "Next Step | Next Steps": Column("next_step"),
        "Type | Opportunity Type": Column("type", translate=TYPES),
    },
    entities=("deals", "today"),
    records=_deal,
    aside=("accounts", "people"),
)  # fmt: skip
