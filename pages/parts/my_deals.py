"""A rep's own deals: cards, deals by close date, and what to do today."""

import altair as alt
import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.people import Role
from pages.parts import charts, formats, links, proof, reps, states
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

TO_DO = {
    "close-date-past": mark("Move the close date, or close the deal"),
    "no-activity": mark("Get in touch"),
    "no-next-step": mark("Agree on a next step"),
    "pushed": mark("Confirm the close date with the buyer"),
    "category-conflict": mark("Check the category"),
    "amount-cut": mark("Tell your manager why the amount fell"),
    "long-in-stage": mark("Move it on, or out"),
    "no-amount": mark("Put in an amount"),
    "bant-incomplete": mark("Ask what is missing of BANT"),
    "large-part": mark("Agree on a plan with your manager"),
}
"""flag → what a rep can do about it, the most urgent first."""
TODAY = {
    "to_do": Column("To do", width=270, pinned=True),
    "deal_name": Column("Deal", width="medium"),
    "detail": Column("Why", width="large"),
    "amount": Column("Amount", Unit.MONEY),
    "close_date": Column("Close date", Unit.DAY),
}
DUE = {
    "deal_name": Column("Deal"),
    "close_on": Column("Close date", Unit.DAY),
    "category": Column("Category"),
    "amount": Column("Amount", Unit.MONEY),
}
CATEGORIES = {"commit": "commit", "upside": "upside", "pipeline": "pipeline", "omitted": "other"}  # category → its colour
MOST = 12


def whose() -> int | None:
    """The rep whose pipeline is shown: the viewer, or whom they choose of those in view."""
    view = current()
    if view.viewer.role == Role.REP:
        return view.viewer.person_id
    labels = reps.labels_of(view)
    if not labels:
        return None
    chosen = st.selectbox(
        say("Whose pipeline"), list(labels), format_func=labels.__getitem__, key="rep", bind="query-params", width=320
    )
    return chosen if chosen in labels else next(iter(labels))


def draw_today(rep: int) -> None:
    """One line per flagged deal: its most urgent flag, as something to do."""
    view = current()
    raised = figure("flags", since=view.compared, under=rep)
    order = {flag: place for place, flag in enumerate(TO_DO)}
    rows = raised.assign(place=[order[flag] for flag in raised["flag"]]).sort_values(["place"], kind="stable")
    rows = rows.drop_duplicates("deal").assign(
        to_do=lambda f: [say(TO_DO[flag]) for flag in f["flag"]], detail=lambda f: [retold(detail) for detail in f["detail"]]
    )
    proof.heading(say("To do today: {deals}", deals=formats.many(len(rows), "deal")), "flags")
    if rows.empty:
        states.empty(say("Nothing is pressing: no open deal has a flag."))
        return
    height = min(35 * len(rows) + 38, 320)
    table(
        rows,
        columns=TODAY,
        key=f"today {rep} {view.as_of}",
        alt=say("What to do today, by deal"),
        height=height,
        on_pick=links.to_deal,
    )


def draw_due(deals: pd.DataFrame, rep: int) -> None:
    """The largest open deals of the period by close date, overdue ones first."""
    view = current()
    rows = deals[deals["amount"].notna()].head(MOST).sort_values(["close_on", "amount"], kind="stable")
    if rows.empty:
        return
    late = int((deals["close_on"] < view.as_of).sum())
    near = int(((deals["close_on"] >= view.as_of) & (deals["close_on"] <= view.book.calendar.week_of(view.as_of).last)).sum())
    parts = [say("{late} overdue", late=formats.count(late))] * bool(late) + [
        say("{deals} due this week", deals=formats.many(near, "deal"))
    ] * bool(near)
    said = ", ".join(parts) or say("Nothing due this week or overdue")
    if len(deals) > len(rows):
        said += say("; the {n} largest of {all} by close date", n=len(rows), all=len(deals))
    drawn = charts.drawn(rows, ["amount"], view.exponent)
    drawn["label"] = [
        f"{formats.day(day, view.as_of.year)} · {name}" for day, name in zip(rows["close_on"], rows["deal_name"], strict=True)
    ]
    drawn["text"] = [
        view.money(amount) + (say(", overdue") if day < view.as_of else "")
        for amount, day in zip(rows["amount"], rows["close_on"], strict=True)
    ]
    proof.chart(due_chart(drawn), said, name="forecast", rows=rows, columns=DUE, key=f"due {rep}")


def due_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """Bars of amounts in the order of the rows, coloured by category. `rows`: label, amount, category, text."""
    c = charts.colours()
    y = alt.Y(
        "label:N",
        sort=rows["label"].tolist(),
        axis=alt.Axis(title=None, labelColor=c["text"], labelLimit=alt.ExprRef("min(360, 0.5 * (containerSize()[0] || 720))")),
    )
    named = {formats.word(category): meaning for category, meaning in CATEGORIES.items()}
    there = {name: meaning for name, meaning in named.items() if name in set(rows["category"])}
    colour = alt.Color("category:N", scale=charts.scale_of(there), legend=alt.Legend())
    tip = [
        alt.Tooltip("deal_name:N", title=say("Deal")),
        alt.Tooltip("amount_text:N", title=say("Amount")),
        alt.Tooltip("category:N", title=say("Category")),
    ]
    bars = alt.Chart(rows).mark_bar(height={"band": 0.65}).encode(y=y, x=alt.X("amount:Q", axis=None), color=colour, tooltip=tip)
    words = (
        alt.Chart(rows)
        .mark_text(align="left", dx=6, fontSize=charts.FONT, color=c["text"])
        .encode(y=y, x="amount:Q", text="text:N")
    )
    return charts.finished(bars + words, 26 * len(rows) + 10)
