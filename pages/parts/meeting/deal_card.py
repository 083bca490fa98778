"""A deal beside a list: what it is, why it is here, what is thought of it, and the four questions."""

import pandas as pd
import streamlit as st

from pages.parts import formats, links
from pages.parts.meeting import asking, judging
from pages.parts.retelling import retold
from pages.parts.view import current
from pages.parts.words import say


def draw(deal: pd.Series, place: str) -> None:
    """The card of a deal (a row of due_deals, with `reasons` or `flags`), with the way to its page.

    `place` tells two cards of one page apart.
    """
    view = current()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        amount = say("no amount") if formats.is_unknown(deal["amount"]) else f"{view.full_money(deal['amount'])} {view.currency}"
        st.markdown(f"**{formats.plain(deal['deal_name'])}** · {formats.plain(amount)}", width="stretch")
        st.button(
            say("Open its page"), key=f"page of {place} {deal['deal_key']}", type="tertiary", on_click=links.to_deal, args=(deal,)
        )
    due = say("due {day}", day=formats.date_of(deal["close_on"]))
    facts = [deal["account_name"], deal["stage_name"], due, deal["owner_name"]]
    st.caption(" · ".join(formats.plain(fact) for fact in facts if not formats.is_unknown(fact)))
    if not formats.is_unknown(deal["change"]):
        st.caption(formats.plain(say("Changed: {change}", change=retold(deal["change"]))))
    if not formats.is_unknown(deal["next_step"]):
        st.caption(formats.plain(say("Next step: {step}", step=deal["next_step"])))
    with st.container(horizontal=True, gap="xsmall"):
        for line in deal["reasons"] if "reasons" in deal else deal["flags"]:
            st.badge(formats.badge(line), icon=":material/flag:", color="gray")
    own = not formats.is_unknown(deal["owner"]) and int(deal["owner"]) == view.viewer.person_id
    judging.draw(int(deal["deal"]), place, own)
    asking.draw(int(deal["deal"]), place)
