"""Lead funnel: how far leads and direct deals get, how fast leads are answered, where they leak, and what waits."""

import streamlit as st

from model.access import Grain, Sight
from model.people import Role
from pages.parts import (
    bant_answers,
    cards,
    funnel_cards,
    funnel_lists,
    funnels,
    history_start,
    lead_queues,
    lead_speed,
    lead_splits,
    leaking,
    states,
    windows,
)
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say

view = current()
with st.container(horizontal=True, vertical_alignment="center", key="funnel choices"):
    choice = windows.choose()
    mode = funnels.choose_mode()
    window = windows.window_of(view, choice)
    st.caption(funnels.why(mode, window), width="stretch")
history_start.draw_of_window(view, window)
rows = figure("funnel", window=window, mode=mode)

cards.row(funnel_cards.cards_of(choice, mode))
main = st.container()
if view.viewer.role == Role.SDR:
    queue, main = st.columns([2, 3], gap="medium")
    with queue:
        lead_queues.draw_own()
with main:
    if rows["count"].sum() == 0:
        states.empty(
            say("No lead became MQL and no direct deal began from {window}.", window=windows.words(window)),
            say("Choose a longer window above, or another team, kind or day in the sidebar."),
        )
    else:
        funnels.draw(rows, window, mode)
        picked = funnels.choose_step(rows) if view.sees(Grain.LEAD) else None
        if picked:
            funnel_lists.draw_step(picked, window, mode)
        funnels.draw_proofs(rows)

sections = {
    say("Cohorts by month"): lead_splits.draw_months,
    say("Sources"): lead_splits.draw_sources,
    say("SDRs"): lead_splits.draw_sdrs,
    say("Speed to lead"): lead_speed.draw_speed,
    say("Leaks"): leaking.draw_leaks,
    "BANT": bant_answers.draw_bant,
}
queues = {say("Untouched leads"): lead_queues.draw_untouched}
if view.viewer.sight is not Sight.LEADS:  # they see no deals
    queues = {say("Stalled deals"): lead_queues.draw_stalled} | queues
names = [*sections, *queues]
for name, tab in zip(names, st.tabs(names, key=lead_speed.TABS, bind="query-params", on_change="rerun"), strict=True):
    if tab.open:
        with tab:
            sections[name](window, mode) if name in sections else queues[name]()
