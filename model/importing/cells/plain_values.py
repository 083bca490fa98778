"""How the plain format's cells are read: exactly as its page says, or refused. Nothing is guessed."""

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from model.calendar import Calendar
from model.importing.report import Refused
from model.money import NUMBER, minor_units

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def day_of(cell: str) -> date:
    """An ISO day."""
    try:
        if not ISO_DAY.fullmatch(cell):
            raise ValueError(cell)
        return date.fromisoformat(cell)
    except ValueError:
        raise Refused("is not a day", "Write it as 2027-01-31") from None


def moment_reader(calendar: Calendar) -> Callable[[str], datetime]:
    """ISO moments with an offset; a day alone is its beginning in the company's time zone."""
    starts = calendar.start_of

    def moment_of(cell: str) -> datetime:
        try:
            moment = datetime.fromisoformat(cell) if len(cell) > 10 else starts(day_of(cell))
        except (ValueError, OverflowError):
            raise Refused("is not a moment", "Write it as 2027-01-31T09:30:00+01:00") from None
        if moment.tzinfo is None:
            raise Refused("has no offset from UTC, so it could be any hour", "Write it as 2027-01-31T09:30:00+01:00")
        return moment.astimezone(UTC)

    return moment_of


def money_reader(exponent: int) -> Callable[[str], int]:
    """Plain decimal numbers → minor units, exactly."""

    def money_of(cell: str) -> int:
        try:
            return minor_units(cell, exponent)
        except ValueError as error:
            raise Refused(str(error), "Write a plain number with a point, as 1234.50") from None

    return money_of


def checked_money(cell: str) -> str:
    """A plain decimal number, left as text until its currency is known."""
    if not NUMBER.fullmatch(cell):
        raise Refused("is not a plain number", "Write it with a point and without marks, as 1234.50")
    return cell


def currency_of(cell: str) -> str:
    """An ISO 4217 code."""
    if not re.fullmatch("[A-Za-z]{3}", cell):
        raise Refused("is not a currency", "Write its ISO code, as EUR")
    return cell.upper()


def number_of(cell: str) -> float:
    """A finite number that is no money."""
    number = float(cell) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", cell, re.ASCII | re.IGNORECASE) else math.nan
    if not math.isfinite(number):
        raise Refused("is not a number", "Write it as 2 or 2.5")
    return number


def integer_of(cell: str) -> int:
    """A whole number."""
    if not re.fullmatch(r"-?\d{1,9}", cell, re.ASCII):
        raise Refused("is not a whole number", "Write it as 3")
    return int(cell)


def flag_of(cell: str) -> bool:
    """True or false, in words or as 1 and 0."""
    if cell.casefold() not in FLAGS:
        raise Refused("is neither true nor false", "Write true or false")
    return FLAGS[cell.casefold()]


def probability_reader(cells: Iterable[str]) -> Callable[[str], int]:
    """Shares (0-1) or per cent (0-100) → basis points: per cent if any value of the column is above 1."""
    percent = any(NUMBER.fullmatch(cell) and Decimal(cell) > 1 for cell in map(str.strip, cells))

    def probability_of(cell: str) -> int:
        points = Decimal(cell) * (100 if percent else 10_000) if NUMBER.fullmatch(cell) else Decimal(-1)
        if not 0 <= points <= 10_000:
            raise Refused("is not a probability", "Write the whole column as 0 to 1, or as 0 to 100")
        return int(points.quantize(Decimal(1), ROUND_HALF_UP))

    return probability_of


def choice_reader(choices: tuple[str, ...]) -> Callable[[str], str]:
    """One of a few words, in any case."""

    def choice_of(cell: str) -> str:
        word = cell.casefold()
        if word not in choices:
            raise Refused("is not one of its values", f"Write {', '.join(choices)}")
        return word

    return choice_of


def week_reader(calendar: Calendar, day_of: Callable[[str], date]) -> Callable[[str], date]:
    """A day → the first day of its week."""

    def week_of(cell: str) -> date:
        try:
            return calendar.week_of(day_of(cell)).first
        except OverflowError:
            raise Refused("is out of the calendar", "Write a day of the week as 2027-01-31") from None

    return week_of


def period_reader(calendar: Calendar) -> Callable[[str], str]:
    """A period's name, as the company's calendar has it."""

    def period_of(cell: str) -> str:
        try:
            return calendar.period(cell).name
        except ValueError:
            raise Refused("is not a period", "Write 2027Q1, 2027-01 or FY2027") from None

    return period_of
