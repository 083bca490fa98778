"""HubSpot: exports of the pages (labels) and of the API (ids). What it cannot say: docs/dialects.md."""

from model.importing.dialect import Dialect
from model.importing.dialects.hubspot.deals import DEALS, STAGES
from model.importing.dialects.hubspot.people import COMPANIES, CONTACTS, OWNERS
from model.importing.dialects.hubspot.touches import TOUCHES

HUBSPOT = Dialect(
    "hubspot",
    title="HubSpot",
    sheets=(DEALS, CONTACTS, COMPANIES, OWNERS, *TOUCHES),
    stages=STAGES,
    prefixed=True,
)
