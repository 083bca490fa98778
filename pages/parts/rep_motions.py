"""Each rep's new and existing business: both in one table, or one of them with its win rate; a row opens their book."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.rep_motions import rep_motions
from model.calendar import Window
from pages.parts import formats, links, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import View, current
from pages.parts.words import mark, say

KINDS = {"both": mark("Both"), "new": mark("New"), "existing": mark("Existing")}
SHOWN = "reps"  # which of them the table shows, in the address
BOTH = {
    "owner_name": Column("Rep", width=180, pinned=True),
    "won_value": Column("Won", Unit.MONEY),
    "new_won_value": Column("Won: new", Unit.MONEY),
    "existing_won_value": Column("Won: existing", Unit.MONEY),
    "new_share": Column("New of won", Unit.RATE),
    "new_value": Column("Open: new", Unit.MONEY),
    "existing_value": Column("Open: existing", Unit.MONEY),
}


def columns_of(kind: str) -> dict[str, Column]:
    """The columns of the table for both kinds, or for one."""
    if kind == "both":
        return BOTH
    return {
        "owner_name": BOTH["owner_name"],
        f"{kind}_won": Column("Deals won", Unit.COUNT),
        f"{kind}_won_value": Column("Won", Unit.MONEY),
        f"{kind}_closed": Column("Closed", Unit.COUNT, help="Won or lost after reaching SQL"),
        f"{kind}_rate": Column("Win rate", Unit.RATE, help="Won of closed"),
        f"{kind}_sure": Column("95 % interval"),
        f"{kind}_value": Column("Open", Unit.MONEY),
    }


def draw_reps(window: Window) -> None:
    """New and existing of each rep in one row."""
    view = current()
    rows = by_rep(figure(rep_motions, window=window))
    if rows.empty:
        states.empty(say("Nobody in view has a deal open, or won one in this window."), say("Choose a longer window above."))
        return
    proof.heading(best_rep(view, rows), asked=proof.Asked(rep_motions, {"window": window}, title=say("New and existing per rep")))
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            say("Kind of business"), list(KINDS), format_func=lambda kind: say(KINDS[kind]), default="both", key=SHOWN,
            bind="query-params", label_visibility="collapsed", required=True,
        )  # fmt: skip
        order = say("Who won most comes first.") if len(rows) > 1 else ""
        st.caption(f"{order} {say('A rate of few deals says little: see its interval. A row opens the rep’s book.')}".strip())
    kind = chosen if chosen in KINDS else "both"
    if kind != "both":
        rows = rows.sort_values(f"{kind}_won_value", ascending=False, na_position="last", kind="stable", ignore_index=True)
    key, alt = f"reps {kind} {view.as_of} {window.first}", say("New and existing per rep")
    table(rows, columns=columns_of(kind), key=key, alt=alt, height="auto", on_pick=links.to_person)


def by_rep(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of metrics.rep_motions of each owner as one row, what was won most first; win rates with their intervals.

    A rep without a kind has 0 in its counts and amounts, and no rate; new_share is unknown where nothing was won.
    """
    if rows.empty:
        return rows
    records: list[dict[str, Any]] = []
    for owner, part in rows.groupby("owner", sort=False, dropna=False):
        won = int(part["won_value"].sum())
        record: dict[str, Any] = {"person": owner, "owner_name": part["owner_name"].iloc[0], "won_value": won}
        kinds = {row["kind"]: row for row in part.to_dict("records")}
        for kind in ("new", "existing"):
            row = kinds.get(kind, {})
            record |= {f"{kind}_{name}": row.get(name, 0) for name in ("won", "won_value", "closed", "value")}
            record[f"{kind}_rate"] = row.get("rate")
            record[f"{kind}_sure"] = formats.interval(row["low"], row["high"]) if row.get("closed") else None
        record["new_share"] = record["new_won_value"] / won if won else None
        records.append(record)
    frame = pd.DataFrame(records).sort_values("won_value", ascending=False, kind="stable", ignore_index=True)
    return frame.astype(dict.fromkeys(("new_rate", "existing_rate", "new_share"), "Float64"))


def best_rep(view: View, rows: pd.DataFrame) -> str:
    """Who won most, in a sentence."""
    best = rows.iloc[0]
    if not best["won_value"]:
        return say("Nothing was won in the window yet")
    won, new = view.money(best["won_value"]), view.money(best["new_won_value"])
    if len(rows) == 1:
        return say("{name} won {amount}, {new} of it new", name=best["owner_name"], amount=won, new=new)
    return say("{name} won most: {amount}, {new} of it new", name=best["owner_name"], amount=won, new=new)
