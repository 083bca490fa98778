"""Behind every number its proof, behind every chart its table: one click away."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics import explaining
from metrics.definition import metrics
from pages.parts import charts, downloads, formats, picks, tables, watch, windows
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import defined, say

WANTED = "why"
"""The name in the address of the figure whose proof is open."""
OFFERED = "fourcast proofs"
CLICKED = "fourcast proof clicked"


@dataclass(frozen=True)
class Asked:
    """A figure as it was asked for: the question, its options, and whose and which day's, as for figures.figure.

    `column` is the one that is shown, `row` the values that pick the answer's row ({"kind": "new"}; none: the only row, or
    all rows together), `title` what it is called on the page.
    """

    question: str | Callable[..., Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    on: date | None = None
    under: int | None = None
    column: str | None = None
    row: Mapping[str, Any] | None = None
    title: str = ""


def why(key: str, asked: Asked, label: str, in_words: bool = False) -> None:
    """A small button that opens the proof of a figure: its icon, with its words beside it where there is room (`in_words`).

    Nothing is asked for until it is opened.

    `key` names it in the address and is the page's only one of that name. A fragment begins with `leave_fragment`.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")
    st.session_state.setdefault(OFFERED, {})[slug] = asked
    st.button(
        say("Explain {figure}", figure=formats.plain(label)), key=f"{'proof of' if in_words else WANTED} {slug}", type="tertiary",
        icon=":material/query_stats:", on_click=_want, args=(slug,),
    )  # fmt: skip


def _want(slug: str) -> None:
    st.query_params[WANTED] = slug
    st.session_state[CLICKED] = True


def leave_fragment() -> None:
    """Run the whole page if a proof was asked for within the fragment that calls this: only the page can open it."""
    if st.session_state.pop(CLICKED, False):
        st.rerun()


def forget() -> None:
    """Take the open proof out of the address."""
    st.query_params.pop(WANTED, None)


def offered() -> Asked | None:
    """What the address wants explained, if this run's page offers it; begins a new list for the next run."""
    st.session_state.pop(CLICKED, None)
    proofs: dict[str, Asked] = st.session_state.pop(OFFERED, {})
    return proofs.get(st.query_params.get(WANTED, ""))


def frozen(values: Any) -> tuple[tuple[str, Any], ...]:
    """A mapping as what a cached question can be asked with: plain values, unknown as None."""
    plain = {key: None if formats.is_unknown(value) else value for key, value in (values or {}).items()}
    return tuple((key, value.item() if hasattr(value, "item") else value) for key, value in plain.items())


def ask(question: Any, asked: Asked, **more: Any) -> Any:
    """The answer of a function of metrics/explaining or metrics/evidence about what was asked."""
    name = explaining.name_of(asked.question)
    return figure(question, on=asked.on, under=asked.under, name=name, options=frozen(asked.options), **more)


def usual(name: str) -> Asked:
    """A metric as its page asks for it: the page's window and mode, the view's period and comparison day."""
    view, state = current(), st.session_state
    known = {
        "window": windows.window_of(view, state.get("window", windows.USUAL)),
        "period": view.period,
        "since": view.compared,
        "mode": state.get("mode", "cohort"),
    }
    taken = metrics()[name].options
    return Asked(name, {option: value for option, value in known.items() if option in taken}, title=title_of(name))


def title_of(name: str) -> str:
    """What a metric, or a function, is called."""
    return formats.word(name.rpartition(".")[2].replace("-", " "))


def words(name: str) -> str:
    """A metric's definition as text for a tooltip or a drawer, safe where Markdown is read."""
    return "\n\n".join(formats.plain(paragraph) for paragraph in defined(explaining.definition_of(name)).split("\n\n"))


def heading(finding: str, name: str | None = None, asked: Asked | None = None) -> None:
    """The sentence that says what a chart or table shows, with the proof of its metric (or of what was asked) beside it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(formats.plain(finding), anchor=False, width="stretch")
        if asked is not None or name is not None:
            asked = asked or usual(str(name))
            why(f"about {explaining.name_of(asked.question)}", asked, asked.title)


def chart(
    drawing: Any,
    finding: str,
    *,
    name: str | None = None,
    rows: pd.DataFrame,
    key: str,
    columns: Mapping[str, tables.Column] | None = None,
    picks_from: tuple[str, str] | None = None,
    asked: Asked | None = None,
) -> Any:
    """A chart under its finding, with its table and proof one click away; gives what is selected.

    `picks_from` = (field, key): a click on a mark puts its field into the pills of that key (see picks.py).

    `rows` is the table behind it: a frame of metric `name`, or any frame with its own `columns` (see tables.table).
    `asked` is what the proof explains: the metric as the page usually asks for it where it is not given; a figure that is no
    metric has no `name` and needs it.
    """
    heading(finding)
    spec = charts.spec_of(drawing)
    event = st.vega_lite_chart(
        spec,
        key=f"chart {key}",
        alt=finding,
        on_select=picks.clicks(f"chart {key}", *picks_from) if picks_from else "ignore",
    )
    with st.container(horizontal=True, gap="small"):
        with st.container(width="content"):  # a fragment takes all the width that it is given
            table_of(rows, key, finding, name=name, columns=columns)
        asked = asked or usual(str(name))
        about = "" if name else defined(explaining.definition_of(explaining.name_of(asked.question))).split("\n\n")[0]
        shown = columns or tables.columns_of(str(name), rows)
        downloads.of_chart(spec, finding, key, rows=rows, columns=shown, name=name, about=about)
        why(f"chart {key}", asked, asked.title, in_words=True)
    return event


@st.fragment
def table_of(
    rows: pd.DataFrame,
    key: str,
    about: str,
    *,
    name: str | None = None,
    columns: Mapping[str, tables.Column] | None = None,
    height: Any = "auto",
) -> None:
    """A button that opens the table behind a chart. The table is made when it is opened, without running the page again."""
    watch.again()
    box = st.popover(
        say("Table"), type="tertiary", icon=":material/table:", key=f"table of {key}", width="content", on_change="rerun"
    )
    if box.open:
        with box:
            alt = say("The figures behind: {finding}", finding=about)
            tables.table(rows, name=name, columns=columns, key=f"rows of {key}", alt=alt, height=height)
