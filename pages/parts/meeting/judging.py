"""What is thought of a deal beside its owner's values, and the form to judge it."""

import pandas as pd
import streamlit as st

from metrics.conflicts import conflicts
from metrics.definition import Unit
from metrics.due_deals import standing_judgements
from model.commands.judgements import CHOICES, judge, withdraw
from pages.parts import acts, amounts, formats
from pages.parts.conflicts import sentence
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say

AS_OWNER = ""
VIEWS = {
    "who": Column("Whose view", width=120),
    "category_word": Column("Category", width=75),
    "amount": Column("Amount", Unit.MONEY, width=75),
    "reason": Column("Reason", width=190),
    "judged_at": Column("When", Unit.MOMENT, width=160),
}


def draw(deal: int, place: str, own: bool) -> None:
    """The owner's value, each judgement that stands, what the CRM changed since, and the viewer's own judgement.

    `place` tells two cards of one page apart; `own`: the deal is the viewer's.
    """
    view = current()
    rows = figure(standing_judgements, period=view.period)
    rows = rows[rows["deal"] == deal]
    if len(rows):
        table(_views(rows), columns=VIEWS, key=f"views of {place} {deal} {len(rows)}", alt=say("What each thinks of the deal"))
    torn = figure(conflicts, period=view.period)
    for _, row in torn[torn["deal"] == deal].iterrows():
        st.warning(formats.plain(sentence(row)), icon=":material/sync_problem:")
    _form(deal, rows, place, say("As in the CRM") if own else say("As the owner"))


def _views(rows: pd.DataFrame) -> pd.DataFrame:
    first = rows.iloc[0]
    owner = {
        "who": say("{who}, owner", who=first["owner_name"]),
        "category_word": formats.word(first["category"]),
        "amount": first["amount"],
    }
    others = [
        {
            "who": row["person_name"],
            "category_word": None if formats.is_unknown(row["judged_category"]) else formats.word(row["judged_category"]),
            "amount": row["judged_amount"],
            "judged_at": row["judged_at"],
            "reason": row["reason"],
        }
        for _, row in rows.iterrows()
        if row["person"] != row["owner"]
    ]
    frame = pd.DataFrame([owner, *others], columns=list(VIEWS))
    return frame.assign(amount=frame["amount"].astype("Int64"))


def _form(deal: int, rows: pd.DataFrame, place: str, unjudged: str) -> None:
    """`unjudged`: what a value is called that the viewer leaves as it is."""
    view = current()
    reason = acts.why_not()
    if reason is not None:
        st.caption(formats.plain(reason))
        return
    mine = rows[rows["person"] == view.viewer.person_id]
    stood = None if mine.empty else mine.iloc[0]
    with st.form(key=f"judge {place} {deal}", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            category = st.selectbox(
                say("Category"), [AS_OWNER, *CHOICES], index=_place(stood), width=150, key=f"judge category {place} {deal}",
                format_func=lambda name: formats.word(name) if name else unjudged,
            )  # fmt: skip
            amount = st.text_input(
                say("Amount"), _amount(stood), key=f"judge amount {place} {deal}", width=120, placeholder=unjudged
            )
            why = st.text_input(say("Reason"), _reason(stood), key=f"judge reason {place} {deal}")
        with st.container(horizontal=True, gap="small"):
            judged = st.form_submit_button(say("Judge"), type="primary", key=f"judge now {place} {deal}")
            taken_back = stood is not None and st.form_submit_button(say("Withdraw mine"), key=f"withdraw {place} {deal}")
    if judged:
        _judge(deal, category or None, amount, why)
    if taken_back and acts.do(
        withdraw, done=say("Your judgement is withdrawn"), deal=deal, period=view.period.name, reason=why or None
    ):
        st.rerun()


def _judge(deal: int, category: str | None, amount: str, why: str) -> None:
    view = current()
    try:
        units = amounts.read(amount, view.exponent)
    except amounts.NoAmount as error:
        st.error(formats.plain(str(error)))
        return
    values = {"category": category, "amount": units, "reason": why, "seen": view.book.warehouse.revision}
    if acts.do(judge, done=say("Judged: it counts from now on"), deal=deal, period=view.period.name, **values):
        st.rerun()


def _place(stood: pd.Series | None) -> int:
    judged = None if stood is None else stood["judged_category"]
    return 0 if formats.is_unknown(judged) or judged not in CHOICES else 1 + CHOICES.index(judged)


def _amount(stood: pd.Series | None) -> str:
    return "" if stood is None or formats.is_unknown(stood["judged_amount"]) else amounts.written(
        int(stood["judged_amount"]), current().exponent
    )  # fmt: skip


def _reason(stood: pd.Series | None) -> str:
    return "" if stood is None or formats.is_unknown(stood["reason"]) else str(stood["reason"])
