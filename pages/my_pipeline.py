"""My pipeline: what a rep does today on which deal, when the period's deals are due, and what changed in them."""

import streamlit as st

from pages.parts import calling, deal_tables, levels_above, my_deals, news, period_cards, states
from pages.parts.words import say

rep = my_deals.whose()
if rep is None:
    states.empty(say("Nobody in view owns deals."), say("Choose another team in the sidebar."))
    st.stop()

period_cards.row(("closed", "commit", "upside", "quota", "gap", "coverage"), under=rep)
news.draw()
calling.draw(rep)
deals = deal_tables.open_deals(under=rep)
my_deals.draw_today(rep)
my_deals.draw_due(deals, rep)
my_deals.draw_open(deals, rep)
levels_above.draw("mine")
