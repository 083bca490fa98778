"""Zoho CRM: exports and data backups («Record Id», «Deal Owner.id»), older ones («Potential Name»), and ids as in «LEADID».

Of the stages of other times only the file Stage History says something. Numbers and names of what a row refers to stand
side by side in most files; some have the names alone.
"""

from model.importing.dialect import Dialect
from model.importing.dialects.mentioned import handed_over
from model.importing.dialects.zoho.deals import DEALS, HISTORY, STAGES
from model.importing.dialects.zoho.people import ACCOUNTS, CONTACTS, LEADS, USERS
from model.importing.dialects.zoho.touches import CALLS, EVENTS, TASKS

ZOHO = Dialect(
    "zoho",
    title="Zoho CRM",
    sheets=(DEALS, HISTORY, LEADS, ACCOUNTS, CONTACTS, USERS, TASKS, CALLS, EVENTS),
    stages=STAGES,
    together=handed_over,
)
