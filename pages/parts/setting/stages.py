"""Stages: the chance to win and the default category of each, from a day on."""

import pandas as pd
import streamlit as st

from metrics.stage_terms import stage_terms
from model.commands.judgements import CHOICES
from model.commands.settings import set_terms
from pages.parts import acts, formats, states
from pages.parts.figures import figure
from pages.parts.setting import outlook
from pages.parts.view import current
from pages.parts.words import say

Terms = tuple[tuple[int, int, str | None], ...]


def draw() -> None:
    """The open stages to edit; what the changes would do; the button that sets them."""
    view = current()
    since = st.date_input(say("From"), view.today, min_value=view.today, format="YYYY-MM-DD", key="stages since", width=150)
    rows = figure(stage_terms, on=since)
    if rows.empty:
        states.empty(say("There is no stage yet: import your deals first."))
        return
    st.caption(say("Edit a cell: what it would change is shown before it is set. Deals whose owner chose a category keep it."))
    changed = _edited(rows, key=f"stages {since} {view.book.warehouse.revision}")
    if not changed:
        return
    if not all(0 <= chance <= 10_000 for _, chance, _ in changed):
        st.error(say("A chance to win lies between 0 and 100 %."))
        return
    outlook.of_terms(changed)
    done = say("Set: it holds from {day} on", day=formats.day(since))
    if st.button(say("Set"), type="primary", key="stages set") and acts.do(set_terms, done=done, terms=changed, since=since):
        st.rerun()


def _edited(rows: pd.DataFrame, key: str) -> Terms:
    """The editor; (stage, chance in basis points, default category) of the stages that were edited."""
    cells = pd.DataFrame(
        {
            "name": rows["name"].astype("string"),
            "chance": rows["probability_bp"].astype("float64") / 100,
            "category": rows["default_category"].astype("string").fillna("pipeline"),
        }
    )
    kind = st.column_config
    edited = st.data_editor(
        cells, hide_index=True, num_rows="fixed", key=key, disabled=["name"], width=560, column_config={
            "name": kind.TextColumn(say("Stage")),
            "chance": kind.NumberColumn(say("Chance to win (%)"), step=0.01, required=True),
            "category": kind.SelectboxColumn(
                say("Default category"), options=list(CHOICES), format_func=formats.word, required=True
            ),
        },
        alt=say("Stages with their chance to win and default category"),
    )  # fmt: skip
    found: list[tuple[int, int, str | None]] = []
    for place, (was, now) in enumerate(zip(cells.itertuples(), edited.itertuples(), strict=True)):
        if formats.is_unknown(now.chance) or (was.chance, was.category) == (now.chance, now.category):
            continue
        found.append((int(rows["stage"].iloc[place]), round(float(now.chance) * 100), str(now.category)))
    return tuple(found)
