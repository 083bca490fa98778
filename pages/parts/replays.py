"""The replay of a period: a week that plays, steps or is picked, and everything as it stood at its end."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.replay import PARTS, replay
from metrics.totals import totals
from model.access import Grain
from pages.parts import (
    bridge_steps,
    bridges,
    cards,
    charts,
    formats,
    playing,
    proof,
    quota_chart,
    replay_chart,
    states,
    teams,
    watch,
)
from pages.parts.figures import figure
from pages.parts.tables import Column
from pages.parts.view import View, current
from pages.parts.words import mark, say

WEEKS = {
    "week": Column("Week", Unit.COUNT),
    "day": Column("To", Unit.DAY),
    **{name: Column(formats.word(name), Unit.MONEY) for name in (*PARTS, "quota", "gap")},
}


@dataclass(frozen=True)
class Reel:
    """What is played: `weeks` and `people` as `replay` gives them, `ends` of all weeks of the period, and the week shown."""

    view: View
    weeks: pd.DataFrame
    people: pd.DataFrame
    ends: list[date]
    shown: int

    @property
    def last(self) -> int:
        """The last week that has begun."""
        return int(self.weeks["week"].max())

    def row(self, week: int) -> pd.Series:
        """The whole at the end of a week."""
        return self.weeks[self.weeks["week"] == week].iloc[0]


def draw() -> None:
    """The page. While it plays it is drawn anew every second or so, and nothing else of the page is."""
    view = current()
    rows = figure(replay, period=view.period)
    if rows.empty:
        sentence = say("{period} has not begun on {day}.", period=view.period.name, day=formats.day(view.as_of))
        states.empty(sentence, say("Choose another period or day in the sidebar."))
    elif not rows[list(PARTS)].to_numpy().any():
        states.empty(
            say("No deal was due in {period}.", period=view.period.name), say("Choose another period or day in the sidebar.")
        )
    else:
        timed = playing.is_playing()
        st.fragment(run_every=playing.PACE if timed else None)(_frame)(rows, timed)


def _frame(rows: pd.DataFrame, timed: bool) -> None:
    """The week shown. A page whose clock no longer fits what was asked for is drawn anew, with another clock or none."""
    watch.again()
    proof.leave_fragment()
    view = current()
    last = int(rows["week"].max())
    playing.advance(last)
    if playing.is_playing() != timed:
        st.rerun()
    whole = rows["person"].isna()
    ends = [week.last for week in view.book.calendar.weeks_in(view.period)]
    shown = playing.controls(last)
    reel = Reel(view, rows[whole], rows[~whole], ends, shown)
    cards.row(_cards(reel))
    _draw_weeks(reel)
    if reel.people.empty:
        _draw_change(reel)
        return
    left, right = st.columns(2, gap="large")
    with left:
        _draw_change(reel)
    with right:
        _draw_teams(reel)


def _cards(reel: Reel) -> list[cards.Card]:
    """Closed, commit, upside, pipeline and gap at the end of the week, each with what the week changed."""
    now, before = reel.row(reel.shown), reel.row(reel.shown - 1)
    names = {
        "closed": mark("Closed"),
        "commit": mark("Commit"),
        "upside": mark("Upside"),
        "pipeline": mark("Pipeline"),
        "gap": mark("Gap"),
    }
    ways: dict[str, Any] = {"gap": "down", "pipeline": "neither"}
    so_far = reel.weeks[reel.weeks["week"] <= reel.shown].sort_values("week")
    return [
        cards.money_card(
            say(label), now[name], before[name], good=ways.get(name, "up"), trend=so_far[name].tolist(),
            asked=proof.Asked(totals, {"period": reel.view.period}, on=now["day"], column=name, title=say(label)),
            compared=say("in the week"), name=name,
        )
        for name, label in names.items()
    ]  # fmt: skip


def finding(reel: Reel) -> str:
    """Where the period stood at the end of the week, in a sentence."""
    row, view = reel.row(reel.shown), reel.view
    expected = int(row["closed"]) + int(row["commit"])
    where = say(
        "Week {week} of {weeks}, to {day}: closed and commit were {amount}",
        week=reel.shown,
        weeks=len(reel.ends),
        day=formats.day(row["day"], view.as_of.year),
        amount=view.money(expected),
    )
    if formats.is_unknown(row["quota"]):
        return say("{where}; there was no quota", where=where)
    gap = quota_chart.gap_text(view, row["gap"])
    if not row["quota"]:
        return f"{where}, {gap}"
    return say("{where}, {rate} of quota, {gap}", where=where, rate=formats.rate(expected / int(row["quota"])), gap=gap)


def _draw_weeks(reel: Reel) -> None:
    drawing = replay_chart.weeks(replay_chart.Film.of(reel.view, reel.weeks, reel.ends), reel.shown)
    begun = reel.weeks[reel.weeks["week"].between(1, reel.shown)]
    asked = proof.Asked(totals, {"period": reel.view.period}, on=reel.row(reel.shown)["day"], title=say("Period"))
    proof.chart(drawing, finding(reel), name="forecast", rows=begun, columns=WEEKS, key="replay weeks", asked=asked)


def _draw_change(reel: Reel) -> None:
    """What came and went in the week: the bridge from the end of the week before."""
    day, before = reel.row(reel.shown)["day"], reel.row(reel.shown - 1)["day"]
    options = {"since": before, "period": reel.view.period, "measure": "commit"}
    rows = figure("bridge", on=day, **options)
    then = replace(reel.view, book=reel.view.book.on(day), since_day=before)
    drawing = charts.waterfall(bridge_steps.steps(then, rows, "commit"), 240)
    said = bridge_steps.finding(then, rows, "commit")
    asked = proof.Asked("bridge", options, on=day, title=say("Bridge"))
    proof.chart(drawing, said, name="bridge", rows=rows, columns=bridges.STEPS, key="replay bridge", asked=asked)


def _draw_teams(reel: Reel) -> None:
    """Each team against its quota at the end of the week, on the axis of the whole period."""
    if not reel.view.sees(Grain.PERSON):
        return
    at = reel.people[reel.people["week"] == reel.shown]
    shown = teams.with_numbers(teams.right_below(at))
    if shown.empty:
        return
    widest = reel.people[reel.people["person"].isin(shown["person"])]
    most = max(float(widest[["closed", "commit", "upside"]].sum(axis=1).max()), float(widest["quota"].fillna(0).max()))
    drawing = quota_chart.against_quota(quota_chart.rows_of(reel.view, shown), most / 10**reel.view.exponent)
    day = reel.row(reel.shown)["day"]
    asked = proof.Asked("forecast", {"period": reel.view.period}, on=day, title=say("Forecast"))
    proof.chart(drawing, teams.finding(shown), name="forecast", rows=shown, columns=teams.BRIEF, key="replay teams", asked=asked)
