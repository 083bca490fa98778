"""Where leads and deals leak out of the funnel, and how the BANT letters stand."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.bant import LETTERS as BANT_LETTERS
from metrics.bant import bant_letters
from metrics.definition import Unit
from metrics.leaks import by_letter
from model.calendar import Window
from pages.parts import behind, charts, formats, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column
from pages.parts.view import current
from pages.parts.words import mark, say

WHAT = {"disqualified": mark("Disqualified"), "lost_before_sql": mark("Lost before SQL"), "stalled": mark("Stalled in stage 1")}
MEANINGS = {"disqualified": "loss", "lost_before_sql": "other", "stalled": "pipeline"}
MOST = 7
ANSWERS = {"yes": "closed", "no": "loss", "unknown": "other"}
STEPS = {"mql": mark("At MQL (leads)"), "srl": mark("At SRL (deals)")}
REASONS = {
    "label": Column("Leak", width="medium"),
    "count": Column("Count", Unit.COUNT),
    "value": Column("Value", Unit.MONEY),
}
LETTERS = {
    "leak": Column("Leak"),
    "letter": Column("Missing letter"),
    "count": Column("Count", Unit.COUNT),
    "value": Column("Value", Unit.MONEY),
}
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


def draw_leaks(window: Window, mode: str) -> None:
    """Leaks by reason, and by missing letter."""
    rows = figure("leaks", window=window)
    if rows.empty:
        states.empty(say("Nothing leaked in this window."), say("Choose a longer window above."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        reasons = by_reason(rows)
        proof.chart(
            charts.bars(drawn(reasons), axis=charts.count_axis()),
            leak_finding(rows),
            name="leaks",
            rows=reasons,
            columns=REASONS,
            key=f"leaks {window.first}",
        )
    with right:
        letters = by_letter(rows).assign(leak=lambda f: [say(WHAT[what]) for what in f["what"]])
        missed = letters.groupby("letter", sort=False)["count"].sum().sort_values()
        said = say(
            "{letter} is missing most often: {times} times",
            letter=formats.word(missed.index[-1]),
            times=formats.count(missed.iloc[-1]),
        )
        proof.chart(
            missing_chart(letters), said, name="leaks", rows=letters, columns=LETTERS, key=f"leaks by letter {window.first}"
        )


def by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """Leaks by what and reason, in the order of the process, the largest reasons first; beyond seven as «other (n)»."""
    keyed = rows.assign(reason=rows["reason"].fillna(""))
    sums = keyed.groupby(["what", "reason"], sort=False)[["count", "value"]].sum(min_count=1).reset_index()
    labels = [say(WHAT[w]) if not r else f"{say(WHAT[w])}: {r}" for w, r in zip(sums["what"], sums["reason"], strict=True)]
    sums = sums.assign(label=labels).sort_values("count", ascending=False, kind="stable")
    if len(sums) > MOST:
        rest = sums.iloc[MOST - 1 :]
        other = {
            "label": say("Other ({n})", n=len(rest)),
            "count": rest["count"].sum(),
            "value": rest["value"].sum(min_count=1),
        }
        sums = pd.concat([sums.iloc[: MOST - 1], pd.DataFrame([other])], ignore_index=True)
    return sums.astype({"count": "Int64", "value": "Int64"})[["label", "count", "value"]]


def drawn(reasons: pd.DataFrame) -> pd.DataFrame:
    """The bars of `by_reason`: their length is the count, their text also the value where it is known."""
    view = current()
    texts = [
        formats.count(count) + ("" if formats.is_unknown(value) else f" · {view.money(value)}")
        for count, value in zip(reasons["count"], reasons["value"], strict=True)
    ]
    return pd.DataFrame({"label": reasons["label"], "value": reasons["count"].astype(int), "text": texts, "meaning": "loss"})


def leak_finding(rows: pd.DataFrame) -> str:
    """How many leads and deals leaked, in a sentence."""
    counts = rows.groupby("what")["count"].sum()
    labels = {what: say(label) for what, label in WHAT.items() if what in counts}
    return ", ".join(f"{formats.count(counts[what])} {label[:1].lower() + label[1:]}" for what, label in labels.items())


def missing_chart(letters: pd.DataFrame) -> Any:
    """How often each letter was missing, by what leaked."""
    c = charts.colours()
    rows = letters.assign(letter=[formats.word(letter) for letter in letters["letter"]], count=letters["count"].astype(int))
    known = {say(WHAT[what]): meaning for what, meaning in MEANINGS.items()}
    meanings = {leak: meaning for leak, meaning in known.items() if leak in set(rows["leak"])}
    chart = (
        alt.Chart(rows)
        .mark_bar(height={"band": 0.62}, stroke=c["page"], strokeWidth=1)
        .encode(
            y=alt.Y(
                "letter:N",
                sort=[formats.word(letter) for letter in BANT_LETTERS],
                axis=alt.Axis(title=None, labelColor=c["text"]),
            ),
            x=alt.X("count:Q", stack="zero", axis=charts.count_axis()),
            color=alt.Color("leak:N", scale=charts.scale_of(meanings), legend=alt.Legend()),
            tooltip=[
                alt.Tooltip("letter:N", title=say("Missing")),
                alt.Tooltip("leak:N", title=say("Leak")),
                alt.Tooltip("count:Q", title=say("Count"), format=","),
            ],
        )
    )
    return charts.finished(chart, 220)


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
    behind.proofs(table, key="bant", columns=BANT, about=bant_letters.__doc__)


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
