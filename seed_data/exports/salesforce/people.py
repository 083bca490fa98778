"""Users with their roles and quotas, accounts, leads, tasks and events."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from model.tables import Activity, Lead, Person
from seed_data.exports.company import Company
from seed_data.exports.files import Columns
from seed_data.exports.salesforce.ids import CELLS, id_of

ROLES = {
    "rep": "Sales Rep", "sdr": "SDR", "manager": "Sales Manager", "executive": "VP of Sales", "marketing": "Marketing",
    "observer": "Finance",
}  # fmt: skip
WAYS = {"out": "Outbound", "in": "Inbound"}
KINDS = {"call": "Call", "email": "Email", "meeting": "Meeting"}


def roles_columns() -> Columns[str]:
    order = list(ROLES)
    return {
        "Id": lambda role: id_of("role", order.index(role) + 1),
        "Name": lambda role: ROLES[role],
        "ParentRoleId": lambda _: CELLS.none,
    }


def users_columns(company: Company) -> Columns[Person]:
    order = list(ROLES)
    return {
        "Id": lambda p: id_of("person", p.id),
        "Username": lambda p: f"{p.email}.crm",
        "FirstName": lambda p: p.name.partition(" ")[0],
        "LastName": lambda p: p.name.partition(" ")[2],
        "Title": lambda p: ROLES[p.role],
        "Email": lambda p: CELLS.text(p.email),
        "IsActive": lambda p: CELLS.flag(company.is_active(p)),
        "UserRoleId": lambda p: id_of("role", order.index(p.role) + 1),
        "ManagerId": lambda p: id_of("person", company.managers.get(p.id or 0)),
        "LastLoginDate": lambda p: CELLS.moment(_last_login(company, p)),
        "Region__c": lambda p: CELLS.text(p.region),
    }


def _last_login(company: Company, person: Person) -> datetime:
    """Noon of somebody's last day here: today for whoever works here still."""
    last = company.today if company.is_active(person) else person.active_to or company.today
    return company.calendar.start_of(last) + timedelta(hours=12)


def accounts_columns() -> Columns[Any]:
    return {
        "Id": lambda a: id_of("account", a.id),
        "IsDeleted": lambda _: "0",
        "Name": lambda a: a.name,
        "Industry": lambda a: CELLS.text(a.industry),
        "OwnerId": lambda a: id_of("person", a.owner_id),
        "Segment__c": lambda a: CELLS.text(a.segment),
        "Region__c": lambda a: CELLS.text(a.region),
        "Named_Account__c": lambda a: CELLS.flag(a.named),
        "Customer_Since__c": lambda a: CELLS.day(a.customer_since),
    }


def leads_columns(company: Company) -> Columns[Lead]:
    def status(lead: Lead) -> str:
        if lead.deal_id or lead.disqualified_at:
            return "Closed - Converted" if lead.deal_id else "Closed - Not Converted"
        return "Working - Contacted" if lead.mql_at else "Open - Not Contacted"

    return {
        "Id": lambda row: id_of("lead", row.id),
        "IsDeleted": lambda _: "0",
        "FirstName": lambda row: row.name.partition(" ")[0],
        "LastName": lambda row: row.name.partition(" ")[2],
        "Company": lambda row: CELLS.text(row.company),
        "Email": lambda row: CELLS.text(row.email),
        "LeadSource": lambda row: CELLS.text(row.source),
        "Status": status,
        "OwnerId": lambda row: id_of("person", row.owner_id),
        "IsConverted": lambda row: CELLS.flag(row.deal_id is not None),
        "ConvertedDate": lambda row: _local_day(company, row.handed_over_at),
        "ConvertedAccountId": lambda row: id_of("account", row.account_id),
        "ConvertedOpportunityId": lambda row: id_of("deal", row.deal_id),
        "CreatedDate": lambda row: CELLS.moment(row.created_at),
        "Region__c": lambda row: CELLS.text(row.region),
        "MQL_Date__c": lambda row: CELLS.moment(row.mql_at),
        "Disqualified_Date__c": lambda row: CELLS.moment(row.disqualified_at),
        "Disqualified_Reason__c": lambda row: CELLS.text(row.disqualify_reason),
    }


def _local_day(company: Company, moment: datetime | None) -> str:
    return CELLS.day(moment and company.calendar.day_of(moment))


def _touch(kind: str) -> Columns[Activity]:
    return {
        "Id": lambda a: id_of(kind, a.id),
        "WhoId": lambda a: id_of("lead", a.lead_id),
        "WhatId": lambda a: id_of("deal", a.deal_id) if a.deal_id else id_of("account", a.account_id),
        "AccountId": lambda a: id_of("account", a.account_id),
        "Subject": lambda a: KINDS.get(a.kind, "Other"),
        "OwnerId": lambda a: id_of("person", a.person_id),
        "Type": lambda a: f"{WAYS.get(a.direction or '', '')} {KINDS.get(a.kind, 'Other')}".strip(),
        "IsDeleted": lambda _: "0",
        "ActivityDate": lambda a: CELLS.day_of(a.happened_at),
    }


def tasks_columns() -> Columns[Activity]:
    return _touch("task") | {
        "Status": lambda a: "Completed" if a.done else "Not Started",
        "IsClosed": lambda a: CELLS.flag(a.done),
        "CallType": lambda a: WAYS.get(a.direction or "", "") if a.kind == "call" else "",
        "CompletedDateTime": lambda a: CELLS.moment(a.happened_at if a.done else None),
        "CreatedDate": lambda a: CELLS.moment(a.happened_at),
    }


def events_columns() -> Columns[Activity]:
    return _touch("event") | {
        "ActivityDateTime": lambda a: CELLS.moment(a.happened_at),
        "DurationInMinutes": lambda _: "60",
        "CreatedDate": lambda a: CELLS.moment(a.happened_at),
    }


def sums_of_quotas(company: Company) -> Iterator[tuple[int, int, date, int]]:
    """A number, the person, the period's first day and what is asked for, new and existing business together."""
    sums: dict[tuple[int, str], int] = {}
    for quota in company.quotas:
        sums[quota.person_id, quota.period] = sums.get((quota.person_id, quota.period), 0) + quota.amount
    for number, ((person, period), amount) in enumerate(sums.items(), start=1):
        yield number, person, company.calendar.period(period).first, amount


def quotas_columns(company: Company) -> Columns[tuple[int, int, date, int]]:
    return {
        "Id": lambda row: id_of("quota", row[0]),
        "QuotaOwnerId": lambda row: id_of("person", row[1]),
        "StartDate": lambda row: CELLS.day(row[2]),
        "QuotaAmount": lambda row: CELLS.money(row[3], company.settings.exponent),
        "CurrencyIsoCode": lambda _: company.settings.currency,
    }
