"""Whom and what a row mentions by id and name side by side, and leads that became deals at a time that only the deal says."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from model.importing.cells.values import Context
from model.importing.dialect import Record


def people_of(row: dict[str, Any], context: Context, field: str = "owner") -> Iterator[Record]:
    """Who is mentioned in `field`.id and `field`.name: where nobody lists them, inactive until somebody says who that is."""
    if row.get(f"{field}.id") and row.get(f"{field}.name"):
        unknown = {"unconfirmed": True, "active_to": context.as_of - timedelta(days=1)}
        yield "people", {"id": row[f"{field}.id"], "name": row[f"{field}.name"]} | unknown


def accounts_of(row: dict[str, Any]) -> Iterator[Record]:
    """The account that is mentioned."""
    if row.get("account.id") and row.get("account.name"):
        yield "accounts", {"id": row["account.id"], "name": row["account.name"]}


def link_of(row: dict[str, Any], field: str, as_field: str = "") -> dict[str, Any]:
    """The link to what is mentioned, by id before name; nothing where the file has no column for it."""
    if not row.keys() & {f"{field}.id", f"{field}.name"}:
        return {}
    return {as_field or field: row.get(f"{field}.id") or row.get(f"{field}.name")}


def deal_created(context: Context, deal: str, created_at: datetime | None, account: str | None = None) -> None:
    """Keep when a deal was created; and its account, where the leads' files do not say theirs."""
    context.kept.setdefault("created", {})[deal] = created_at, account


def lead_converted(context: Context, lead: str, deal: str) -> None:
    """Keep which deal a lead became."""
    context.kept.setdefault("converted", {})[lead] = deal


def handed_over(context: Context) -> Iterator[Record]:
    """Leads of this import that became deals of it: converting a lead creates the deal, so it was handed over then."""
    created = context.kept.get("created", {})
    for lead, deal in context.kept.get("converted", {}).items():
        created_at, account = created.get(deal, (None, None))
        if created_at:
            told = {"id": lead, "deal": deal, "handed_over_at": created_at}
            yield "leads", told | ({"account": account} if account else {})
