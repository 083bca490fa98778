"""The tree of teams and people with the period's sums; a row leads to a team or to a rep's pipeline."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.team_coverage import team_coverage
from pages.parts import links, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say

INDENT = "\u2003"
MONEY, SHORT = 92, 76  # pixels of a column: ten of them fit beside the names at 1280
TREE = {
    "team": Column("Team or person", width=172, pinned=True),
    "closed": Column("Closed", Unit.MONEY, width=MONEY),
    "commit": Column("Commit", Unit.MONEY, width=MONEY),
    "change": Column("Change", Unit.MONEY, width=SHORT),
    "upside": Column("Upside", Unit.MONEY, width=MONEY),
    "quota": Column("Quota", Unit.MONEY, width=MONEY),
    "gap": Column("Gap", Unit.MONEY, help="Quota − closed − commit", width=MONEY),
    "reached": Column("Of quota", Unit.RATE, help="Closed + commit ÷ quota", width=SHORT),
    "coverage": Column("Coverage", Unit.NUMBER, help="Open deals due in the period ÷ (quota − closed)", width=SHORT),
    "call_commit": Column("Call", Unit.MONEY, help="What the person submitted this week, closed included", width=MONEY),
}


def draw_tree() -> None:
    """The teams with the period's sums; a click on a row opens the person's book."""
    view = current()
    now, before = figure("forecast", period=view.period), figure("forecast", period=view.period, on=view.compared)
    proof.heading(say("Teams and people"), "forecast")
    if now.empty:
        states.empty(say("Nobody in view forecasts this period."), say("Choose another team, period or day in the sidebar."))
        return
    st.caption(
        say(
            "Amounts in {currency}; change: closed + commit {since}. Click a row to look at that team or that rep’s pipeline.",
            currency=view.currency,
            since=view.since,
        )
    )
    table(
        tree_rows(now, before),
        columns=TREE,
        key=f"tree of {view.scope.under} on {view.as_of} in {view.period.name}",
        alt=say("Teams with closed, commit, upside, quota and gap"),
        on_pick=links.to_person,
    )


def tree_rows(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The forecast per person with indented names and what closed + commit changed by since the comparison day."""
    was = before.set_index("person")
    rows = now.copy()
    rows["team"] = [INDENT * int(depth) + str(name) for depth, name in zip(now["depth"], now["person_name"], strict=True)]
    rows["change"] = now["closed"] + now["commit"] - now["person"].map(was["closed"] + was["commit"]).astype("Int64")
    rows["coverage"] = now["person"].map(figure(team_coverage, period=current().period).set_index("person")["coverage"])
    reached = (now["closed"] + now["commit"]).astype("Float64") / now["quota"].astype("Float64").replace(0, pd.NA)
    rows["reached"] = reached
    rows["call_commit"] = now["call_commit"].mask(now["late"].fillna(False).astype(bool))  # a late one does not count
    return rows
