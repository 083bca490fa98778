"""Single settings: all of them with where they come from; one is chosen, given a value and a day, previewed and set."""

import pandas as pd
import streamlit as st

from metrics.dated_values import dated_values
from model.commands.settings import set_value
from model.setting_checks import check_setting
from pages.parts import acts, formats
from pages.parts.figures import figure
from pages.parts.setting import fields, outlook
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

COMPANY = {
    "company": mark("Name of the company"), "locale": mark("Language, with its country where that matters"),
    "time_zone": mark("Time zone"), "fiscal_year_start": mark("First month of the fiscal year"),
    "period_length": mark("What is forecast by"), "week_start": mark("First day of a week"),
    "call_deadline": mark("Until when a week's calls count"),
    "dormancy_months": mark("After how long without a win a customer counts as new"),
    "stall_days": mark("After how long a deal in stage 1 is stalled"),
    "quiet_days": mark("After how long a named account has gone quiet"),
}  # fmt: skip
ACCESS = {
    "peer_visibility": mark("Books seen beside one’s own and those below"),
    "totals_above": mark("Totals of those above one, and of the company"),
    "session_hours": mark("After how long somebody has to sign in again"),
}
FIXED = {"currency": mark("Currency"), "currency_exponent": mark("Decimals of the currency")}
LIMITS = {
    "reference.mql_srl": mark("Reference: MQL → SRL"),
    "reference.srl_sql": mark("Reference: SRL → SQL"),
    "reference.win_rate.new": mark("Reference: win rate of new customers"),
    "reference.win_rate.existing": mark("Reference: win rate of existing customers"),
    "flag.pushes": mark("Flag: pushed at least so many times"),
    "flag.idle_days": mark("Flag: so long without activity"),
    "flag.stage_percentile": mark("Flag: longer in its stage than so many of the deals won"),
    "flag.category_steps": mark("Flag: so many steps between category and stage"),
    "flag.large_part": mark("Flag: more than so much of the team's commit"),
}  # fmt: skip
COLUMNS = {
    "name": Column("Setting", width=380), "value": Column("Value", width=200), "source": Column("Source", width=280),
    "coming": Column("To come", width=260),
}  # fmt: skip


def draw_company() -> None:
    """The company, its calendar, its deadline."""
    st.caption(say("The currency is set with the first import: every amount is kept in it."))
    _draw(COMPANY, FIXED, "company", say("The company's settings"))


def draw_access() -> None:
    """Whose numbers are seen, and for how long a sign-in counts."""
    st.caption(
        say(
            "Who sees whom is decided by today’s reporting lines. What is opened here is opened to everybody at once; in a small "
            "team the total above tells a colleague’s number by subtraction."
        )
    )
    _draw(ACCESS, {}, "access", say("Settings of who sees what"))


def draw_limits() -> None:
    """Reference ranges and the flags' thresholds."""
    st.caption(say("References are drawn as a quiet band with their source; the first comparison is always your own past."))
    _draw(LIMITS, {}, "limit", say("References and the flags' thresholds"))


def _draw(labels: dict[str, str], fixed: dict[str, str], key: str, alt: str) -> None:
    view = current()
    stamp = view.book.warehouse.revision
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            say("Change"), list(labels), format_func=lambda name: say(labels[name]), key=f"{key} what", width=430
        )
        since = st.date_input(say("From"), view.today, min_value=view.today, format="YYYY-MM-DD", key=f"{key} since", width=150)
        held = view.book.on(since).settings.values[chosen]
        value = fields.field(chosen, held, f"{key} {chosen} {stamp}")
    if value != held:
        _offer(chosen, held, value, since, key)
    table(_rows(fixed | labels), columns=COLUMNS, key=f"{key} values {stamp}", alt=alt)


def _offer(name: str, held: str, value: str, since: object, key: str) -> None:
    """What it would change, and the button that sets it; or what is wrong with it."""
    try:
        check_setting(name, value)
    except ValueError as error:
        st.error(formats.plain(str(error)))
        return
    outlook.of_value(name, held, value)
    done = say("Set: it holds from {day} on", day=formats.day(since))
    if st.button(say("Set"), type="primary", key=f"{key} set") and acts.do(
        set_value, done=done, key=name, value=value, since=since
    ):
        st.rerun()


def _rows(labels: dict[str, str]) -> pd.DataFrame:
    """A row per setting: what holds today, where it comes from, what is to come."""
    held, dated = current().book.settings.values, figure(dated_values)
    rows = []
    for name, label in labels.items():
        mine = dated[dated["key"] == name]
        since = [_since(day) for day in mine[mine["state"] == "holds"]["since"]]
        coming = mine[mine["state"] == "coming"]
        later = [
            say("{value} from {day}", value=fields.shown(name, value), day=formats.day(day))
            for value, day in zip(coming["value"], coming["since"], strict=True)
        ]
        said = {"name": say(label), "value": fields.shown(name, held[name]), "coming": "; ".join(later) or None}
        rows.append(said | {"source": fields.source(name, since[0] if since else None)})
    return pd.DataFrame(rows)


def _since(day: object) -> str:
    return say("the beginning") if formats.is_unknown(day) else formats.day(day)
