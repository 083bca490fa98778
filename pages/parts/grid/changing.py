"""What would be saved, in words: what the grid has made of what was typed."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import formats
from pages.parts.grid.editing import Edits
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

MOST = 5
FIELDS = {
    "category": mark("category {was} → {now}"), "amount": mark("amount {was} → {now}"),
    "close_date": mark("close date {was} → {now}"), "next_step": mark("next step «{now}»"),
}  # fmt: skip
COLUMNS = {"category": "category", "amount": "amount", "close_date": "close_on", "next_step": "next_step"}


def draw(rows: pd.DataFrame, edits: Edits) -> None:
    """A line per deal that was edited."""
    deals = {int(row["deal"]): row for _, row in rows[rows["deal"].isin(list(edits))].iterrows()}
    lines = [line(deals[deal], parts) for deal, parts in list(edits.items())[:MOST]]
    if len(edits) > MOST:
        lines.append(say_many("and {n} more", "and {n} more", len(edits) - MOST))
    st.markdown("\n".join(f"- {formats.plain(each)}" for each in lines))


def line(row: pd.Series, parts: dict[str, Any]) -> str:
    """Acme: amount 120,000 → 120; close date Thu 31 Dec 2026 → Fri 15 Jan 2027."""
    said = [say(FIELDS[name], was=_shown(name, row[COLUMNS[name]]), now=_shown(name, value)) for name, value in parts.items()]
    return f"{row['deal_name']}: {'; '.join(said)}"


def _shown(name: str, value: Any) -> str:
    if formats.is_unknown(value):
        return formats.UNKNOWN
    if name == "amount":
        return current().full_money(value)
    if name == "close_date":
        return formats.date_of(value if isinstance(value, date) else value.date())
    return formats.word(value).lower() if name == "category" else str(value)
