"""Ways from one page to another that keep the scope: they are asked for in a callback and taken when the page runs."""

import pandas as pd
import streamlit as st

WANTED = "fourcast deal wanted"


def to_deal(row: pd.Series) -> None:
    """Ask for the page of the deal in a table's row (its `deal_key`)."""
    st.session_state[WANTED] = str(row["deal_key"])


def follow() -> None:
    """Go where a callback asked to; main.py calls it before the page runs."""
    wanted = st.session_state.pop(WANTED, None)
    if wanted is not None:
        # Only the deal is named: the scope's fields keep what they hold, and put it back into the address themselves.
        st.switch_page("deal.py", query_params={"deal": wanted})
