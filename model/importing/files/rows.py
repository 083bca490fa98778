"""Rows on their way from a file's form to a table, and the marks for what could not be read."""

import re
from collections.abc import Callable

from model.importing.report import CannotImport

Progress = Callable[[str], None]
Row = list[str]

BAD = "\udcff"
"""Stands for bytes that are no text. No decoder gives it otherwise, and a row that holds it is rejected."""
FORMULA = "\udcfe"
"""Stands for a formula whose value the workbook does not hold; a row that holds it is rejected."""
MARKS = re.compile(f"[{FORMULA}{BAD}]")


class Broken(list[str]):
    """Stands where a row could not be split into cells: why, what to do, and the cells as far as they can be told."""

    def __init__(self, reason: str, advice: str, cells: Row) -> None:
        super().__init__()
        self.reason, self.advice, self.cells = reason, advice, cells


class NoTable(CannotImport):
    """There is nothing in it."""
