"""Tables of open deals: what they hang on, what is worth asking, what changed."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.due_deals import due_deals
from metrics.flag_rules import FLAGS
from pages.parts import formats, links, states
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import say

COLUMNS = {
    "deal_name": Column("Deal", width=230, pinned=True),
    "owner_name": Column("Owner", width=120),
    "stage_name": Column("Stage"),
    "category": Column("Category"),
    "amount": Column("Amount", Unit.MONEY),
    "close_on": Column("Close date", Unit.DAY),
    "flags": Column("Flags", width=320),
    "change": Column("What changed", width="medium"),
    "days_in_stage": Column("Days in stage", Unit.COUNT),
    "next_step": Column("Next step"),
    "account_name": Column("Account"),
}

NOT_ASKED = ("stage_name", "change", "days_in_stage", "next_step", "account_name")
"""Columns that the review leaves to the deal's page and to what changed: the flags stay in sight."""


def open_deals(under: int | None = None) -> pd.DataFrame:
    """The open deals that the period hangs on, with their flags and what changed since the comparison day."""
    view = current()
    deals = figure(due_deals, period=view.period, since=view.compared, under=under)
    return worded(deals, under)


def worded(deals: pd.DataFrame, under: int | None = None) -> pd.DataFrame:
    """Such deals with their flags, and the category and what changed in words."""
    raised = figure("flags", since=current().compared, under=under)
    labels = raised.groupby("deal")["flag"].agg(lambda flags: "; ".join(say(FLAGS[flag]) for flag in flags))
    words = deals["deal"].map(labels).astype("string")
    return deals.assign(
        flags=words,
        category=[formats.word(category) for category in deals["category"]],
        change=[None if formats.is_unknown(text) else formats.word(retold(text)) for text in deals["change"]],
    )


def draw_likely() -> None:
    """The period's open commit and upside deals, with how many of them have something to ask about."""
    view = current()
    rows = open_deals()
    rows = rows[rows["category"].isin([formats.word("commit"), formats.word("upside")])]
    if rows.empty:
        states.empty(say("No open deal in commit or upside is due in {period}.", period=view.period.name))
        return
    flagged = formats.count(int(rows["flags"].notna().sum()))
    deals = formats.many(len(rows), "deal")
    st.caption(say("{deals}, {flagged} with something to ask about. Click a deal to open it.", deals=deals, flagged=flagged))
    show(rows, key="review deals", alt=say("Commit and upside deals with their flags"), without=NOT_ASKED)


def show(rows: pd.DataFrame, key: str, alt: str, without: tuple[str, ...] = ()) -> None:
    """The deals as a table; a click opens the deal."""
    changed = {"change": Column(formats.word(current().since), width="medium")}
    columns = {name: column for name, column in (COLUMNS | changed).items() if name not in without}
    table(
        rows,
        columns=columns,
        key=f"{key} {current().as_of}",
        alt=alt,
        height=tall(len(rows), 480),
        on_pick=links.to_deal,
    )
