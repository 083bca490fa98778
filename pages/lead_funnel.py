"""Lead funnel: how far leads and direct deals get, how fast leads are answered, where they leak, and what waits."""

import streamlit as st

from model.access import Grain, Sight
from pages.parts import cards, funnels, lead_queues, lead_splits, leaking, states, windows
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say

view = current()
with st.container(horizontal=True, vertical_alignment="center", key="funnel choices"):
    choice = windows.choose()
    mode = funnels.choose_mode()
    st.caption(funnels.why(mode, windows.window_of(view, choice)), width="stretch")
window = windows.window_of(view, choice)
rows = figure("funnel", window=window, mode=mode)

cards.row(funnels.cards_of(choice))
if rows["count"].sum() == 0:
    states.empty(
        say("No lead became MQL and no direct deal began from {window}.", window=windows.words(window)),
        say("Choose a longer window above, or another team, kind or day in the sidebar."),
    )
else:
    picked = funnels.draw(rows, window, mode)
    if view.sees(Grain.LEAD):
        funnels.draw_rows(picked, window, mode)

sections = {
    say("Cohorts by month"): lead_splits.draw_months,
    say("Sources"): lead_splits.draw_sources,
    say("SDRs"): lead_splits.draw_sdrs,
    say("Speed to lead"): lead_splits.draw_speed,
    say("Leaks"): leaking.draw_leaks,
    "BANT": leaking.draw_bant,
}
queues = {say("Untouched leads"): lead_queues.draw_untouched}
if view.viewer.sight is not Sight.LEADS:  # they see no deals
    queues = {say("Stalled deals"): lead_queues.draw_stalled} | queues
names = [*sections, *queues]
for name, tab in zip(names, st.tabs(names, key="funnel tabs", on_change="rerun"), strict=True):
    if tab.open:
        with tab:
            sections[name](window, mode) if name in sections else queues[name]()
