"""What others write shows up by itself: every few seconds a session asks whether there is something new, or nothing theirs."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from model.database import current_revision
from pages.parts import scope, startup, viewers
from pages.parts.view import current

SHOWN = "fourcast revision shown"
SECONDS = 4  # with the run that follows, others see a write within 5 seconds


def begin(address: str) -> None:
    """Have this session look out for what is written to the database from the state that this run shows."""
    st.session_state[SHOWN] = startup.warehouse(address).revision
    _look(address)


@st.fragment(run_every=SECONDS)
def _look(address: str) -> None:
    warehouse = startup.warehouse(address)
    if max(warehouse.revision, current_revision(warehouse.engine)) != st.session_state.get(SHOWN) or not _is_theirs():
        st.rerun()


def again() -> None:
    """Begin the whole run again where what a fragment would show is not the viewer's to see any more.

    A fragment that runs alone does not pass main.py: it calls this first.
    """
    context = get_script_run_ctx()
    if context is None or not context.fragment_ids_this_run:
        return
    warehouse = startup.warehouse(current().database)
    if current_revision(warehouse.engine) != warehouse.revision:
        warehouse.refresh()
    if not _is_theirs():
        st.rerun()


def _is_theirs() -> bool:
    view = current()
    warehouse = startup.warehouse(view.database)
    return viewers.is_still(warehouse, view.viewer, scope.today_of(warehouse))
