"""The end of a meeting: what is still open, the button that freezes the week, and the way back with a reason."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from metrics.minutes import Content, minute
from metrics.reviewing import OPEN, decisions
from model.book import Scope
from model.commands.reviews import end_review, reopen
from model.minutes import sums_of
from pages.parts import acts, formats, minutes, navigation
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say, say_many


def draw(review: pd.Series, team: int | None, last: pd.Series | None) -> None:
    """End the review, or what it ended with. `review` as reviewing.review_now gives it, `last` the minute it began from."""
    if formats.is_unknown(review["ended_at"]):
        _end(review, team, last)
        return
    _ended(review, team)


def _end(review: pd.Series, team: int | None, last: pd.Series | None) -> None:
    view = current()
    for line in still_open(team):
        st.caption(formats.plain(line))
    reason = acts.why_not(by_anybody=True)
    if reason is not None:
        st.caption(formats.plain(reason))
        return
    with st.popover(say("End the meeting"), type="primary", icon=":material/lock:", key="end"):
        st.markdown(
            say("**The minute keeps this week as it is now.** It never changes; opening the review again needs a reason.")
        )
        if st.button(say("End and keep the minute"), type="primary", key="end_now"):
            content = frozen(team, last)
            known = view.book.warehouse.revision
            values = {"review": int(review["review"]), "content": content, "as_of": view.as_of, "known": known}
            if acts.do(end_review, done=say("The meeting has ended, its minute is kept"), **values):
                st.rerun()


def frozen(team: int | None, last: pd.Series | None) -> Content:
    """The content of the minute, worked out on the team's whole book."""
    view = current()
    book = view.book.within(Scope(under=team))
    before = None if last is None else sums_of(acts.engine(), view.viewer, int(last["minute"]))
    since = view.compared if last is None else last["as_of"]
    return minute(book, view.period, since, team, before)


def still_open(team: int | None) -> list[str]:
    """What a meeting leaves open: people without a call, decisions that nobody has ticked."""
    view = current()
    rows = figure("forecast", period=view.period, under=team)
    missing = int(rows["call_commit"].isna().sum()) if len(rows) else 0
    waiting = figure(decisions, team=team or 0)
    waiting = waiting[waiting["state"].isin(OPEN) & waiting["until"].notna()]
    late = [until for until in waiting["until"] if until < view.as_of]
    lines = []
    if missing:
        lines.append(say_many("{n} person has made no call this week.", "{n} people have made no call this week.", missing))
    if late:
        lines.append(say_many("{n} decision is overdue.", "{n} decisions are overdue.", len(late)))
    return lines


def _ended(review: pd.Series, team: int | None) -> None:
    view = current()
    zone = ZoneInfo(view.book.settings.time_zone)
    rows = figure(minutes.minutes, team=team or 0, period=view.period.name)
    row = rows[rows["minute"] == review["minute"]].iloc[0]
    ended = formats.moment(row["ended_at"].astimezone(zone))
    st.success(formats.plain(say("Ended {moment} by {who}.", moment=ended, who=minutes.who(row))), icon=":material/lock:")
    content = minutes.content(int(row["minute"]))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(say("Read the minute"), key="read_minute"):
            st.switch_page(navigation.file_of("minutes"), query_params=_to(row))
        if content is not None:
            minutes.files(content, row["ended_at"].to_pydatetime(), minutes.who(row), int(row["minute"]))
    if acts.why_not(by_anybody=True) is not None:
        return
    with st.popover(say("Open it again"), key="reopen"):
        reason = st.text_input(say("Why is it opened again?"), key="reopen reason")
        values: dict[str, Any] = {"review": int(review["review"]), "reason": reason or ""}
        if st.button(say("Reopen"), key="reopen_now") and acts.do(reopen, done=say("The review is open again"), **values):
            st.rerun()


def _to(row: pd.Series) -> dict[str, str]:
    """The address of a minute: the picker holds its label."""
    return {minutes.PICKED: minutes.label(current(), row)}
