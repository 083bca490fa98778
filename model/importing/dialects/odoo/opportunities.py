"""Odoo's leads and opportunities, which are one model. One that is lost keeps its stage: see closing.py.

Expected revenue cannot be empty there: 0 is none.
"""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet, StageDefault
from model.importing.dialects.closing import amount_or_none, closed_deal
from model.importing.dialects.odoo.cells import ID, link, number_of
from model.importing.entities import CATEGORY

STAGES = (
    StageDefault("New", "unqualified", 1_000, "omitted"),
    StageDefault("Qualified", "qualified", 3_000, "pipeline"),
    StageDefault("Proposition", "qualified", 7_000, "upside"),
    StageDefault("Won", "won", 10_000, "closed"),
    StageDefault("Lost", "lost", 0, "omitted"),
)
EXTERNAL = {f"crm.stage_lead{place}": stage.name for place, stage in enumerate(STAGES[:4], start=1)}
TYPES = {"verkaufschance": "opportunity", "chance": "opportunity", "案件": "opportunity", "商談": "opportunity", "リード": "lead"}
SHARED = ("id", "source", "created_at")
TODAY = ("close_date", "owner", "next_step", "category", "chance")
LEAD = (*SHARED, "company", "email", "channel", "region", "owner", "mql_at")


def _category(word: str) -> str | None:
    return {"best case": "upside"}.get(word.casefold(), word.casefold() if word.casefold() in CATEGORY.choices else None)


def _row(row: dict[str, Any], context: Context) -> Iterator[Record]:
    if (row.get("type") or ("opportunity" if row.get("stage") else "lead")).casefold() == "lead":
        yield "leads", _lead(row) | _disqualified(row)
        return
    converted = row.get("converted_at")
    if converted:
        yield "leads", _lead(row) | {"handed_over_at": converted, "deal": row["id"]}
    yield from _opportunity(row, context)


def _lead(row: dict[str, Any]) -> dict[str, Any]:
    account = {"account": _account(row)} if row.get("partner.id") or row.get("partner") else {}
    return {name: row[name] for name in LEAD if name in row} | {"name": row.get("contact") or row["name"]} | account


def _account(row: dict[str, Any]) -> str | None:
    """The customer; else, where nobody has made one of it yet, the company's name."""
    return row.get("partner.id") or row.get("partner") or row.get("company")


def _is_lost(row: dict[str, Any]) -> bool:
    """Archived with no chance left; archived alone is only put away."""
    if row.get("won_status"):
        return bool(row["won_status"].casefold() in ("lost", "verloren", "失注"))
    return row.get("active") is False and not row.get("chance")


def _disqualified(row: dict[str, Any]) -> dict[str, Any]:
    if not row.keys() & {"active", "won_status"}:
        return {}
    told = row if _is_lost(row) else {}
    return {"disqualified_at": told.get("closed_at"), "disqualify_reason": told.get("lost_reason")}


def _opportunity(row: dict[str, Any], context: Context) -> Iterator[Record]:
    deal = {name: row[name] for name in (*SHARED, "name", "currency", "lost_reason", "type_of_business") if name in row}
    if "type_of_business" in deal:
        deal["type"] = deal.pop("type_of_business")
    if row.keys() & {"partner.id", "partner", "company"}:
        deal["account"] = _account(row)
    if row.get("converted_at"):
        deal["created_at"] = row["converted_at"]
    yield "deals", deal
    today: dict[str, Any] = {
        name: row[name] for name in ("close_date", "owner", "next_step", "category", "chance") if name in row
    }
    today |= {"deal": row["id"]} | amount_or_none(row)
    stage, since = row["stage"], row.get("stage_since")
    if _is_lost(row):
        yield from closed_deal(today, "Lost", stage, since, row.get("closed_at"), context)
        return
    if row.get("chance") == 10_000 or (row.get("won_status") or "").casefold() in ("won", "gewonnen", "受注"):
        yield from closed_deal(today, stage, None, None, row.get("closed_at") or since, context)
        return
    if since:
        yield "deal_versions", {"deal": row["id"], "valid_from": since, "stage": stage}
    yield "today", today | {"stage": stage, "since": since}


