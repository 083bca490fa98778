"""Edited cells become judgements: the owner's own, or a manager's with a reason; each deal is one command."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from model.access import AccessDenied
from model.acting import CannotDo
from model.commands.judgements import judge
from model.database import DatabaseBusy
from pages.parts import acts, formats, startup
from pages.parts.view import current
from pages.parts.words import say_many

OWNERS = {"category": "category", "amount_cell": "amount", "close_cell": "close_date", "next_step": "next_step"}
MANAGERS = {"judged_category": "category", "judged_cell": "amount"}
"""A column of the editor → the judged value that it holds."""
KEPT = "fourcast grid kept"
REFUSED = "fourcast grid refused"
Edits = dict[int, dict[str, Any]]


@dataclass
class Kept:
    """What was edited in a grid and is not saved: it stays when the grid shows other rows.

    `begun`: what the editor of these `rows` began with (it knows its edits by their place only); `last`: all by the last run.
    """

    period: str
    rows: tuple[Any, ...] = ()
    begun: Edits = field(default_factory=dict)
    last: Edits = field(default_factory=dict)
    version: int = 0

    def gathered(self, edits: Edits, shown: set[int]) -> Edits:
        """The edits of the rows that are shown, and those kept of the others."""
        self.last = {deal: parts for deal, parts in self.last.items() if deal not in shown} | edits
        return self.last


def kept(key: str, period: str, rows: tuple[Any, ...]) -> Kept:
    """What is kept of a grid on a period; where it shows other rows than before, its editor begins anew with it."""
    grids: dict[str, Kept] = st.session_state.setdefault(KEPT, {})
    if key not in grids or grids[key].period != period:
        grids[key] = Kept(period, version=grids[key].version + 1 if key in grids else 0)
    found = grids[key]
    if found.rows != rows:
        found.rows, found.begun, found.version = rows, found.last, found.version + 1
    return found


def held(key: str) -> bool:
    """Whether a grid has edits that are not saved."""
    grids: dict[str, Kept] = st.session_state.get(KEPT, {})
    return key in grids and bool(grids[key].last)


def discard(key: str) -> None:
    """Forget what was edited in a grid: it is not wanted."""
    _begin_with(key, {})


def _begin_with(key: str, edits: Edits) -> None:
    """Have a grid's editor begin anew with these edits."""
    grids: dict[str, Kept] = st.session_state.get(KEPT, {})
    if key in grids:
        grids[key] = Kept(grids[key].period, last=edits, version=grids[key].version + 1)


def applied(cells: pd.DataFrame, edits: Edits, columns: dict[str, str]) -> pd.DataFrame:
    """The cells with edits in them."""
    rows, unit = cells.copy(), 10 ** current().exponent
    places = {int(deal): place for place, deal in zip(cells.index, cells["deal"], strict=True)}
    for deal in edits.keys() & places.keys():
        for column, name in columns.items():
            if name in edits[deal]:
                value = edits[deal][name]
                rows.loc[places[deal], column] = (
                    value / unit if name == "amount" else pd.Timestamp(value) if name == "close_date" else value
                )
    return rows


def changed(before: pd.DataFrame, after: pd.DataFrame, columns: dict[str, str]) -> Edits:
    """Deal → the values that were edited, as the command takes them (amounts in minor units)."""
    unit = 10 ** current().exponent
    found: Edits = {}
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


def save(before: pd.DataFrame, edits: Edits, held: Edits, reason: str, key: str) -> None:
    """Write each deal's judgement. `held`: what the viewer judges already, which stays beside it.

    What was refused stays as it was typed, and the next run says why.
    """
    view = current()
    names = dict(zip(before["deal"].astype(int), before["deal_name"], strict=True))
    refused: dict[int, str] = {}
    seen = view.book.warehouse.revision
    for deal, parts in edits.items():
        values = held.get(deal, {}) | parts
        try:
            judge(acts.engine(), view.viewer, deal=deal, period=view.period.name, reason=reason or None, seen=seen, **values)
        except (CannotDo, AccessDenied, DatabaseBusy) as error:
            refused[deal] = f"{names[deal]}: {error}"
    startup.warehouse(view.database).refresh()
    written = len(edits) - len(refused)
    if written:
        st.session_state[acts.DONE] = say_many("{n} deal judged", "{n} deals judged", written)
    _begin_with(key, {deal: edits[deal] for deal in refused})
    st.session_state[REFUSED] = (key, list(refused.values()))


def draw_refused(key: str) -> None:
    """Why what was to be saved last was not."""
    if st.session_state.get(REFUSED, ("",))[0] == key:
        for line in st.session_state.pop(REFUSED)[1]:
            st.error(formats.plain(line))
