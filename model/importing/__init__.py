"""Reading what other systems know: files → staged rows → references resolved → differences, in one transaction."""

from model.importing.report import ImportReport, Rejection
from model.importing.run import import_files

__all__ = ["ImportReport", "Rejection", "import_files"]
