"""Odoo's exports: opportunities and customers by labels as a workbook, the rest by technical names as CSV.

Moments are by the user's clocks, as Odoo writes them. A lost opportunity is archived and keeps its stage. What Odoo has
no field for stands in Studio's: x_studio_mql_date, x_studio_region …
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from model.tables import Activity, Deal, Lead
from seed_data.exports.cells import Cells
from seed_data.exports.company import Company
from seed_data.exports.files import Columns, write_csv, write_xlsx
from seed_data.exports.pipedrive import entered, last_open

KINDS = {"call": "Call", "email": "Email", "meeting": "Meeting"}
LEADS_FROM = 100_000
"""Leads that became no opportunity have the numbers from here on."""


def id_of(model: str, key: int | None) -> str:
    """An external id as an export makes it."""
    return "" if key is None else f"__export__.{model}_{key}_{(key * 2654435761) % 2**32:08x}"


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write a file for each model; gives file → rows."""
    cells = Cells(zone=company.settings.time_zone, yes="True", no="False")
    leads = [lead for lead in company.leads.values() if lead.deal_id is None]
    books: dict[str, tuple[Columns[Any], Iterable[Any]]] = {
        "Opportunity (crm.lead).xlsx": (_deals(company, cells), company.deals.values()),
        "Lead (crm.lead).xlsx": (_leads(company, cells), leads),
        "Contact (res.partner).xlsx": (_partners(company, cells), company.accounts.values()),
    }
    return {name: write_xlsx(folder / name, *parts) for name, parts in books.items()} | {
        "res.users.csv": write_csv(folder / "res.users.csv", _users(), company.people.values()),
        "hr.employee.csv": write_csv(folder / "hr.employee.csv", _employees(company), company.people.values()),
        "mail.activity.csv": write_csv(folder / "mail.activity.csv", _activities(company, cells), company.activities),
    }


def _name(company: Company, person: int | None) -> str:
    return company.people[person].name if person else ""


def _users() -> Columns[Any]:
    return {"id": lambda p: id_of("res_users", p.id), "name": lambda p: p.name, "login": lambda p: p.email or ""}


def _employees(company: Company) -> Columns[Any]:
    return {
        "name": lambda p: p.name,
        "work_email": lambda p: p.email or "",
        "parent_id": lambda p: _name(company, company.managers.get(p.id or 0)),
    }


def _partners(company: Company, cells: Cells) -> Columns[Any]:
    return {
        "External ID": lambda a: id_of("res_partner", a.id),
        "Name": lambda a: a.name,
        "Is a Company": lambda _: "True",
        "Salesperson": lambda a: _name(company, a.owner_id),
        "Industry": lambda a: cells.text(a.industry),
        "Segment": lambda a: cells.text(a.segment),
        "Region": lambda a: cells.text(a.region),
        "Named Account": lambda a: cells.flag(a.named),
        "Customer Since": lambda a: cells.day(a.customer_since),
    }


def _deals(company: Company, cells: Cells) -> Columns[Deal]:
    def kind(deal: Deal) -> str:
        return company.stage(company.last(deal)).kind

    def shown(deal: Deal) -> Any:
        """The version whose stage stands there: that before it was lost."""
        return (last_open(company, deal) if kind(deal) == "lost" else None) or company.last(deal)

    def lead(deal: Deal) -> Lead | None:
        return company.leads.get(deal.lead_id or 0)

    def chance(deal: Deal) -> str:
        points = company.terms[company.last(deal).stage_id].probability_bp
        return cells.per_cent({"won": 10_000, "lost": 0}.get(kind(deal), points))

    return {
        "External ID": lambda d: id_of("crm_lead", d.id),
        "Opportunity": lambda d: d.name,
        "Type": lambda _: "Opportunity",
        "Customer/External ID": lambda d: id_of("res_partner", d.account_id),
        "Customer": lambda d: company.accounts[d.account_id].name if d.account_id else "",
        "Contact Name": lambda d: ((found := lead(d)) and found.name) or "",
        "Email": lambda d: ((found := lead(d)) and found.email) or "",
        "Salesperson": lambda d: _name(company, company.last(d).owner_id),
        "Stage": lambda d: company.stage(shown(d)).name,
        "Expected Revenue": lambda d: cells.money(company.last(d).amount or 0, company.exponent(d)),
        "Currency": lambda d: d.currency or company.settings.currency,
        "Probability": chance,
        "Expected Closing": lambda d: cells.day(company.last(d).close_date),
        "Closed Date": lambda d: cells.moment(company.entered(d)) if kind(d) in ("won", "lost") else "",
        "Last Stage Update": lambda d: cells.moment(entered(company, d, shown(d)).valid_from),
        "Conversion Date": lambda d: cells.moment(d.created_at) if d.lead_id else "",
        "Created on": lambda d: cells.moment(((found := lead(d)) and found.created_at) or d.created_at),
        "Active": lambda d: cells.flag(kind(d) != "lost"),
        "Lost Reason": lambda d: cells.text(d.lost_reason),
        "Source": lambda d: cells.text(d.source),
        "x_studio_type": lambda d: cells.text(d.type),
        "x_studio_mql_date": lambda d: cells.moment(((found := lead(d)) and found.mql_at) or None),
        "x_studio_forecast": lambda d: cells.text(company.last(d).category),
        "x_studio_next_step": lambda d: cells.text(company.last(d).next_step),
    }


def _leads(company: Company, cells: Cells) -> Columns[Lead]:
    return {
        "External ID": lambda row: id_of("crm_lead", LEADS_FROM + (row.id or 0)),
        "Opportunity": lambda row: f"{row.company} – {row.source}",
        "Type": lambda _: "Lead",
        "Company Name": lambda row: cells.text(row.company),
        "Contact Name": lambda row: row.name,
        "Email": lambda row: cells.text(row.email),
        "Salesperson": lambda row: _name(company, row.owner_id),
        "Probability": lambda row: "0" if row.disqualified_at else "10",
        "Closed Date": lambda row: cells.moment(row.disqualified_at),
        "Created on": lambda row: cells.moment(row.created_at),
        "Active": lambda row: cells.flag(row.disqualified_at is None),
        "Lost Reason": lambda row: cells.text(row.disqualify_reason),
        "Source": lambda row: cells.text(row.source),
        "Medium": lambda row: cells.text(row.channel),
        "Region": lambda row: cells.text(row.region),
        "x_studio_mql_date": lambda row: cells.moment(row.mql_at),
    }


def _activities(company: Company, cells: Cells) -> Columns[Activity]:
    def about(touch: Activity) -> tuple[str, int | None]:
        """The model and number of the one record that an activity is on: the first of the deal, the lead and the account."""
        lead = company.leads.get(touch.lead_id or 0)
        number = touch.deal_id or (lead and (lead.deal_id or LEADS_FROM + (lead.id or 0)))
        return ("crm.lead", number) if number else ("res.partner", touch.account_id)

    return {
        "id": lambda a: id_of("mail_activity", a.id),
        "activity_type_id": lambda a: KINDS.get(a.kind, "To-Do"),
        "user_id": lambda a: _name(company, a.person_id),
        "res_model": lambda a: about(a)[0],
        "res_id": lambda a: str(about(a)[1] or ""),
        "date_deadline": lambda a: cells.day_of(a.happened_at),
        "date_done": lambda a: cells.moment(a.happened_at) if a.done else "",
    }
