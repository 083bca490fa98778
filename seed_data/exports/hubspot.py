"""HubSpot's exports of its list pages: labels as headers, every value quoted, owners by name, moments to the minute.

What HubSpot has no property for stands in ones of the company's own: Segment, Region, Disqualified Date. Of the history
there is only when each stage was entered, the last time.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from model.tables import Activity, Deal, Lead, Stage
from seed_data.exports.cells import Cells
from seed_data.exports.company import Company
from seed_data.exports.files import Columns, Style, write_csv

PIPELINE = "Sales Pipeline"
CATEGORIES = {
    "closed": "Closed won", "commit": "Commit", "upside": "Best case", "pipeline": "Pipeline", "omitted": "Not forecasted",
}  # fmt: skip
TYPES = {"new": "New Business", "existing": "Existing Business", "renewal": "Renewal"}
NUMBERS = {"account": 7_100_000_000, "deal": 9_400_000_000, "lead": 51_000, "person": 600_100, "touch": 48_000_000_000}


def number(kind: str, key: int | None) -> str:
    """A record id; nothing has none."""
    return "" if key is None else str(NUMBERS[kind] + 7 * key)


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write a file for each kind of record; gives file → rows."""
    cells = Cells(moment_form="{0:%Y-%m-%d %H:%M}", zone=company.settings.time_zone)
    touches = {kind: [touch for touch in company.activities if touch.kind == kind] for kind in ("call", "email", "meeting")}
    files: dict[str, tuple[Columns[Any], Iterable[Any]]] = {
        "owners": (_owners(), company.people.values()),
        "all-companies": (_companies(company, cells), company.accounts.values()),
        "all-deals": (_deals(company, cells), company.deals.values()),
        "all-contacts": (_contacts(company, cells), company.leads.values()),
        "all-calls": (_touches(company, cells) | _calls(), touches["call"]),
        "all-emails": (_touches(company, cells) | _emails(), touches["email"]),
        "all-meetings": (_touches(company, cells) | _meetings(), touches["meeting"]),
    }
    names = {name: f"hubspot-crm-exports-{name}-{company.today:%Y-%m-%d}.csv" for name in files}
    return {names[name]: write_csv(folder / names[name], *parts, Style(quote_all=True)) for name, parts in files.items()}


def _owners() -> Columns[Any]:
    return {
        "id": lambda p: number("person", p.id),
        "email": lambda p: p.email or "",
        "firstName": lambda p: p.name.partition(" ")[0],
        "lastName": lambda p: p.name.partition(" ")[2],
        "userId": lambda p: str(p.id),
        "archived": lambda _: "false",
    }


def _name(company: Company, person: int | None) -> str:
    return company.people[person].name if person else ""


def _companies(company: Company, cells: Cells) -> Columns[Any]:
    return {
        "Record ID": lambda a: number("account", a.id),
        "Company name": lambda a: a.name,
        "Company owner": lambda a: _name(company, a.owner_id),
        "Lifecycle Stage": lambda a: "Customer" if a.customer_since else "Opportunity",
        "Industry": lambda a: cells.text(a.industry),
        "Target Account": lambda a: cells.flag(a.named),
        "Close Date": lambda a: f"{cells.day(a.customer_since)} 00:00" if a.customer_since else "",
        "Segment": lambda a: cells.text(a.segment),
        "Region": lambda a: cells.text(a.region),
    }


