"""Pipedrive's exports of its lists: a file per kind of record, «Deal - » before the headers, deals as a workbook.

A deal that is won or lost keeps the stage it was in. There is no list of users, and a lead that became a deal is in no
list any more. What Pipedrive has no field for stands in custom ones: MQL date, Region, Segment.
"""

from pathlib import Path
from typing import Any

from model.tables import Activity, Deal, DealVersion, Lead
from seed_data.exports.cells import Cells
from seed_data.exports.company import Company
from seed_data.exports.files import Columns, Style, write_csv, write_xlsx

PIPELINE = "Pipeline"
KINDS = {"call": "Call", "email": "Email", "meeting": "Meeting"}
STYLE = Style(quote_all=True, line_end="\n")


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write a file for each kind of record; gives file → rows."""
    cells = Cells(zone=company.settings.time_zone, yes="Yes", no="No")
    day = f"{company.today:%Y-%m-%d}"
    leads = [lead for lead in company.leads.values() if lead.deal_id is None]
    return {
        f"deals-{day}.xlsx": write_xlsx(folder / f"deals-{day}.xlsx", _deals(company, cells), company.deals.values(), "Deals"),
        f"leads-{day}.csv": write_csv(folder / f"leads-{day}.csv", _leads(company, cells), leads, STYLE),
        f"organizations-{day}.csv": write_csv(
            folder / f"organizations-{day}.csv", _organizations(company, cells), company.accounts.values(), STYLE
        ),
        f"activities-{day}.csv": write_csv(
            folder / f"activities-{day}.csv", _activities(company, cells), company.activities, STYLE
        ),
    }


def _name(company: Company, person: int | None) -> str:
    return company.people[person].name if person else ""


def last_open(company: Company, deal: Deal) -> DealVersion | None:
    """How a deal stood before it was won or lost; as it is, while it is open."""
    history = company.versions[deal.id or 0]
    return next((v for v in reversed(history) if company.stage(v).kind not in ("won", "lost")), None)


def entered(company: Company, deal: Deal, version: DealVersion) -> DealVersion:
    """The version with which the stay in the stage of `version` began."""
    history = company.versions[deal.id or 0]
    place = history.index(version)
    while place and history[place - 1].stage_id == version.stage_id:
        place -= 1
    return history[place]


def _deals(company: Company, cells: Cells) -> Columns[Deal]:
    def status(deal: Deal) -> str:
        kind = company.stage(company.last(deal)).kind
        return kind.capitalize() if kind in ("won", "lost") else "Open"

    def closed_at(deal: Deal, *outcomes: str) -> str:
        return cells.moment(company.entered(deal)) if status(deal) in outcomes else ""

    def stage_since(deal: Deal) -> str:
        version = last_open(company, deal)
        return cells.moment(entered(company, deal, version).valid_from if version else deal.created_at)

    return {
        "Deal - ID": lambda d: str(d.id),
        "Deal - Title": lambda d: d.name,
        "Deal - Value": lambda d: cells.money(company.last(d).amount or 0, company.exponent(d)),
        "Deal - Currency of value": lambda d: d.currency or company.settings.currency,
        "Deal - Organization": lambda d: company.accounts[d.account_id].name if d.account_id else "",
        "Deal - Owner": lambda d: _name(company, company.last(d).owner_id),
        "Deal - Pipeline": lambda _: PIPELINE,
        "Deal - Stage": lambda d: company.stage(last_open(company, d) or company.last(d)).name,
        "Deal - Status": status,
        "Deal - Expected close date": lambda d: cells.day(company.last(d).close_date),
        "Deal - Deal created": lambda d: cells.moment(d.created_at),
        "Deal - Last stage change": stage_since,
        "Deal - Deal closed on": lambda d: closed_at(d, "Won", "Lost"),
        "Deal - Won time": lambda d: closed_at(d, "Won"),
        "Deal - Lost time": lambda d: closed_at(d, "Lost"),
        "Deal - Lost reason": lambda d: cells.text(d.lost_reason),
        "Deal - Probability": lambda d: cells.per_cent(company.terms[company.last(d).stage_id].probability_bp),
        "Deal - Source channel": lambda d: cells.text(d.source),
        "Deal - Label": lambda _: "",
    }


def _organizations(company: Company, cells: Cells) -> Columns[Any]:
    return {
        "Organization - ID": lambda a: str(a.id),
        "Organization - Name": lambda a: a.name,
        "Organization - Owner": lambda a: _name(company, a.owner_id),
        "Organization - Industry": lambda a: cells.text(a.industry),
        "Organization - Segment": lambda a: cells.text(a.segment),
        "Organization - Region": lambda a: cells.text(a.region),
        "Organization - Named account": lambda a: cells.flag(a.named),
        "Organization - Customer since": lambda a: cells.day(a.customer_since),
    }


def _leads(company: Company, cells: Cells) -> Columns[Lead]:
    return {
        "Lead - ID": lambda row: f"{row.id:08x}-0f0a-11ee-8c99-0242ac120002",
        "Lead - Title": lambda row: f"{row.company} lead",
        "Lead - Owner": lambda row: _name(company, row.owner_id),
        "Lead - Contact person": lambda row: row.name,
        "Lead - Organization": lambda row: cells.text(row.company),
        "Lead - Lead created": lambda row: cells.moment(row.created_at),
        "Lead - Source channel": lambda row: cells.text(row.source),
        "Lead - Channel": lambda row: cells.text(row.channel),
        "Lead - Region": lambda row: cells.text(row.region),
        "Lead - MQL date": lambda row: cells.moment(row.mql_at),
        "Lead - Archive time": lambda row: cells.moment(row.disqualified_at),
        "Lead - Disqualified reason": lambda row: cells.text(row.disqualify_reason),
    }


def _activities(company: Company, cells: Cells) -> Columns[Activity]:
    return {
        "Activity - ID": lambda a: str(a.id),
        "Activity - Subject": lambda a: KINDS.get(a.kind, "Task"),
        "Activity - Type": lambda a: KINDS.get(a.kind, "Task"),
        "Activity - Due date": lambda a: cells.day_of(a.happened_at),
        "Activity - Due time": lambda a: cells.moment(a.happened_at).partition(" ")[2],
        "Activity - Done": lambda a: "Done" if a.done else "Undone",
        "Activity - Marked as done time": lambda a: cells.moment(a.happened_at) if a.done else "",
        "Activity - Assigned to user": lambda a: _name(company, a.person_id),
        "Organization": lambda a: company.accounts[a.account_id].name if a.account_id else "",
        "Deal - ID": lambda a: str(a.deal_id or ""),
        "Lead - ID": lambda a: f"{a.lead_id:08x}-0f0a-11ee-8c99-0242ac120002" if a.lead_id else "",
    }
