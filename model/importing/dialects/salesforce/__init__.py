"""Salesforce: its Data Export and Data Loader (API names), the same names in a warehouse, and its reports by label.

Files by API name are in UTC, reports in the zone of whoever ran them, taken for the company's. Today's values of an
opportunity stand in its own file; OpportunityHistory and the field history say what they were. Custom fields that
many companies have (MQL date, segment, region, named account, customer since …) are read where they are called so.
"""

from collections.abc import Iterator

from model.importing.cells.values import Context
from model.importing.dialect import Dialect, Record
from model.importing.dialects.salesforce import deals, history, leads, people, users
from model.importing.dialects.salesforce.words import STAGES


def _together(context: Context) -> Iterator[Record]:
    yield from users.managed_by_roles(context)
    yield from deals.stages_in_order(context)


SALESFORCE = Dialect(
    "salesforce",
    (
        deals.OPPORTUNITY, deals.REPORT, deals.STAGE, deals.LINES, deals.PRODUCT,
        history.HISTORY, history.FIELD_HISTORY, history.API_FIELD_HISTORY, history.WAREHOUSE, history.REPORT_HISTORY,
        users.USER, users.ROLE, people.ACCOUNT, people.ACCOUNT_REPORT, people.QUOTA,
        leads.LEAD, leads.LEAD_REPORT, leads.TASK, leads.EVENT,
    ),
    title="Salesforce",
    stages=STAGES,
    together=_together,
)  # fmt: skip
