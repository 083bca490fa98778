"""SugarCRM and SuiteCRM: exports by label («Sales Stage») and by name («sales_stage»), in the user's forms of dates and money.

Both write the same modules under the same names, as one descends from the other. The stages of other times are in no
export, nor when a lead was converted: it was when its opportunity was created.
"""

from model.importing.dialect import Dialect
from model.importing.dialects.mentioned import handed_over
from model.importing.dialects.sugarcrm.deals import OPPORTUNITIES, STAGES
from model.importing.dialects.sugarcrm.people import ACCOUNTS, CONTACTS, LEADS, USERS
from model.importing.dialects.sugarcrm.touches import CALLS, MEETINGS, TASKS

SUGARCRM = Dialect(
    "sugarcrm",
    title="SugarCRM and SuiteCRM",
    sheets=(OPPORTUNITIES, LEADS, ACCOUNTS, CONTACTS, USERS, CALLS, MEETINGS, TASKS),
    stages=STAGES,
    together=handed_over,
)
