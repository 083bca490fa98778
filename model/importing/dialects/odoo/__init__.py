"""Odoo CRM: exports by technical names («stage_id») and by labels («Stage»), of all versions since 10.

A lead and the opportunity that it becomes are one record. The stages of other times are in no list's export.
"""

from model.importing.dialect import Dialect
from model.importing.dialects.odoo.opportunities import LEADS, OPPORTUNITIES, STAGES
from model.importing.dialects.odoo.people import EMPLOYEES, PARTNERS, USERS
from model.importing.dialects.odoo.touches import ACTIVITIES, MEETINGS

ODOO = Dialect(
    "odoo",
    title="Odoo",
    sheets=(OPPORTUNITIES, LEADS, PARTNERS, USERS, EMPLOYEES, ACTIVITIES, MEETINGS),
    stages=STAGES,
    prefixed=True,
)
