"""Qualified pipeline: the four Vs, the stages, and how deals move through them."""

import streamlit as st

from model.access import Grain
from pages.parts import cards, coverages, deal_ages, pipelines, stage_moves, states, velocities, win_rates, windows
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say

view = current()
with st.container(horizontal=True, vertical_alignment="center", key="pipeline choices"):
    choice = windows.choose()
    window = windows.window_of(view, choice)
    st.caption(say("Rates and durations: {window}. Volume and value: on the day.", window=windows.words(window)), width="stretch")

cards.row(pipelines.cards_of(choice))
stages = figure("pipeline", by="kind")
if stages.empty:
    states.empty(
        say("No deal is in a qualified stage."),
        say("Choose another team, kind or day in the sidebar, or import deals that are open."),
    )
else:
    stage = pipelines.draw_stages(stages)
    if view.sees(Grain.DEAL):
        pipelines.draw_deals(stage)

sections = {
    say("Win rate"): win_rates.draw,
    say("Stages"): stage_moves.draw,
    say("Sales velocity"): velocities.draw,
    say("Ageing"): deal_ages.draw_ageing,
    say("Outcome by age"): deal_ages.draw_outcome,
    say("Coverage"): coverages.draw,
    say("Trend"): pipelines.draw_trend,
}
for name, tab in zip(sections, st.tabs(list(sections), key="pipeline tabs", on_change="rerun"), strict=True):
    if tab.open:
        with tab:
            sections[name](choice)
