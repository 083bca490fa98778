"""Salesforce's weekly Data Export: a file per object under its API names, moments in UTC, every value quoted.

What Salesforce has no field for stands in custom fields, as companies add them: MQL_Date__c, Region__c, Segment__c …
Its history has a row per change of stage, amount, date or category; owner and next step are in the field history.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from seed_data.exports.company import Company
from seed_data.exports.files import Columns, Style, write_csv
from seed_data.exports.salesforce import deals, people

STYLE = Style(quote_all=True, line_end="\n")


def write(company: Company, folder: Path) -> dict[str, int]:
    """Write every object's file; gives file → rows."""
    touches = [(a, a.kind == "meeting" and a.done) for a in company.activities]
    files: dict[str, tuple[Columns[Any], Iterable[Any]]] = {
        "UserRole": (people.roles_columns(), people.ROLES),
        "User": (people.users_columns(company), company.people.values()),
        "Account": (people.accounts_columns(), company.accounts.values()),
        "Product2": (deals.products_columns(), company.products.values()),
        "OpportunityStage": (deals.stages_columns(company), company.stages.values()),
        "Opportunity": (deals.deals_columns(company), company.deals.values()),
        "OpportunityHistory": (deals.history_columns(company), deals.moves(company)),
        "EntityHistory": (deals.changes_columns(), deals.field_changes(company)),
        "OpportunityLineItem": (deals.lines_columns(company), [line for lines in company.deal_lines.values() for line in lines]),
        "Lead": (people.leads_columns(company), company.leads.values()),
        "Task": (people.tasks_columns(), [activity for activity, is_event in touches if not is_event]),
        "Event": (people.events_columns(), [activity for activity, is_event in touches if is_event]),
        "ForecastingQuota": (people.quotas_columns(company), people.sums_of_quotas(company)),
    }
    return {f"{name}.csv": write_csv(folder / f"{name}.csv", *parts, STYLE) for name, parts in files.items()}
