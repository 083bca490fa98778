"""Behind every number its definition, behind every chart its table: one click away."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import metrics
from pages.parts import charts, formats, picks, tables


def words(name: str) -> str:
    """A metric's definition as text for a tooltip or a drawer, safe where Markdown is read."""
    return "\n\n".join(formats.plain(paragraph) for paragraph in metrics()[name].definition.split("\n\n"))


def definition(name: str, label: str = "Definition") -> None:
    """A button that opens the definition of a metric."""
    with st.popover(label, type="tertiary", icon=":material/info:", key=f"definition of {name} {label}"):
        st.markdown(f"**{formats.word(name.replace('-', ' '))}**")
        st.markdown(words(name))


def heading(finding: str, name: str | None = None) -> None:
    """The sentence that says what a chart or table shows, with the definition of its metric beside it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(formats.plain(finding), anchor=False, width="stretch")
        if name is not None:
            definition(name)


def chart(
    drawing: Any,
    finding: str,
    *,
    name: str,
    rows: pd.DataFrame,
    key: str,
    columns: Mapping[str, tables.Column] | None = None,
    select: bool = False,
    picks_from: tuple[str, str] | None = None,
) -> Any:
    """A chart under its finding, with definition and table one click away; gives the selection where `select` is set.

    `picks_from` = (field, key): a click on a mark puts its field into the pills of that key (see picks.py).

    `rows` is the table behind it: a frame of metric `name`, or any frame with its own `columns` (see tables.table).
    """
    heading(finding)
    event = st.vega_lite_chart(
        charts.spec_of(drawing),
        key=f"chart {key}",
        alt=finding,
        on_select=picks.clicks(f"chart {key}", *picks_from) if picks_from else "rerun" if select else "ignore",
    )
    with st.container(horizontal=True, gap="small"):
        with st.popover("Table", type="tertiary", icon=":material/table:", key=f"table of {key}", width="content"):
            tables.table(
                rows, name=name, columns=columns, key=f"rows of {key}", alt=f"The figures behind: {finding}", height="auto"
            )
        with st.popover("Definition", type="tertiary", icon=":material/info:", key=f"definition for {key}"):
            st.markdown(words(name))
    return event
