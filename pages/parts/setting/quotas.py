"""Quotas: people by periods, edited in a grid or pasted from a spreadsheet; each leader's own against the sum of the reports'."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.previews import parts_against_own
from model.access import Sight
from model.book_quotas import quota_rows
from model.calendar import Period
from model.commands.settings import set_quotas
from pages.parts import acts, formats, states
from pages.parts.figures import figure
from pages.parts.setting import outlook, pasting
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

KINDS = {"both": mark("Both together"), "new": mark("New customers"), "existing": mark("Existing customers")}
LOOKERS = ("sdr", "marketing", "observer")
READ = {
    "person_name": Column("Person", width=200), "period": Column("Period", width=100), "now": Column("Now", Unit.MONEY),
    "then": Column("Then", Unit.MONEY),
}  # fmt: skip
AGAINST = {
    "person_name": Column("Leader", width=180), "quota": Column("Own quota", Unit.MONEY),
    "reports": Column("Σ reports’ quotas", Unit.MONEY), "difference": Column("Own − Σ reports’", Unit.MONEY),
}  # fmt: skip
Changes = tuple[tuple[int, str, str | None, int | None], ...]
Held = dict[tuple[int, str], int]


def draw() -> None:
    """The grid, the box to paste into, what it would do, and the button that sets it."""
    view = current()
    people = {} if view.viewer.sight is Sight.LEADS else _people()
    if not people:
        states.empty(say("There is nobody in view whose quota could be set."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        periods = _periods()
        usual = _usual_kind(periods)
        chosen = st.selectbox(
            say("Quotas for"), list(KINDS), usual, format_func=lambda name: say(KINDS[name]), key="quota kind", width=220
        )
        since = st.date_input(say("From"), view.today, min_value=view.today, format="YYYY-MM-DD", key="quota since", width=150)
    kind = None if chosen == "both" else chosen
    edited = _grid(people, periods, kind, _held(periods, kind, since), f"{kind} {since}")
    pasted = _pasted(people, kind)
    periods = _all(periods, pasted)
    changes = _new(edited + pasted, _held(periods, kind, since))
    if changes:
        _read(changes, people, _held(periods, kind, since))
        outlook.of_quotas(changes, periods)
        label = say_many("Set {n} quota", "Set {n} quotas", len(changes))
        done = say("Set: it holds from {day} on", day=formats.day(since))
        if st.button(label, type="primary", key="quotas set") and acts.do(set_quotas, done=done, quotas=changes, since=since):
            st.rerun()
    _against(periods, kind, changes)


def _people() -> dict[int, str]:
    """Who can have a quota: everybody in the roll-up who works here, leaders before their reports."""
    view = current()
    members = {m.id: m for m in view.book.members}
    return {
        node.person_id: "\u2003" * node.depth + members[node.person_id].name
        for node in view.book.tree
        if members[node.person_id].role not in LOOKERS and members[node.person_id].active_on(view.today)
    }


def _periods() -> list[Period]:
    """The periods of a fiscal year that the company forecasts by."""
    view, book = current(), current().book
    this = book.calendar.period_at(view.period.first, "year")
    years = {year.name: year for year in (book.calendar.shift(this, by) for by in (-1, 0, 1, 2))}
    name = st.selectbox(say("Fiscal year"), list(years), 1, key="quota year", width=120)
    found = [book.calendar.period_at(years[name].first)]
    while found[-1].last < years[name].last:
        found.append(book.calendar.shift(found[-1], 1))
    return found


def _usual_kind(periods: list[Period]) -> int:
    """The place in KINDS of what the company has quotas for."""
    found = {kind for _, _, kind, _ in figure(quota_rows, periods=tuple(period.name for period in periods))}
    return 0 if None in found or not found else list(KINDS).index(sorted(str(kind) for kind in found)[-1])


def _held(periods: list[Period], kind: str | None, since: Any) -> Held:
    """(person, period) → the quota that holds on the day from which others are to hold."""
    rows = figure(quota_rows, on=since, periods=tuple(period.name for period in periods))
    return {(person, period): amount for person, period, of, amount in rows if of == kind}


def _grid(people: dict[int, str], periods: list[Period], kind: str | None, held: Held, key: str) -> Changes:
    """The editor; gives what was edited. An emptied cell ends the quota."""
    view = current()
    unit = 10**view.exponent
    cells = pd.DataFrame({"person": list(people.values())})
    for name in (period.name for period in periods):
        amounts = [held[one, name] / unit if (one, name) in held else None for one in people]
        cells[name] = pd.Series(amounts, dtype="float64")
    config: dict[str, Any] = {"person": st.column_config.TextColumn(say("Person"), pinned=True, width=220)}
    for period in periods:
        config[period.name] = st.column_config.NumberColumn(period.name, min_value=0, format="localized")
    edited = st.data_editor(
        cells, hide_index=True, num_rows="fixed", disabled=["person"], column_config=config,
        key=f"quotas {key} {periods[0].name} {view.book.warehouse.revision}", height=tall(len(cells), 390),
        placeholder=formats.UNKNOWN, alt=say("Quotas of people by period"),
    )  # fmt: skip
    st.caption(
        say(
            "In {currency}. Cells can be pasted; an emptied cell ends the quota. A quota for both together counts before those"
            " for new and existing customers.",
            currency=formats.plain(view.book.settings.currency),
        )
    )
    changes: list[tuple[int, str, str | None, int | None]] = []
    for name in (period.name for period in periods):
        for person, was, now in zip(people, cells[name], edited[name], strict=True):
            if formats.is_unknown(was) != formats.is_unknown(now) or (not formats.is_unknown(now) and was != now):
                changes.append((person, name, kind, None if formats.is_unknown(now) else round(float(now) * unit)))
    return tuple(changes)


def _pasted(people: dict[int, str], kind: str | None) -> Changes:
    """What was pasted; what cannot be read is said by row and column."""
    view = current()
    with st.expander(say("Paste from a spreadsheet")):
        text = st.text_area(
            say("Rows of a name, e-mail or id and an amount per period, below a first line with the periods"),
            key=f"quota paste {view.book.warehouse.revision}", height=140, placeholder=say("Name  2027Q1  2027Q2"),
        )  # fmt: skip
    if not (text or "").strip():
        return ()
    members = [m for m in view.book.members if m.id in people]
    try:
        found = pasting.read(text or "", members, view.book.calendar, view.exponent)
    except pasting.CannotRead as error:
        st.error(formats.plain(str(error)))
        return ()
    return tuple((person, period, kind, amount) for (person, period), amount in found.items())


def _all(periods: list[Period], changes: Changes) -> list[Period]:
    """The periods in view, and those of the changes besides, in order."""
    named = {period.name: period for period in periods}
    return sorted({**named, **{name: current().book.calendar.period(name) for _, name, _, _ in changes}}.values())


def _new(changes: Changes, held: Held) -> Changes:
    """The last word on each person and period that says something else than what holds."""
    last = {(person, period): (person, period, kind, amount) for person, period, kind, amount in changes}
    return tuple(each for key, each in last.items() if held.get(key) != each[3])


def _read(changes: Changes, people: dict[int, str], held: Held) -> None:
    """What was read, person by person."""
    rows = pd.DataFrame(
        [{"person_name": people[person].strip(), "period": period, "now": held.get((person, period)), "then": amount}
         for person, period, _, amount in changes]
    )  # fmt: skip
    rows = rows.astype({"now": "Int64", "then": "Int64"})
    alt = say("Quotas that would be set")
    table(rows, columns=READ, key=f"quotas read {hash(changes)}", alt=alt, height=tall(len(rows), 220))


def _against(periods: list[Period], kind: str | None, changes: Changes) -> None:
    """Each leader's own quota of a period against what the reports have."""
    names = [period.name for period in periods]
    now = current().period.name
    st.subheader(say("Own quota against the sum of the reports’"), anchor=False)
    chosen = st.selectbox(say("Period"), names, names.index(now) if now in names else 0, key="quota period", width=150)
    period = periods[names.index(chosen)]
    rows = figure(parts_against_own, period=period, kind=kind, instead=changes)
    if rows.empty:
        st.caption(say("No leader has a quota of {period} beside quotas of their reports.", period=formats.plain(period.name)))
        return
    alt = say("Quotas of leaders against their reports’")
    table(rows, columns=AGAINST, key=f"against {period.name} {kind} {hash(changes)}", alt=alt)
