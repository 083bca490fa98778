"""My pipeline: one rep's open deals of the period, what changed in them, and what to do today."""

import streamlit as st

from pages.parts import deal_tables, formats, my_deals, period_cards, states
from pages.parts.view import current
from pages.parts.words import say

view = current()
rep = my_deals.whose()
if rep is None:
    states.empty(say("Nobody in view owns deals."), say("Choose another team in the sidebar."))
    st.stop()

period_cards.row(("closed", "commit", "upside", "quota", "gap", "coverage"), under=rep)
deals = deal_tables.open_deals(under=rep)
my_deals.draw_due(deals, rep)
my_deals.draw_today(rep)
st.subheader(
    say("{deals} due by {day}", deals=formats.many(len(deals), "open deal"), day=formats.day(view.period.last, view.as_of.year)),
    anchor=False,
)
if deals.empty:
    states.empty(say("No open deal is due in this period."))
else:
    deal_tables.show(deals, key="my deals", alt=say("Open deals of the period with flags and changes"), without=("owner_name",))
