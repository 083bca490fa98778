"""At which of several week ends something held, without joining it to each of them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement as Column
from sqlalchemy import Date, Integer, case, cast, literal


def nth_end(day: Column[date], ends: Sequence[date]) -> Column[int]:
    """The place, from 0, of the first of the week ends that is not before `day`; their number where all are.

    `ends` are seven days apart, but for the last, which may follow sooner. What holds while from ≤ day < to holds at the
    ends from nth_end(from) to before nth_end(to).
    """
    past = cast(day - literal(ends[0], Date), Integer)
    return case((past <= 0, 0), (day > ends[-1], len(ends)), else_=(past + 6) // 7)
