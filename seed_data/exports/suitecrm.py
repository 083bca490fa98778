"""SuiteCRM's exports of its lists, as a German office has set them: labels, «;», a byte-order mark, 31.12.2026 and 1.234,50.

Every value is quoted. Owners are by login and by id; the users come from an administrator's export by database names.
What SuiteCRM has no field for stands in custom ones: MQL Date, Region, Segment. It keeps no e-mails in a list that can be
exported: they are tasks here.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from model.tables import Activity, Deal, Lead, Person
from seed_data.exports.cells import Cells
from seed_data.exports.company import Company
from seed_data.exports.files import Columns, Style, write_csv

STYLE = Style(encoding="utf-8-sig", separator=";", quote_all=True)
TYPES = {"new": "New Business", "existing": "Existing Business", "renewal": "Renewal"}
STATUSES = {"call": ("Held", "Planned"), "meeting": ("Held", "Planned"), "task": ("Completed", "Not Started")}


def guid(kind: str, key: int | None) -> str:
    """An id as Sugar makes it; nothing has none."""
    made = (key or 0) * 2654435761 % 2**32
    return "" if key is None else f"{made:08x}-{len(kind):04x}-{ord(kind[0]):04x}-{ord(kind[-1]):04x}-{key:012x}"


def login(company: Company, person: int | None) -> str:
    """By what name somebody logs in."""
    return (company.people[person].email or "").partition("@")[0] if person else ""


def parent(touch: Activity) -> tuple[str, str]:
    """The module and the id of the one record that an activity is on."""
    for module, key in (("Opportunities", touch.deal_id), ("Leads", touch.lead_id), ("Accounts", touch.account_id)):
        if key:
            return module, guid(module, key)
    return "", ""


def kind_of(touch: Activity) -> str:
    """In which module an activity stands."""
    return touch.kind if touch.kind in ("call", "meeting") else "task"


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write a file for each module; gives file → rows."""
    cells = Cells(
        day_form="{0:%d.%m.%Y}", moment_form="{0:%d.%m.%Y %H:%M:%S}", zone=company.settings.time_zone, point=",", thousands=".",
        yes="1", no="0",
    )  # fmt: skip
    touches = {kind: [a for a in company.activities if kind_of(a) == kind] for kind in STATUSES}
    files: dict[str, tuple[Columns[Any], Iterable[Any]]] = {
        "Users": (users(company), company.people.values()),
        "Accounts": (_accounts(company, cells), company.accounts.values()),
        "Opportunities": (_deals(company, cells), company.deals.values()),
        "Leads": (_leads(company, cells), company.leads.values()),
        "Calls": (_touches(company, cells, "call") | _calls(cells), touches["call"]),
        "Meetings": (_touches(company, cells, "meeting") | _meetings(cells), touches["meeting"]),
        "Tasks": (_touches(company, cells, "task") | _tasks(cells), touches["task"]),
    }
    return {f"{name}.csv": write_csv(folder / f"{name}.csv", *parts, STYLE) for name, parts in files.items()}


def users(company: Company) -> Columns[Person]:
    """Users by database names."""
    return {
        "id": lambda p: guid("Users", p.id),
        "user_name": lambda p: login(company, p.id),
        "first_name": lambda p: p.name.partition(" ")[0],
        "last_name": lambda p: p.name.partition(" ")[2],
        "email1": lambda p: p.email or "",
        "status": lambda p: "Active" if company.is_active(p) else "Inactive",
        "date_modified": lambda p: f"{p.active_to or company.today:%Y-%m-%d} 12:00:00",
        "reports_to_id": lambda p: guid("Users", company.managers.get(p.id or 0)),
        "region_c": lambda p: p.region or "",
        "deleted": lambda _: "0",
    }


def _owned(company: Company, module: str, owner: str = "owner_id") -> Columns[Any]:
    return {
        "ID": lambda row: guid(module, row.id),
        "Assigned to": lambda row: login(company, getattr(row, owner)),
        "Assigned User": lambda row: guid("Users", getattr(row, owner)),
        "Deleted": lambda _: "0",
    }


def _accounts(company: Company, cells: Cells) -> Columns[Any]:
    return {"Name": lambda a: a.name} | _owned(company, "Accounts") | {
        "Website": lambda _: "http://",
        "Type": lambda a: "Customer" if a.customer_since else "Prospect",
        "Industry": lambda a: cells.text(a.industry),
        "Employees": lambda _: "",
        "Parent Account ID": lambda _: "",
        "Segment": lambda a: cells.text(a.segment),
        "Region": lambda a: cells.text(a.region),
        "Named Account": lambda a: cells.flag(a.named),
        "Customer Since": lambda a: cells.day(a.customer_since),
    }  # fmt: skip


