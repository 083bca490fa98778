"""Cells of a workbook as text: dates in ISO form, numbers without needless digits."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
"""Excel's built-in formats of dates and times of day."""
NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
LAST_DAY = 2_958_466
"""Excel's serial number of the day after 9999-12-31."""


def is_date(code: str) -> bool:
    """Does this number format show a date or a time of day?"""
    section = code.split(";")[0]
    return not ELAPSED.search(section) and bool(re.search("[dmyhs]", NOT_LETTERS.sub("", section), re.IGNORECASE))


def number_text(written: str) -> str:
    """«44197.0» → «44197», «0.10000000000000001» → «0.1», «1.2E+3» → «1200»; anything else stays as it is."""
    if written.isascii() and written.removeprefix("-").isdigit():
        return written
    try:
        value = float(written)
        text = repr(value)
        if "e" in text or "n" in text:
            return format(Decimal(text), "f") if abs(value) < 1e40 else written
    except ValueError:
        return written
    return text.removesuffix(".0")


def date_text(written: str, *, from_1904: bool) -> str:
    """A serial number as a day, a moment to the second, or (below 1) a time of day; no valid one stays a number."""
    try:
        serial = float(written)
    except ValueError:
        return written
    if not 0 <= serial < LAST_DAY - (1462 if from_1904 else 0):
        return number_text(written)
    day, seconds = int(serial), round(serial % 1 * 86_400)
    if day == 0 and not from_1904:
        return f"{datetime.min + timedelta(seconds=seconds):%H:%M:%S}" if seconds else number_text(written)
    # Excel counts a 29 February 1900 that never was.
    begin = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if day >= 60 else 31)
    try:
        moment = begin + timedelta(days=day, seconds=seconds)
    except OverflowError:
        return number_text(written)
    return moment.isoformat() if seconds % 86_400 else moment.date().isoformat()


def unescaped(text: str) -> str:
    """«_x000D_» is how a workbook writes a carriage return."""
    return ESCAPE.sub(_character, text) if "_x" in text else text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return escape[0] if code == 0 or 0xD800 <= code < 0xE000 else chr(code)
