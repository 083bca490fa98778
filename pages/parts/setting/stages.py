"""Stages: the chance to win and the default category of each, from a day on."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.previews import terms_preview
from metrics.stage_terms import stage_terms
from model.commands.judgements import CHOICES
from model.commands.settings import set_terms
from pages.parts import acts, formats
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import mark, say

NAMES = {"weighted": mark("weighted"), "commit": mark("commit"), "upside": mark("upside"), "pipeline": mark("pipeline")}


def draw() -> None:
    """The open stages to edit; what the changes would do; the button that sets them."""
    view = current()
    rows = figure(stage_terms)
    cells = pd.DataFrame(
        {
            "name": rows["name"].astype(str),
            "chance": rows["probability_bp"].astype("float64") / 100,
            "category": rows["default_category"].astype("string"),
        }
    )
    kind = st.column_config
    edited = st.data_editor(
        cells, hide_index=True, num_rows="fixed", key=f"stages {view.book.warehouse.revision}", disabled=["name"], width=560,
        column_config={
            "name": kind.TextColumn(say("Stage")),
            "chance": kind.NumberColumn(say("Chance to win (%)"), min_value=0, max_value=100, step=0.01, required=True),
            "category": kind.SelectboxColumn(
                say("Default category"), options=list(CHOICES), format_func=formats.word, required=True
            ),
        },
        alt=say("Stages with their chance to win and default category"),
    )  # fmt: skip
    since = st.date_input(say("From"), view.today, min_value=view.today, key="stages since", width=150)
    changed = _changed(rows, edited)
    if not changed:
        return
    _preview(changed)
    if st.button(say("Set"), type="primary", key="stages set"):
        done = say("Set: it holds from {day} on", day=formats.day(since))
        if acts.do(set_terms, done=done, terms=changed, since=since):
            st.rerun()


def _changed(rows: pd.DataFrame, edited: pd.DataFrame) -> tuple[tuple[int, int, str | None], ...]:
    """(stage, chance in basis points, default category) of the stages that were edited."""
    found: list[tuple[int, int, str | None]] = []
    for (_, was), (_, now) in zip(rows.iterrows(), edited.iterrows(), strict=True):
        chance, category = round(float(now["chance"]) * 100), str(now["category"])
        if chance != int(was["probability_bp"]) or category != was["default_category"]:
            found.append((int(was["stage"]), chance, category))
    return tuple(found)


def _preview(changed: tuple[tuple[int, int, str | None], ...]) -> None:
    view = current()
    rows = figure(terms_preview, period=view.period, terms=changed)
    for _, row in rows[rows["now"] != rows["then"]].iterrows():
        said: dict[str, Any] = {"what": say(NAMES[row["what"]]), "now": view.money(row["now"]), "then": view.money(row["then"])}
        st.info(formats.plain(say("Changes {what} of {period} from {now} to {then}", period=view.period.name, **said)))
    if (rows["now"] == rows["then"]).all():
        st.info(say("No figure of {period} would change.", period=view.period.name))
