"""Deals that a full export did not hold: they stay until somebody says what became of them."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.deal_keys import deal_keys
from model.access import AccessDenied
from model.importing.history.vanishing import CannotSettle, Missing
from model.importing.upkeep import Fate, settle_deals, vanished_deals
from model.writing import DatabaseBusy
from pages.parts import formats
from pages.parts.figures import figure
from pages.parts.view import View, acting
from pages.parts.words import mark, say, say_many

FATES = {"deleted": mark("Deleted upstream"), "merged": mark("Merged into")}
MOST = 500  # deals that are listed at once
TOLD = "fourcast settling failed"


def draw(view: View, engine: Any) -> None:
    """The list, with what became of each; a button writes it."""
    found = vanished_deals(engine)
    if not found:
        st.text(say("No deal has vanished from a full export."))
        return
    st.caption(
        say("Full exports of their source did not hold these deals. They count as before until you say what became of them.")
    )
    seen = mine(view, "external_id")
    rows = pd.DataFrame([_row(view, each, seen is None or each.external_id in seen) for each in found[:MOST]])
    edited = st.data_editor(
        rows, hide_index=True, num_rows="fixed",
        placeholder=formats.UNKNOWN, key=f"vanished-{view.book.warehouse.revision}", column_config=_columns(),
        alt=say("Deals that a full export did not hold, and what became of each"),
    )  # fmt: skip
    fates = [
        Fate(str(row["id"]), str(row["fate"]), _into(row)) for _, row in edited.iterrows() if not formats.is_unknown(row["fate"])
    ]
    if TOLD in st.session_state:
        st.error(formats.plain(st.session_state.pop(TOLD)))
    label = say_many("Settle {n} deal", "Settle {n} deals", len(fates)) if fates else say("Settle deals")
    st.button(label, type="primary", disabled=not fates, on_click=_settle, args=(engine, fates), key="settle_vanished")


def _settle(engine: Any, fates: list[Fate]) -> None:
    try:
        settle_deals(engine, fates, acting())
    except (CannotSettle, DatabaseBusy, AccessDenied) as error:
        st.session_state[TOLD] = f"{error}".rstrip(".") + "."


def mine(view: View, column: str) -> frozenset[Any] | None:
    """The deals that the viewer may see, by deal_id or external_id; None = all. To import is not to see other people's deals."""
    if view.viewer.sees_everything:
        return None
    return frozenset(figure(deal_keys)[column].tolist())


def _row(view: View, missing: Missing, seen: bool) -> dict[str, Any]:
    own = missing.currency in (None, view.currency)
    amount = view.full_money(missing.amount) if own else f"{missing.amount} {missing.currency}"
    return {
        "name": missing.name if seen else say("Somebody else’s deal"),
        "account": missing.account if seen and missing.account else formats.UNKNOWN,
        "owner": missing.owner if seen and missing.owner else formats.UNKNOWN,
        "stage": missing.stage if seen else formats.UNKNOWN,
        "amount": amount if seen else formats.UNKNOWN,
        "missed": formats.date_of(missing.missed_on),
        "id": missing.external_id,
        "fate": None,
        "into": None,
    }


def _into(row: Any) -> str | None:
    if row["fate"] != "merged" or formats.is_unknown(row["into"]):
        return None
    return str(row["into"]).strip() or None


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(say("Deal"), disabled=True, pinned=True, width=165),
        "account": column.TextColumn(say("Account"), disabled=True, width=110),
        "owner": column.TextColumn(say("Owner"), disabled=True, width=95),
        "stage": column.TextColumn(say("Stage"), disabled=True, width=95),
        "amount": column.TextColumn(say("Amount"), disabled=True, width="small", alignment="right"),
        "missed": column.TextColumn(say("Missed on"), disabled=True, width=95),
        "id": column.TextColumn(say("Id"), disabled=True, width=75),
        "fate": column.SelectboxColumn(
            say("What became of it"), options=list(FATES), format_func=lambda fate: say(FATES[fate]), width=135
        ),
        "into": column.TextColumn(say("Into which id"), width=105),
    }
