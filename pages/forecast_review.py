"""Forecast review: who forecasts what, what changed since the comparison day, and the deals that it hangs on."""

import streamlit as st

from model.access import Grain
from pages.parts import bridges, deal_tables, formats, period_cards, reviews, states, teams
from pages.parts.view import current
from pages.parts.words import say

view = current()
period_cards.row(("expected", "upside", "weighted", "quota", "gap"), more=[reviews.call_card()])

teams.draw_bars(key="review", choose=True)
measure = bridges.choose_measure(key="measure")
bridges.draw(key="review", measure=measure)

if view.sees(Grain.DEAL):
    tabs = st.tabs(
        [say("Commit and upside deals"), say("What changed"), say("Calls"), say("Judgements")],
        key="review tabs",
        on_change="rerun",
    )
    if tabs[0].open:
        with tabs[0]:
            rows = deal_tables.open_deals()
            rows = rows[rows["category"].isin([formats.word("commit"), formats.word("upside")])]
            if rows.empty:
                states.empty(say("No open deal in commit or upside is due in {period}.", period=view.period.name))
            else:
                st.caption(reviews.asked(rows))
                deal_tables.show(rows, key="review deals", alt=say("Commit and upside deals with their flags"))
    if tabs[1].open:
        with tabs[1]:
            bridges.draw_deals("review", measure)
    if tabs[2].open:
        with tabs[2]:
            reviews.draw_calls()
    if tabs[3].open:
        with tabs[3]:
            reviews.draw_judgements()
