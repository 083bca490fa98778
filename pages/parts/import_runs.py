"""What was imported so far, with the way back; deals that vanished; leads and the deals they became; the data's health."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from model.importing.runs import Run, imports_so_far
from pages.parts import arriving, formats, health, import_undo, lead_matches, startup, vanished_deals
from pages.parts.view import View, known
from pages.parts.words import say

KEY = "upkeep"


def draw() -> None:
    """The sections below the import; nothing while one is under way, or as long as there is nothing to look at."""
    view = known()
    arrival = arriving.current()
    if view is None or startup.is_demo() or (arrival.files and arrival.report is None):
        return
    engine: Any = view.book.warehouse.engine  # type: ignore[attr-defined]
    sections: dict[str, Callable[[], None]] = {
        say("Imports so far"): lambda: _runs(view, engine),
        say("Vanished deals"): lambda: vanished_deals.draw(view, engine),
        say("Leads and deals"): lambda: lead_matches.draw(view, engine),
        say("Data health"): lambda: health.draw(view),
    }
    for name, tab in zip(sections, st.tabs(list(sections), key=KEY, bind="query-params", on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                sections[name]()


def _runs(view: View, engine: Any) -> None:
    """The imports in a table, the last one first, and the way back."""
    runs = imports_so_far(engine)
    if not runs:
        st.text(say("Nothing was imported here yet."))
        return
    zone = ZoneInfo(view.book.settings.time_zone)
    column = st.column_config
    st.dataframe(
        pd.DataFrame([_row(run, zone) for run in runs]),
        hide_index=True,
        height="content" if len(runs) < 10 else "auto",
        key="imports_so_far",
        alt=say("The imports so far: when, from which source, which files, and how many rows"),
        column_config={
            "when": column.TextColumn(say("When"), width=165),
            "source": column.TextColumn(say("Source"), width=130),
            "as_of": column.TextColumn(say("Spoke of"), width=100),
            "files": column.TextColumn(say("Files"), width=260),
            "read": column.TextColumn(say("Read"), width=70, alignment="right"),
            "written": column.TextColumn(say("Written"), width=75, alignment="right"),
            "rejected": column.TextColumn(say("Left out"), width=75, alignment="right"),
            "history": column.TextColumn(say("History since"), width=105),
            "state": column.TextColumn(say("State"), width=80),
        },
    )
    import_undo.draw([run for run in runs if run.undone is None], zone, engine, names=view.viewer.sees_everything)


def _row(run: Run, zone: ZoneInfo) -> dict[str, str]:
    return {
        "when": formats.moment(run.started_at.astimezone(zone)),
        "source": run.source or run.dialect,
        "as_of": formats.date_of(run.as_of),
        "files": run.files,
        "read": formats.count(run.read),
        "written": formats.count(run.written),
        "rejected": formats.count(run.rejected),
        "history": formats.date_of(run.history_from),
        "state": say("undone") if run.undone else "",
    }
