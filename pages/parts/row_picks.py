"""A row picked of a table by a click, or the same by keyboard with the picker beneath; it stands in the address."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import formats
from pages.parts.words import say


def picks(key: str, column: str) -> Callable[[pd.Series], None]:
    """What `tables.table` calls with a clicked row: its `column` becomes what the picker of `key` holds."""
    return partial(_put, key, column)


def _put(key: str, column: str, row: pd.Series) -> None:
    if not formats.is_unknown(row[column]):
        st.session_state[key] = str(row[column])


def choose(label: str, options: Mapping[str, str], key: str, hint: str = "") -> str | None:
    """The picker of `options` (name → how it is called, here and in the address); gives the picked name, None without.

    `hint` stands in it while nothing is picked.
    """
    if st.session_state.get(key) not in (None, *options):
        del st.session_state[key]  # another day or scope no longer has it
    shared = [text for text, n in Counter(options.values()).items() if n > 1]  # two accounts of one name stay two
    called = {name: f"{text} ({name})" if text in shared else text for name, text in options.items()}
    chosen: str | None = st.selectbox(
        label, list(options), index=None, format_func=lambda name: called.get(name, name), key=key, bind="query-params",
        placeholder=hint or say("Click a row, or choose"), width=320,
    )  # fmt: skip
    return chosen if chosen in options else None
