"""How the BANT letters were answered, at MQL and again at SRL."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.bant import LETTERS as BANT_LETTERS
from metrics.bant import bant_letters
from metrics.definition import Unit
from model.calendar import Window
from pages.parts import behind, charts, formats, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column
from pages.parts.words import mark, say

ANSWERS = {"yes": "closed", "no": "loss", "unknown": "other"}
STEPS = {"mql": mark("At MQL (leads)"), "srl": mark("At SRL (deals)")}
BANT = {
    "step": Column("Asked at"),
    "letter": Column("Letter"),
    "n": Column("n", Unit.COUNT),
    "yes": Column("Yes", Unit.COUNT),
    "no": Column("No", Unit.COUNT),
    "unknown": Column("Unknown", Unit.COUNT),
    "yes_share": Column("Yes", Unit.RATE),
    "interval": Column("95 %"),
}


def draw_bant(window: Window, mode: str) -> None:
    """How each letter was answered, at MQL and again at SRL."""
    rows = figure(bant_letters, window=window)
    rows = rows[rows["n"] > 0]
    if rows.empty:
        states.empty(say("No lead became MQL and no deal was created in this window."), say("Choose a longer window above."))
        return
    rows = rows.assign(interval=[formats.interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)])
    worst = rows.assign(gap=rows["unknown_share"] + rows["no_share"]).sort_values("gap").iloc[-1]
    said = say(
        "{letter} is the weakest letter at {step}: yes for {share}",
        letter=formats.word(worst["letter"]),
        step=worst["step"].upper(),
        share=formats.rate(worst["yes_share"], worst["n"]),
    )
    proof.heading(said)
    for (step, part), column in zip(
        rows.groupby("step", sort=False), st.columns(rows["step"].nunique(), gap="large"), strict=True
    ):
        with column:
            st.markdown(f"**{say(STEPS[str(step)])}**, n = {formats.count(part['n'].iloc[0])}")
            behind.drawing(answers_chart(part), key=f"bant {step}", said=_answers(str(step), part))
    table = rows.assign(
        step=[say(STEPS[step]) for step in rows["step"]], letter=[formats.word(letter) for letter in rows["letter"]]
    )
    behind.proofs(table, key="bant", columns=BANT, asked=proof.Asked(bant_letters, {"window": window}, title=say("BANT")))


def _answers(step: str, rows: pd.DataFrame) -> str:
    """What the chart of a step shows, in words: each letter with its share of yes."""
    shares = [
        f"{formats.word(letter)} {formats.rate(share)}" for letter, share in zip(rows["letter"], rows["yes_share"], strict=True)
    ]
    return say("BANT {step}, answered yes: {shares}", step=say(STEPS[step]), shares=", ".join(shares))


def answers_chart(rows: pd.DataFrame) -> Any:
    """Yes, no and unknown of each letter as parts of 100 %."""
    c = charts.colours()
    long = rows.melt(["letter"], [f"{answer}_share" for answer in ANSWERS], "answer", "share")
    names = {f"{answer}_share": formats.word(answer) for answer in ANSWERS}
    long = long.assign(
        letter=[formats.word(letter) for letter in long["letter"]],
        answer=long["answer"].map(names),
        place=long["answer"].map({name: nth for nth, name in enumerate(names)}),
        share=long["share"].astype(float),
        text=[formats.rate(share) for share in long["share"]],
    )
    order = [formats.word(letter) for letter in BANT_LETTERS]
    base = alt.Chart(long).encode(
        y=alt.Y("letter:N", sort=order, axis=alt.Axis(title=None, labelColor=c["text"])),
        x=alt.X("share:Q", stack="zero", axis=charts.rate_axis(), scale=alt.Scale(domain=[0, 1])),
        order=alt.Order("place:Q"),
    )
    meanings = {formats.word(answer): meaning for answer, meaning in ANSWERS.items()}
    bars = base.mark_bar(height={"band": 0.62}, stroke=c["page"], strokeWidth=1).encode(
        color=alt.Color("answer:N", scale=charts.scale_of(meanings), legend=alt.Legend()),
        tooltip=[
            alt.Tooltip("letter:N", title=say("Letter")),
            alt.Tooltip("answer:N", title=say("Answer")),
            alt.Tooltip("text:N", title=say("Share")),
        ],
    )
    return charts.finished(bars, 220)
