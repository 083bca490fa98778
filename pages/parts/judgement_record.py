"""How often each level's changes moved the number toward what was won: asked for when it is opened."""

import streamlit as st

from metrics.definition import Unit
from metrics.judgement_record import AHEAD, judgement_record
from pages.parts import formats, proof
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say

FEW = 20  # changes: a share of fewer is not compared
RECORD = {
    "who": Column("Whose change", width=190, pinned=True),
    "rate": Column("Toward the truth", Unit.RATE),
    "between": Column("95 % interval"),
    "n": Column("Changes", Unit.COUNT, help="One per person and period at most"),
    "periods": Column("Periods", Unit.COUNT),
}


def draw(under: int | None) -> None:
    """Each level's share with its interval and n, for the team in view or the one below a person."""
    view = current()
    with st.expander(
        say("How often such changes moved the number toward what was won"), key=f"record {under}", on_change="rerun"
    ) as box:
        if not box.open:
            return
        asked = {"period": view.period}
        rows = figure(judgement_record, under=under, **asked)
        if rows.empty:
            st.caption(say("No finished period before {period} has a change to look at.", period=view.period.name))
            return
        who = [_whose(int(row["level"]), row["step"]) for _, row in rows.iterrows()]
        between = [formats.interval(row["low"], row["high"]) for _, row in rows.iterrows()]
        alt = say("Share of changes toward what was won, per level")
        table(rows.assign(who=who, between=between), columns=RECORD, key=f"record of {under} {view.as_of}", alt=alt)
        st.caption(
            say("Each period that is over, as all stood {n} days before its end, against what was won in it.", n=AHEAD.days)
        )
        few = int((rows["n"] < FEW).sum())
        if few:
            st.caption(say("With fewer than {n} changes a share says little: do not compare it.", n=FEW))
        title = say("Record of changes")
        proof.why("judgement record", proof.Asked(judgement_record, asked, under=under, title=title), title, in_words=True)


def _whose(level: int, step: str) -> str:
    if level == 0:
        return say("Reps’ calls against their deals")
    if level == 1:
        return say("Managers’ calls") if step == "call" else say("Managers’ judgements")
    if level == 2:
        return say("Their managers’ calls") if step == "call" else say("Their managers’ judgements")
    return say("Level {n}: calls", n=level) if step == "call" else say("Level {n}: judgements", n=level)
