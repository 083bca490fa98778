"""A rep's own deals: what to do today, by close date, and all of the period."""

from datetime import date

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.people import Role
from pages.parts import due_chart, formats, grid, links, proof, reps, states
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

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
    "to_do": Column("To do", width=215),
    "deal_name": Column("Deal", width=280),
    "amount": Column("Amount", Unit.MONEY, width=70),
    "close_date": Column("Close date", Unit.DAY, width=122),
    "why": Column("Why", help=mark("The most urgent flag, and in brackets how many more the deal has"), width="large"),
}
OPEN = {
    "deal_name": Column("Deal", width=285, pinned=True),
    "category": Column("Category", width=75),
    "amount": Column("Amount", Unit.MONEY, width=70),
    "close_on": Column("Close date", Unit.DAY, width=122),
    "change": Column("What changed", width=215),
    "flags": Column("Flags", width="large"),
}
ROWS = 5  # of what to do: with it the days on which deals are due stay in sight at 1440 × 900


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
    """One line per flagged deal: its most urgent flag as something to do. What is due in the period comes first."""
    view = current()
    rows = today(figure("flags", since=view.compared, under=rep), view.period.last)
    if rows.empty:
        states.empty(say("Nothing is pressing: no open deal has a flag."))
        return
    proof.heading(finding(rows), asked=proof.Asked("flags", {"since": view.compared}, under=rep, title=say("What to do today")))
    table(
        rows,
        columns=TODAY,
        key=f"today {rep} {view.as_of}",
        alt=say("What to do today, by deal"),
        height=tall(min(len(rows), ROWS), 900) + (15 if len(rows) > ROWS else 0),
        on_pick=links.to_deal,
    )


def today(raised: pd.DataFrame, last: date) -> pd.DataFrame:
    """The flags as one row per deal: to_do, why (the most urgent flag, and how many more there are) and due (by `last`).

    Deals due by then come first, then the more urgent flag, then the larger amount.
    """
    order = {flag: place for place, flag in enumerate(TO_DO)}
    rows = raised.assign(
        place=[order[flag] for flag in raised["flag"]],
        due=[not formats.is_unknown(day) and day <= last for day in raised["close_date"]],
        more=raised.groupby("deal")["flag"].transform("size") - 1,
    )
    rows = rows.sort_values(["due", "place"], ascending=[False, True], kind="stable").drop_duplicates("deal")
    details = [str(retold(detail)).split("; ")[0] for detail in rows["detail"]]  # what is usual stands on the deal's page
    return rows.assign(
        to_do=[say(TO_DO[flag]) for flag in rows["flag"]],
        why=[say("{why} (+{n})", why=why, n=n) if n else why for why, n in zip(details, rows["more"], strict=True)],
    )


def finding(rows: pd.DataFrame) -> str:
    """How many deals wait, and how much commit of the period is among them: 5 deals to act on today: 143k of commit at risk."""
    view = current()
    due = rows[rows["due"]]
    risk = int(due.loc[(due["category"] == "commit") & due["amount"].notna(), "amount"].sum())
    day = formats.day(view.period.last, view.as_of.year)
    if due.empty:
        when = say("none due by {day}", day=day)
    elif len(due) == len(rows):
        when = say("due by {day}", day=day)
    else:
        when = say("{due} of them due by {day}", due=formats.count(len(due)), day=day)
    text = say_many("{n} deal to act on today, {when}", "{n} deals to act on today, {when}", len(rows), when=when)
    return say("{text}: {risk} of commit at risk", text=text, risk=view.money(risk)) if risk else text


def draw_due(deals: pd.DataFrame, rep: int) -> None:
    """The open deals of the period on the days on which they are due; a click on one opens it."""
    if deals.empty:
        return
    view = current()
    drawing = due_chart.drawn(view, deals)
    proof.chart(
        drawing,
        due_chart.finding(view, deals),
        name="forecast",
        rows=deals,
        columns=OPEN,
        key=f"due {rep} {view.as_of}",
        picks_from=("deal_key", links.WANTED),
        asked=proof.Asked("forecast", {"period": view.period}, under=rep, title=say("Forecast")),
    )


def draw_open(deals: pd.DataFrame, rep: int) -> None:
    """All open deals of the period to go through: what changed in them, their flags, and what their owner makes of them."""
    view = current()
    day = formats.day(view.period.last, view.as_of.year)
    st.subheader(say("{deals} due by {day}", deals=formats.many(len(deals), "open deal"), day=day), anchor=False)
    if deals.empty:
        states.empty(say("No open deal is due in this period."))
        return
    grid.draw(rep, "mine", own=rep == view.viewer.person_id)
