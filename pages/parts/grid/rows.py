"""The rows of the grid: the deals due, with flags, what changed since a chosen day, and what the CRM says where it differs."""

from datetime import date, timedelta
from functools import lru_cache

import pandas as pd
import streamlit as st

from metrics.due_deals import due_deals
from metrics.flag_rules import FLAGS
from metrics.grid import crm_values, judged_by_me
from pages.parts import formats, locales
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.view import current
from pages.parts.words import mark, say

BACK = {
    "compared": mark("Since the compared day"), "week": mark("In 1 week"), "fortnight": mark("In 2 weeks"),
    "period": mark("Since the period began"),
}  # fmt: skip
MARKS = {"raised": "▲", "cut": "▼", "pushed": "▶", "pulled": "◀"}


def look_back(key: str) -> date:
    """The picker of the day that changes are marked from; it stands in the address."""
    view = current()
    chosen = st.selectbox(
        say("Changes"), list(BACK), format_func=lambda name: say(BACK[name]), key=f"{key}_changes", bind="query-params", width=210
    )
    days = {
        "week": view.as_of - timedelta(days=7),
        "fortnight": view.as_of - timedelta(days=14),
        "period": min(view.period.first, view.as_of) - timedelta(days=1),
    }
    return days.get(chosen, view.compared)


def of(under: int | None, since: date) -> pd.DataFrame:
    """The deals with all that the grid shows of them; `judged_…` is what the viewer judges, `crm_…` the CRM's own."""
    view = current()
    deals = figure(due_deals, period=view.period, since=since, under=under)
    raised = figure("flags", since=since, under=under)
    said, labels = {flag: say(label) for flag, label in FLAGS.items()}, dict[int, list[str]]()
    for deal, flag in zip(raised["deal"].tolist(), raised["flag"].tolist(), strict=True):
        labels.setdefault(deal, []).append(said[flag])
    crm = figure(crm_values, period=view.period, under=under).set_index("deal")
    mine = figure(judged_by_me, period=view.period).set_index("deal")
    texts = deals["change"].astype(object).where(deals["change"].notna(), None).tolist()
    changes = [text and _told(text, locales.current()) for text in texts]
    return deals.assign(
        flags=[labels.get(deal, []) for deal in deals["deal"].tolist()],
        marks=[_marks(text) if text else "" for text in texts],
        change=changes,
        crm_amount=deals["deal"].map(crm["amount"]),
        crm_close_on=deals["deal"].map(crm["close_on"]),
        judged_category=deals["deal"].map(mine["category"]),
        judged_amount=deals["deal"].map(mine["amount"]),
    )


@lru_cache(50_000)
def _told(text: str, locale: str) -> str:
    """What changed, in the language of a locale."""
    return str(formats.word(retold(text)))


def _marks(change: str) -> str:
    """▲ raised, ▼ cut, ▶ pushed, ◀ pulled in, ● anything else."""
    found = [sign for word, sign in MARKS.items() if word in change]
    return " ".join(found) or "●"


def editable(rows: pd.DataFrame) -> pd.Series:
    """Which rows the viewer may judge: their own deals and those of people below them."""
    view = current()
    me = view.viewer.person_id
    if me is None:
        return pd.Series([False] * len(rows), index=rows.index)
    below = view.book.company_tree.below(me)
    theirs = [not formats.is_unknown(owner) and int(owner) in below for owner in rows["owner"].tolist()]
    return pd.Series(theirs, index=rows.index, dtype=bool)
