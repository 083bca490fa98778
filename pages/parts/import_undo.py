"""The way back from an import: what it will do, or what stands in its way, and the button that does it."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from model.access import AccessDenied
from model.importing.runs import Run, standing_against
from model.importing.undoing.undo import CannotUndo, undo
from model.writing import DatabaseBusy
from pages.parts import formats
from pages.parts.view import acting
from pages.parts.words import say, say_many

CHOSEN = "undo_of"
ASKED = "fourcast import to undo"
FAILED = "fourcast undo failed"
DONE = "fourcast undone"
MOST = 500  # obstacles that are listed


def draw(runs: list[Run], zone: ZoneInfo, engine: Any, *, names: bool) -> None:
    """Choose an import, see what undoing it means, and confirm; `names`: whether every deal is the viewer's to see."""
    _told()
    if not runs:
        return
    key = f"{CHOSEN}-{runs[0].id}"  # the last one first again, once there is another
    named = {run.id: _name(run, zone) for run in runs}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(say("An import"), list(named), format_func=named.__getitem__, width=460, key=key)
        st.button(say("Undo …"), on_click=_ask, args=(key,), key="undo_ask")
    asked = next((run for run in runs if run.id == st.session_state.get(ASKED)), None)
    if asked is not None:
        with st.container(border=True):
            _confirm(asked, named[asked.id], zone, engine, names)


def _confirm(run: Run, name: str, zone: ZoneInfo, engine: Any, names: bool) -> None:
    against = standing_against(engine, run)
    if against:
        many = say_many(
            "It cannot be undone: {n} later entry refers to its rows",
            "It cannot be undone: {n} later entries refer to its rows",
            len(against),
        )
        st.markdown(f"**{formats.plain(many)}**")
        st.text(say("Undo the later imports first, the last one first, or take the entries back where they were made."))
        rows = [
            {
                "what": each.what,
                "name": each.name if names else formats.UNKNOWN,
                "by": each.by,
                "at": formats.moment(each.at and each.at.astimezone(zone)),
            }
            for each in against[:MOST]
        ]
        st.dataframe(
            pd.DataFrame(rows), hide_index=True, alt=say("Later entries that refer to rows of this import"),
            column_config={"what": say("Entry"), "name": say("Of"), "by": say("By"), "at": say("When")},
        )  # fmt: skip
        st.button(say("Close"), on_click=_keep, key="undo_close")
        return
    st.markdown(f"**{formats.plain(say('Undo the import of {name}?', name=name))}**")
    st.text(say("What it wrote is believed no more, and what it replaced holds again: every figure is as before it."))
    with st.container(horizontal=True, gap="small"):
        sure = st.button(say("Undo it"), type="primary", key="undo_do")
        st.button(say("Keep it"), on_click=_keep, key="undo_keep")
    if sure:
        with st.spinner(say("Undoing …")):
            _undo(engine, run.id, name)
        st.rerun()  # everything shows the figures as they are now


def _ask(key: str) -> None:
    st.session_state[ASKED] = st.session_state.get(key)


def _keep() -> None:
    st.session_state.pop(ASKED, None)


def _undo(engine: Any, run: int, name: str) -> None:
    """Undo it; how that went is said in the next run."""
    _keep()
    try:
        undo(engine, run, viewer=acting())
        st.session_state[DONE] = name
    except (CannotUndo, DatabaseBusy, AccessDenied) as error:
        st.session_state[FAILED] = str(error).rstrip(".:")


def _told() -> None:
    """How the last one went, said once."""
    if name := st.session_state.pop(DONE, None):
        st.success(formats.plain(say("The import of {name} is undone.", name=name)), icon=":material/undo:")
    if reason := st.session_state.pop(FAILED, None):
        st.error(formats.plain(f"{reason}."))


def _name(run: Run, zone: ZoneInfo) -> str:
    """An import in a few words: when, from where, how much."""
    rows = formats.many(run.written, "row")
    return f"{formats.moment(run.started_at.astimezone(zone))} · {run.source or run.dialect} · {rows}"
