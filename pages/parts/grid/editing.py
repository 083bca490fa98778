"""Edited cells become judgements: the owner's own, or a manager's with a reason; each deal is one command."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from model.access import AccessDenied
from model.acting import CannotDo
from model.commands.judgements import judge
from pages.parts import acts, formats, startup
from pages.parts.view import current
from pages.parts.words import say_many

OWNERS = {"category": "category", "amount_cell": "amount", "close_cell": "close_date", "next_step": "next_step"}
MANAGERS = {"judged_category": "category", "judged_cell": "amount"}
"""A column of the editor → the judged value that it holds."""


def changed(before: pd.DataFrame, after: pd.DataFrame, columns: dict[str, str]) -> dict[int, dict[str, Any]]:
    """Deal → the values that were edited, as the command takes them (amounts in minor units)."""
    unit, found = 10 ** current().exponent, {}
    differs = {
        column: (before[column].ne(after[column]) & after[column].notna()).fillna(False).to_numpy(dtype=bool)
        for column in columns
    }
    for place in {int(place) for mask in differs.values() for place in mask.nonzero()[0]}:
        parts: dict[str, Any] = {}
        for column, name in columns.items():
            if differs[column][place]:
                new = after[column].iloc[place]
                parts[name] = round(float(new) * unit) if name == "amount" else _day(new) if name == "close_date" else str(new)
        found[int(before["deal"].iloc[place])] = parts
    return found


def _day(value: Any) -> date:
    return value.date() if hasattr(value, "date") else value


def save(before: pd.DataFrame, edits: dict[int, dict[str, Any]], held: dict[int, dict[str, Any]], reason: str) -> bool:
    """Write each deal's judgement; whether all were written. `held`: what the viewer judges already, which stays beside it.

    What was refused is said with its reason, and stays as it was typed.
    """
    view = current()
    names = dict(zip(before["deal"].astype(int), before["deal_name"], strict=True))
    refused, seen = [], view.book.warehouse.revision
    for deal, parts in edits.items():
        values = held.get(deal, {}) | parts
        try:
            judge(acts.engine(), view.viewer, deal=deal, period=view.period.name, reason=reason or None, seen=seen, **values)
        except (CannotDo, AccessDenied) as error:
            refused.append(f"{names[deal]}: {error}")
    startup.warehouse(view.database).refresh()
    written = len(edits) - len(refused)
    if written:
        st.session_state[acts.DONE] = say_many("{n} deal judged", "{n} deals judged", written)
    for line in refused:
        st.error(formats.plain(line))
    return not refused
