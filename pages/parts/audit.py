"""What people wrote, the latest first: filtered by days, kind, author and words, and taken along as a file."""

import json
import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from metrics.audit import MOST, authors, written
from metrics.definition import Unit
from model.audit import Kind
from model.calendar import Window
from pages.parts import formats, links, navigation, states
from pages.parts.figures import figure
from pages.parts.minute_tables import ASKED
from pages.parts.tables import Column, all_text, table, tall
from pages.parts.view import View, current
from pages.parts.words import mark, say

SPANS = {"7": mark("Last 7 days"), "30": mark("Last 30 days"), "365": mark("Last 12 months"), "period": mark("The period")}
ANY, MACHINE = "", 0
MONEY = ("commit", "upside", "amount")
INNER = ("unseen", "row", "entry", "person_id", "stage_id", "replaced")
"""Fields of entries that point to rows, for the news and for taking back."""
FIELDS = {
    "what": mark("decision"), "close_date": mark("close date"), "next_step": mark("next step"), "from": mark("from"),
    "probability_bp": mark("chance in 1/100 %"), "default_category": mark("default category"),
}  # fmt: skip
COLUMNS = {
    "when": Column("When", Unit.MOMENT, width=160, pinned=True),
    "who": Column("Who", width=125),
    "what": Column("What", width=130),
    "person_name": Column("About", width=110),
    "deal_name": Column("Deal", width=150),
    "period": Column("Period", width=62),
    "before": Column("Before", width=130),
    "after": Column("After", width="large"),
}


def draw() -> None:
    """The filters and the entries that they leave."""
    view = current()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        window = _window(view)
        kind = _one_of(say("Kind of entry"), [each.value for each in Kind], "entries", formats.word)
        author = _author(view, window)
        words = st.text_input(say("Words"), key="audit words", width=200, placeholder=say("Deal, person, note …"))
    rows = told(view, figure(written, window=window, kind=kind, author=author))
    if words:
        texts = all_text(rows, [name for name in COLUMNS if name != "when"])
        rows = rows[texts.str.contains(words.casefold(), regex=False)]
    if rows.empty:
        states.empty(
            say("Nothing was written in these days."),
            say("Calls, judgements, answers, decisions, reviews, scenarios, quotas, settings and imports are listed here."),
        )
        return
    limited = " " + say("The latest {most} are searched.", most=formats.count(MOST)) if len(rows) == MOST else ""
    st.caption(formats.plain(formats.many(len(rows), "entry", "entries") + "." + limited))
    opens = "deal" in navigation.names(view.viewer.role)
    table(
        rows, columns=COLUMNS, key=f"audit {view.as_of}", alt=say("Who wrote what when, the latest first"),
        height=tall(len(rows), 560),
        on_pick=_open if opens else None,
    )  # fmt: skip


def told(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The entries in words: when in the company's zone, who, what, and the values before and after by field."""
    zone = ZoneInfo(view.book.settings.time_zone)
    names = {member.id: member.name for member in view.book.members}
    whole = rows.assign(
        when=[at.astimezone(zone).replace(tzinfo=None) for at in rows["at"]],
        who=[say("This machine’s owner") if formats.is_unknown(one) else names.get(int(one)) for one in rows["author"]],
        what=[f"{formats.word(kind)}: {say(done)}" for kind, done in zip(rows["kind"], rows["done"], strict=True)],
    )
    for side in ("before", "after"):
        whole[side] = [None if formats.is_unknown(text) else values_in_words(view, json.loads(text)) for text in rows[side]]
    return whole


def values_in_words(view: View, values: dict[str, Any]) -> str:
    """Field and value, one after the other: Commit 1,200,000; note As last week."""
    known = {field: value for field, value in values.items() if value is not None and field not in INNER}
    return "; ".join(f"{_field(field)} {_value(view, field, value)}" for field, value in known.items())


def _field(name: str) -> str:
    return say(ASKED[name]) if name in ASKED else say(FIELDS[name]) if name in FIELDS else formats.word(name).lower()


def _value(view: View, field: str, value: Any) -> str:
    if field in MONEY and isinstance(value, int):
        return view.full_money(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return formats.date_of(date.fromisoformat(value))
    return str(value)


def _window(view: View) -> Window:
    chosen = _one_of(say("Days"), list(SPANS), "days_of_audit", lambda name: say(SPANS[name]), say("Last 30 days"))
    if chosen == "period":
        return Window(view.period.first, max(view.period.first, min(view.period.last, view.as_of)))
    back: date = view.as_of - timedelta(days=int(chosen or 30) - 1)
    return Window(back, view.as_of)


def _author(view: View, window: Window) -> int | None:
    names = {member.id: member.name for member in view.book.members} | {MACHINE: say("This machine’s owner")}
    found = {str(one): names.get(one, formats.UNKNOWN) for one in figure(authors, window=window)}
    chosen = _one_of(say("Written by"), list(found), "written_by", found.__getitem__)
    return None if chosen is None else int(chosen)


def _one_of(label: str, options: list[str], key: str, called: Any, everything: str | None = None) -> str | None:
    """A picker of one value, kept in the address; None for all."""
    whole = everything or say("All")
    chosen = st.selectbox(
        label, [ANY, *options], format_func=lambda value: called(value) if value else whole, key=key, bind="query-params",
        width=190,
    )  # fmt: skip
    return chosen if chosen in options else None


def _open(row: pd.Series) -> None:
    if not formats.is_unknown(row["deal_key"]):
        links.to_deal(row)
