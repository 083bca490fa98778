"""Hunters and farmers: new business beside existing business, and each rep's way beside what they do."""

import streamlit as st

from model.access import Grain
from pages.parts import accounts, cards, history_start, hunting, motion_cards, motions, practices, rep_motions, states, windows
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say

view = current()
with st.container(horizontal=True, vertical_alignment="center", key="motion choices"):
    choice = windows.choose()
    window = windows.window_of(view, choice)
    st.caption(
        say(
            "Won, rates and durations: {window}. Pipeline: on the day. Quota: {period}.",
            window=windows.words(window),
            period=view.period.name,
        ),
        width="stretch",
    )
history_start.draw_of_window(view, window)
now = figure("motions", window=window, period=view.period)
before = figure("motions", on=view.compared, window=windows.window_of(view, choice, view.compared), period=view.period)

cards.row(motion_cards.cards_of(now, before, window))
if now["volume"].sum() + now["won"].sum() == 0:
    states.empty(
        say("No deal is open, and none was won in this window."), say("Choose a longer window above, or another team or day.")
    )
else:
    motions.draw(now, window)

if view.sees(Grain.PERSON):
    sections = {
        say("Per rep"): rep_motions.draw_reps,
        say("Role against practice"): practices.draw_practice,
        say("Speed and new customers"): hunting.draw_hunting,
        say("Account coverage"): accounts.draw_coverage,
        say("Quiet accounts"): accounts.draw_quiet,
        say("Growth"): accounts.draw_growth,
    }
    for name, tab in zip(sections, st.tabs(list(sections), key="motion", bind="query-params", on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                sections[name](window)
