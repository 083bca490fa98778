"""The minutes of ended reviews: the list, and the picked one as it was frozen. Nothing here is worked out anew."""

from contextvars import copy_context
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from metrics.reviewing import minutes
from model.members import AccessDenied
from model.minutes import content_of
from pages.parts import acts, downloads, formats, minute_files, states
from pages.parts.figures import figure
from pages.parts.minute_tables import sections
from pages.parts.tables import table, tall
from pages.parts.view import View, current
from pages.parts.words import say, say_many

PICKED = "minute"


def draw() -> None:
    """The picker of minutes, and the picked one."""
    view = current()
    rows = figure(minutes)
    if rows.empty:
        states.empty(
            say("No review has ended so far."),
            say("A review ends on the last screen of Forecast review: its minute is kept here, as it was."),
        )
        return
    labels = {str(int(row["minute"])): label(view, row) for _, row in rows.iterrows()}
    chosen = st.selectbox(say("Minute"), list(labels), format_func=labels.__getitem__, key=PICKED, bind="query-params", width=620)
    number = int(chosen if chosen in labels else next(iter(labels)))
    row = rows[rows["minute"] == number].iloc[0]
    held = content(number)
    if held is None:
        states.empty(
            say("This minute holds people whom you do not lead today."),
            say("It was frozen before somebody moved to another team. Whoever leads them all today can open it."),
        )
        return
    show(row, held)


def content(number: int) -> dict[str, Any] | None:
    """What a minute of the list holds; None where it holds people whom the viewer does not lead today."""
    try:
        return content_of(acts.engine(), current().viewer, number)
    except AccessDenied:
        return None


def label(view: View, row: pd.Series) -> str:
    """A minute in the list: whose, of which period and week, and when it ended."""
    team = view.book.settings.company if formats.is_unknown(row["team"]) else view.name(int(row["team"]))
    zone = ZoneInfo(view.book.settings.time_zone)
    ended = formats.moment(row["ended_at"].astimezone(zone))
    said = {"team": team, "period": row["period"], "week": formats.day(row["week"]), "ended": ended}
    return say("{team} · {period} · week of {week} · ended {ended}", **said)


def show(row: pd.Series, content: dict[str, Any]) -> None:
    """One minute: what it is, its files, and its parts."""
    ended_at, author = row["ended_at"].to_pydatetime(), who(row)
    st.subheader(formats.plain(minute_files.title_of(content)), anchor=False)
    st.caption(formats.plain(minute_files.about(content, ended_at, author)))
    if row["reopened"]:
        times = say_many("Reopened {n} time since", "Reopened {n} times since", row["reopened"])
        st.warning(formats.plain(say("{times}, the last time because: {reason}", times=times, reason=row["reason"])))
    files(content, ended_at, author, int(row["minute"]))
    for section in sections(content):
        if section.rows.empty:
            st.markdown(f"**{formats.plain(section.title)}**: {say('none')}")
            continue
        st.subheader(formats.plain(section.title), anchor=False)
        alt = say("{part} of the minute", part=section.title)
        table(section.rows, columns=section.columns, key=f"minute {row['minute']} {section.name}", alt=alt,
              height=tall(len(section.rows), 420))  # fmt: skip


def files(content: dict[str, Any], ended_at: Any, author: str, number: int) -> None:
    """The minute as HTML and as a workbook."""
    run = copy_context().run  # the file speaks this run's language, though another thread makes it
    name = downloads.named("minute", content["team"]["name"], content["week"])
    with st.container(horizontal=True, gap="small"):
        for kind, label_, make, mime in (
            ("html", say("HTML, to print or send"), minute_files.html_of, "text/html"),
            ("xlsx", say("Workbook (xlsx)"), minute_files.xlsx_of, downloads.XLSX),
        ):
            file = f"{name}.{kind}"
            made = downloads.handed(current(), partial(make, content, ended_at, author), file, mime)
            st.download_button(
                label_, partial(run, made), file, mime, key=f"{kind} of minute {number}",
                on_click="ignore",
            )  # fmt: skip


def who(row: pd.Series) -> str:
    """Who ended the review."""
    return say("this machine’s owner") if formats.is_unknown(row["author"]) else str(row["author_name"])
