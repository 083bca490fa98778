"""Charts that stand side by side under one heading, and what is behind them: table and definition, one click away."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import charts, formats, proof, tables
from pages.parts.tables import tall
from pages.parts.words import defined, say


def drawing(chart: Any, key: str, said: str) -> None:
    """A chart without a heading of its own."""
    st.vega_lite_chart(charts.spec_of(chart), key=key, alt=said)


def proofs(
    rows: pd.DataFrame,
    *,
    key: str,
    name: str | None = None,
    about: str | None = None,
    columns: Mapping[str, tables.Column] | None = None,
    note: str = "",
    asked: proof.Asked | None = None,
) -> None:
    """The table of `rows`, the proof of what was asked (or of metric `name`, or the docstring `about`) and a note."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(width="content"):  # a fragment takes all the width that it is given
            proof.table_of(rows, key, key, name=name, columns=columns, height=tall(len(rows), 400))
        if asked is not None or name is not None:
            asked = asked or proof.usual(str(name))
            proof.why(f"chart {key}", asked, asked.title, in_words=True)
        else:
            with st.popover(say("Definition"), type="tertiary", icon=":material/info:", key=f"definition for {key}"):
                st.markdown(plain(about))
        if note:
            st.caption(note, width="stretch")


def plain(docstring: str | None) -> str:
    """A docstring's paragraphs, safe where Markdown is read."""
    paragraphs = defined(docstring).split("\n\n")
    return "\n\n".join(formats.plain(paragraph) for paragraph in paragraphs)


def facts(shown: Sequence[tuple[str, str, str]]) -> None:
    """Figures without a change, as (label, value, help) in a row of equal boxes."""
    with st.grid(len(shown), min_column_width=150, gap="small"):
        for label, value, about in shown:
            st.metric(label, value, border=True, height="stretch", help=about)
