"""Where leads and deals leak out of the funnel, by reason and by missing letter; and which ones."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.bant import LETTERS as BANT_LETTERS
from metrics.definition import Unit
from metrics.leaks import by_letter
from model.calendar import Window
from pages.parts import charts, formats, leak_lists, picks, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column
from pages.parts.view import current
from pages.parts.words import mark, say

WHAT = {"disqualified": mark("Disqualified"), "lost_before_sql": mark("Lost before SQL"), "stalled": mark("Stalled in stage 1")}
MEANINGS = {"disqualified": "loss", "lost_before_sql": "other", "stalled": "pipeline"}
MOST = 7
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


def draw_leaks(window: Window, mode: str) -> None:
    """Leaks by reason, and by missing letter."""
    rows = figure("leaks", window=window)
    if rows.empty:
        states.empty(say("Nothing leaked in this window."), say("Choose a longer window above."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        reasons = by_reason(rows)
        lists = leak_lists.options(reasons)
        picked = picks.picked(lists, leak_lists.LEAK)
        bars = charts.bars(drawn(reasons), axis=charts.count_axis()).add_params(picks.selection("leak"))
        proof.chart(
            bars,
            leak_finding(rows),
            name="leaks",
            rows=reasons,
            columns=REASONS,
            key=f"leaks {window.first} {picked}",
            picks_from=("leak", leak_lists.LEAK) if lists else None,
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
    leak_lists.draw(lists, window)


def by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """Leaks by what and reason, the largest first: leak (its name, unknown for several), label, count and value.

    Beyond seven the smallest reasons of disqualifying, then of losing, stand together as «other (n)».
    """
    keyed = rows.assign(reason=rows["reason"].fillna(""))
    sums = keyed.groupby(["what", "reason"], sort=False)[["count", "value"]].sum(min_count=1).reset_index()
    labels = [say(WHAT[w]) if not r else f"{say(WHAT[w])}: {r}" for w, r in zip(sums["what"], sums["reason"], strict=True)]
    keys = [leak_lists.name_of(what, reason) for what, reason in zip(sums["what"], sums["reason"], strict=True)]
    sums = sums.assign(label=labels, leak=keys).sort_values("count", ascending=False, kind="stable", ignore_index=True)
    for what in ("disqualified", "lost_before_sql"):
        small = sums[sums["what"] == what].tail(max(len(sums) - MOST, 0) + 1)
        if len(sums) > MOST and len(small) > 1:
            other = {
                "leak": None,
                "label": say("{leak}: other ({n})", leak=say(WHAT[what]), n=len(small)),
                "count": small["count"].sum(),
                "value": small["value"].sum(min_count=1),
            }
            sums = pd.concat([sums.drop(small.index), pd.DataFrame([other])], ignore_index=True)
    return sums.astype({"count": "Int64", "value": "Int64"})[["leak", "label", "count", "value"]]


def drawn(reasons: pd.DataFrame) -> pd.DataFrame:
    """The bars of `by_reason`: their length is the count, their text also the value where it is known."""
    view = current()
    texts = [
        formats.count(count) + ("" if formats.is_unknown(value) else f" · {view.money(value)}")
        for count, value in zip(reasons["count"], reasons["value"], strict=True)
    ]
    keys, lengths = reasons["leak"].astype(object), reasons["count"].astype(int)
    return pd.DataFrame({"leak": keys, "label": reasons["label"], "value": lengths, "text": texts, "meaning": "loss"})


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
