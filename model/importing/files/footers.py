"""The lines below a report's table: totals, copyright, who made it when."""

import re
from collections.abc import Sequence

from model.importing.files.heading import filled
from model.importing.files.rows import Broken

LINE = re.compile(
    r"(copyright|©|\(c\)).*\d{4}.*|confidential information\b.*|confidential|generated (by|on|at)\b.*|exported (by|on|from)\b.*"
    r"|report (generated|run|created)\b.*|(run|printed) (by|on)\b.*|page \d+ of \d+"
    r"|(total )?(records|rows)\s*:.*|\d+ (records|rows)",
    re.IGNORECASE | re.DOTALL,
)
TOTAL = re.compile(
    r"(grand |sub)?totals?(\s*\([\d.,]+ (records|rows|items)\))?:?|summe|gesamt(summe)?|total g[eé]n[eé]ral|合計|総計|小計",
    re.IGNORECASE,
)


def footer_start(rows: Sequence[Sequence[str]], width: int) -> int:
    """The place in the last rows of a file at which its footer begins; len(rows) if there is none.

    Only rows at the very end that fill at most a cell or are totals can be one, and only from the first that reads as a
    footer, or from the blank line before it. So no deal is taken for a footer because of its name.
    """
    start = place = len(rows)
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        kind = _kind(row, width)
        if kind == "data":
            break
        if kind in ("line", "total") or (kind == "short" and start < len(rows) and _after_blank(rows, place)):
            start = place
    while 0 < start < len(rows) and _kind(rows[start - 1], width) == "blank":
        start -= 1
    return start


def _kind(row: Sequence[str], width: int) -> str:
    count = filled(row)
    if not count:
        return "data" if isinstance(row, Broken) else "blank"
    first = next(cell.strip() for cell in row if cell.strip())
    if LINE.fullmatch(first) and count <= 2:
        return "line"
    if TOTAL.fullmatch(first) and count <= max(2, width // 2):
        return "total"
    return "short" if count == 1 and width > 1 else "data"


def _after_blank(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Is there a blank line somewhere above, with only single cells between?"""
    while place > 0 and filled(rows[place - 1]) == 1:
        place -= 1
    return place > 0 and not filled(rows[place - 1])
