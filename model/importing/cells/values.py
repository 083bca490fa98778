"""Text cells → values, each with a reason and an advice where it cannot be read. Nothing is guessed."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from model.calendar import Calendar
from model.importing.cells import dates, moneys, plain_values, quantities
from model.importing.cells.currency_signs import currency_of
from model.importing.report import Refused
from model.settings import Settings


class Kind(StrEnum):
    """How a cell is read."""

    TEXT = "text"  # trimmed
    NOTE = "note"  # free text, kept as it is
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    WEEK = "week"
    PERIOD = "period"
    MONEY = "money"  # in the company's currency → minor units
    DEAL_MONEY = "deal money"  # in its deal's currency: checked here, minor units once the deal is known
    CURRENCY = "currency"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    PROBABILITY = "probability"  # → basis points; the whole column decides whether 1 means 1 % or certainty
    REFERENCE = "reference"


@dataclass(frozen=True)
class Context:
    """What reading a cell depends on: the company's settings on the import's day, and that day.

    `strict`: only the plain format's own forms; otherwise those of every CRM.
    `day_first` and `decimal_comma` are the user's answers to `Undecided`; None = not asked yet. They decide only where
    a column does not decide itself. `kept` is what rows of this import said that only together with other files' rows
    means something (see Dialect.together).
    """

    settings: Settings
    as_of: date
    strict: bool = True
    day_first: bool | None = None
    decimal_comma: bool | None = None
    kept: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def calendar(self) -> Calendar:
        """The company's calendar on that day."""
        return Calendar.of(self.settings)


ESCAPED = re.compile(r"'+[=+\-@\t\r]")
EMPTY = frozenset({
    "n/a", "#n/a", "null", "select", "-none-", "--none--", "--", "(blank)", "(no value)",
    "000000000000000", "000000000000000aaa",
    "0000-00-00", "0000-00-00 00:00:00", "00/00/0000",
})  # fmt: skip
"""What CRMs write for "nothing here", case-folded. "0" is empty only for references; an amount of 0 is 0 here:
where 0 means "lost", its dialect says so."""
EMPTY_REFERENCE = EMPTY | {"0", "-"}


def is_empty(cell: str, kind: Kind = Kind.TEXT) -> bool:
    """Whether a CRM means "nothing here" by that cell."""
    word = cell.strip().casefold()
    return not word or word in (EMPTY_REFERENCE if kind is Kind.REFERENCE else EMPTY)


SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}")


def shortened(cell: str) -> bool:
    """Whether Excel has put a long id into scientific notation, as 1.23E+17: its last digits are gone."""
    return SHORTENED.fullmatch(cell.strip()) is not None


def unshortened(cell: str) -> str:
    """An id as it is; Refused where Excel has shortened it. (Zeros that Excel took from its front cannot be seen.)"""
    if shortened(cell):
        raise Refused("is an id that Excel has shortened", "Export again, or format the column as text before saving it")
    return cell


def text_of(cell: str) -> str:
    """Trimmed text, without the quote that an export puts before = + - @ to keep spreadsheets from running it."""
    trimmed = cell.strip()
    return trimmed[1:] if trimmed.startswith("'") and ESCAPED.match(trimmed) else trimmed


def harmless(text: str) -> str:
    """Text that no spreadsheet runs as a formula: `text_of` and `note_of` take the quote off again."""
    return f"'{text}" if ESCAPED.match(f"'{text}") else text


def note_of(cell: str) -> str:
    """Free text as it is."""
    return cell[1:] if cell.startswith("'") and ESCAPED.match(cell) else cell


def reader(kind: Kind, context: Context, choices: tuple[str, ...], cells: Iterable[str]) -> Callable[[str], Any]:
    """How cells of that kind are read; `cells` are the column's distinct ones, for kinds that the column decides.

    With a context that is not strict, words for nothing become None. Undecided where the column does not decide.
    """
    if context.strict:
        return _strict_reader(kind, context, choices, cells)
    read = _lenient_reader(kind, context, choices, (cell for cell in cells if not is_empty(cell, kind)))
    return lambda cell: None if is_empty(cell, kind) else read(cell)


def _lenient_reader(kind: Kind, context: Context, choices: tuple[str, ...], cells: Iterable[str]) -> Callable[[str], Any]:
    day_first, decimal_comma = context.day_first, context.decimal_comma
    match kind:
        case Kind.DAY:
            return dates.day_reader(context.calendar, cells, day_first)
        case Kind.WEEK:
            return plain_values.week_reader(context.calendar, dates.day_reader(context.calendar, cells, day_first))
        case Kind.MOMENT:
            return dates.moment_reader(context.calendar, cells, day_first)
        case Kind.MONEY:
            return moneys.units_reader(cells, context.settings.exponent, decimal_comma)
        case Kind.DEAL_MONEY:
            return moneys.text_reader(cells, decimal_comma)
        case Kind.NUMBER:
            return quantities.number_reader(cells, decimal_comma)
        case Kind.INTEGER:
            return quantities.integer_reader(cells, decimal_comma)
        case Kind.PROBABILITY:
            return quantities.probability_reader(cells)
        case Kind.FLAG:
            return quantities.flag_of
        case Kind.CHOICE:
            return quantities.choice_reader(choices)
        case Kind.CURRENCY:
            return currency_of
        case Kind.REFERENCE:
            return unshortened
        case _:
            return _strict_reader(kind, context, choices, cells)


def _strict_reader(kind: Kind, context: Context, choices: tuple[str, ...], cells: Iterable[str]) -> Callable[[str], Any]:
    if kind in (Kind.TEXT, Kind.NOTE, Kind.REFERENCE):
        return str
    if kind is Kind.CHOICE:
        return plain_values.choice_reader(choices)
    if kind is Kind.MOMENT:
        return plain_values.moment_reader(context.calendar)
    if kind is Kind.WEEK:
        return plain_values.week_reader(context.calendar, plain_values.day_of)
    if kind is Kind.PERIOD:
        return plain_values.period_reader(context.calendar)
    if kind is Kind.MONEY:
        return plain_values.money_reader(context.settings.exponent)
    if kind is Kind.PROBABILITY:
        return plain_values.probability_reader(cells)
    return PLAIN[kind]


PLAIN: dict[Kind, Callable[[str], Any]] = {
    Kind.DAY: plain_values.day_of,
    Kind.NUMBER: plain_values.number_of,
    Kind.INTEGER: plain_values.integer_of,
    Kind.CURRENCY: plain_values.currency_of,
    Kind.FLAG: plain_values.flag_of,
    Kind.DEAL_MONEY: plain_values.checked_money,
}
