"""The levels above a viewer, in one small table, where the company shows them."""

import streamlit as st

from metrics.definition import Unit
from metrics.levels_above import levels_above
from pages.parts import formats
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

COLUMNS = {
    "level": Column(mark("Level"), width=200, pinned=True),
    "closed": Column(mark("Closed"), Unit.MONEY, width=110),
    "commit": Column(mark("Commit"), Unit.MONEY, width=110),
    "upside": Column(mark("Upside"), Unit.MONEY, width=110),
    "quota": Column(mark("Quota"), Unit.MONEY, width=110),
    "gap": Column(mark("Gap"), Unit.MONEY, width=110),
    "call_commit": Column(mark("Call"), Unit.MONEY, width=110),
}


def draw(key: str) -> None:
    """The table; nothing where these levels are hidden."""
    view = current()
    rows = figure(levels_above, period=view.period)
    if rows.empty:
        return
    st.subheader(say("Above you"), anchor=False)
    company = view.book.settings.company
    names = [company if formats.is_unknown(name) else say("{name}’s team", name=name) for name in rows["person_name"]]
    table(rows.assign(level=names), columns=COLUMNS, key=f"above {key} {view.as_of}", alt=say("Totals of the levels above you"))
