"""Dynamics 365's Excel exports of its views, with real dates and numbers; users and activities from its API.

An Excel export begins with the row's id, a checksum and the time of its last change. It names what a row refers to. A deal
that is won or lost keeps its stage. What Dynamics has no column for stands in custom ones: MQL Date, Region, Segment.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from model.money import decimal_text
from model.tables import Activity, Deal, Lead
from seed_data.exports.cells import Cells
from seed_data.exports.company import Company
from seed_data.exports.files import Columns, Style, Values, write_csv, write_values
from seed_data.exports.pipedrive import last_open

CELLS = Cells(moment_form="{0:%Y-%m-%dT%H:%M:%SZ}")
TYPES = {"new": "New Business", "existing": "Existing Business", "renewal": "Renewal"}
CATEGORIES = {"commit": "Committed", "upside": "Best case", "pipeline": "Pipeline", "omitted": "Omitted"}
KINDS = {"call": "phonecall", "email": "email", "meeting": "appointment"}


def guid(kind: int, key: int | None) -> str:
    """An id of a table; nothing has none."""
    return "" if key is None else f"{(key * 2654435761) % 2**32:08x}-{kind:04x}-ed11-9ac4-{key:012x}"


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write a workbook or a file for each table; gives file → rows."""
    books: dict[str, tuple[Values, Iterable[Any]]] = {
        "Opportunities": (_deals(company), company.deals.values()),
        "Leads": (_leads(company), company.leads.values()),
        "Accounts": (_accounts(company), company.accounts.values()),
    }
    names = {name: f"All {name} {company.today:%m-%d-%Y}.xlsx" for name in books}
    return {names[name]: write_values(folder / names[name], *parts) for name, parts in books.items()} | {
        "systemusers.csv": write_csv(folder / "systemusers.csv", _users(company), company.people.values(), Style()),
        "activitypointers.csv": write_csv(folder / "activitypointers.csv", _activities(), company.activities, Style()),
    }


def _own(table: str, number: int, modified: Callable[[Any], datetime | None]) -> Values:
    return {
        f"(Do Not Modify) {table}": lambda row: guid(number, row.id),
        "(Do Not Modify) Row Checksum": lambda row: f"{row.id * 7919:x}==",
        "(Do Not Modify) Modified On": modified,
    }


def _clock(company: Company) -> Callable[[datetime | None], datetime | None]:
    """Moments by the user's clocks, as Excel shows them."""
    zone = ZoneInfo(company.settings.time_zone)
    return lambda moment: moment.astimezone(zone).replace(tzinfo=None, microsecond=0) if moment else None


def _name(company: Company, person: int | None) -> str:
    return company.people[person].name if person else ""


def _deals(company: Company) -> Values:
    clock, last = _clock(company), company.last

    def status(deal: Deal) -> str:
        kind = company.stage(last(deal)).kind
        return kind.capitalize() if kind in ("won", "lost") else "Open"

    def amount(deal: Deal) -> Decimal | None:
        units = last(deal).amount
        return None if units is None else Decimal(decimal_text(units, company.exponent(deal)))

    def reason(deal: Deal) -> str:
        return {"Won": "Won", "Lost": deal.lost_reason or "Lost"}.get(status(deal), "In Progress")

    def lead(deal: Deal) -> str:
        return company.leads[deal.lead_id].name if deal.lead_id in company.leads else ""

    def closed(deal: Deal) -> date | None:
        entered = company.entered(deal) if status(deal) != "Open" else None
        return entered and company.calendar.day_of(entered)

    return {
        **_own("Opportunity", 1, lambda d: clock(last(d).valid_from)),
        "Topic": lambda d: d.name,
        "Potential Customer": lambda d: company.accounts[d.account_id].name if d.account_id else None,
        "Est. Revenue": amount,
        "Est. Close Date": lambda d: last(d).close_date,
        "Actual Revenue": lambda d: {"Won": amount(d), "Lost": Decimal(0)}.get(status(d)),
        "Actual Close Date": closed,
        "Probability": lambda d: company.terms[last(d).stage_id].probability_bp // 100,
        "Rating": lambda _: "Warm",
        "Status": status,
        "Status Reason": reason,
        "Sales Stage": lambda d: company.stage(last_open(company, d) or last(d)).name,
        "Forecast Category": lambda d: CATEGORIES.get(last(d).category or ""),
        "Originating Lead": lead,
        "Owner": lambda d: _name(company, last(d).owner_id),
        "Created On": lambda d: clock(d.created_at),
        "Next Step": lambda d: last(d).next_step,
        "Opportunity Type": lambda d: TYPES.get(d.type or ""),
        "Lead Source": lambda d: d.source,
    }


