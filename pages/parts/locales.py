"""The company's language and country: which it is in this run, and how numbers and days are written there, by Babel's data.

English (`en`, `en_GB`) is written as LOOK.md says (1.24M, 63 %, Mon 16 Nov), by formats.py itself; every other locale by
the Unicode CLDR, cached: a page asks thousands of times.
"""

import json
from contextvars import ContextVar
from datetime import date, time
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st
from babel import Locale, dates, numbers
from streamlit.runtime.scriptrunner import get_script_run_ctx

ENGLISH = "en"
HOUSE = ("en", "en_GB")
KEY = "fourcast locale"
MINUS = "−"
UNKNOWN = "–"
_LOCALE: ContextVar[str | None] = ContextVar("locale", default=None)


def use(name: str) -> None:
    """Write in this locale (`en`, `ja`, `de_AT`) until the end of the run, and in the session's later partial runs."""
    _LOCALE.set(name)
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state[KEY] = name


def current() -> str:
    """The locale of this run; English where no company is being viewed."""
    name = _LOCALE.get()
    if name is None:
        # A part of a page that runs again by itself has a thread of its own, which main.py did not set.
        held = None if get_script_run_ctx(suppress_warning=True) is None else st.session_state.get(KEY)
        name = held or ENGLISH
        if held:
            _LOCALE.set(held)
    return name


def foreign() -> str | None:
    """The locale to be written by Babel; None where the house's English is."""
    name = current()
    return None if name in HOUSE else name


@lru_cache(256)
def of(name: str) -> Locale:
    """Babel's data of a locale; ValueError or babel.UnknownLocaleError where there is none."""
    return Locale.parse(name)


@lru_cache(20_000)
def number(value: Any, decimals: int, name: str) -> str:
    """A number with so many decimals and its thousands apart: de 1.234,5; a minus sign as everywhere in the house."""
    rounded = Decimal(f"{abs(value):.{decimals}f}")
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = str(numbers.format_decimal(rounded, format=pattern, locale=of(name)))
    return f"{MINUS if value < 0 and rounded else ''}{text}"


def whole(value: Any) -> str:
    """A whole number with its thousands apart, in the run's locale: 1,356; – for an unknown one."""
    if value is None or bool(pd.isna(value)):
        return UNKNOWN
    name = foreign()
    return f"{int(value):,}" if name is None else number(int(value), 0, name)


@lru_cache(20_000)
def short(value: Decimal, name: str) -> str:
    """A number in three digits: de 1,24 Mio., ja 124万; in full where the locale has no short word for its size."""
    size = abs(value)
    whole = size.quantize(Decimal(1), ROUND_HALF_EVEN)
    if whole >= 1000:
        digits = Decimal(f"{size:.2e}")  # rounded first, so that 999,999 is 1M and not 1000K
        text = str(numbers.format_compact_decimal(digits, locale=of(name), fraction_digits=2))
        if not any(letter.isalpha() for letter in text):
            text = number(whole, 0, name)
    else:
        text = number(whole, 0, name)
    return f"{MINUS if value < 0 and whole else ''}{text}"


@lru_cache(1000)
def percent(text: str, name: str) -> str:
    """A number that is written already, as per cents: 63 % or 63%; for spans too: 21–25 %."""
    pattern = of(name).percent_formats[None]
    return f"{pattern.prefix[0]}{text}{pattern.suffix[0]}"


@lru_cache(20_000)
def day(value: date, skeleton: str, name: str) -> str:
    """A day in the parts that the skeleton names (MMMEd, yMMMEd, yMMMd): de Mo., 16. Nov., ja 11月16日(月)."""
    return str(dates.format_skeleton(skeleton, value, locale=of(name)))


@lru_cache(2000)
def clock(value: time, name: str) -> str:
    """A time of day: 14:05, 2:05 PM."""
    return str(dates.format_time(value, "short", locale=of(name)))


@lru_cache(64)
def vega(name: str) -> dict[str, Any]:
    """What Vega's `config.locale` takes: {number: d3-format's, time: d3-time-format's}; {} for the house's English."""
    if name in HOUSE:
        return {}
    known = of(name)
    symbols = known.number_symbols.get("latn", known.number_symbols)

    def names(what: Any, width: str, order: Any) -> list[str]:
        return [what["format"][width][nth] for nth in order]

    weekdays, months = (6, *range(6)), range(1, 13)  # d3's week begins on Sunday
    return {
        "number": {
            "decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""],
            "minus": MINUS, "percent": percent("", name),
        },
        "time": {
            "dateTime": "%x %X", "date": "%Y-%m-%d", "time": "%H:%M:%S",
            "periods": [known.day_periods["format"]["abbreviated"].get(half, half.upper()) for half in ("am", "pm")],
            "days": names(known.days, "wide", weekdays), "shortDays": names(known.days, "abbreviated", weekdays),
            "months": names(known.months, "wide", months), "shortMonths": names(known.months, "abbreviated", months),
        },
    }  # fmt: skip


@lru_cache(64)
def money_axis(name: str) -> str:
    """A Vega expression that writes `datum.value` as `short` does: de 1,2 Mio., ja 124万."""
    found = "format(datum.value, ',.0f')"
    seen: set[str] = set()
    for size, pattern in of(name).compact_decimal_formats["short"]["other"].items():
        word = pattern.suffix[0].replace("'.'", ".")
        if word.strip() and word not in seen:
            seen.add(word)
            digits = pattern.pattern.count("0")
            power = int(size) // 10 ** (digits - 1)
            found = f"abs(datum.value) >= {size} ? format(datum.value / {power}, ',.3~r') + {json.dumps(word)} : {found}"
    return found
