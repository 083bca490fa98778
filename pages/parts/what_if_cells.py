"""The cells of What if: the deals as the editor shows them, a scenario's changes in them, and what was changed."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.acting import FIRST_DAY, LARGEST
from model.commands.judgements import CHOICES
from pages.parts import formats
from pages.parts.grid.drawing import DIGITS
from pages.parts.tables import cells_of
from pages.parts.view import current
from pages.parts.words import say

EDITABLE = ("inside", "category", "amount", "close_on")
ORDER = ["inside", "deal", "owner", "stage", "category", "amount", "close_on"]


def of(deals: pd.DataFrame) -> pd.DataFrame:
    """The deals as the editor shows them; `inside`: in commit and due in the period."""
    view = current()
    due = [not formats.is_unknown(day) and day <= view.period.last for day in deals["close_on"]]
    return pd.DataFrame(
        {
            "key": deals["deal_key"].astype(str),
            "inside": (deals["category"] == "commit").to_numpy() & due,
            "deal": deals["deal_name"].astype(str),
            "owner": deals["owner_name"].astype("string"),
            "stage": deals["stage_name"].astype("string"),
            "category": deals["category"].astype(str),
            "amount": cells_of(deals["amount"], Unit.MONEY).astype("float64"),
            "close_on": pd.to_datetime(deals["close_on"]),
        }
    )


def columns() -> dict[str, Any]:
    """How the columns are shown and edited."""
    kind = st.column_config
    return {
        "inside": kind.CheckboxColumn(say("In"), width=45, help=say("In commit of the period; taken out, it is in no sum")),
        "deal": kind.TextColumn(say("Deal"), width=260, pinned=True),
        "owner": kind.TextColumn(say("Owner"), width=130),
        "stage": kind.TextColumn(say("Stage"), width=110),
        "category": kind.SelectboxColumn(say("Category"), options=list(CHOICES), required=True, width=100,
                                         format_func=formats.word),
        "amount": kind.NumberColumn(
            say("Amount"), min_value=0, max_value=LARGEST / 10 ** current().exponent, width=100, format="%,.0f", help=say(DIGITS)
        ),
        "close_on": kind.DateColumn(say("Close date"), width=130, format="ddd D MMM YYYY", min_value=FIRST_DAY),
    }  # fmt: skip


def applied(original: pd.DataFrame, changes: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """The cells with a scenario's changes in them."""
    rows = original.copy()
    places = {key: place for place, key in enumerate(rows["key"])}
    unit = 10 ** current().exponent
    for key, parts in changes.items():
        if key not in places:
            continue
        place = rows.index[places[key]]
        if "in" in parts:
            rows.loc[place, "inside"] = parts["in"]
        if "category" in parts:
            rows.loc[place, "category"] = parts["category"]
        if "amount" in parts:
            rows.loc[place, "amount"] = parts["amount"] / unit
        if "close_date" in parts:
            rows.loc[place, "close_on"] = pd.Timestamp(parts["close_date"])
    return rows


def changed(original: pd.DataFrame, edited: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """The deal's key → what its row says otherwise than the deal."""
    differs = pd.Series(False, index=original.index)
    for column in EDITABLE:
        differs |= edited[column].ne(original[column]) & edited[column].notna()
    rows = zip(original[differs].iterrows(), edited[differs].iterrows(), strict=True)
    return {str(row["key"]): parts for (_, was), (_, row) in rows if (parts := _parts(was, row))}


def _parts(was: pd.Series, now: pd.Series) -> dict[str, Any]:
    """What a row says otherwise than the deal."""
    parts: dict[str, Any] = {}
    if bool(now["inside"]) != bool(was["inside"]):
        parts["in"] = bool(now["inside"])
    if now["category"] != was["category"]:
        parts["category"] = str(now["category"])
    if not pd.isna(now["amount"]) and now["amount"] != was["amount"]:
        parts["amount"] = round(float(now["amount"]) * 10 ** current().exponent)
    if not pd.isna(now["close_on"]) and now["close_on"] != was["close_on"]:
        day = now["close_on"]
        parts["close_date"] = (day if isinstance(day, date) and not hasattr(day, "date") else day.date()).isoformat()
    return parts
