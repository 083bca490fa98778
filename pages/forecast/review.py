"""Forecast review: who needs a conversation and about which deals; what changed since the comparison day, calls, judgements."""

import streamlit as st

from model.access import Grain
from pages.parts import bridges, conversations, deal_tables, period_cards, reviews, teams
from pages.parts.view import current
from pages.parts.words import say

view = current()
period_cards.row(("expected", "upside", "weighted", "quota", "gap"), more=[reviews.call_card()])

people = teams.chosen_rows()
teams.draw_bars(key="review", shown=people, names=not view.sees(Grain.DEAL))

if view.sees(Grain.DEAL):
    parts = {
        say("Conversations"): lambda: conversations.draw(people),
        say("What changed"): bridges.draw_with_measures,
        say("Commit and upside deals"): deal_tables.draw_likely,
        say("Calls"): reviews.draw_calls,
        say("Judgements"): reviews.draw_judgements,
    }
    for tab, draw in zip(st.tabs(list(parts), key="part", bind="query-params", on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()
