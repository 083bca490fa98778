"""Numbers, days and words as people read them. Money comes in minor units; «unknown» is always –."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from pages.parts import locales
from pages.parts.locales import MINUS, UNKNOWN, foreign
from pages.parts.words import say, say_many

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LINKED = re.compile(r"(?i)(\bwww(?=\.)|\bhttps?(?=:)|\b(?:mailto|xmpp)(?=:)|\S(?=@))")
WORD_JOINER = "\u2060"
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of direction: an override in a name would turn the figures of the rest of the sentence around."""
READ = re.compile(r"[\\`*_{}\[\]<>$^|~#!@&]|:(?=\S)|^\s*(?:[-+=]|\d+[.)])|\bwww\.", re.IGNORECASE)
"""What makes a label be read as Markdown."""
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
    if (name := foreign()) is not None:
        return locales.short(value, name)
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
    decimals = 0 if value == value.to_integral_value() else exponent
    if (name := foreign()) is not None:
        return locales.number(value, decimals, name)
    return f"{MINUS if value < 0 else ''}{abs(value):,.{decimals}f}"


def change(text: str, number: Any) -> str:
    """A formatted change with its sign: ("120k", 120000) → +120k; nothing is added to 0 and to minus signs."""
    if is_unknown(number):
        return UNKNOWN
    return f"+{text}" if number > 0 else text


def rate(share: Any, n: Any = None) -> str:
    """A share as whole per cents, with its n: 63 % (n = 412)."""
    text = UNKNOWN if is_unknown(share) else _percent(f"{float(share) * 100:.0f}")
    return text if n is None else say("{rate} (n = {n})", rate=text, n=count(n))


def interval(low: Any, high: Any) -> str:
    """A 95 % interval of a share: 21–25 %."""
    if is_unknown(low) or is_unknown(high):
        return UNKNOWN
    return _percent(f"{float(low) * 100:.0f}–{float(high) * 100:.0f}")


def _percent(text: str) -> str:
    name = foreign()
    return f"{text} %" if name is None else locales.percent(text, name)


def decimal(value: Any, decimals: int = 1) -> str:
    """A number with so many decimals: 3.2; – for an unknown one."""
    if is_unknown(value):
        return UNKNOWN
    name = foreign()
    return f"{float(value):,.{decimals}f}" if name is None else locales.number(float(value), decimals, name)


def ratio(value: Any) -> str:
    """A coverage: 2.4×."""
    return UNKNOWN if is_unknown(value) else f"{decimal(value)}×"


def count(number: Any) -> str:
    """A whole number with thousands apart: 1,356."""
    return locales.whole(number)


def many(number: Any, one: str, more: str | None = None) -> str:
    """A count with its noun: 1 deal, 2 deals, 3 companies."""
    return say_many(f"{{n}} {one}", f"{{n}} {more or one + 's'}", number)


def days(number: Any) -> str:
    """A duration in days: 34 d."""
    return UNKNOWN if is_unknown(number) else say("{n} d", n=f"{float(number):.0f}")


def minutes(number: Any) -> str:
    """A duration in minutes, in the unit that suits it: 4 min, 3.2 h, 2.1 d."""
    if is_unknown(number):
        return UNKNOWN
    value = float(number)
    if value < 90:
        return say("{n} min", n=f"{value:.0f}")
    return say("{n} h", n=decimal(value / 60)) if value < 48 * 60 else say("{n} d", n=decimal(value / 1440))


def day(value: Any, year: int | None = None) -> str:
    """A day: Mon 16 Nov; with its year where that is not `year`: Mon 16 Nov 2026."""
    if is_unknown(value):
        return UNKNOWN
    short = year is not None and value.year == year
    if (name := foreign()) is not None:
        return locales.day(value, "MMMEd" if short else "yMMMEd", name)
    text = f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]}"
    return text if short else f"{text} {value.year}"


def date_of(value: Any) -> str:
    """A day without its weekday, for places with little room: 16 Nov 2026."""
    if is_unknown(value):
        return UNKNOWN
    name = foreign()
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if name is None else locales.day(value, "yMMMd", name)


def moment(value: datetime | None) -> str:
    """A moment in the zone it carries: Mon 16 Nov 2026, 14:05."""
    if is_unknown(value) or value is None:
        return UNKNOWN
    name = foreign()
    clock = f"{value:%H:%M}" if name is None else locales.clock(value.time(), name)
    return say("{day}, {clock}", day=day(value.date()), clock=clock)


def ago(then: date, now: date) -> str:
    """How long before `now`: today, yesterday, 12 days ago."""
    passed = (now - then).days
    if passed in (0, 1):
        return say("yesterday" if passed else "today")
    return say_many("{n} day ago", "{n} days ago", passed)


def word(value: Any) -> str:
    """A key as a word to begin with: new → New, pushed_out → Pushed out."""
    if is_unknown(value):
        return UNKNOWN
    text = say(str(value).replace("_", " "))
    return text[:1].upper() + text[1:]


def plain(text: Any) -> str:
    """Somebody's text made safe for places that read Markdown: every mark is escaped, line breaks become spaces.

    Addresses become no links: the browser looks for them after the marks are read, so an invisible joiner parts them.
    Marks of direction are left out.
    """
    if is_unknown(text):
        return UNKNOWN
    unlinked = LINKED.sub(f"\\1{WORD_JOINER}", " ".join(TURNING.sub("", str(text)).split()))
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>$:^=&@])", r"\\\1", unlinked)


def option(text: Any) -> str:
    """Somebody's text as an option of pills, which reads Markdown and stands in the address: as it is where nothing is read."""
    whole = str(text)
    return plain(whole) if READ.search(whole) or whole != plain(whole).replace("\\", "") else whole


def badge(text: Any) -> str:
    """Somebody's text for `st.badge`, which escapes brackets itself."""
    return plain(text).replace("\\[", "[").replace("\\]", "]")
