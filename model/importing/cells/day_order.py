"""Which of two numbers is the day, and which the month: 03/04/2018 says it only together with its whole column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from model.importing.cells.date_forms import TO_ORDER, plainly_written, whole_year

SHOWN = 3


class DayOrder(StrEnum):
    """What a column, or one cell, says of the order of day and month."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    CONTRADICTORY = "contradictory"  # 13/02/2018 and 02/13/2018 in one column
    UNDECIDED = "undecided"  # 03/04/2018 and nothing that says more
    EITHER = "either"  # nothing in it needs an order: 05/05/2018, 2018-05-06


@dataclass
class DayColumn:
    """What a column of days is like, after one pass over its cells.

    `doubtful` are up to three cells that read both ways, `proofs` the first cell that can only be read in one order;
    `days` and `milliseconds` say that all cells are such numbers: Excel's days (44301), or milliseconds since 1970.
    """

    doubtful: list[str] = field(default_factory=list)
    proofs: dict[DayOrder, str] = field(default_factory=dict)
    days: bool = False
    milliseconds: bool = False

    @property
    def order(self) -> DayOrder:
        """What the column says as a whole."""
        if len(self.proofs) == 2:
            return DayOrder.CONTRADICTORY
        if self.proofs:
            return next(iter(self.proofs))
        return DayOrder.UNDECIDED if self.doubtful else DayOrder.EITHER


def looks_iso(cell: str) -> bool:
    """Whether its fifth and eighth characters are those of 2018-06-26."""
    return cell[4:5] == "-" == cell[7:8]


def is_excel_day(cell: str) -> bool:
    """A number of days since 1899-12-30 that lies in 1970-2099, perhaps with a part of a day."""
    return EXCEL_DAY.fullmatch(cell) is not None and 25_569 <= int(cell[:5]) < 73_051


def is_milliseconds(cell: str) -> bool:
    """A number of milliseconds since 1970 that lies in 1980-2099."""
    return MILLISECONDS.fullmatch(cell) is not None and 315_532_800_000 <= int(cell) < 4_102_444_800_000


EXCEL_DAY = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
MILLISECONDS = re.compile(r"[0-9]{12,13}")


def column_of(cells: Iterable[str]) -> DayColumn:
    """What the distinct cells of a column, none of them empty, say together."""
    column = DayColumn()
    seen = days = milliseconds = 0
    for cell in cells:
        seen += 1
        if looks_iso(cell):
            continue
        written = plainly_written(cell)
        if found := TO_ORDER.fullmatch(written):
            said = order_in(found)
            if said is DayOrder.UNDECIDED:
                if len(column.doubtful) < SHOWN:
                    column.doubtful.append(cell)
            elif said is not None and said is not DayOrder.EITHER:
                column.proofs.setdefault(said, cell)
        else:
            days += is_excel_day(written)
            milliseconds += is_milliseconds(written)
    column.days, column.milliseconds = 0 < seen == days, 0 < seen == milliseconds
    return column


def order_of(cells: Iterable[str]) -> DayOrder:
    """What the distinct cells of a column say together of the order of day and month."""
    return column_of(cells).order


def agreed(orders: Iterable[DayOrder]) -> bool | None:
    """Whether a file whose columns say this is day first: evidence for its undecided columns. None if it has none.

    One column that is decided is enough, unless another one says otherwise.
    """
    said = set(orders) - {DayOrder.UNDECIDED, DayOrder.EITHER}
    return said == {DayOrder.DAY_FIRST} if len(said) == 1 and DayOrder.CONTRADICTORY not in said else None


def order_in(found: re.Match[str]) -> DayOrder | None:
    """What one cell, matched by TO_ORDER, says by itself: only one order makes it a real day. None if neither does.

    A year of two digits stands last by rule, but 21/04/15 might be Japanese, so it proves nothing; 04/21/15 and
    21.04.15 do, as nobody writes these with the year first.
    """
    first, second, year = int(found[1]), int(found[3]), whole_year(found[4])
    as_day, as_month = is_day(year, second, first), is_day(year, first, second)
    if as_day and len(found[4]) == 2 and found[2] != "." and is_day(2000 + first, second, int(found[4])):
        return DayOrder.UNDECIDED
    if as_day and as_month:
        return DayOrder.EITHER if first == second else DayOrder.UNDECIDED
    if as_day or as_month:
        return DayOrder.DAY_FIRST if as_day else DayOrder.MONTH_FIRST
    return None


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    if day <= 28:
        return 1 <= month <= 12 and day >= 1 <= year
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
