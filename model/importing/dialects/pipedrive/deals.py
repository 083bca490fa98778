"""Pipedrive's deals. One that is won or lost keeps the stage it was in: see closing.py."""

from collections.abc import Iterator, Mapping
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet, StageDefault
from model.importing.dialects.closing import amount_or_none, closed_deal
from model.importing.dialects.pipedrive.cells import of
from model.importing.dialects.pipelines import stage_word

STAGES = (
    StageDefault("Lead In", "unqualified", 1_000, "omitted"),
    StageDefault("Qualified", "qualified", 2_000, "pipeline"),
    StageDefault("Contact Made", "qualified", 3_000, "pipeline"),
    StageDefault("Needs Defined", "qualified", 4_000, "pipeline"),
    StageDefault("Demo Scheduled", "qualified", 4_500, "pipeline"),
    StageDefault("Proposal Made", "qualified", 6_000, "upside"),
    StageDefault("Negotiations Started", "qualified", 8_000, "commit"),
    StageDefault("Won", "won", 10_000, "closed"),
    StageDefault("Lost", "lost", 0, "omitted"),
)
STATUSES = {
    "offen": "open",
    "gewonnen": "won",
    "verloren": "lost",
    "gelöscht": "deleted",
    "進行中": "open",
    "成約": "won",
    "失注": "lost",
}
CLOSED = {"won": "Won", "lost": "Lost"}
DEAL = ("id", "name", "account", "currency", "created_at", "source", "lost_reason")


def _is_status(sample: Mapping[str, list[str]]) -> bool:
    words = {word.casefold() for header in ("dealstatus", "status") for word in sample.get(header, []) if word.strip()}
    return words <= {"open", "won", "lost", "deleted", "archived", *STATUSES}


def _deal(row: dict[str, Any], context: Context) -> Iterator[Record]:
    if row.get("accounts.id") and row.get("account"):
        yield "accounts", {"id": row["accounts.id"], "name": row["account"]}
    account = {"account": row.get("accounts.id") or row["account"]} if row.keys() & {"accounts.id", "account"} else {}
    yield "deals", {name: row[name] for name in DEAL if name in row} | account
    status = (row["status"] or "open").casefold()
    if status == "deleted":
        yield "today", {"deal": row["id"], "deleted": True}
        return
    today: dict[str, Any] = {name: row[name] for name in ("close_date", "owner", "chance") if name in row}
    today |= {"deal": row["id"]} | amount_or_none(row)
    stage = row["stage"] and stage_word(row["stage"], row.get("pipeline"))
    since = row.get("stage_since")
    if status in CLOSED:
        at = row.get(f"{status}_at") or row.get("closed_at")
        yield from closed_deal(today, CLOSED[status], stage, since, at, context)
    else:
        if since:
            yield "deal_versions", {"deal": row["id"], "valid_from": since, "stage": stage}
        yield "today", today | {"stage": stage, "since": since}


DEALS = Sheet(
    "deals of Pipedrive",
    (of("Deal", "Title", "Titel"), of("Deal", "Status"), of("Deal", "Stage", "Stage (pipeline)", "Phase")),
    {
        "Organization - Owner | Person - Owner | Person - ID | Organization - Label | Person - Label"
        " | Person - Name | Person - Email": Column(""),
        of("Deal", "Contact person", "Kontaktperson", "Label", "Labels", "Weighted value", "Gewichteter Wert",
            "Next activity date", "Last activity date", "Total activities", "Done activities", "Activities to do",
            "Email messages count", "Visible to", "Update time", "Product name", "Product quantity", "Product amount",
            "Source channel ID", "Creator", "Rotten time", "First won time", "Last email received", "Last email sent",
            "Sichtbar für", "Zeit der Aktualisierung", "Erledigte Aktivitäten", "Zu erledigende Aktivitäten",
            "Gesamtzahl der Aktivitäten", "Datum nächste Aktivität",
            "Datum der letzten Aktivität", "Anzahl E-Mail-Nachrichten", "Letzte E-Mail erhalten", "Letzte E-Mail gesendet"):
            Column(""),
        of("Deal", "ID", "Pipedrive System ID", "Deal ID"): Column("id"),
        of("Deal", "Title", "Titel"): Column("name"),
        of("Deal", "Value", "Deal value", "Wert"): Column("amount"),
        of("Deal", "Currency of value", "Currency", "Währung des Wertes", "Währung"): Column("currency"),
        f"{of('Deal', 'Organization', 'Organisation')} | Organization - Name | Organisation - Name": Column("account"),
        "Organization - ID | Organization - Pipedrive System ID | Organization ID": Column("accounts.id"),
        of("Deal", "Owner", "Besitzer"): Column("owner"),
        of("Deal", "Pipeline"): Column("pipeline"),
        of("Deal", "Stage", "Stage (pipeline)", "Phase"): Column("stage"),
        of("Deal", "Status"): Column("status", translate=STATUSES),
        of("Deal", "Probability", "Wahrscheinlichkeit"): Column("chance"),
        of("Deal", "Expected close date", "Erwartetes Abschlussdatum", "Voraussichtliches Abschlussdatum"): Column("close_date"),
        of("Deal", "Deal created", "Deal created on", "Creation date", "Add time", "Deal erstellt", "Deal erstellt am"):
            Column("created_at"),
        of("Deal", "Last stage change", "Stage change time", "Letzte Phasenänderung"): Column("stage_since", Kind.MOMENT),
        of("Deal", "Won time", "Datum des gewonnenen Deals"): Column("won_at", Kind.MOMENT),
        of("Deal", "Lost time", "Datum des verlorenen Deals"): Column("lost_at", Kind.MOMENT),
        of("Deal", "Deal closed on", "Closed on", "Close time", "Deal abgeschlossen am"): Column("closed_at", Kind.MOMENT),
        of("Deal", "Lost reason", "Verlustgrund"): Column("lost_reason"),
        of("Deal", "Source channel", "Source origin", "Lead source"): Column("source"),
    },
    entities=("deals", "today"),
    records=_deal,
    aside=("accounts",),
    suits=_is_status,
    named_by=("name", "created_at"),
)  # fmt: skip
