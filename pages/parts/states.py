"""What is shown where there is nothing to show: a sentence and what helps."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts import formats

IMPORT = "python -m model import PATH..."


def empty(
    sentence: str,
    advice: str = "",
    *,
    button: str | None = None,
    on_click: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
) -> None:
    """One sentence on what is missing, another on what to do, and the button that does it."""
    with st.container(border=True, key=f"empty {sentence}"[:80]):
        st.markdown(f"**{formats.plain(sentence)}**")
        if advice:
            st.markdown(formats.plain(advice))
        if button is not None:
            st.button(button, on_click=on_click, args=args, key=f"help with {sentence}"[:80])


def no_data() -> None:
    """The page of a database without a company in it."""
    st.subheader("There is no data yet", anchor=False)
    st.text("Bring in CSV files: people, accounts, leads, stages, deals and their versions. Run this beside the app:")
    st.code(IMPORT, language=None)
    st.text(
        "The page shows what was imported as soon as it is loaded again. docs/plain_format.md lists the files and their columns."
    )


def plain_page(title: str, *sentences: str) -> None:
    """A page that only says something: that a database is not ready, or that something is not the viewer's to see."""
    st.subheader(formats.plain(title), anchor=False)
    for sentence in sentences:
        st.text(sentence)
