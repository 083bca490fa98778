"""What an empty company needs before its first amounts and days are read: its currency and its time zone."""

from functools import cache
from zoneinfo import available_timezones

import streamlit as st

from model.choices import has_no_amounts
from model.importing.cells.currency_signs import codes
from model.money import exponent_of
from model.settings import DEFAULTS
from pages.parts.arriving import Arrival
from pages.parts.import_reading import SETTINGS, Answers, Read
from pages.parts.words import say

UTC = ("UTC", "Etc/UTC", "GMT", "Etc/GMT")


def draw(arrival: Arrival, read: Read, answers: Answers) -> Answers:
    """Two pickers, as long as the company has nothing that they matter for; they are kept as its settings, beside the files."""
    if not has_no_amounts(arrival.warehouse) or _says_itself(read):
        return answers
    held = DEFAULTS | dict(answers.settings)
    currency = held["currency"] if answers.settings else read.currency or held["currency"]
    zone = held["time_zone"] if answers.settings else _browsers() or held["time_zone"]
    currency = _one_of(say("Currency of the company"), currencies(), currency, arrival.key("currency"), 170)
    zone = _one_of(say("Its time zone"), zones(), zone, arrival.key("zone"), 230)
    chosen = {"currency": currency, "currency_exponent": str(exponent_of(currency)), "time_zone": zone}
    same = all(DEFAULTS[name] == value for name, value in chosen.items())
    return answers.with_settings({} if same else chosen)


def _says_itself(read: Read) -> bool:
    """Whether settings are among the files that were dropped."""
    dropped = [seen for seen in read.prepared.files if seen.file != SETTINGS]
    return any(seen.sheet and "settings" in seen.sheet.entities for seen in dropped)


def _one_of(label: str, options: list[str], value: str, key: str, width: int) -> str:
    chosen = st.selectbox(
        label, options, index=options.index(value) if value in options else 0, width=width, key=key, persist_state="session"
    )  # fmt: skip
    return str(chosen)


def _browsers() -> str | None:
    """The zone of the reader's browser, if it is one that is known and says more than UTC."""
    zone = st.context.timezone
    return zone if zone in zones() and zone not in UTC else None


@cache
def zones() -> list[str]:
    """The names of all time zones."""
    return sorted(available_timezones())


@cache
def currencies() -> list[str]:
    """The codes of all currencies."""
    return sorted(codes())
