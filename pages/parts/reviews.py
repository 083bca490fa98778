"""The forecast meeting's own figures: the call's card and the calls."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.calls import calls_of_week, weekly_calls
from metrics.definition import Unit
from pages.parts import calling, cards, formats, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say, say_many

CALLS = {
    "person_name": Column("Person", width="medium", pinned=True),
    "call_commit": Column("Call", Unit.MONEY, help="The period's total they expect, closed included"),
    "expected": Column("Closed + commit", Unit.MONEY),
    "difference": Column("Call − closed − commit", Unit.MONEY),
    "call_upside": Column("Upside on top", Unit.MONEY),
    "quota": Column("Quota", Unit.MONEY),
    "called_at": Column("Called at", Unit.MOMENT),
    "author_name": Column("By", help="Who made the call: the person, or somebody above them"),
    "late": Column("Late", Unit.FLAG, help="After the week's deadline: shown, not counted"),
}
TOO_LATE = {
    "person_name": Column("Person", width="medium", pinned=True),
    "commit": Column("Call", Unit.MONEY),
    "upside": Column("Upside on top", Unit.MONEY),
    "called_at": Column("Called at", Unit.MOMENT),
    "author_name": Column("By"),
    "note": Column("Note", width="large"),
}


def call_card() -> cards.Card:
    """The call of the one at the top, against the sum that it is compared with."""
    view = current()
    now, before = figure("forecast", period=view.period), figure("forecast", period=view.period, on=view.compared)
    tops = now[now["depth"] == 0] if not now.empty else now
    lead = now[now["call_commit"].notna()] if len(tops) != 1 else tops
    label = say("Call") if lead.empty else say("Call, {who}", who=formats.plain(lead.iloc[0]["person_name"]))
    if lead.empty or formats.is_unknown(lead.iloc[0]["call_commit"]):
        return cards.Card(label, formats.UNKNOWN, change_text=say("No call this week"), name="call")
    row = lead.iloc[0]
    person, asked = int(row["person"]), {"period": view.period}
    weeks = figure(weekly_calls, person=person, **asked)["commit"]
    was = before[before["person"] == person]["call_commit"].dropna()
    last = weeks.iloc[:-1].dropna()  # where none had been made by the comparison day
    earlier = was if len(was) else last
    return cards.money_card(
        label,
        row["call_commit"],
        earlier.iloc[-1] if len(earlier) else None,
        compared=say("in {n} wk", n=weeks.index[-1] - last.index[-1]) if was.empty and len(last) else None,
        trend=weeks.tolist(),
        note=say("Late: not counted") if row["late"] else against_sum(row["difference"]),
        asked=proof.Asked("forecast", asked, column="difference", row={"person": person}, title=label),
        name="call",
    )


def against_sum(difference: Any) -> str:
    """How far a call lies from closed + commit, in words; empty where that is unknown."""
    if formats.is_unknown(difference):
        return ""
    by = current().money(abs(int(difference)))
    if difference == 0:
        return say("As closed + commit")
    return say("{by} over closed + commit", by=by) if difference > 0 else say("{by} under closed + commit", by=by)


def draw_calls() -> None:
    """What everybody submitted for this week, beside what their deals add up to; who has not; and a call of one's own."""
    view = current()
    every = figure("forecast", period=view.period)
    rows = every[every["call_commit"].notna()]
    first = formats.day(view.book.calendar.week_of(view.as_of).first)
    late = int(rows["late"].fillna(False).sum())
    counted = formats.many(len(rows) - late, "call")
    said = say("{calls} for the week of {first}", calls=counted, first=first)
    proof.heading(say_many("{calls}, {n} late", "{calls}, {n} late", late, calls=said) if late else said, "forecast")
    missing = every[every["call_commit"].isna()]
    if len(missing) and len(rows):
        who = ", ".join(str(name) for name in missing["person_name"])
        st.caption(formats.plain(say("Without a call this week: {who}", who=who)))
    if rows.empty:
        states.empty(say("Nobody has called this week yet."))
    else:
        rows = rows.assign(expected=rows["closed"] + rows["commit"])
        alt = say("Calls of the week beside closed and commit")
        table(rows, columns=CALLS, key=f"calls {view.as_of}", alt=alt, height="auto")
    _draw_too_late()
    _call_for(every)


def _draw_too_late() -> None:
    """Calls after the deadline by people whose earlier one counts."""
    view = current()
    made = figure(calls_of_week, period=view.period)
    rows = made[made["late"] & made["person"].isin(made.loc[made["counts"], "person"])]
    if len(rows):
        st.caption(say("Late calls beside an earlier one that counts:"))
        alt = say("Calls after the deadline beside an earlier one that counts")
        table(rows, columns=TOO_LATE, key=f"too late {view.as_of}", alt=alt, height="auto")


def _call_for(every: pd.DataFrame) -> None:
    """The viewer's own call, and that of somebody below them who is away."""
    me = current().viewer.person_id
    labels = {int(row["person"]): str(row["person_name"]) for _, row in every.iterrows()}
    if me is None or not labels:
        return
    if me in labels:
        calling.draw(me, key="own call")
    below = {person: name for person, name in labels.items() if person != me}
    if below:
        key = "call for"
        chosen = st.selectbox(
            say("Call for somebody who is away"), list(below), index=None, format_func=below.__getitem__, key=key, width=320,
            placeholder=say("Choose a person"),
        )  # fmt: skip
        if chosen in below:
            calling.draw(chosen, key=key)