def _deals(company: Company, cells: Cells) -> Columns[Deal]:
    last = company.last

    def is_closed(deal: Deal) -> bool:
        return company.stage(last(deal)).kind in ("won", "lost")

    def close_date(deal: Deal) -> str:
        """A moment: of a closed deal that of its closing, if it was on that day."""
        day, entered = last(deal).close_date, company.entered(deal)
        of_entry = is_closed(deal) and cells.day_of(entered) == cells.day(day)
        return cells.moment(entered) if of_entry else f"{cells.day(day)} 00:00" if day else ""

    return {
        "Record ID": lambda d: number("deal", d.id),
        "Deal Name": lambda d: d.name,
        "Deal Stage": lambda d: company.stage(last(d)).name,
        "Pipeline": lambda _: PIPELINE,
        "Deal owner": lambda d: _name(company, last(d).owner_id),
        "Amount": lambda d: cells.money(last(d).amount, company.exponent(d)),
        "Currency": lambda d: d.currency or company.settings.currency,
        "Close Date": close_date,
        "Create Date": lambda d: cells.moment(d.created_at),
        "Is Deal Closed?": lambda d: cells.flag(is_closed(d)),
        "Deal Type": lambda d: TYPES.get(d.type or "", ""),
        "Forecast category": lambda d: CATEGORIES[company.category(last(d))],
        "Next step": lambda d: cells.text(last(d).next_step),
        "Closed Lost Reason": lambda d: cells.text(d.lost_reason),
        "Original Source Type": lambda d: cells.text(d.source),
        "Associated Company": lambda d: company.accounts[d.account_id].name if d.account_id else "",
        "Associated Company IDs": lambda d: number("account", d.account_id),
        **{f'Date entered "{stage.name} ({PIPELINE})"': _entered(company, cells, stage) for stage in company.stages.values()},
        **{f'Date exited "{stage.name} ({PIPELINE})"': lambda _: "" for stage in company.stages.values()},
    }


def _entered(company: Company, cells: Cells, stage: Stage) -> Callable[[Deal], str]:
    """When a deal last came into a stage."""

    def cell(deal: Deal) -> str:
        history = company.versions[deal.id or 0]
        before = [None, *(version.stage_id for version in history)]
        entries = [v.valid_from for v, was in zip(history, before, strict=False) if v.stage_id == stage.id != was]
        return cells.moment(entries[-1]) if entries else ""

    return cell


def _contacts(company: Company, cells: Cells) -> Columns[Lead]:
    def lifecycle(lead: Lead) -> str:
        return "Opportunity" if lead.deal_id else "Marketing Qualified Lead" if lead.mql_at else "Lead"

    return {
        "Record ID": lambda row: number("lead", row.id),
        "First Name": lambda row: row.name.partition(" ")[0],
        "Last Name": lambda row: row.name.partition(" ")[2],
        "Email": lambda row: cells.text(row.email),
        "Company Name": lambda row: cells.text(row.company),
        "Contact owner": lambda row: _name(company, row.owner_id),
        "Lifecycle Stage": lifecycle,
        "Lead Status": lambda row: "Unqualified" if row.disqualified_at else "Open deal" if row.deal_id else "New",
        "Create Date": lambda row: cells.moment(row.created_at),
        "Became a lead date": lambda row: cells.moment(row.created_at),
        "Became a marketing qualified lead date": lambda row: cells.moment(row.mql_at),
        "Became an opportunity date": lambda row: cells.moment(row.handed_over_at),
        "Original Source": lambda row: cells.text(row.source),
        "Original Source Drill-Down 1": lambda row: cells.text(row.channel),
        "Region": lambda row: cells.text(row.region),
        "Disqualified Date": lambda row: cells.moment(row.disqualified_at),
        "Disqualification Reason": lambda row: cells.text(row.disqualify_reason),
        "Associated Company IDs": lambda row: number("account", row.account_id),
        "Associated Deal IDs": lambda row: number("deal", row.deal_id),
    }


def _touches(company: Company, cells: Cells) -> Columns[Activity]:
    return {
        "Record ID": lambda a: number("touch", a.id),
        "Activity date": lambda a: cells.moment(a.happened_at),
        "Activity assigned to": lambda a: _name(company, a.person_id),
        "Associated Contact IDs": lambda a: number("lead", a.lead_id),
        "Associated Company IDs": lambda a: number("account", a.account_id),
        "Associated Deal IDs": lambda a: number("deal", a.deal_id),
    }


def _calls() -> Columns[Activity]:
    return {
        "Call Title": lambda _: "Call",
        "Call status": lambda a: "Completed" if a.done else "Scheduled",
        "Call direction": lambda a: {"out": "Outbound", "in": "Inbound"}.get(a.direction or "", ""),
    }


def _emails() -> Columns[Activity]:
    return {
        "Email subject": lambda _: "Your inquiry",
        "Email send status": lambda a: "Sent" if a.done else "Scheduled",
        "Email direction": lambda a: {"out": "Outgoing email", "in": "Incoming email"}.get(a.direction or "", ""),
    }


def _meetings() -> Columns[Activity]:
    return {"Meeting name": lambda _: "Meeting", "Meeting outcome": lambda a: "Completed" if a.done else "Scheduled"}
