"""Import: files of a CRM are dropped, recognised, asked about, previewed and written; below, what was imported so far."""

from pages.parts import import_runs, import_steps

import_steps.draw()
import_runs.draw()
