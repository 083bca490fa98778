"""What others write shows up by itself: every few seconds a session asks whether there is something new."""

import streamlit as st

from model.database import current_revision
from pages.parts import startup

SHOWN = "fourcast revision shown"
SECONDS = 4  # with the run that follows, others see a write within 5 seconds


def begin(address: str) -> None:
    """Have this session look out for what is written to the database from the state that this run shows."""
    st.session_state[SHOWN] = startup.warehouse(address).revision
    _look(address)


@st.fragment(run_every=SECONDS)
def _look(address: str) -> None:
    warehouse = startup.warehouse(address)
    if max(warehouse.revision, current_revision(warehouse.engine)) != st.session_state.get(SHOWN):
        st.rerun()
