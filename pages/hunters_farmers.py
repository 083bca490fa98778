"""Hunters and farmers: new business beside existing business, and each rep's way beside what they do."""

import streamlit as st

from model.access import Grain
from pages.parts import accounts, cards, motions, practices, states, windows
from pages.parts.figures import figure
from pages.parts.view import current

view = current()
with st.container(horizontal=True, vertical_alignment="center", key="motion choices"):
    choice = windows.choose()
    window = windows.window_of(view, choice)
    st.caption(
        f"Won, rates and durations: {windows.words(window)}. Pipeline: on the day. Quota: {view.period.name}.", width="stretch"
    )
now = figure("motions", window=window, period=view.period)
before = figure("motions", on=view.compared, window=windows.window_of(view, choice, view.compared), period=view.period)

cards.row(motions.cards_of(now, before, window))
if now["volume"].sum() + now["won"].sum() == 0:
    states.empty("No deal is open, and none was won in this window.", "Choose a longer window above, or another team or day.")
else:
    motions.draw(now)

if view.sees(Grain.PERSON):
    sections = {
        "Per rep": practices.draw_reps,
        "Role against practice": practices.draw_practice,
        "Speed and new customers": practices.draw_hunting,
        "Account coverage": accounts.draw_coverage,
        "Quiet accounts": accounts.draw_quiet,
        "Growth": accounts.draw_growth,
    }
    for name, tab in zip(sections, st.tabs(list(sections), key="motion tabs", on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                sections[name](window)
