"""The judgement bridge: from the deals over calls and judgements, level by level, to the number at the top; and its record."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.judgement_bridge import judgement_bridge, judgement_steps
from model.access import Grain
from pages.parts import charts, formats, judgement_record, links, proof, states
from pages.parts.figures import figure
from pages.parts.judgement_steps import finding, steps
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

NAMED = 6  # people without a call who are named
STEPS = {
    "step_word": Column("Step"),
    "person_name": Column("Person"),
    "before": Column("From below", Unit.MONEY),
    "after": Column("Goes up", Unit.MONEY),
    "difference": Column("Difference", Unit.MONEY),
    "amount": Column("Number so far", Unit.MONEY),
    "n": Column("n", Unit.COUNT, help="People with deals, judgements, or calls that count"),
    "state_word": Column("Call"),
    "author_name": Column("Called by"),
    "note": Column("Note"),
}
WORDS = {"deals": mark("Deals"), "judgements": mark("Judgements"), "call": mark("Call")}
STATES = {"counts": mark("counts"), "late": mark("late: not counted"), "none": mark("no call this week")}
JUDGED = {
    "deal_name": Column("Deal", width=190, pinned=True),
    "owner_name": Column("Owner", width=110),
    "category": Column("Category", help="The owner's", width=80),
    "amount": Column("Amount", Unit.MONEY, help="The owner's", width=80),
    "person_name": Column("Judged by", width=110),
    "judged_category": Column("Their category", width=100),
    "judged_amount": Column("Their amount", Unit.MONEY, width=95),
    "difference": Column("Adds", Unit.MONEY, help="To closed + commit, against what counts below them", width=80),
    "reason": Column("Reason", width=190),
    "judged_at": Column("When", Unit.MOMENT, width=150),
}


def draw(under: int | None = None) -> None:
    """The bridge of the team in view, or of the one below a person, the judgements in it, and each level's record."""
    view = current()
    asked: dict[str, Any] = {"period": view.period}
    rows = figure(judgement_bridge, under=under, **asked)
    if rows.empty:
        return
    said = finding(view, rows)
    if len(rows) == 1:
        proof.heading(said, asked=proof.Asked(judgement_bridge, asked, under=under, title=say("Judgement bridge")))
        states.empty(say("Nobody below has deals, calls or judgements in {period}.", period=view.period.name))
        return
    words = {"step_word": [say(WORDS[step]) for step in rows["step"]], "state_word": [_state(one) for one in rows["state"]]}
    last = {name: rows[name].iloc[-1] for name in ("step", "person")}
    proof.chart(
        charts.waterfall(steps(view, rows), 260),
        said,
        rows=rows.assign(**words),
        columns=STEPS,
        key=f"judgement bridge {under}",
        asked=proof.Asked(judgement_bridge, asked, under=under, column="amount", row=last, title=say("Judgement bridge")),
    )
    _missing(rows)
    if view.sees(Grain.DEAL):
        _judgements(under)
    judgement_record.draw(under)


def _state(state: Any) -> str | None:
    return None if formats.is_unknown(state) else say(STATES[state])


def _missing(rows: pd.DataFrame) -> None:
    """Who has no call that counts: what is below them goes up instead."""
    without = rows[(rows["step"] == "call") & (rows["n"] == 0)]
    if without.empty:
        return
    names = [
        say("{who} (late)", who=row["person_name"]) if row["state"] == "late" else str(row["person_name"])
        for _, row in without.iterrows()
    ]
    rest = len(names) - NAMED
    who = ", ".join(names[:NAMED])
    if rest > 0:
        who = say_many("{who} and {n} more", "{who} and {n} more", rest, who=who)
    said = say("Without a call that counts this week, so that what is below them goes up: {who}.", who=who)
    st.caption(formats.plain(said))


def _judgements(under: int | None) -> None:
    view = current()
    rows = figure(judgement_steps, under=under, period=view.period)
    if rows.empty:
        st.caption(say("No manager’s judgement stands on a deal of this period."))
        return
    words = {
        name: [None if formats.is_unknown(v) else formats.word(v) for v in rows[name]] for name in ("category", "judged_category")
    }
    table(
        rows.assign(**words),
        columns=JUDGED,
        key=f"judged {under} {view.as_of}",
        alt=say("Judgements with author and reason beside the owner’s values"),
        height="auto",
        on_pick=links.to_deal,
    )
