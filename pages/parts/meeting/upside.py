"""Upside that could be pulled in: what it would take to close the gap."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.exceptions import adds_up, makes_up
from metrics.totals import totals
from pages.parts import deal_tables, formats, links, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

NAMED, MOST = 3, 8  # deals that the heading, the line beneath it names
ROWS = {
    "deal_name": Column("Deal", width=200, pinned=True),
    "stage_name": Column("Stage", width=95),
    "category": Column("Category", width=75),
    "amount": Column("Amount", Unit.MONEY, width=75),
    "adds": Column(
        "Adds up to", Unit.MONEY, width=85, help=mark("The largest amounts one after the other, until they close the gap")
    ),
    "likely": Column("Likely", Unit.MONEY, width=70, help=mark("Amount × the stage's chance to win")),
    "close_on": Column("Close date", Unit.DAY, width=122),
    "days_in_stage": Column("Days in stage", Unit.COUNT, width=90),
    "usual_days": Column(
        "Usual", Unit.COUNT, width=55, help=mark("Days that half of the deals won did not exceed in that stage")
    ),
    "flags": Column("Flags", width=250),
    "owner_name": Column("Owner", width=115),
}


def draw() -> None:
    """The deals by likely money, and a sentence on what would close the gap."""
    view = current()
    following = view.book.calendar.shift(view.period, 1)
    rows = figure(makes_up, period=view.period, following=following, since=view.compared)
    if rows.empty:
        states.empty(say("No open upside or pipeline is due in {period}.", period=view.period.name))
        return
    gap = figure(totals, period=view.period)["gap"].iloc[0]
    rows = rows.assign(adds=adds_up(rows["amount"], 0 if formats.is_unknown(gap) else int(gap)))
    st.subheader(formats.plain(finding(rows, gap)), anchor=False)
    if rows["adds"].notna().sum() > NAMED:
        st.caption(formats.plain(say("The largest first: {deals}.", deals=_named(rows, MOST))))
    later = int(rows["from_next"].sum())
    if later:
        text = say_many(
            "{n} of the deals is due early in {following}, in a late stage.",
            "{n} of the deals are due early in {following}, in a late stage.",
            later, following=following.name,
        )  # fmt: skip
        st.caption(formats.plain(text))
    alt = say("Deals that could be pulled in, the likeliest first")
    key, height = f"upside {view.as_of}", tall(len(rows), 520)
    shown = ROWS if rows["adds"].notna().any() else {name: column for name, column in ROWS.items() if name != "adds"}
    table(deal_tables.worded(rows), columns=shown, key=key, alt=alt, height=height, on_pick=links.to_deal)


def finding(rows: pd.DataFrame, gap: object) -> str:
    """Which deals, the largest first, would close the gap: Gap 70k: closed by Acme (40k), Beta (35k).

    `rows` has amount and adds, what they add up to until the gap is closed.
    """
    view = current()
    if formats.is_unknown(gap):
        return say_many(
            "{n} deal could still come in; no quota is set", "{n} deals could still come in; no quota is set", len(rows)
        )
    missing = int(gap)  # type: ignore[call-overload]
    if missing <= 0:
        return say("There is no gap: {over} over quota with closed and commit", over=view.money(-missing))
    needed = rows["adds"].dropna()
    total = int(needed.max()) if len(needed) else 0
    if total < missing:
        return say("Gap {gap}: all {deals} together bring {total}", gap=view.money(missing), total=view.money(total),
                   deals=formats.many(len(needed), "deal"))  # fmt: skip
    if len(needed) > NAMED:
        return say("Gap {gap}: it takes the {n} largest", gap=view.money(missing), n=len(needed))
    return say("Gap {gap}: closed by {deals}", gap=view.money(missing), deals=_named(rows, NAMED))


def _named(rows: pd.DataFrame, most: int) -> str:
    """The deals that are added up, the largest first: Acme (40k), Beta (35k) and 2 more."""
    needed = rows[rows["adds"].notna()].sort_values("adds", kind="stable")
    named = [f"{row['deal_name']} ({current().money(row['amount'])})" for _, row in needed.head(most).iterrows()]
    rest = len(needed) - most
    said = ", ".join(named)
    return said if rest <= 0 else say_many("{deals} and {n} more", "{deals} and {n} more", rest, deals=said)