def _deals(company: Company, cells: Cells) -> Columns[Deal]:
    last = company.last
    amount = lambda d: cells.money(last(d).amount, company.exponent(d))  # noqa: E731
    return {
        "Opportunity Name": lambda d: d.name,
        "ID": lambda d: guid("Opportunities", d.id),
        "Opportunity Amount": amount,
        "Currency": lambda _: "-99",
        "Expected Close Date": lambda d: cells.day(last(d).close_date),
        "Sales Stage": lambda d: company.stage(last(d)).name,
        "Probability (%)": lambda d: cells.per_cent(company.terms[last(d).stage_id].probability_bp),
        "Next Step": lambda d: cells.text(last(d).next_step),
        "Type": lambda d: TYPES.get(d.type or "", ""),
        "Account Name": lambda d: company.accounts[d.account_id].name if d.account_id else "",
        "Account ID": lambda d: guid("Accounts", d.account_id),
        "Amount": amount,
        "Lead Source": lambda d: cells.text(d.source),
        "campaign_id": lambda _: "",
        "Assigned to": lambda d: login(company, last(d).owner_id),
        "Assigned User": lambda d: guid("Users", last(d).owner_id),
        "Date Created": lambda d: cells.moment(d.created_at),
        "Date Modified": lambda d: cells.moment(last(d).valid_from),
        "Deleted": lambda _: "0",
        "Lost Reason": lambda d: cells.text(d.lost_reason),
    }


def _leads(company: Company, cells: Cells) -> Columns[Lead]:
    def status(lead: Lead) -> str:
        return "Dead" if lead.disqualified_at else "Converted" if lead.deal_id else "Assigned" if lead.mql_at else "New"

    return _owned(company, "Leads") | {
        "First Name": lambda row: row.name.partition(" ")[0],
        "Last Name": lambda row: row.name.partition(" ")[2],
        "Account Name": lambda row: cells.text(row.company),
        "Email Address": lambda row: cells.text(row.email),
        "Status": status,
        "Lead Source": lambda row: cells.text(row.source),
        "Converted": lambda row: cells.flag(row.deal_id is not None),
        "Account ID": lambda row: guid("Accounts", row.account_id),
        "Opportunity ID": lambda row: guid("Opportunities", row.deal_id),
        "Date Created": lambda row: cells.moment(row.created_at),
        "Date Modified": lambda row: cells.moment(row.disqualified_at or row.handed_over_at or row.mql_at or row.created_at),
        "MQL Date": lambda row: cells.moment(row.mql_at),
        "Channel": lambda row: cells.text(row.channel),
        "Region": lambda row: cells.text(row.region),
        "Disqualified Reason": lambda row: cells.text(row.disqualify_reason),
    }


def _touches(company: Company, cells: Cells, kind: str) -> Columns[Activity]:
    done, planned = STATUSES[kind]
    return _owned(company, f"{kind}s", "person_id") | {
        "Subject": lambda a: a.kind.capitalize(),
        "Status": lambda a: done if a.done else planned,
        "Parent Type": lambda a: parent(a)[0],
        "Date Created": lambda a: cells.moment(a.happened_at),
    }


def _calls(cells: Cells) -> Columns[Activity]:
    return {
        "Direction": lambda a: {"out": "Outbound", "in": "Inbound"}.get(a.direction or "", ""),
        "Start Date": lambda a: cells.moment(a.happened_at),
        "Duration Hours": lambda _: "0",
        "Duration Minutes": lambda _: "15",
        "Related to ID": lambda a: parent(a)[1],
    }


def _meetings(cells: Cells) -> Columns[Activity]:
    return {
        "Location": lambda _: "",
        "Start Date": lambda a: cells.moment(a.happened_at),
        "Duration Hours": lambda _: "1",
        "Duration Minutes": lambda _: "0",
        "Parent ID": lambda a: parent(a)[1],
    }


def _tasks(cells: Cells) -> Columns[Activity]:
    return {
        "Start Date": lambda _: "",
        "Due Date": lambda a: cells.moment(a.happened_at),
        "Priority": lambda _: "Medium",
        "Parent ID": lambda a: parent(a)[1],
        "Contact ID": lambda _: "",
    }
