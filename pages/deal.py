"""Deal: one deal's facts, flags, and how it came here. The address names it: ?deal=EXTERNAL_ID."""

import streamlit as st

from metrics.deal import deal_activities, deal_facts, deal_versions
from metrics.flags import deal_flags
from model.book import deal_in
from pages.parts import deals, states
from pages.parts.cards import row
from pages.parts.figures import figure
from pages.parts.view import current

view = current()
wanted = st.text_input(
    "Deal", key="deal", bind="query-params", placeholder="The deal's id, as your CRM has it", width=320, max_chars=200
)
if not wanted:
    states.empty("No deal is chosen.", "Click a deal in any table, or type its id above.")
    st.stop()
deal_id = deal_in(view.book, wanted.strip())
if deal_id is None:
    states.empty("There is no such deal in view.", "Check its id, and the day, team, kind, region and segment in the sidebar.")
    st.stop()

facts = figure(deal_facts, deal_id=deal_id).iloc[0]
versions = figure(deal_versions, deal_id=deal_id)
activities = figure(deal_activities, deal_id=deal_id)

deals.draw_name(facts)
row(deals.cards_of(facts))
deals.draw_flags(facts, figure(deal_flags, deal_id=deal_id, since=view.compared))
deals.draw_timeline(facts, versions, activities)
deals.draw_versions(facts, versions)
left, right = st.columns(2, gap="large")
with left:
    deals.draw_activities(activities)
with right:
    deals.draw_facts(facts)
