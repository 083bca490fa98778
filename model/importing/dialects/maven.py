"""Maven Analytics' «CRM Sales Opportunities»: a snapshot of deals with the days they were engaged and closed.

Names are the external ids. Engaging is SQL: the day it was reached is also the deal's creation, as nothing earlier
is known; a deal still prospecting began at an unknown time. Open deals have neither amount nor close date, and the
close value 0 of a lost one is no amount. The stages' probabilities are ours: the data has none.
"""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Dialect, Record, Sheet
from model.importing.report import Refused

PRODUCTS = {"gtxpro": "GTX Pro"}
STAGES = (
    ("Prospecting", "unqualified", 1_000, "pipeline"),
    ("Engaging", "qualified", 6_000, "pipeline"),
    ("Won", "won", 10_000, "closed"),
    ("Lost", "lost", 0, "omitted"),
)


def _settled() -> Iterator[Record]:
    for position, (name, kind, chance, category) in enumerate(STAGES, start=1):
        yield "stages", {"key": name, "name": name, "position": position, "kind": kind}
        yield "stage_terms", {"key": name, "from": None, "probability": chance, "default_category": category}


def _team(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    for name, role in ((row["agent"], "rep"), (row["manager"], "manager")):
        if name is None:
            raise Refused("is empty", "Every agent has a name and a manager")
        yield "people", {"id": name, "name": name, "role": role, "region": row["region"]}
    yield "reporting_lines", {"person": row["agent"], "manager": row["manager"], "from": None, "to": None}


def _deal(row: dict[str, Any], context: Context) -> Iterator[Record]:
    deal, stage, engaged, closed = row["id"], row["stage"], row["engaged"], row["closed"]
    _check(row, context)
    won = stage == "Won"
    amount = row["value"] if won else None
    start = context.calendar.start_of
    name = ", ".join(part for part in (row["account"], row["product"]) if part)
    created = start(engaged) if engaged else None
    yield "deals", {
        "id": deal, "name": name or deal, "account": row["account"], "currency": "USD", "created_at": created,
    }  # fmt: skip
    today = {"deal": deal, "stage": stage, "amount": amount, "close_date": closed, "category": None, "next_step": None}
    unsaid = {"amount": None, "close_date": None}  # while it was open, in no file
    yield "deal_versions", {"deal": deal, "valid_from": created, "stage": "Engaging" if engaged else "Prospecting"} | unsaid
    yield "today", today | {"owner": row["agent"], "since": start(closed) if closed else None}
    if row["product"]:
        yield "deal_lines", {"deal": deal, "product": row["product"], "quantity": None, "amount": amount}


def _check(row: dict[str, Any], context: Context) -> None:
    """The stage says which days must be there, and none may lie after the day the export was made."""
    stage, engaged, closed = row["stage"], row["engaged"], row["closed"]
    if stage not in {name for name, *_ in STAGES}:
        raise Refused(f"has the stage {stage}", f"Known are {', '.join(name for name, *_ in STAGES)}")
    if (stage != "Prospecting") != (engaged is not None) or (stage in ("Won", "Lost")) != (closed is not None):
        raise Refused(f"has dates that do not suit the stage {stage}", "Engaging needs engage_date, Won and Lost both")
    if closed and closed < engaged:
        raise Refused("was closed before it was engaged", "Check engage_date and close_date")
    latest = closed or engaged
    if latest and latest > context.as_of:
        raise Refused(f"has a date after {context.as_of}", "Give --as-of the day on which the export was made")


MAVEN = Dialect(
    "maven",
    title="Maven Analytics, CRM Sales Opportunities",
    lenient=False,
    sheets=(
        Sheet(
            "accounts of Maven's CRM data",
            ("account", "sector"),
            {
                "account": Column("id"),
                "sector": Column("industry", translate={"technolgy": "technology"}),
                "office_location": Column("region", translate={"philipines": "Philippines"}),
                **{name: Column("") for name in ("year_established", "revenue", "employees", "subsidiary_of")},
            },
            records=lambda row, _: [("accounts", row | {"name": row["id"], "segment": row.get("industry")})],
        ),
        Sheet(
            "products of Maven's CRM data",
            ("product", "sales_price"),
            {"product": Column("id", translate=PRODUCTS), "sales_price": Column("price", Kind.MONEY), "series": Column("")},
            records=lambda row, _: [("products", row | {"name": row["id"]})],
        ),
        Sheet(
            "sales teams of Maven's CRM data",
            ("sales_agent", "manager", "regional_office"),
            {"sales_agent": Column("agent"), "manager": Column("manager"), "regional_office": Column("region")},
            records=_team,
        ),
        Sheet(
            "sales pipeline of Maven's CRM data",
            ("opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"),
            {
                "opportunity_id": Column("id"),
                "sales_agent": Column("agent"),
                "product": Column("product", translate=PRODUCTS),
                "account": Column("account"),
                "deal_stage": Column("stage"),
                "engage_date": Column("engaged", Kind.DAY),
                "close_date": Column("closed", Kind.DAY),
                "close_value": Column("value", Kind.DEAL_MONEY),
            },
            records=_deal,
        ),
        Sheet(
            "data dictionary of Maven's CRM data",
            ("table", "field", "description"),
            {name: Column("") for name in ("table", "field", "description")},
        ),
    ),
    needs_as_of=True,
    settled=tuple(_settled()),
)
