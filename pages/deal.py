"""Deal: one deal's facts, flags, and how it came here. The address names it: ?deal=EXTERNAL_ID."""

import streamlit as st

from metrics.deal import deal_activities, deal_facts, deal_versions
from metrics.flags import deal_flags
from pages.parts import deal_judgements, deal_search, deals
from pages.parts.cards import row
from pages.parts.figures import figure
from pages.parts.view import current

view = current()
deal_id, place = deal_search.choose()
if deal_id is None:
    st.stop()

facts = figure(deal_facts, deal_id=deal_id).iloc[0]
versions = figure(deal_versions, deal_id=deal_id)
activities = figure(deal_activities, deal_id=deal_id)

with place:
    deals.draw_name(facts)
with st.container(key="facts in cards"):
    row(deals.cards_of(facts))
deals.draw_flags(facts, figure(deal_flags, deal_id=deal_id, since=view.compared))
deal_judgements.draw_conflicts(deal_id)
deals.draw_timeline(facts, versions, activities)
deal_judgements.draw(facts, deal_id)
deals.draw_versions(facts, versions)
left, right = st.columns(2, gap="large")
with left:
    deals.draw_activities(activities)
with right:
    deals.draw_facts(facts)
