"""The number: call, closed, gap and coverage, the pace, and who needs a conversation, calls what, was judged how."""

import streamlit as st

from metrics.pace import day_of, pace, spread
from model.access import Grain
from pages.parts import conversations, formats, judgement_bridge, levels_above, period_cards, proof, quota_chart, reviews, teams
from pages.parts.figures import figure
from pages.parts.meeting.review import Held
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

CARDS = ("expected", "upside", "closed", "gap", "coverage")
BENEATH = {"conversations": mark("Conversations"), "calls": mark("Calls"), "judgements": mark("Judgements")}


def draw(found: Held) -> None:
    """Cards, pace, teams against quota, and one of three parts beneath."""
    view = current()
    period_cards.row(CARDS, more=[reviews.call_card()])
    _judged(found)
    _pace()
    people = teams.chosen_rows()
    teams.draw_bars(key="review", shown=people, names=not view.sees(Grain.DEAL))
    if not view.sees(Grain.DEAL):
        return
    chosen = st.segmented_control(
        say("Beneath"), list(BENEATH), format_func=lambda name: say(BENEATH[name]), default="conversations", key="beneath",
        bind="query-params", label_visibility="collapsed", required=True,
    )  # fmt: skip
    if chosen == "calls":
        reviews.draw_calls()
        levels_above.draw("review")
    elif chosen == "judgements":
        judgement_bridge.draw()
    else:
        conversations.draw(people)


def _judged(found: Held) -> None:
    """What the number is as the team's leader judges the deals, where that differs from the owners' values above."""
    view = current()
    if found.team is None or not view.sees(Grain.DEAL):
        return
    own, judged = (figure("forecast", period=view.period, **options) for options in ({}, {"judged_by": found.team}))
    sides = [rows[rows["person"] == found.team] for rows in (own, judged)]
    if any(side.empty for side in sides):
        return
    was, now = (int(side["closed"].iloc[0] + side["commit"].iloc[0]) for side in sides)
    if was == now:
        return
    said = {
        "who": view.name(found.team),
        "now": view.money(now),
        "change": formats.change(view.money(now - was), now - was),
        "gap": quota_chart.gap_text(view, sides[1]["gap"].iloc[0]),
    }
    text = say("As {who} judges the deals, closed + commit is {now} ({change} against their owners above): {gap}", **said)
    st.markdown(f":material/gavel: **{formats.plain(text)}**")


def _pace() -> None:
    """Closed by now against the same day of earlier periods, in a sentence."""
    view = current()
    rows = figure(pace, period=view.period)
    if len(rows) < 2:
        return
    low, median, high = spread(rows)
    said = {
        "closed": view.money(rows["closed"].iloc[0]),
        "day": formats.count(day_of(view.period, view.as_of)),
        "days": formats.count((view.period.last - view.period.first).days + 1),
        "median": view.money(median),
        "low": view.money(low),
        "high": view.money(high),
    }
    text = say(
        "Closed {closed} by day {day} of {days}; by that day earlier periods had {median} in the middle, from {low} to {high}",
        **said,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption(formats.plain(f"{text} {say_many('(n = {n} period)', '(n = {n} periods)', len(rows) - 1)}."), width="content")
        proof.why("pace", proof.Asked(pace, {"period": view.period}, column="closed", title=say("Pace")), say("Pace"))
