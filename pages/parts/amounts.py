"""Amounts as people type them: 1.2M, 120k, 1,200,000 or, in other languages, 1.200.000."""

import re
from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal

from model.acting import LARGEST
from pages.parts import formats, locales
from pages.parts.words import say

FACTORS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}


class NoAmount(ValueError):
    """What was typed is no amount; the message says what one looks like."""


def read(text: str | None, exponent: int) -> int | None:
    """Minor units of what was typed; None where nothing was. NoAmount says what an amount looks like."""
    typed = re.sub(r"[\s\u00a0\u202f']", "", text or "")
    if not typed:
        return None
    found = re.fullmatch(r"([\d.,]+)([kKmMbB]?)", typed)
    try:
        number = parse_decimal(found[1], locale=locales.current(), strict=True) if found else None
    except NumberFormatError:
        number = None
    if found is None or number is None:
        raise NoAmount(say("«{text}» is no amount. Write it as 1.2M, 120k or {full}.", text=text, full=formats.count(1200000)))
    units = number * FACTORS[found[2].lower()] * Decimal(10) ** exponent
    if units > LARGEST:
        raise NoAmount(say("«{text}» is larger than any amount here: check its zeros.", text=text))
    return int(units.to_integral_value())


def written(units: int | None, exponent: int) -> str:
    """How an amount stands in a field: with all its digits; nothing where it is unknown."""
    return "" if units is None else formats.full_money(units, exponent)
