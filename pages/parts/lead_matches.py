"""Leads that were handed over to no known deal, and the one deal of their account that was created about then: offered."""

from typing import Any

import pandas as pd
import streamlit as st

from model.access import AccessDenied
from model.importing.references.lead_links import LeadLink
from model.importing.upkeep import confirm_links, lead_links
from model.writing import DatabaseBusy
from pages.parts import formats
from pages.parts.vanished_deals import mine
from pages.parts.view import View, acting
from pages.parts.words import say, say_many

MOST = 500  # proposals that are listed at once
TOLD = "fourcast linking failed"


def draw(view: View, engine: Any) -> None:
    """The proposals; those that are ticked are linked."""
    seen = mine(view, "deal_id")
    if TOLD in st.session_state:
        st.error(formats.plain(st.session_state.pop(TOLD)))
    found = lead_links(engine)[:MOST]
    if not found:
        st.text(say("No lead is without a deal that it may have become."))
        return
    st.caption(say("The files do not say which deal these leads became. One deal of their account was created within a week."))
    rows = pd.DataFrame([_row(link, seen) for link in found])
    column = st.column_config
    edited = st.data_editor(
        rows, hide_index=True, num_rows="fixed", key=f"lead-matches-{len(found)}-{found[0].lead_id}",
        alt=say("Leads and the deals that they may have become"),
        column_config={
            "lead": column.TextColumn(say("Lead"), disabled=True, width="medium"),
            "company": column.TextColumn(say("Company"), disabled=True, width="medium"),
            "deal": column.TextColumn(say("Deal"), disabled=True, width="medium"),
            "apart": column.TextColumn(say("Apart"), disabled=True, width="small"),
            "take": column.CheckboxColumn(say("Became this deal"), width="small"),
        },
    )  # fmt: skip
    taken = [link for link, take in zip(found, edited["take"], strict=True) if take]
    with st.container(horizontal=True, gap="small"):
        label = say_many("Link {n} lead", "Link {n} leads", len(taken))
        st.button(label, type="primary", disabled=not taken, on_click=_link, args=(engine, taken), key="link_leads")
        label = say_many("Link the one", "Link all {n}", len(found))
        st.button(label, on_click=_link, args=(engine, found), key="link_all_leads")


def _row(link: LeadLink, seen: frozenset[Any] | None) -> dict[str, Any]:
    """A proposal; without the names where the deal is not the viewer's to see."""
    names = {"lead": link.lead, "company": link.company, "deal": link.deal}
    if seen is not None and link.deal_id not in seen:
        names = dict.fromkeys(names, say("Somebody else’s"))
    return names | {"apart": formats.days(link.days), "take": False}


def _link(engine: Any, links: list[LeadLink]) -> None:
    try:
        confirm_links(engine, links, acting())
    except (DatabaseBusy, AccessDenied) as error:
        st.session_state[TOLD] = str(error)
