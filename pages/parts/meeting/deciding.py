"""Decisions: last week's open ones first, ticked, carried over or dropped; then new ones; at the end the minute."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from metrics.due_deals import due_deals
from metrics.exceptions import makes_up
from metrics.reviewing import OPEN, decisions
from model.commands.decisions import decide, step
from pages.parts import acts, ending, formats, links, states
from pages.parts.figures import figure
from pages.parts.meeting.review import Held
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say, say_many

WEEK = timedelta(days=7)
DONE = {
    "what": Column("Decision", width="large", pinned=True),
    "person_name": Column("Who", width=130),
    "state_word": Column("State", width=90),
}


def draw(found: Held) -> None:
    """What is open, what is new, and the end of the meeting."""
    view = current()
    rows = figure(decisions, mine=True)
    if found.leads:  # those that the team's review took, and what others have asked of the viewer
        rows = pd.concat([figure(decisions, team=found.team or 0), rows]).drop_duplicates("decision")
    waiting = rows[rows["state"].isin(OPEN)]
    if waiting.empty:
        st.markdown(say("**No decision is open.**"))
    else:
        text = say_many("{n} open decision", "{n} open decisions", len(waiting))
        st.subheader(text, anchor=False)
    for _, row in waiting.sort_values("decided_at", kind="stable").iterrows():
        _one(row, found)
    past = view.as_of != view.today
    if found.is_open and not past:
        _new(found)
    elif found.leads and not past:
        states.empty(say("Begin the review to log decisions.") if found.review is None else say("The review has ended."))
    _closed(rows[~rows["state"].isin(OPEN)])
    if found.review is not None:
        st.subheader(say("End of the meeting"), anchor=False)
        ending.draw(found.review, found.team, found.last)
    if past:
        st.caption(say("This is a past day: decisions are shown as they stood then."))


def _one(row: pd.Series, found: Held) -> None:
    """An open decision in a line, with what can become of it."""
    view, id_ = current(), int(row["decision"])
    review = int(found.review["review"]) if found.review is not None and found.is_open else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True, key=f"decision {id_}"):
        who = say("nobody in particular") if formats.is_unknown(row["person"]) else str(row["person_name"])
        until = say("no day") if formats.is_unknown(row["until"]) else formats.day(row["until"], view.as_of.year)
        late = not formats.is_unknown(row["until"]) and row["until"] < view.as_of
        st.markdown(
            f"**{formats.plain(row['what'])}**  \n{formats.plain(say('{who}, until {day}', who=who, day=until))}", width="stretch"
        )
        if late:
            st.badge(say("Overdue"), color="red", icon=":material/schedule:")
        if row["state"] == "carried":
            st.badge(say("Carried over"), color="gray")
        if not formats.is_unknown(row["deal"]):
            st.button(formats.plain(row["deal_name"]), key=f"deal of {id_}", type="tertiary", on_click=links.to_deal, args=(row,))
        if acts.why_not(by_anybody=True) is not None:
            return
        if st.button(say("Done"), key=f"done {id_}", icon=":material/check:"):
            _step(id_, "done", say("Ticked"), review)
        with st.popover(say("Carry over"), key=f"carry {id_}"):
            was = view.as_of if formats.is_unknown(row["until"]) else max(row["until"], view.as_of)
            day = st.date_input(say("Until"), was + WEEK, key=f"carry to {id_}", min_value=view.as_of, format="YYYY-MM-DD")
            if st.button(say("Carry over"), key=f"carry now {id_}"):
                _step(id_, "carried", say("Carried over"), review, until=day)
        if st.button(say("Drop"), key=f"drop {id_}", type="tertiary"):
            _step(id_, "dropped", say("Dropped"), review)


def _step(decision: int, state: str, done: str, review: int | None, **values: object) -> None:
    if acts.do(step, done=done, decision=decision, state=state, review=review, **values):
        st.rerun()


def _new(found: Held) -> None:
    view = current()
    assert found.review is not None
    people = {m.id: m.name for m in view.book.members if view.viewer.may_open(m.id) and m.active_on(view.today)}
    named, here = _deals(), list(people)
    mine = here.index(view.scope.under) if view.scope.under in here and view.scope.under != found.team else None
    with st.form(key="new decision", border=True, clear_on_submit=True):
        what = st.text_input(say("What is decided"), key="decision what")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            who = st.selectbox(say("Who"), here, index=mine, format_func=people.__getitem__, key="decision who")
            until = st.date_input(
                say("Until"), view.as_of + WEEK, key="decision until", min_value=view.as_of, format="YYYY-MM-DD", width=150
            )
            deal = st.selectbox(say("On which deal"), list(named), index=None, format_func=named.__getitem__, key="decision deal")
            pressed = st.form_submit_button(say("Log decision"), type="primary", key="decision now")
    values = {"what": what or "", "person": who, "until": until, "deal": deal}
    if pressed and acts.do(decide, done=say("Logged"), review=int(found.review["review"]), **values):
        st.rerun()


def _deals() -> dict[int, str]:
    """What a decision may be on: the deals due in the period, and those that could still be pulled in."""
    view = current()
    since, following = view.compared, view.book.calendar.shift(view.period, 1)
    due = figure(due_deals, period=view.period, since=since)
    later = figure(makes_up, period=view.period, following=following, since=since)
    return {int(id_): str(name) for rows in (due, later) for id_, name in zip(rows["deal"], rows["deal_name"], strict=True)}


def _closed(rows: pd.DataFrame) -> None:
    """What has become of earlier ones."""
    if rows.empty:
        return
    words = [formats.word(state) for state in rows["state"]]
    with st.expander(
        say_many("{n} decision done or dropped", "{n} decisions done or dropped", len(rows)), key="closed decisions"
    ):
        table(
            rows.assign(state_word=words), columns=DONE, key=f"closed decisions {len(rows)}", alt=say("Decisions done or dropped")
        )
