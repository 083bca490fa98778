"""Upside that could be pulled in: what it would take to close the gap."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.exceptions import makes_up
from metrics.totals import totals
from pages.parts import deal_tables, formats, links, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

ROWS = {
    "deal_name": Column("Deal", width=220, pinned=True),
    "owner_name": Column("Owner", width=115),
    "stage_name": Column("Stage", width=105),
    "category": Column("Category", width=80),
    "amount": Column("Amount", Unit.MONEY, width=85),
    "likely": Column("Likely", Unit.MONEY, width=80, help=mark("Amount × the stage's chance to win")),
    "close_on": Column("Close date", Unit.DAY, width=122),
    "days_in_stage": Column("Days in stage", Unit.COUNT, width=90),
    "next_step": Column("Next step", width=150),
    "flags": Column("Flags", width="large"),
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
    st.subheader(formats.plain(finding(rows, gap)), anchor=False)
    later = int(rows["from_next"].sum())
    if later:
        text = say_many(
            "{n} of them is due in {following}, in a late stage.", "{n} of them are due in {following}, in a late stage.", later,
            following=following.name,
        )  # fmt: skip
        st.caption(formats.plain(text))
    alt = say("Deals that could be pulled in, the likeliest first")
    key, height = f"upside {view.as_of}", min(35 * len(rows) + 38, 520)
    table(deal_tables.worded(rows), columns=ROWS, key=key, alt=alt, height=height, on_pick=links.to_deal)


def finding(rows: pd.DataFrame, gap: object) -> str:
    """Which deals, the largest first, would close the gap: The gap of 70k: Acme (40k) and Beta (35k) would close it."""
    view = current()
    if formats.is_unknown(gap):
        return say_many(
            "{n} deal could still come in; no quota is set", "{n} deals could still come in; no quota is set", len(rows)
        )
    missing = int(gap)  # type: ignore[call-overload]
    if missing <= 0:
        return say("There is no gap: {over} over quota with closed and commit", over=view.money(-missing))
    needed, total = [], 0
    for _, row in rows[rows["amount"].notna()].sort_values("amount", ascending=False, kind="stable").iterrows():
        needed.append(row)
        total += int(row["amount"])
        if total >= missing:
            break
    if total < missing:
        return say("Gap {gap}: all {deals} together bring {total}", gap=view.money(missing), total=view.money(total),
                   deals=formats.many(len(needed), "deal"))  # fmt: skip
    if len(needed) > 3:
        return say("Gap {gap}: it takes the {n} largest", gap=view.money(missing), n=len(needed))
    named = ", ".join(f"{row['deal_name']} ({view.money(row['amount'])})" for row in needed)
    return say("Gap {gap}: closed by {deals}", gap=view.money(missing), deals=named)
