"""What the columns of one file say for each other: a system writes all its days, and all its numbers, in one way."""

from collections.abc import Iterable
from dataclasses import replace

from model.importing.cells import day_order, decimal_marks
from model.importing.cells.day_order import DayOrder, order_of
from model.importing.cells.decimal_marks import DecimalMark
from model.importing.cells.moneys import mark_of
from model.importing.cells.values import Context, Kind

DAYS = (Kind.DAY, Kind.MOMENT, Kind.WEEK)
NUMBERS = (Kind.MONEY, Kind.DEAL_MONEY, Kind.NUMBER, Kind.INTEGER)


def settled_by(context: Context, columns: Iterable[tuple[Kind, Iterable[str]]]) -> Context:
    """The context for a file with these columns (kind, distinct cells): its decided columns speak for the undecided.

    That comes before the user's answers, which may have been given for another file; where the file says nothing, or
    two things, they stay. Each column is passed over once, and not at all in a strict context.
    """
    if context.strict:
        return context
    orders: list[DayOrder] = []
    marks: list[DecimalMark] = []
    for kind, cells in columns:
        if kind in DAYS:
            orders.append(order_of(cells))
        elif kind in NUMBERS:
            marks.append(mark_of(cells))
    day_first, decimal_comma = day_order.agreed(orders), decimal_marks.agreed(marks)
    return replace(
        context,
        day_first=context.day_first if day_first is None else day_first,
        decimal_comma=context.decimal_comma if decimal_comma is None else decimal_comma,
    )
