"""Quotas: people by periods, edited in a grid or pasted from a spreadsheet; each leader's own against the sum of the reports'."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.previews import parts_against_own, quotas_preview
from model.book_quotas import quota_rows
from model.calendar import Period
from model.commands.settings import set_quotas
from pages.parts import acts, formats, states
from pages.parts.figures import figure
from pages.parts.setting import pasting
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

KINDS = {"both": mark("Both together"), "new": mark("New customers"), "existing": mark("Existing customers")}
AHEAD = 4
AGAINST = {
    "person_name": Column("Leader", width=180), "quota": Column("Own quota", Unit.MONEY),
    "reports": Column("Sum of the reports'", Unit.MONEY), "difference": Column("Own − reports'", Unit.MONEY),
}  # fmt: skip
NAMES = {"quota": mark("quota"), "gap": mark("gap")}
Changes = tuple[tuple[int, str, str | None, int], ...]


def draw() -> None:
    """The grid, the box to paste into, what it would do, and the button that sets it."""
    view = current()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            say("Quotas for"), list(KINDS), format_func=lambda name: say(KINDS[name]), key="quota kind", width=220
        )
        since = st.date_input(say("From"), view.today, min_value=view.today, key="quota since", width=150)
    kind = None if chosen == "both" else chosen
    periods = [view.book.calendar.shift(view.period, by) for by in range(AHEAD)]
    people = _people()
    if not people:
        states.empty(say("Nobody in view can have a quota."))
        return
    held = {(person, period): amount for person, period, of, amount in figure(quota_rows, periods=_names(periods)) if of == kind}
    changes = _pasted(people, periods, kind, _grid(people, periods, kind, held))
    if changes:
        _preview(changes, periods)
        label = say_many("Set {n} quota", "Set {n} quotas", len(changes))
        done = say("Set: they hold from {day} on", day=formats.day(since))
        if st.button(label, type="primary", key="quotas set") and acts.do(set_quotas, done=done, quotas=changes, since=since):
            st.session_state["quota paste"] = ""
            st.rerun()
    _against(changes)


def _names(periods: list[Period]) -> tuple[str, ...]:
    return tuple(period.name for period in periods)


def _people() -> dict[int, str]:
    """Who can have a quota: everybody in the roll-up who works here, leaders before their reports."""
    view = current()
    members = {m.id: m for m in view.book.members}
    lookers = ("sdr", "marketing", "observer")
    return {
        node.person_id: "\u2003" * node.depth + members[node.person_id].name
        for node in view.book.tree
        if members[node.person_id].role not in lookers and members[node.person_id].active_on(view.today)
    }


def _grid(people: dict[int, str], periods: list[Period], kind: str | None, held: dict[tuple[int, str], int]) -> Changes:
    """The editor; gives what was edited."""
    view = current()
    unit = 10**view.exponent
    cells = pd.DataFrame({"person": list(people.values())})
    for period in periods:
        cells[period.name] = [held[one, period.name] / unit if (one, period.name) in held else None for one in people]
        cells[period.name] = cells[period.name].astype("float64")
    config: dict[str, Any] = {"person": st.column_config.TextColumn(say("Person"), pinned=True, width=220)}
    config |= {name: st.column_config.NumberColumn(name, min_value=0, format="%,.0f") for name in _names(periods)}
    edited = st.data_editor(
        cells, hide_index=True, num_rows="fixed", key=f"quotas {kind} {view.book.warehouse.revision} {view.period.name}",
        disabled=["person"], column_config=config, height=min(35 * len(cells) + 38, 460), placeholder=formats.UNKNOWN,
        alt=say("Quotas of people by period"),
    )  # fmt: skip
    changes = []
    for name in _names(periods):
        for person, was, now in zip(people, cells[name], edited[name], strict=True):
            if not pd.isna(now) and (pd.isna(was) or now != was):
                changes.append((person, name, kind, round(float(now) * unit)))
    return tuple(changes)


def _pasted(people: dict[int, str], periods: list[Period], kind: str | None, edited: Changes) -> Changes:
    """What was edited, with what was pasted over it; what cannot be read is said by row and column."""
    view = current()
    text = st.text_area(
        say("Or paste rows from a spreadsheet: a name, e-mail or id, then one amount per period, under a line with the periods"),
        key="quota paste", height=90,
    )  # fmt: skip
    if not (text or "").strip():
        return edited
    members = [m for m in view.book.members if m.id in people]
    try:
        pasted = pasting.read(text or "", members, view.book.calendar, view.exponent)
    except pasting.CannotRead as error:
        st.error(formats.plain(str(error)))
        return edited
    found = {(person, period): amount for person, period, _, amount in edited} | pasted
    return tuple((person, period, kind, amount) for (person, period), amount in found.items())


def _preview(changes: Changes, periods: list[Period]) -> None:
    view = current()
    for period in periods:
        if not any(name == period.name for _, name, _, _ in changes):
            continue
        rows = figure(quotas_preview, period=period, quotas=changes)
        for _, row in rows[rows["now"].astype(object) != rows["then"].astype(object)].iterrows():
            said: dict[str, Any] = {
                "what": say(NAMES[row["what"]]),
                "now": view.money(row["now"]),
                "then": view.money(row["then"]),
            }
            st.info(formats.plain(say("Changes {what} of {period} from {now} to {then}", period=period.name, **said)))


def _against(changes: Changes) -> None:
    """Each leader's own quota of the period against what the reports have."""
    view = current()
    rows = figure(parts_against_own, period=view.period, instead=changes)
    if len(rows):
        st.subheader(
            formats.plain(say("Own quota against the sum of the reports’, {period}", period=view.period.name)), anchor=False
        )
        table(
            rows,
            columns=AGAINST,
            key=f"against {len(changes)} {view.period.name}",
            alt=say("Quotas of leaders against their reports’"),
        )
