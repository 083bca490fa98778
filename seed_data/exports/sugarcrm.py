"""SugarCRM's exports by database names, every value quoted, days and moments in ISO by the user's clocks.

Whose category it is, the field commit_stage says: include, upside or exclude; «pipeline» it has no word for. What Sugar has
no field for stands in custom ones, as mql_date_c. E-mails are tasks here.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from model.tables import Activity, Deal, Lead
from seed_data.exports.cells import Cells
from seed_data.exports.company import Company
from seed_data.exports.files import Columns, Style, write_csv
from seed_data.exports.suitecrm import STATUSES, TYPES, guid, kind_of, login, parent, users

STYLE = Style(quote_all=True)
CATEGORIES = {"commit": "include", "upside": "upside", "omitted": "exclude"}


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write a file for each module; gives file → rows."""
    cells = Cells(zone=company.settings.time_zone, yes="1", no="0")
    files: dict[str, tuple[Columns[Any], Iterable[Any]]] = {
        "Users": (users(company), company.people.values()),
        "Accounts": (_accounts(company, cells), company.accounts.values()),
        "Opportunities": (_deals(company, cells), company.deals.values()),
        "Leads": (_leads(company, cells), company.leads.values()),
    } | {
        f"{kind.capitalize()}s": (_touches(company, cells, kind), [a for a in company.activities if kind_of(a) == kind])
        for kind in STATUSES
    }  # fmt: skip
    return {f"{name}.csv": write_csv(folder / f"{name}.csv", *parts, STYLE) for name, parts in files.items()}


def _owned(company: Company, module: str, owner: str = "owner_id") -> Columns[Any]:
    return {
        "id": lambda row: guid(module, row.id),
        "assigned_user_id": lambda row: guid("Users", getattr(row, owner)),
        "assigned_user_name": lambda row: login(company, getattr(row, owner)),
        "deleted": lambda _: "0",
    }


def _accounts(company: Company, cells: Cells) -> Columns[Any]:
    return _owned(company, "Accounts") | {
        "name": lambda a: a.name,
        "account_type": lambda a: "Customer" if a.customer_since else "Prospect",
        "industry": lambda a: cells.text(a.industry),
        "parent_id": lambda _: "",
        "segment_c": lambda a: cells.text(a.segment),
        "region_c": lambda a: cells.text(a.region),
        "named_account_c": lambda a: cells.flag(a.named),
        "customer_since_c": lambda a: cells.day(a.customer_since),
    }


def _deals(company: Company, cells: Cells) -> Columns[Deal]:
    last = company.last

    def amount(deal: Deal) -> str:
        return cells.money(last(deal).amount, company.exponent(deal))

    return {
        "id": lambda d: guid("Opportunities", d.id),
        "name": lambda d: d.name,
        "opportunity_type": lambda d: TYPES.get(d.type or "", ""),
        "account_name": lambda d: company.accounts[d.account_id].name if d.account_id else "",
        "account_id": lambda d: guid("Accounts", d.account_id),
        "lead_source": lambda d: cells.text(d.source),
        "amount": amount,
        "amount_usdollar": amount,
        "currency_id": lambda _: "-99",
        "date_closed": lambda d: cells.day(last(d).close_date),
        "next_step": lambda d: cells.text(last(d).next_step),
        "sales_stage": lambda d: company.stage(last(d)).name,
        "probability": lambda d: cells.per_cent(company.terms[last(d).stage_id].probability_bp),
        "commit_stage": lambda d: CATEGORIES.get(last(d).category or "", ""),
        "assigned_user_id": lambda d: guid("Users", last(d).owner_id),
        "assigned_user_name": lambda d: login(company, last(d).owner_id),
        "date_entered": lambda d: cells.moment(d.created_at),
        "date_modified": lambda d: cells.moment(last(d).valid_from),
        "deleted": lambda _: "0",
        "lost_reason_c": lambda d: cells.text(d.lost_reason),
    }


def _leads(company: Company, cells: Cells) -> Columns[Lead]:
    def status(lead: Lead) -> str:
        return "Recycled" if lead.disqualified_at else "Converted" if lead.deal_id else "In Process" if lead.mql_at else "New"

    return _owned(company, "Leads") | {
        "first_name": lambda row: row.name.partition(" ")[0],
        "last_name": lambda row: row.name.partition(" ")[2],
        "account_name": lambda row: cells.text(row.company),
        "email1": lambda row: cells.text(row.email),
        "status": status,
        "lead_source": lambda row: cells.text(row.source),
        "converted": lambda row: cells.flag(row.deal_id is not None),
        "account_id": lambda row: guid("Accounts", row.account_id),
        "opportunity_id": lambda row: guid("Opportunities", row.deal_id),
        "date_entered": lambda row: cells.moment(row.created_at),
        "mql_date_c": lambda row: cells.moment(row.mql_at),
        "disqualified_date_c": lambda row: cells.moment(row.disqualified_at),
        "disqualified_reason_c": lambda row: cells.text(row.disqualify_reason),
        "channel_c": lambda row: cells.text(row.channel),
        "region_c": lambda row: cells.text(row.region),
    }


def _touches(company: Company, cells: Cells, kind: str) -> Columns[Activity]:
    done, planned = STATUSES[kind]
    own: dict[str, Columns[Activity]] = {
        "call": {"direction": lambda a: {"out": "Outbound", "in": "Inbound"}.get(a.direction or "", "")},
        "meeting": {"location": lambda _: ""},
        "task": {"date_due": lambda a: cells.moment(a.happened_at), "priority": lambda _: "Medium"},
    }
    begins = {} if kind == "task" else {"date_start": lambda a: cells.moment(a.happened_at)}
    return _owned(company, f"{kind}s", "person_id") | begins | own[kind] | {
        "name": lambda a: a.kind.capitalize(),
        "status": lambda a: done if a.done else planned,
        "parent_type": lambda a: parent(a)[0],
        "parent_id": lambda a: parent(a)[1],
    }  # fmt: skip
