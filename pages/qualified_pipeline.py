"""Qualified pipeline: the four Vs, the stages, and how deals move through them."""

import streamlit as st

from pages.parts import (
    coverages,
    deal_ages,
    four_vs,
    history_start,
    pipeline_weeks,
    pipelines,
    stage_moves,
    states,
    velocities,
    win_rates,
    windows,
)
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say

view = current()
with st.container(horizontal=True, vertical_alignment="center", key="pipeline choices"):
    choice = windows.choose()
    window = windows.window_of(view, choice)
    st.caption(say("Rates and durations: {window}. Volume and value: on the day.", window=windows.words(window)), width="stretch")
history_start.draw_of_window(view, window)

four_vs.row(choice)
stages = figure("pipeline", by="kind")
if stages.empty:
    states.empty(
        say("No deal is in a qualified stage."),
        say("Choose another team, kind or day in the sidebar, or import deals that are open."),
    )
else:
    pipelines.draw_stages(stages)

sections = {
    say("Win rate"): win_rates.draw,
    say("Stages"): stage_moves.draw,
    say("Sales velocity"): velocities.draw,
    say("Ageing"): deal_ages.draw_ageing,
    say("Outcome by age"): deal_ages.draw_outcome,
    say("Coverage"): coverages.draw,
    say("Trend"): pipeline_weeks.draw,
}
for name, tab in zip(sections, st.tabs(list(sections), key="look", bind="query-params", on_change="rerun"), strict=True):
    if tab.open:
        with tab:
            sections[name](choice)
