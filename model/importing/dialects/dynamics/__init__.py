"""Dynamics 365 Sales: Excel exports of its views by label, and rows by API name («estimatedvalue», «_ownerid_value»).

An Excel export names what a row refers to, and has an id of the row itself only. It holds 100,000 rows at most, so what
only the names of all files together tell is worked out once they are read. Stages of other times are in no export.
"""

from collections.abc import Iterator

from model.importing.cells.values import Context
from model.importing.dialect import Dialect, Record
from model.importing.dialects.dynamics import deals, names, people, touches
from model.importing.dialects.mentioned import handed_over, lead_converted


def _together(context: Context) -> Iterator[Record]:
    for lead, deal in names.origins(context):
        lead_converted(context, lead, deal)
    yield from handed_over(context)
    yield from touches.regarding(context)


DYNAMICS = Dialect(
    "dynamics",
    title="Dynamics 365 Sales",
    sheets=(deals.OPPORTUNITIES, people.LEADS, people.ACCOUNTS, people.CONTACTS, people.USERS, touches.ACTIVITIES),
    stages=deals.STAGES,
    together=_together,
)
