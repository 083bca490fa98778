"""How a setting is asked for and how it is shown: by what kind of value it is."""

from datetime import time
from zoneinfo import available_timezones

import streamlit as st
from babel.dates import get_day_names, get_month_names

from model.settings import DEFAULTS, PERIOD_LENGTHS, WEEKDAYS, Settings
from pages.parts import formats, locales
from pages.parts.words import mark, say

LENGTHS = {"month": mark("Months"), "quarter": mark("Quarters"), "year": mark("Years")}
PER_CENT = ("flag.stage_percentile", "flag.large_part")
TIMES = ("flag.pushes", "flag.category_steps")
CHOICES = {
    "peer_visibility": {"self": mark("Nobody’s"), "team": mark("Their team’s"), "all": mark("Everybody’s who is not above them")},
    "totals_above": {"hidden": mark("Hidden"), "shown": mark("Shown")},
}
DAYS = ("stall_days", "quiet_days", "flag.idle_days")


def field(name: str, now: str, key: str) -> str:
    """The widgets that ask for a setting's value, with what holds in them; gives what they hold, as the setting is written."""
    label = say("Value")
    if name == "fiscal_year_start":
        return str(st.selectbox(label, range(1, 13), int(now) - 1, format_func=_month, key=key, width=200))
    if name in ("period_length", "week_start"):
        options = PERIOD_LENGTHS if name == "period_length" else WEEKDAYS
        return st.selectbox(label, options, options.index(now), format_func=lambda value: shown(name, value), key=key, width=200)
    if name in CHOICES:
        options = tuple(CHOICES[name])
        return st.selectbox(label, options, options.index(now), format_func=lambda value: shown(name, value), key=key, width=300)
    if name == "time_zone":
        zones = sorted(available_timezones() | {now})
        return st.selectbox(label, zones, zones.index(now), key=key, width=260)
    if name == "call_deadline":
        return _deadline(now, key)
    if name.startswith("reference."):
        return _range(now, key)
    if name == "dormancy_months" or name in ("session_hours", *DAYS, *TIMES, *PER_CENT):
        number = st.number_input(label, 1, value=int(now) if now else None, step=1, key=key, width=140)
        return "" if number is None else str(number)
    return (st.text_input(label, now, key=key, width=260) or "").strip()


def shown(name: str, value: str) -> str:
    """A setting's value in words."""
    settings = Settings({name: value})
    if name.startswith("reference."):
        low, high = settings.reference(name.removeprefix("reference."))
        return formats.rate(low) if low == high else formats.interval(low, high)
    if name in CHOICES:
        return say(CHOICES[name][value])
    if name == "session_hours":
        return formats.many(int(value), "hour")
    if name == "fiscal_year_start":
        return _month(int(value))
    if name == "period_length":
        return say(LENGTHS[value])
    if name == "week_start":
        return _weekday(settings.week_start)
    if name == "call_deadline":
        day, clock = settings.call_deadline
        return f"{_weekday(day)} {clock:%H:%M}"
    if name == "dormancy_months":
        return formats.many(int(value), "month") if value else say("Never")
    if name in DAYS:
        return formats.days(int(value))
    return formats.rate(int(value) / 100) if name in PER_CENT else value


def source(name: str, since: str | None) -> str:
    """Where a setting's value comes from; `since`: the day in words from which the company set it, None where it did not."""
    if since is not None:
        return say("Set by the company, from {day}", day=since)
    if name not in DEFAULTS:
        return formats.UNKNOWN
    return say("Default: usual in the field") if name.startswith("reference.") else say("Default")


def _month(number: int) -> str:
    return str(get_month_names("wide", "stand-alone", locales.current())[number])


def _weekday(number: int) -> str:
    return str(get_day_names("wide", "stand-alone", locales.current())[number])


def _deadline(now: str, key: str) -> str:
    weekday, clock = now.split()
    day = st.selectbox(
        say("Weekday"), WEEKDAYS, WEEKDAYS.index(weekday), format_func=lambda name: _weekday(WEEKDAYS.index(name)),
        key=f"{key} day", width=160,
    )  # fmt: skip
    chosen = st.time_input(say("Time"), time.fromisoformat(clock), key=f"{key} clock", width=130)
    return f"{day} {chosen:%H:%M}"


def _range(now: str, key: str) -> str:
    low, _, high = now.partition("-")
    begin = st.number_input(say("From %"), 0, 100, int(float(low)), key=f"{key} low", width=120)
    end = st.number_input(say("To %"), 0, 100, int(float(high or low)), key=f"{key} high", width=120)
    return str(begin) if begin == end else f"{begin}-{end}"