STAGE = f"stage_id | Stage | stage_id/name | Phase | Stufe | ステージ | {link('stage_id', 'Stage')}"
NAME = "name | Opportunity | Lead | Verkaufschance | Chance | 案件"
COLUMNS = {
    "team_id | Sales Team | team_id/id | priority | Priority | Priorität | phone | Phone | mobile | Mobile | city | City"
    " | tag_ids | Tags | description | Notes | date_open | Assignment Date | day_open | Days to Assign | day_close"
    " | Days to Close | prorated_revenue | Prorated Revenue | automated_probability | Automated Probability"
    " | recurring_revenue | Recurring Revenues | campaign_id | Campaign | company_id | Company | write_date | Last Updated on"
    " | Last Modified on | create_uid | Created by | activity_ids | Activities | activity_state | activity_date_deadline"
    " | Next Activity Deadline | street | zip | website": Column(""),
    ID: Column("id", read=number_of),
    NAME: Column("name"),
    "type | Type | Typ | 種別 | タイプ": Column("type", translate=TYPES),
    link("partner_id", "Customer"): Column("partner.id", read=number_of),
    "partner_id | Customer | partner_id/name | Customer/Name | Kunde | 顧客": Column("partner"),
    "partner_name | Company Name | Unternehmensname | Name des Unternehmens | 会社名": Column("company"),
    "contact_name | Contact Name | Kontaktname | 連絡先名": Column("contact"),
    "email_from | Email | E-Mail | Eメール": Column("email"),
    "user_id | Salesperson | user_id/login | user_id/email | Salesperson/Email | Salesperson/Login | Verkäufer"
    f" | Vertriebsmitarbeiter | 販売担当者 | {link('user_id', 'Salesperson')}": Column("owner", read=number_of),
    STAGE: Column("stage", translate=EXTERNAL),
    "expected_revenue | planned_revenue | Expected Revenue | Erwarteter Umsatz | 見込売上": Column("amount"),
    "company_currency | currency_id | Currency | Währung | 通貨": Column("currency"),
    "probability | Probability | Success Rate (%) | Wahrscheinlichkeit | 確率": Column("chance"),
    "date_deadline | Expected Closing | Erwarteter Abschluss | 予想完了日": Column("close_date"),
    "date_closed | Closed Date | Abschlussdatum | Geschlossen am | クローズ日": Column("closed_at", Kind.MOMENT),
    "date_last_stage_update | Last Stage Update | Letzte Phasenaktualisierung": Column("stage_since", Kind.MOMENT),
    "date_conversion | Conversion Date | Konvertierungsdatum": Column("converted_at", Kind.MOMENT),
    "create_date | Created on | Creation Date | Erstellt am | Angelegt am | 作成日": Column("created_at"),
    "active | Active | Aktiv | 有効": Column("active", Kind.FLAG),
    "won_status | Is Won | Won/Lost": Column("won_status"),
    "lost_reason_id | lost_reason | Lost Reason | Verlustgrund | 失注理由": Column("lost_reason"),
    "source_id | Source | Quelle | ソース": Column("source"),
    "medium_id | Medium | 媒体": Column("channel"),
    "country_id | Country | Region | x_studio_region": Column("region"),
    "x_studio_forecast | Forecast Category": Column("category", read=_category),
    "x_studio_type | Deal Type": Column("type_of_business"),
    "x_studio_mql_date | MQL Date": Column("mql_at", Kind.MOMENT),
    "x_studio_next_step | Next Step | activity_summary | Next Activity Summary | Nächste Aktivität": Column("next_step"),
}  # fmt: skip

OPPORTUNITIES = Sheet(
    "leads and opportunities of Odoo",
    (NAME, STAGE,
     "expected_revenue | planned_revenue | Expected Revenue | date_deadline | Expected Closing | date_last_stage_update"
     " | Last Stage Update | Erwarteter Umsatz | Erwarteter Abschluss | 見込売上"),
    COLUMNS,
    entities=("deals", "today"),
    records=_row,
    named_by=("name", "created_at"),
)  # fmt: skip
LEADS = Sheet(
    "leads of Odoo",
    (NAME, "contact_name | Contact Name | Kontaktname | 連絡先名", "user_id | Salesperson | Verkäufer | 販売担当者",
     "team_id | Sales Team | create_date | Created on | Erstellt am | 作成日"),
    {words: column for words, column in COLUMNS.items() if words != STAGE},
    entities=("leads", "deals", "today"),
    records=_row,
    named_by=("name", "created_at"),
)  # fmt: skip
