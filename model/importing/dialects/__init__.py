"""The systems whose files are read."""

from model.importing.dialect import Dialect
from model.importing.dialects.dynamics import DYNAMICS
from model.importing.dialects.hubspot import HUBSPOT
from model.importing.dialects.maven import MAVEN
from model.importing.dialects.odoo import ODOO
from model.importing.dialects.pipedrive import PIPEDRIVE
from model.importing.dialects.plain import PLAIN
from model.importing.dialects.salesforce import SALESFORCE
from model.importing.dialects.sugarcrm import SUGARCRM
from model.importing.dialects.zoho import ZOHO

DIALECTS: tuple[Dialect, ...] = (PLAIN, MAVEN, HUBSPOT, SALESFORCE, PIPEDRIVE, ODOO, SUGARCRM, DYNAMICS, ZOHO)
