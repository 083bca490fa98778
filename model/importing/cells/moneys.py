"""Amounts in every form that a CRM writes, exactly. What a column does not decide is asked for, never guessed.

- The whole column decides whether 1.200 is 1200 or 1.2. A cell that can only be read one way decides; if none does, one
  with a currency sign may, as amounts with a sign have their currency's decimals: $1,200 and 1.200 € are 1200 (but
  $1.200, 1,200 € and $1.125M are asked for).
- K, M and B multiply (also Tsd, Mio, Mrd, 千, 万, 億); 1.2E+06 is exact; (1,234.00) and 1,234.00- are negative.
- Excel's accounting dash beside a sign ($ -) is 0; 1.200,- has no cents. A dash alone is refused: 0 or nothing?
- More decimals than the currency has come from formulas, and the CRM shows them rounded too: they are rounded half up
  (`units_of` says so, to be counted in a note), where the plain format refuses them.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from model.importing.cells.currency_signs import SIGN, currencies_of, habit
from model.importing.cells.date_forms import LONGEST, plainly_written
from model.importing.cells.decimal_marks import DOUBTFUL, MARKS, DecimalMark, NumberColumn, mark_in, parts_of
from model.importing.cells.undecided import Undecided
from model.importing.report import Refused
from model.money import LARGEST, minor_units

TIMES = {"k": 3, "tsd": 3, "千": 3, "万": 4, "m": 6, "mio": 6, "億": 8, "b": 9, "bn": 9, "mrd": 9}
SURE = re.compile(r"-?[1-9][0-9]{0,17}(?:\.(?:[0-9]{1,2}|[0-9]{4,17}))?|0(?:\.[0-9]{1,17})?")
"""What most files write, and is plain already: no marks but a point, and not three decimals."""
DIGITS = r"[0-9](?:[0-9., '’]*[0-9.,])?|[.,][0-9]+"
MULTIPLIER = r"(?:[kKmMbB]|[bB][nN]|(?:Tsd|Mio|Mrd)\.?)(?![^\W\d_])|[千万億]"
SHAPE = re.compile(
    rf"([-+])?\s*({SIGN})?\s*([-+])?\s*({DIGITS})(?:[eE]([-+]?[0-9]{{1,3}}))?"
    rf"(?:\s*({MULTIPLIER}))?(?:\s*(-))?(?:\s*({SIGN}))?(-)?"
)
IN_BRACKETS = re.compile(r"([^()0-9]*)\(([^()]*)\)([^()0-9]*)")
NO_CENTS = re.compile(r"(?<=[0-9][.,])-{1,2}(?![0-9])")
MINUS = str.maketrans("−–—", "---")
NOTHING = re.compile(rf"({SIGN})\s*-|-\s*({SIGN})")
NO_CURRENCY: frozenset[str] = frozenset()
ADVICE = "Write a plain number with a point, as 1234.50"


class Amount(NamedTuple):
    """An amount as it is written: its digits with their marks, times ten to the power; the currencies it may be in."""

    negative: bool
    digits: str
    power: int
    currencies: frozenset[str]

    @property
    def habit(self) -> DecimalMark | None:
        """The decimal mark that its currency is written with. None without one, and in $1.125M: any decimals are usual there."""
        return None if self.power else habit(self.currencies)


def amount_in(cell: str) -> Amount | None:
    """The parts of an amount, or None if it is none."""
    if len(cell) > LONGEST:
        return None
    text = cell if cell.isascii() else plainly_written(cell).translate(MINUS).strip()
    signs = ""
    if "(" in text and (bracketed := IN_BRACKETS.fullmatch(text)):
        text, signs = " ".join(part.strip() for part in bracketed.groups() if part.strip()), "-"
    shape = SHAPE.fullmatch(NO_CENTS.sub("", text) if "-" in text else text)
    if shape is None:
        return _nothing(text)
    first, before, second, digits, exponent, times, third, after, fourth = shape.groups("")
    signs += first + second + third + fourth
    currencies = _currencies([word for word in (before, after) if word])
    if len(signs) > 1 or currencies is None:
        return None
    power = int(exponent or 0) + (TIMES[times.casefold().rstrip(".")] if times else 0)
    return Amount(signs == "-", _as_mantissa(digits) if exponent else digits, power, currencies)


def _nothing(text: str) -> Amount | None:
    found = NOTHING.fullmatch(text)
    currencies = _currencies([found[1] or found[2]]) if found else None
    return Amount(False, "0", 0, currencies) if currencies else None


def _as_mantissa(digits: str) -> str:
    """What stands before an exponent has no thousands: 1.200E+06 is 1.2 million. A zero more takes away the doubt."""
    return f"{digits}0" if DOUBTFUL.fullmatch(digits) else digits


def _currencies(words: list[str]) -> frozenset[str] | None:
    """The currencies that all these signs may mean; None if one is no currency or they differ."""
    if not words:
        return NO_CURRENCY
    found = currencies_of(words[0])
    return (found & currencies_of(words[1]) if words[1:] else found) or None


def currency_in(cell: str) -> str | None:
    """The ISO code that an amount's own sign or code says; None if it says none, or one of several ($)."""
    found = currencies_in(cell)
    return next(iter(found)) if len(found) == 1 else None


