"""What was picked on a chart: a bar by a click, or the same by keyboard with the pills beneath; it stands in the address.

A chart and its pills share one state, the pills' own, so that a link reproduces the pick and clearing it is one press.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import streamlit as st

from pages.parts import formats

NAME = "picked"  # of the selection in every chart that can be clicked
PALE = 0.4  # opacity of what was not picked


def choose(label: str, options: Mapping[str, str], key: str) -> str | None:
    """The pills of `options` (name → how it is called, here and in the address); gives the picked name, None without."""
    names = list(options)
    if st.session_state.get(key) not in (None, *names):
        del st.session_state[key]  # another day or scope no longer has it
    chosen = st.pills(
        label, names, format_func=lambda name: formats.option(options.get(name, name)), key=key, bind="query-params"
    )
    return chosen if chosen in options else None


def picked(options: Mapping[str, str], key: str) -> str | None:
    """The name that the pills of `key` hold or, before they are first drawn, the address; for a chart drawn above them."""
    if key in st.session_state:
        held = st.session_state[key]
        return held if held in options else None
    return next((name for name, called in options.items() if formats.option(called) == st.query_params.get(key)), None)


def clicks(chart: str, field: str, key: str) -> Callable[[], None]:
    """A callback for `on_select` of the chart with this key: puts the clicked mark's `field` into the pills of `key`."""

    def put() -> None:
        marks = st.session_state[chart]["selection"].get(NAME) or []
        if marks and field in marks[0]:
            st.session_state[key] = str(marks[0][field])

    return put


def selection(field: str) -> Any:
    """The selection to add to a chart: a click on a mark picks its `field`."""
    return alt.selection_point(name=NAME, fields=[field], on="click", empty=True, clear=False)


def emphasis(field: str, chosen: str | None) -> Any:
    """The opacity of marks: the picked one's full, the others' pale; all full without a pick."""
    if chosen is None:
        return alt.OpacityValue(1)
    return alt.OpacityValue(PALE, condition={"test": f"'' + datum['{field}'] === {json.dumps(chosen)}", "value": 1})
