"""What others have judged since the viewer did, in a quiet band, until it is read."""

from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from metrics.news import news
from model.commands.news import mark_seen
from pages.parts import acts, formats, links
from pages.parts.figures import figure
from pages.parts.view import View, current
from pages.parts.words import mark, say, say_many

MOST = 5
FIELDS = {
    "category": mark("category"),
    "amount": mark("amount"),
    "close_date": mark("close date"),
    "next_step": mark("next step"),
}


def draw() -> None:
    """Each in a line with its deal, and the button that puts them away."""
    view = current()
    if view.as_of != view.today or view.viewer.person_id is None:
        return
    rows = figure(news)
    if rows.empty:
        return
    with st.container(border=True, key="news"):
        st.markdown(
            f"**{formats.plain(say_many('{n} judgement later than yours', '{n} judgements later than yours', len(rows)))}**"
        )
        for _, row in rows.head(MOST).iterrows():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                name, key = formats.plain(row["deal_name"]), f"news {row['entry']} {row['field']}"
                st.button(name, key=key, type="tertiary", on_click=links.to_deal, args=(row,))
                st.caption(formats.plain(line(view, row)))
        if len(rows) > MOST:
            st.caption(say_many("and {n} more", "and {n} more", len(rows) - MOST))
        entries = tuple(int(entry) for entry in rows["entry"].unique())
        if st.button(say("Got it"), key="news read") and acts.do(mark_seen, done=say("Put away"), entries=entries):
            st.rerun()


def line(view: View, row: pd.Series) -> str:
    """Maria Lopez judged the amount 120k on 14 Nov, 14:02, after your 150k; or while the viewer's page still lacked it."""
    when = formats.moment(row["at"].astimezone(ZoneInfo(view.book.settings.time_zone)))
    said = {"who": row["author_name"], "field": say(FIELDS[row["field"]]), "when": when}
    mine, theirs = (_value(view, row["field"], row[side]) for side in ("mine", "theirs"))
    if row["done"] == "withdrew":
        return say("{who} withdrew their {field} {theirs} on {when}; yours is {mine}", theirs=theirs, mine=mine, **said)
    if row["before"]:
        return say(
            "{who} judged the {field} {theirs} on {when}, which your page did not show yet: yours is the later, {mine}",
            theirs=theirs, mine=mine, **said,
        )  # fmt: skip
    return say("{who} judged the {field} {theirs} on {when}, after your {mine}", theirs=theirs, mine=mine, **said)


def _value(view: View, field: str, text: str) -> str:
    if field == "amount":
        return view.money(int(text))
    return formats.word(text) if field == "category" else str(text)