def _leads(company: Company) -> Values:
    clock = _clock(company)

    def status(lead: Lead) -> str:
        return "Qualified" if lead.deal_id else "Disqualified" if lead.disqualified_at else "Open"

    def changed(lead: Lead) -> datetime | None:
        return clock(lead.disqualified_at or lead.handed_over_at or lead.mql_at or lead.created_at)

    def reason(lead: Lead) -> str:
        return lead.disqualify_reason or {"Qualified": "Qualified", "Disqualified": "Canceled"}.get(status(lead), "New")

    return {
        **_own("Lead", 2, changed),
        "Name": lambda row: row.name,
        "Topic": lambda row: f"{row.company} – {row.source}",
        "Company Name": lambda row: row.company,
        "Email": lambda row: row.email,
        "Lead Source": lambda row: row.source,
        "Status": status,
        "Status Reason": reason,
        "Owner": lambda row: _name(company, row.owner_id),
        "Created On": lambda row: clock(row.created_at),
        "Modified On": changed,
        "MQL Date": lambda row: clock(row.mql_at),
        "Channel": lambda row: row.channel,
        "Region": lambda row: row.region,
    }


def _accounts(company: Company) -> Values:
    return {
        **_own("Account", 3, lambda _: None),
        "Account Name": lambda a: a.name,
        "Owner": lambda a: _name(company, a.owner_id),
        "Industry": lambda a: a.industry,
        "Segment": lambda a: a.segment,
        "Territory": lambda a: a.region,
        "Named Account": lambda a: "Yes" if a.named else "No",
        "Customer Since": lambda a: a.customer_since,
    }


def _users(company: Company) -> Columns[Any]:
    return {
        "systemuserid": lambda p: guid(4, p.id),
        "fullname": lambda p: p.name,
        "internalemailaddress": lambda p: p.email or "",
        "isdisabled": lambda p: "False" if company.is_active(p) else "True",
        "modifiedon": lambda p: f"{p.active_to or company.today:%Y-%m-%d}T12:00:00Z",
        "_parentsystemuserid_value": lambda p: guid(4, company.managers.get(p.id or 0)),
        "_territoryid_value@OData.Community.Display.V1.FormattedValue": lambda p: p.region or "",
    }


def _activities() -> Columns[Activity]:
    def about(touch: Activity) -> tuple[str, str]:
        """The table and the id of the one record that an activity regards."""
        for table, number, key in (
            ("opportunity", 1, touch.deal_id),
            ("lead", 2, touch.lead_id),
            ("account", 3, touch.account_id),
        ):
            if key:
                return table, guid(number, key)
        return "", ""

    return {
        "activityid": lambda a: guid(5, a.id),
        "activitytypecode": lambda a: KINDS.get(a.kind, "task"),
        "subject": lambda a: a.kind.capitalize(),
        "statecode": lambda a: "1" if a.done else "0",
        "directioncode": lambda a: {"out": "True", "in": "False"}.get(a.direction or "", ""),
        "actualstart": lambda a: CELLS.moment(a.happened_at) if a.done else "",
        "actualend": lambda a: CELLS.moment(a.happened_at) if a.done else "",
        "scheduledend": lambda a: CELLS.moment(a.happened_at),
        "_regardingobjectid_value": lambda a: about(a)[1],
        "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname": lambda a: about(a)[0],
        "_ownerid_value": lambda a: guid(4, a.person_id),
    }
