"""Finding and filtering, in one line."""

import pandas as pd
import streamlit as st

from pages.parts import formats
from pages.parts.tables import all_text
from pages.parts.words import say

SEARCHED = ("deal_name", "account_name", "owner_name", "next_step")


def draw(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The line of filters; gives the rows that they leave."""
    words = st.text_input(say("Find"), key=f"{key} find", width=200, placeholder=say("Deal, account, owner, step"))
    categories = [name for name in ("commit", "upside", "pipeline", "omitted") if (rows["category"] == name).any()]
    chosen = _several(say("Category"), {name: formats.word(name) for name in categories}, f"{key} category")
    flags = sorted({flag for each in rows["flags"] for flag in each})
    flagged = _several(say("Flag"), {flag: flag for flag in flags}, f"{key} flag")
    owners = rows.dropna(subset=["owner"]).drop_duplicates("owner")
    people = dict(zip(owners["owner_name"].astype(str), owners["owner_name"].astype(str), strict=True))
    whose = _several(say("Owner"), people, f"{key} owner") if len(people) > 1 else []
    stages = {str(name): str(name) for name in rows["stage_name"].dropna().unique()}
    stage = _several(say("Stage"), stages, f"{key} stage")
    changed = st.toggle(say("Changed only"), key=f"{key} changed")
    return narrowed(rows, words or "", chosen, flagged, whose, stage, changed)


def narrowed(
    rows: pd.DataFrame, words: str, categories: list[str], flags: list[str], owners: list[str], stages: list[str], changed: bool
) -> pd.DataFrame:
    """The rows that fit: of each list any (an empty one: all), and every one of the words."""
    keep = pd.Series(True, index=rows.index)
    if words.strip():
        texts = all_text(rows, SEARCHED)
        for word in words.casefold().split():
            keep &= texts.str.contains(word, regex=False).to_numpy(dtype=bool)
    for column, wanted in (("category", categories), ("owner_name", owners), ("stage_name", stages)):
        if wanted:
            keep &= rows[column].isin(wanted).to_numpy(dtype=bool)
    if flags:
        keep &= pd.Series([not set(flags).isdisjoint(each) for each in rows["flags"]], index=rows.index)
    if changed:
        keep &= rows["change"].notna().to_numpy()
    return rows[keep]


def _several(label: str, options: dict[str, str], key: str) -> list[str]:
    chosen: list[str] = st.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        width=170,
        placeholder=say("All"),
        label_visibility="visible",
    )
    return chosen
