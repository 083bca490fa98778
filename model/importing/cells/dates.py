"""Days and moments in every form that a CRM writes. What a column does not decide is asked for, never guessed.

- Without an offset a moment is in the company's time zone. An hour that the clocks skip is read as if they had not been
  changed yet (02:30 is then 03:30); an hour that they repeat is its first one.
- A day where a moment is asked for is the day's beginning. A moment where a day is asked for is its day in the
  company's time zone; but midnight, in whatever zone it is written, is how systems write a day, and stays that day.
- A year of two digits stands last and lies in 1970-2069. Other years must lie in 1900-2199.
- Numbers are Excel's days (of the 1900 calendar, to the second) or milliseconds since 1970 only where all of the
  column is.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from model.calendar import Calendar
from model.importing.cells.date_forms import TO_ORDER, moment_in, moment_on, plainly_written, whole_year
from model.importing.cells.day_order import DayColumn, DayOrder, column_of, is_excel_day, is_milliseconds, looks_iso, order_in
from model.importing.cells.undecided import Undecided
from model.importing.report import Refused

ADVICE = "Write it as 2027-01-31"
HALF_A_DAY = re.compile(r"[^\W\d_]{3,4}-[0-9]{1,2}|[0-9]{1,2}-[^\W\d_]{3,4}|[0-9]{1,2}[-/][0-9]{1,2}")
EXCEL_BEGINS, MIDNIGHT = datetime(1899, 12, 30), (0, 0, 0, 0)


def day_reader(calendar: Calendar, cells: Iterable[str], day_first: bool | None = None) -> Callable[[str], date]:
    """How the days of a column are read; `cells` are its distinct ones, without the empty.

    `day_first` is the user's answer where the column does not decide; Undecided if it is needed and missing.
    """
    parse = _parser(cells, day_first)

    def day_of(cell: str) -> date:
        moment = parse(cell)
        if moment.tzinfo is None or (moment.hour, moment.minute, moment.second, moment.microsecond) == MIDNIGHT:
            return moment.date()
        return calendar.day_of(moment)

    return day_of


def moment_reader(calendar: Calendar, cells: Iterable[str], day_first: bool | None = None) -> Callable[[str], datetime]:
    """How the moments of a column are read, in UTC; the rest as for days."""
    parse, zone = _parser(cells, day_first), ZoneInfo(calendar.time_zone)

    def moment_of(cell: str) -> datetime:
        moment = parse(cell)
        return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)

    return moment_of


def _parser(cells: Iterable[str], day_first: bool | None) -> Callable[[str], datetime]:
    """Cells → moments, without an offset where none is written."""
    column = column_of(cells)
    if column.days:
        return _excel_moment
    if column.milliseconds:
        return _moment_of_milliseconds
    if column.order is DayOrder.UNDECIDED and day_first is None:
        raise _undecided(column)
    order = column.order
    if order is DayOrder.UNDECIDED:
        order = DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST

    def parse(cell: str) -> datetime:
        moment = _iso(cell) or _written(plainly_written(cell), order, column)
        if not 1900 <= moment.year < 2200:
            raise Refused(f"lies in the year {moment.year}", "Correct the year")
        return moment

    return parse


def _iso(cell: str) -> datetime | None:
    if not looks_iso(cell) or cell[10:11] not in ("", " ", "T"):
        return None
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _written(cell: str, order: DayOrder, column: DayColumn) -> datetime:
    try:
        found = TO_ORDER.fullmatch(cell)
        return _ordered(found, order, column) if found else moment_in(cell)
    except (ValueError, OverflowError) as error:
        if isinstance(error, Refused):
            raise
        raise _refusal(cell) from None


def _ordered(found: re.Match[str], order: DayOrder, column: DayColumn) -> datetime:
    """A day of two numbers and a year, in the column's order; where that is none, only if the cell leaves no doubt."""
    if order not in (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST):
        own = order_in(found)
        if own is DayOrder.UNDECIDED:
            both = " and ".join(column.proofs.values())
            raise Refused("can be read day first and month first" + (f", as its column has {both}" if both else ""), ADVICE)
        order = own or order
    day, month = (1, 3) if order is DayOrder.DAY_FIRST else (3, 1)
    return moment_on(whole_year(found[4]), int(found[month]), int(found[day]), found.groups()[4:])


def _excel_moment(cell: str) -> datetime:
    if not is_excel_day(cell):
        raise _refusal(cell)
    return EXCEL_BEGINS + timedelta(seconds=round(Decimal(cell) * 86_400))


def _moment_of_milliseconds(cell: str) -> datetime:
    if not is_milliseconds(cell):
        raise _refusal(cell)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(cell))


def _undecided(column: DayColumn) -> Undecided:
    found = TO_ORDER.fullmatch(plainly_written(column.doubtful[0]))
    assert found is not None
    readings = []
    for order in (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST):
        try:
            readings.append(_ordered(found, order, column).date().isoformat())
        except ValueError:
            readings.append("no day")
    return Undecided("day_first", column.doubtful, (readings[0], readings[1]))


def _refusal(cell: str) -> Refused:
    if is_excel_day(cell) or is_milliseconds(cell):
        return Refused("is a number, and can only be a day where all of its column are such numbers", ADVICE)
    if HALF_A_DAY.fullmatch(cell):
        return Refused("is only a part of a day, perhaps made by Excel", "Export again, or write it as 2027-01-31")
    return Refused("is not a day", ADVICE)
