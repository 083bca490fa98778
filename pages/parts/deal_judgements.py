"""What is judged of one deal: what the CRM says, what its owner makes of it, and everybody above who judged it."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.deal_judgements import deal_conflicts, deal_judgements
from metrics.definition import Unit
from pages.parts import conflicts, formats
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say

VALUES = {
    "who": Column("Whose view", width=150),
    "category": Column("Category", width=130),
    "amount": Column("Amount", Unit.MONEY, width=85),
    "close_date": Column("Close date", Unit.DAY, width=120),
    "next_step": Column("Next step", width=150),
    "reason": Column("Reason", width=180),
    "judged_at": Column("When", Unit.MOMENT, width=160),
    "period": Column("Period", width=65),
    "counts": Column("Stands", help="No more: the deal was closed, moved out of the period or handed over since", width=75),
}


def draw_conflicts(deal_id: int) -> None:
    """What the CRM has changed since it was judged, a badge each."""
    rows = figure(deal_conflicts, deal_id=deal_id)
    if rows.empty:
        return
    with st.container(horizontal=True, gap="xsmall", key="conflicts"):
        for _, row in rows.iterrows():
            st.badge(formats.badge(conflicts.sentence(row)), icon=":material/sync_problem:", color="gray")


def draw(facts: pd.Series, deal_id: int) -> None:
    """The CRM's values, the owner's beside them, and each judgement with its reason; nothing where nobody judged the deal."""
    judged = figure(deal_judgements, deal_id=deal_id)
    if judged.empty:
        return
    st.subheader(
        say("What is judged of it: {judgements}, amounts in {currency}",
            judgements=formats.many(len(judged), "judgement"), currency=formats.plain(current().currency)),
        anchor=False,
    )  # fmt: skip
    rows = pd.DataFrame([_crm(facts), *(_said(facts, row) for _, row in judged.iterrows())], columns=list(VALUES))
    rows = rows.assign(amount=rows["amount"].astype("Int64"))
    alt = say("What the CRM says of the deal, and what each judges")
    table(rows, columns=VALUES, key=f"judged {facts['external_id']} {len(rows)}", alt=alt)


def _crm(facts: pd.Series) -> dict[str, Any]:
    return {
        "who": say("The CRM"), "category": _category(facts["crm_chosen"], say("The stage’s default")),
        "amount": facts["crm_amount"], "close_date": facts["crm_close_on"], "next_step": facts["crm_next_step"],
    }  # fmt: skip


def _said(facts: pd.Series, row: pd.Series) -> dict[str, Any]:
    """A judgement; what it leaves empty is as the deal has it."""
    owns = row["person"] == facts["owner_id"]
    values = {name: row[name] for name in ("period", "amount", "close_date", "next_step", "judged_at", "reason")}
    return values | {
        "who": say("{who}, owner", who=row["person_name"]) if owns else row["person_name"],
        "category": _category(row["category"], None),
        "counts": say("Yes") if row["counts"] else say("No more"),
    }


def _category(value: Any, otherwise: str | None) -> str | None:
    return otherwise if formats.is_unknown(value) else formats.word(value)
