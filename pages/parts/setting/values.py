"""Single settings: one is chosen, given a value and a day, previewed and set."""

from datetime import date
from typing import Any

import streamlit as st

from metrics.previews import calendar_preview, flags_preview
from model.commands.settings import set_value
from model.settings import PERIOD_LENGTHS, WEEKDAYS, check_setting
from pages.parts import acts, formats
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

COMPANY = {
    "company": mark("Name of the company"), "locale": mark("Language and country (en, de, ja, en_US …)"),
    "time_zone": mark("Time zone (Europe/Berlin …)"), "fiscal_year_start": mark("First month of the fiscal year (1–12)"),
    "period_length": mark("What is forecast by"), "week_start": mark("First day of a week"),
    "call_deadline": mark("Until when a week's calls count (friday 18:00)"),
    "dormancy_months": mark("Months without a win after which a customer counts as new (empty: never)"),
    "stall_days": mark("Days after which a deal in stage 1 is stalled"),
    "quiet_days": mark("Days after which a named account has gone quiet"),
}  # fmt: skip
LIMITS = {
    "reference.mql_srl": mark("MQL → SRL, reference in % (20-40)"),
    "reference.srl_sql": mark("SRL → SQL, reference in % (80-90)"),
    "reference.win_rate.new": mark("Win rate of new customers, reference in %"),
    "reference.win_rate.existing": mark("Win rate of existing customers, reference in %"),
    "flag.pushes": mark("Flag: pushed so many times"), "flag.idle_days": mark("Flag: days without activity"),
    "flag.category_steps": mark("Flag: steps between category and stage"),
    "flag.large_part": mark("Flag: more than so many % of the commit"),
}  # fmt: skip
CHOICES = {"period_length": PERIOD_LENGTHS, "week_start": WEEKDAYS}
CALENDAR = ("time_zone", "fiscal_year_start", "period_length", "week_start")
FLAGGED = {
    "label": Column("Flag", width=260), "now": Column("Deals now"), "then": Column("Deals then"),
}  # fmt: skip


def draw_company() -> None:
    """The company, its calendar, its deadline."""
    _draw(COMPANY, "company")


def draw_limits() -> None:
    """Reference ranges and the flags' thresholds."""
    st.caption(say("References are drawn as a quiet band with their source; the first comparison is always your own past."))
    _draw(LIMITS, "limit")


def _draw(labels: dict[str, str], key: str) -> None:
    view = current()
    held = view.book.settings.values
    chosen = st.selectbox(say("What"), list(labels), format_func=lambda name: say(labels[name]), key=f"{key} what", width=520)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        value = _field(chosen, held[chosen], f"{key} {chosen}")
        since = st.date_input(say("From"), view.today, min_value=view.today, key=f"{key} since", width=150)
    st.caption(formats.plain(say("Now: {value}", value=held[chosen] or formats.UNKNOWN)))
    if value == held[chosen]:
        return
    try:
        check_setting(chosen, value)
    except ValueError as error:
        st.error(formats.plain(str(error)))
        return
    _preview(chosen, value)
    if st.button(say("Set"), type="primary", key=f"{key} set"):
        _set(chosen, value, since)


def _field(name: str, now: str, key: str) -> str:
    if name in CHOICES:
        options = list(CHOICES[name])
        return str(st.selectbox(say("Value"), options, index=options.index(now), format_func=formats.word, key=key, width=200))
    return (st.text_input(say("Value"), now, key=key, width=260) or "").strip()


def _set(name: str, value: str, since: date) -> None:
    if acts.do(set_value, done=say("Set: it holds from {day} on", day=formats.day(since)), key=name, value=value, since=since):
        st.rerun()


def _preview(name: str, value: str) -> None:
    """What it would change in the figures."""
    view, values = current(), ((name, value),)
    if name in CALENDAR:
        now, then = figure(calendar_preview, values=values)
        said: dict[str, Any] = {"now": _period(now), "then": _period(then)}
        text = say("The current period is {now}; it would be {then}.", **said)
        if now == then:
            text = say("The current period stays {now}.", now=said["now"])
        elif now.name != then.name:
            text += " " + say("From that day on, quotas and calls of periods with other names are not found any more.")
        st.info(formats.plain(text))
        return
    if not name.startswith("flag."):
        return
    rows = figure(flags_preview, since=view.compared, values=values)
    changed = rows[rows["now"] != rows["then"]]
    if changed.empty:
        st.info(say("No deal would be flagged otherwise."))
        return
    more = int((changed["then"] - changed["now"]).sum())
    many = say_many("{n} flag more would be up", "{n} flags more would be up", more)
    st.info(many if more >= 0 else say_many("{n} flag fewer would be up", "{n} flags fewer would be up", -more))
    words = [say(label) for label in changed["label"]]
    table(
        changed.assign(label=words),
        columns=FLAGGED,
        key=f"preview {name} {value}",
        alt=say("Flags now and with the new threshold"),
    )


def _period(period: Any) -> str:
    return f"{period.name} ({formats.day(period.first)} – {formats.day(period.last)})"