def currencies_in(cell: str) -> frozenset[str]:
    """The currencies that an amount may be in by its own sign or code ($ is every dollar); empty if it says none."""
    amount = amount_in(cell.strip())
    return amount.currencies if amount else frozenset()


def mark_of(cells: Iterable[str]) -> DecimalMark:
    """What the distinct cells of a column of amounts say together of the decimal mark."""
    return _column_of(cells).mark


def _column_of(cells: Iterable[str]) -> NumberColumn:
    column = NumberColumn()
    for cell in cells:
        if SURE.fullmatch(cell):
            if "." in cell:
                column.proofs.setdefault(DecimalMark.POINT, cell)
        elif ("." in cell or "," in cell) and (amount := amount_in(cell)):
            column.add(cell, amount.digits, amount.habit)
    return column


def text_reader(cells: Iterable[str], decimal_comma: bool | None = None, *, bare: bool = False) -> Callable[[str], str]:
    """How the amounts of a column are read: as plain decimal text like -1234.5, until their currency is known.

    `cells` are its distinct ones, without the empty. `decimal_comma` is the user's answer where the column does not
    decide; Undecided if it is needed and missing. `bare`: they are no money, and may have no currency.
    """
    column = _column_of(cells)
    mark = column.mark
    if mark is DecimalMark.UNDECIDED:
        if decimal_comma is None:
            raise _undecided(column)
        mark = DecimalMark.COMMA if decimal_comma else DecimalMark.POINT

    def text_of(cell: str) -> str:
        if SURE.fullmatch(cell):
            return cell.rstrip("0").rstrip(".") if "." in cell else cell
        amount = amount_in(cell)
        own = mark_in(amount.digits) if amount else None
        if amount is None or own is None or (bare and amount.currencies):
            raise Refused("is not a number" if bare else "is not an amount", ADVICE)
        if own is DecimalMark.UNDECIDED and mark not in MARKS:
            both = " and ".join(column.evidence.values())
            raise Refused(f"can be read with a decimal point and with a comma, as its column has {both}", ADVICE)
        return _plain(amount, mark if own is DecimalMark.UNDECIDED else own)

    return text_of


def _undecided(column: NumberColumn) -> Undecided:
    amount = amount_in(column.doubtful[0])
    assert amount is not None
    readings = _plain(amount, DecimalMark.COMMA), _plain(amount, DecimalMark.POINT)
    return Undecided("decimal_comma", column.doubtful, readings)


def _plain(amount: Amount, mark: DecimalMark) -> str:
    """The amount as a plain decimal number, exactly; without zeros that say nothing."""
    whole, decimals = parts_of(amount.digits, mark)
    if amount.power > 0:
        decimals = decimals.ljust(amount.power, "0")
        whole, decimals = whole + decimals[: amount.power], decimals[amount.power :]
    elif amount.power < 0:
        whole = whole.rjust(1 - amount.power, "0")
        whole, decimals = whole[: amount.power], whole[amount.power :] + decimals
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    if len(whole) > 19:
        raise Refused("is too large", "Check the amount")
    text = f"{whole}.{decimals}" if decimals else whole
    return f"-{text}" if amount.negative and text != "0" else text


def units_of(text: str, exponent: int) -> tuple[int, bool]:
    """Minor units of plain decimal text, and whether it had more decimals than the currency and was rounded half up.

    ("1234.5678", 2) → 123457, True. ValueError where it does not fit 64 bits.
    """
    whole, _, decimals = text.partition(".")
    more = decimals[exponent:].rstrip("0")
    units = minor_units(f"{whole}.{decimals[:exponent]}", exponent)
    if more >= "5":
        units += -1 if text.startswith("-") else 1
    if abs(units) > LARGEST:
        raise ValueError("is too large")
    return units, bool(more)


def units_reader(cells: Iterable[str], exponent: int, decimal_comma: bool | None = None) -> Callable[[str], int]:
    """How amounts in a known currency are read: in minor units."""
    text_of = text_reader(cells, decimal_comma)

    def units_in(cell: str) -> int:
        try:
            return units_of(text_of(cell), exponent)[0]
        except Refused:
            raise
        except ValueError as error:
            raise Refused(str(error), "Check the amount") from None

    return units_in
