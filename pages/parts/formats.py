"""Numbers, days and words as people read them. Money comes in minor units; «unknown» is always –."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

UNKNOWN = "–"
MINUS = "−"
STEPS = ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def is_unknown(value: Any) -> bool:
    """Whether a cell says nothing: None, NA, NaN or NaT."""
    return value is None or bool(pd.isna(value))


def major(units: Any, exponent: int = 2) -> Decimal:
    """Minor units as a number of the currency: (1250, 2) → 12.50."""
    return Decimal(str(units)).scaleb(-exponent)


def short(number: Any) -> str:
    """A number in three digits: 1.24M, 86k, 8.6k, 950."""
    if is_unknown(number):
        return UNKNOWN
    value = Decimal(str(number))
    size, sign = abs(value), MINUS if value < 0 else ""
    for step, (power, letter) in enumerate(STEPS):
        part = size / power
        if part >= 1 or (step and part >= Decimal("0.9995")):
            digits = 2 if letter != "k" and part < 100 else 1 if part < Decimal("9.95") else 0
            text = f"{part:.{digits}f}"
            if text == "1000" and step:
                return f"{sign}1.00{STEPS[step - 1][1]}"
            return f"{sign}{text}{letter}"
    text = f"{size:.0f}"
    return f"{sign if text != '0' else ''}{text}"


def money(units: Any, exponent: int = 2) -> str:
    """Minor units in three digits: 123456789 → 1.23M."""
    return UNKNOWN if is_unknown(units) else short(major(units, exponent))


def full_money(units: Any, exponent: int = 2) -> str:
    """Minor units with all digits; decimals only where there are any: 1,234,567 or 12.50."""
    if is_unknown(units):
        return UNKNOWN
    value = major(units, exponent)
    text = f"{abs(value):,.0f}" if value == value.to_integral_value() else f"{abs(value):,.{exponent}f}"
    return f"{MINUS if value < 0 else ''}{text}"


def change(text: str, number: Any) -> str:
    """A formatted change with its sign: ("120k", 120000) → +120k; nothing is added to 0 and to minus signs."""
    if is_unknown(number):
        return UNKNOWN
    return f"+{text}" if number > 0 else text


def rate(share: Any, n: Any = None) -> str:
    """A share as whole per cents, with its n: 63 % (n = 412)."""
    text = UNKNOWN if is_unknown(share) else f"{float(share) * 100:.0f} %"
    return text if n is None else f"{text} (n = {count(n)})"


def interval(low: Any, high: Any) -> str:
    """A 95 % interval of a share: 21–25 %."""
    return UNKNOWN if is_unknown(low) or is_unknown(high) else f"{float(low) * 100:.0f}–{float(high) * 100:.0f} %"


def ratio(value: Any) -> str:
    """A coverage: 2.4×."""
    return UNKNOWN if is_unknown(value) else f"{float(value):.1f}×"


def count(number: Any) -> str:
    """A whole number with thousands apart: 1,356."""
    return UNKNOWN if is_unknown(number) else f"{int(number):,}"


def many(number: Any, one: str, more: str | None = None) -> str:
    """A count with its noun: 1 deal, 2 deals, 3 companies."""
    return f"{count(number)} {one if number == 1 else more or one + 's'}"


def days(number: Any) -> str:
    """A duration in days: 34 d."""
    return UNKNOWN if is_unknown(number) else f"{float(number):.0f} d"


def minutes(number: Any) -> str:
    """A duration in minutes, in the unit that suits it: 4 min, 3.2 h, 2.1 d."""
    if is_unknown(number):
        return UNKNOWN
    value = float(number)
    return f"{value:.0f} min" if value < 90 else f"{value / 60:.1f} h" if value < 48 * 60 else f"{value / 1440:.1f} d"


def day(value: Any, year: int | None = None) -> str:
    """A day: Mon 16 Nov; with its year where that is not `year`: Mon 16 Nov 2026."""
    if is_unknown(value):
        return UNKNOWN
    text = f"{value:%a} {value.day} {value:%b}"
    return text if year is not None and value.year == year else f"{text} {value.year}"


def date_of(value: Any) -> str:
    """A day without its weekday, for places with little room: 16 Nov 2026."""
    return UNKNOWN if is_unknown(value) else f"{value.day} {value:%b %Y}"


def moment(value: datetime | None) -> str:
    """A moment in the zone it carries: Mon 16 Nov 2026, 14:05."""
    return UNKNOWN if is_unknown(value) or value is None else f"{day(value.date())}, {value:%H:%M}"


def ago(then: date, now: date) -> str:
    """How long before `now`: today, yesterday, 12 days ago."""
    passed = (now - then).days
    return "today" if passed == 0 else "yesterday" if passed == 1 else f"{many(passed, 'day')} ago"


def word(value: Any) -> str:
    """A key as a word to begin with: new → New, pushed_out → Pushed out."""
    return UNKNOWN if is_unknown(value) else str(value).replace("_", " ")[:1].upper() + str(value).replace("_", " ")[1:]


def plain(text: Any) -> str:
    """Somebody's text made safe for places that read Markdown: every mark is escaped, line breaks become spaces."""
    if is_unknown(text):
        return UNKNOWN
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>$:^=&@])", r"\\\1", " ".join(str(text).split()))
