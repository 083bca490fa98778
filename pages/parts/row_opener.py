"""The way by keyboard to what a click on a table's row opens: cells take clicks only, and the arrow keys move among them."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from pages.parts import watch
from pages.parts.words import say

PICKED = "fourcast row picked"
MOST = 500  # rows to choose from


@st.fragment
def by_keyboard(rows: pd.DataFrame, names: Sequence[str], key: str, about: str, on_pick: Callable[[pd.Series], None]) -> None:
    """A button that opens a list of the rows by their `names`; the chosen one goes to `on_pick` as a clicked one does."""
    watch.again()
    if st.session_state.pop(PICKED, None) == key:
        st.rerun()  # what was asked for lies outside this fragment
    box = st.popover(say("Open a row"), type="tertiary", key=f"opener of {key}", width="content", on_change="rerun")
    if box.open:
        with box:
            st.selectbox(
                about, range(min(len(rows), MOST)), index=None, format_func=lambda nth: names[nth], key=f"opened of {key}",
                placeholder=say("Type a name, or choose"), on_change=_pick, args=(rows, key, on_pick),
            )  # fmt: skip


def _pick(rows: pd.DataFrame, key: str, on_pick: Callable[[pd.Series], None]) -> None:
    nth = st.session_state[f"opened of {key}"]
    if nth is not None:
        st.session_state[PICKED] = key
        on_pick(rows.iloc[nth])
