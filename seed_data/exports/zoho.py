"""Zoho CRM's data backup: a CSV file for each module, «zcrm_» before every id, ids and names side by side.

What Zoho has no field for stands in custom ones: MQL Date, Region, Segment. It has no e-mails of its own: they are tasks.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from model.tables import Activity, Deal, Lead
from seed_data.exports.cells import Cells
from seed_data.exports.company import Company
from seed_data.exports.files import Columns, write_csv

TYPES = {"new": "New Business", "existing": "Existing Business", "renewal": "Renewal"}
CATEGORIES = {"commit": "Committed", "upside": "Best Case", "pipeline": "Pipeline", "omitted": "Omitted", "closed": "Closed"}
NUMBERS = {"person": 4_150_868_000_000_225_013, "account": 4_150_868_000_000_310_000, "deal": 4_150_868_000_000_420_000,
           "lead": 4_150_868_000_000_530_000, "touch": 4_150_868_000_001_000_000}  # fmt: skip


def number(kind: str, key: int | None) -> str:
    """A record's id; nothing has none."""
    return "" if key is None else f"zcrm_{NUMBERS[kind] + key}"


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write a file for each module; gives file → rows."""
    cells = Cells(zone=company.settings.time_zone)
    calls, events = ([a for a in company.activities if a.kind == kind] for kind in ("call", "meeting"))
    tasks = [a for a in company.activities if a.kind not in ("call", "meeting")]
    files: dict[str, tuple[Columns[Any], Iterable[Any]]] = {
        "Users": (_users(company), company.people.values()),
        "Accounts": (_accounts(company, cells), company.accounts.values()),
        "Deals": (_deals(company, cells), company.deals.values()),
        "Leads": (_leads(company, cells), company.leads.values()),
        "Calls": (_calls(company, cells), calls),
        "Events": (_events(company, cells), events),
        "Tasks": (_tasks(company, cells), tasks),
    }
    return {f"{name}_001.csv": write_csv(folder / f"{name}_001.csv", *parts) for name, parts in files.items()}


def _users(company: Company) -> Columns[Any]:
    return {
        "Record Id": lambda p: number("person", p.id),
        "First Name": lambda p: p.name.partition(" ")[0],
        "Last Name": lambda p: p.name.partition(" ")[2],
        "Email": lambda p: p.email or "",
        "Role": lambda p: p.role.capitalize(),
        "Profile": lambda _: "Standard",
        "Status": lambda p: "active" if company.is_active(p) else "inactive",
        "Reporting To.id": lambda p: number("person", company.managers.get(p.id or 0)),
        "Reporting To": lambda p: _name(company, company.managers.get(p.id or 0)),
        "Modified Time": lambda p: f"{p.active_to or company.today:%Y-%m-%d} 12:00:00",
        "Region": lambda p: p.region or "",
    }


def _name(company: Company, person: int | None) -> str:
    return company.people[person].name if person else ""


def _owned(company: Company, header: str, owner: str = "owner_id") -> Columns[Any]:
    return {
        f"{header}.id": lambda row: number("person", getattr(row, owner)),
        header: lambda row: _name(company, getattr(row, owner)),
    }


def _accounts(company: Company, cells: Cells) -> Columns[Any]:
    return {"Record Id": lambda a: number("account", a.id)} | _owned(company, "Account Owner") | {
        "Account Name": lambda a: a.name,
        "Account Type": lambda a: "Customer" if a.customer_since else "-None-",
        "Industry": lambda a: cells.text(a.industry) or "-None-",
        "Segment": lambda a: cells.text(a.segment),
        "Region": lambda a: cells.text(a.region),
        "Named Account": lambda a: cells.flag(a.named),
        "Customer Since": lambda a: cells.day(a.customer_since),
    }  # fmt: skip


def _deals(company: Company, cells: Cells) -> Columns[Deal]:
    last = company.last
    return {
        "Record Id": lambda d: number("deal", d.id),
        "Deal Owner.id": lambda d: number("person", last(d).owner_id),
        "Deal Owner": lambda d: _name(company, last(d).owner_id),
        "Amount": lambda d: cells.money(last(d).amount, company.exponent(d)),
        "Deal Name": lambda d: d.name,
        "Closing Date": lambda d: cells.day(last(d).close_date),
        "Account Name.id": lambda d: number("account", d.account_id),
        "Account Name": lambda d: company.accounts[d.account_id].name if d.account_id else "",
        "Contact Name.id": lambda _: "",
        "Contact Name": lambda _: "",
        "Pipeline": lambda _: "Standard (Standard)",
        "Stage": lambda d: company.stage(last(d)).name,
        "Type": lambda d: TYPES.get(d.type or "", "-None-"),
        "Probability (%)": lambda d: cells.per_cent(company.terms[last(d).stage_id].probability_bp),
        "Next Step": lambda d: cells.text(last(d).next_step),
        "Lead Source": lambda d: d.source or "-None-",
        "Forecast Category": lambda d: CATEGORIES.get(last(d).category or "", ""),
        "Expected Revenue": lambda _: "",
        "Currency": lambda d: d.currency or company.settings.currency,
        "Reason For Loss": lambda d: d.lost_reason or "-None-",
        "Created Time": lambda d: cells.moment(d.created_at),
        "Modified Time": lambda d: cells.moment(last(d).valid_from),
    }


def _leads(company: Company, cells: Cells) -> Columns[Lead]:
    def status(lead: Lead) -> str:
        return "Lost Lead" if lead.disqualified_at else "Contacted" if lead.mql_at else "Not Contacted"

    return {"Record Id": lambda row: number("lead", row.id)} | _owned(company, "Lead Owner") | {
        "Is Converted": lambda row: cells.flag(row.deal_id is not None),
        "Company": lambda row: cells.text(row.company),
        "First Name": lambda row: row.name.partition(" ")[0],
        "Last Name": lambda row: row.name.partition(" ")[2],
        "Email": lambda row: cells.text(row.email),
        "Lead Source": lambda row: row.source or "-None-",
        "Lead Status": status,
        "Converted Account.id": lambda row: number("account", row.account_id),
        "Converted Deal.id": lambda row: number("deal", row.deal_id),
        "Converted Time": lambda row: cells.moment(row.handed_over_at),
        "Created Time": lambda row: cells.moment(row.created_at),
        "Modified Time": lambda row: cells.moment(row.disqualified_at or row.handed_over_at or row.created_at),
        "MQL Date": lambda row: cells.moment(row.mql_at),
        "Disqualified Reason": lambda row: cells.text(row.disqualify_reason),
        "Channel": lambda row: cells.text(row.channel),
        "Region": lambda row: cells.text(row.region),
    }  # fmt: skip


def _touches(company: Company, header: str) -> Columns[Activity]:
    def about(touch: Activity) -> tuple[str, str]:
        """The module and the id of the one record that an activity is related to."""
        for module, kind, key in (("Deals", "deal", touch.deal_id), ("Leads", "lead", touch.lead_id),
                                  ("Accounts", "account", touch.account_id)):  # fmt: skip
            if key:
                return module, number(kind, key)
        return "", ""

    return {
        "Record Id": lambda a: number("touch", a.id),
        **_owned(company, header, "person_id"),
        "Subject": lambda a: a.kind.capitalize(),
        "Related To.id": lambda a: about(a)[1],
        "Related To Module": lambda a: about(a)[0],
    }


def _calls(company: Company, cells: Cells) -> Columns[Activity]:
    return _touches(company, "Call Owner") | {
        "Call Type": lambda a: {"out": "Outbound", "in": "Inbound"}.get(a.direction or "", "-None-"),
        "Call Start Time": lambda a: cells.moment(a.happened_at),
        "Call Duration (in seconds)": lambda _: "300",
        "Call Status": lambda a: "Completed" if a.done else "Scheduled",
    }


def _events(company: Company, cells: Cells) -> Columns[Activity]:
    columns = {("Title" if name == "Subject" else name): cell for name, cell in _touches(company, "Host").items()}
    return columns | {
        "From": lambda a: cells.moment(a.happened_at),
        "To": lambda a: cells.moment(a.happened_at),
        "Location": lambda _: "",
        "Check-In Status": lambda a: "" if a.done else "Scheduled",
    }


def _tasks(company: Company, cells: Cells) -> Columns[Activity]:
    return _touches(company, "Task Owner") | {
        "Status": lambda a: "Completed" if a.done else "Not Started",
        "Priority": lambda _: "Normal",
        "Due Date": lambda a: cells.day_of(a.happened_at),
        "Closed Time": lambda a: cells.moment(a.happened_at if a.done else None),
        "Created Time": lambda a: cells.moment(a.happened_at),
    }
