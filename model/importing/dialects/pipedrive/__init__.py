"""Pipedrive: deals, leads, organizations and activities, with «Deal - » before the headers or without.

Stages of other times are in no export; nor is which lead became which deal.
"""

from model.importing.dialect import Dialect
from model.importing.dialects.pipedrive.activities import ACTIVITIES
from model.importing.dialects.pipedrive.deals import DEALS, STAGES
from model.importing.dialects.pipedrive.people import LEADS, ORGANIZATIONS, PERSONS

PIPEDRIVE = Dialect(
    "pipedrive",
    title="Pipedrive",
    sheets=(DEALS, LEADS, ORGANIZATIONS, PERSONS, ACTIVITIES),
    stages=STAGES,
    prefixed=True,
)
