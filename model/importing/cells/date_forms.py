"""The forms in which systems write a day or a moment, apart from which of two numbers is the day."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "da", "sv", "nb", "fi", "pl", "cs", "tr", "ru")
"""Whose names of months are read. No word means two months in these; Croatian is left out, as its listopad is October
and the Polish one November."""

LONGEST = 60
CLOCK = (
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"\s?([AaPp]\.?[Mm]\.?)?\s?(Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
LATER = rf"(?:(?:,?\s+|T){CLOCK})?"
TO_ORDER = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + LATER)
"""26/06/2018, 6-26-2018 14:30, 26.06.18: groups 1, 3 and 4 are two numbers and the year, 5 on the clock."""

YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + LATER)
IN_SIGNS = re.compile(rf"([0-9]{{4}})\s?[年년]\s?([0-9]{{1,2}})\s?[月월]\s?([0-9]{{1,2}})\s?[日일](?:\s?{CLOCK})?")
DAY_THEN_NAME = re.compile(
    r"([0-9]{1,2})(?:\.|st|nd|rd|th|er|º)?[-/ ]?(?:de )?([^\W\d_]{2,})\.?(?:,? | de |[-/])([0-9]{4}|[0-9]{2})" + LATER
)
NAME_THEN_DAY = re.compile(r"([^\W\d_]{2,})\.?[- ]([0-9]{1,2})(?:st|nd|rd|th)?(?:, ?|[- ])([0-9]{4})" + LATER)


@cache
def months() -> dict[str, int]:
    """The names and short names of months in many languages, case-folded and without their point → 1 to 12."""
    found = {"mrz": 3, "sept": 9}
    for months in (names for language in LANGUAGES for names in Locale.parse(language).months.values()):
        for width in ("abbreviated", "wide"):
            found |= {name.casefold().rstrip("."): number for number, name in months.get(width, {}).items()}
    return found


def plainly_written(cell: str) -> str:
    """Full-width digits and odd spaces as their plain forms. A long cell stays as it is: it is neither day nor number."""
    return cell if cell.isascii() or len(cell) > LONGEST else unicodedata.normalize("NFKC", cell)


def whole_year(text: str) -> int:
    """The year; one of two digits lies in 1970-2069."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def moment_on(year: int, month: int, day: int, clock: Sequence[str | None]) -> datetime:
    """That day at CLOCK's groups, which may all be None: then its midnight. No offset where none is written.

    ValueError where there is no such day or time. 12:30 AM is half past midnight, 00:30 AM and 14:30 PM are what they say.
    """
    hours, minutes, seconds, fraction, half, offset = clock
    if hours is None:
        return datetime(year, month, day)
    hour = int(hours)
    if half:
        late = half[0] in "Pp"
        if (hour == 0 and late) or (hour > 12 and not late):
            raise ValueError(f"there is no {hour} {half}")
        hour = (hour % 12 if hour <= 12 else hour - 12) + 12 * late
    micro = int(fraction[:6].ljust(6, "0")) if fraction else 0
    return datetime(year, month, day, hour, int(minutes or 0), int(seconds or 0), micro, _zone(offset))


def _zone(offset: str | None) -> tzinfo | None:
    if not offset:
        return None
    if offset[0] not in "+-":
        return UTC
    away = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:].lstrip(":") or 0))
    return timezone(away if offset[0] == "+" else -away)


def moment_in(cell: str) -> datetime:
    """The day or moment of a form that leaves no doubt: year first, or with the month's name. ValueError if it is none."""
    if found := YEAR_FIRST.fullmatch(cell):
        return moment_on(int(found[1]), int(found[3]), int(found[4]), found.groups()[4:])
    if found := IN_SIGNS.fullmatch(cell):
        return moment_on(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:])
    if found := DAY_THEN_NAME.fullmatch(cell):
        return moment_on(whole_year(found[3]), _month(found[2]), int(found[1]), found.groups()[3:])
    if found := NAME_THEN_DAY.fullmatch(cell):
        return moment_on(int(found[3]), _month(found[1]), int(found[2]), found.groups()[3:])
    raise ValueError(f"no known form of a day: {cell}")


def _month(name: str) -> int:
    number = months().get(name.casefold())
    if number is None:
        raise ValueError(f"no known month: {name}")
    return number
