"""What others have judged beside the viewer, in a quiet band, until it is read."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from metrics.news import news
from model.commands.news import mark_seen
from pages.parts import acts, formats, links
from pages.parts.figures import figure
from pages.parts.view import View, current
from pages.parts.words import say, say_many

MOST = 4


def draw() -> None:
    """Each in a line with its deal, and the button that puts them away."""
    view = current()
    if view.as_of != view.today or view.viewer.person_id is None:
        return
    rows = figure(news)
    if rows.empty:
        return
    told = [each for _, each in rows.groupby("entry", sort=False)]
    with st.container(border=True, key="news", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            head = say_many("{n} judgement beside yours", "{n} judgements beside yours", len(told))
            st.markdown(f"**{formats.plain(head)}**", width="content")
            entries = tuple(int(entry) for entry in rows["entry"].unique())
            if st.button(say("Got it"), key="news read") and acts.do(mark_seen, done=say("Put away"), entries=entries):
                st.rerun()
        for each in told[:MOST]:
            row = each.iloc[0]
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                key = f"news {row['entry']}"
                st.button(formats.plain(row["deal_name"]), key=key, type="tertiary", on_click=links.to_deal, args=(row,))
                st.caption(formats.plain(line(view, each)), width="stretch")
        if len(told) > MOST:
            st.caption(say_many("and {n} more", "and {n} more", len(told) - MOST))


def line(view: View, rows: pd.DataFrame) -> str:
    """Maria Lopez judged it 120k, commit on Sat 14 Nov 2026, 14:02, after your 150k, upside. `rows`: those of one entry."""
    row = rows.iloc[0]
    when = formats.moment(row["at"].astimezone(ZoneInfo(view.book.settings.time_zone)))
    said = {"who": row["author_name"], "when": when} | {side: _values(view, rows, side) for side in ("mine", "theirs")}
    if row["done"] == "withdrew":
        return say("{who} withdrew their {theirs} on {when}; yours is {mine}", **said)
    if row["before"]:
        return say("{who} judged it {theirs} on {when}, which your page did not show yet: yours is the later, {mine}", **said)
    return say("{who} judged it {theirs} on {when}, after your {mine}", **said)


def _values(view: View, rows: pd.DataFrame, side: str) -> str:
    """What was judged, field by field, the amount first: 120k, commit, due 12 Jan 2027, next step «Call Jo»."""
    values = dict(zip(rows["field"], rows[side], strict=True))
    said = {
        "amount": lambda text: view.money(int(text)),
        "category": lambda text: formats.word(text).lower(),
        "close_date": lambda text: say("due {day}", day=formats.date_of(date.fromisoformat(text))),
        "next_step": lambda text: say("next step «{step}»", step=text),
    }
    return ", ".join(how(values[field]) for field, how in said.items() if field in values)
