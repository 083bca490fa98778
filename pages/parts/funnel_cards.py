"""The lead funnel's cards: the window's cohort step by step, the first answer, and what waits."""

from itertools import pairwise
from typing import Any

import pandas as pd

from metrics.journeys import STEPS
from metrics.lead_weeks import stalled_by_week, steps_by_week, waiting_by_week, waiting_leads
from metrics.speed import answers_by_week
from model.access import Sight
from model.calendar import Window
from model.people import Role
from pages.parts import cards, formats, windows
from pages.parts.figures import figure
from pages.parts.funnel_chart import NAMES
from pages.parts.proof import Asked
from pages.parts.view import View, current
from pages.parts.words import say

WEEKS = 13  # points of a line
MONTH = 4  # weeks


def cards_of(choice: str, mode: str) -> list[cards.Card]:
    """MQLs, the three shares of a step in the one before, the first answer, and what waits; against the comparison day."""
    view = current()
    window, earlier = windows.window_of(view, choice), windows.window_of(view, choice, view.compared)
    answer = [_answer(window, earlier)] if figure("speed-to-lead", window=window)["n"].iloc[0] else []
    return [*_steps(window, earlier, mode), *answer, _waiting(view, window)]


def _steps(window: Window, earlier: Window, mode: str) -> list[cards.Card]:
    """MQLs, and the share of each step in the step before; without any lead the same of direct deals."""
    sides = figure("funnel", window=window, mode=mode), figure("funnel", on=current().compared, window=earlier, mode=mode)
    leads = sides[0]["origin"] == "lead"
    origin = "direct" if sides[0].loc[leads, "count"].sum() == 0 < sides[0].loc[~leads, "count"].sum() else "lead"
    now, before = ({row["step"]: row for row in f[f["origin"] == origin].to_dict("records")} for f in sides)
    weekly = figure(steps_by_week, weeks=WEEKS + MONTH - 1, origin=origin)
    first, *later = STEPS[origin]
    shown = [
        cards.count_card(
            "MQL" if origin == "lead" else say("Deals begun"),
            now[first]["count"],
            before[first]["count"],
            trend=weekly[first].tail(WEEKS).tolist(),
            note=say("{n} in the last 7 days", n=formats.count(weekly[first].iloc[-1])),
            asked=_asked(window, mode, origin, first, "count", say("{step} of the window", step=say(NAMES[first]))),
            name=first,
        )
    ]
    for previous, step in pairwise([first, *later]):
        label = say(
            "{step} of {count} {before}",
            step=say(NAMES[step]),
            count=formats.count(now[previous]["count"]),
            before=say(NAMES[previous]),
        )
        shown.append(
            cards.rate_card(
                label,
                now[step]["of_previous"],
                before[step]["of_previous"],
                trend=_monthly(weekly, step, previous),
                note=say("steps of the window") if mode == "activity" else _sure(now[step]),
                asked=_asked(window, mode, origin, step, "of_previous", label),
                name=step,
            )
        )
    return shown


def _monthly(weekly: pd.DataFrame, step: str, previous: str) -> list[float | None]:
    """A step's share of the step before among the steps taken in the four weeks up to each week's end: one week's are few."""
    sums = weekly[[step, previous]].astype(float).rolling(MONTH).sum().tail(WEEKS)
    return [s / p if p else None for s, p in zip(sums[step], sums[previous], strict=True)]


def _asked(window: Window, mode: str, origin: str, step: str, column: str, title: str) -> Asked:
    return Asked("funnel", {"window": window, "mode": mode}, column=column, row={"origin": origin, "step": step}, title=title)


def _sure(row: dict[str, Any]) -> str:
    """The interval of a share of the cohort, and whether some of it is still on its way; its n stands in the label."""
    if formats.is_unknown(row["low"]):
        return ""
    known = not formats.is_unknown(row["mature"])
    return say(
        "95 %: {interval}, not final" if known and not row["mature"] else "95 %: {interval}",
        interval=formats.interval(row["low"], row["high"]),
    )


def _answer(window: Window, earlier: Window) -> cards.Card:
    """The median wait for a first answer."""
    now = figure("speed-to-lead", window=window).iloc[0]
    before = figure("speed-to-lead", on=current().compared, window=earlier).iloc[0]
    sides = now["median_minutes"], before["median_minutes"]
    known = not any(formats.is_unknown(side) for side in sides)
    change = round(float(sides[0]) - float(sides[1]), 1) if known else None
    text = (
        "" if change is None else formats.change(f"{formats.MINUS if change < 0 else ''}{formats.minutes(abs(change))}", change)
    )
    weeks = figure(answers_by_week)["median_minutes"]
    return cards.Card(
        say("First answer"),
        formats.minutes(sides[0]),
        change,
        text,
        good="down",
        trend=[None if formats.is_unknown(minutes) else float(minutes) for minutes in weeks],
        note=say("median, n = {n}", n=formats.count(now["n"])),
        asked=Asked("speed-to-lead", {"window": window}, column="median_minutes", title=say("First answer")),
        name="answer",
    )


def _waiting(view: View, window: Window) -> cards.Card:
    """Stalled deals; for those who see no deals, leads that wait: an SDR's own."""
    if view.viewer.sight is Sight.LEADS:
        own = {"sdr": view.viewer.person_id} if view.viewer.role == Role.SDR else {}
        within_a_day = figure("speed-to-lead", window=window).iloc[0]["within_24h"]
        return cards.count_card(
            say("Your queue") if own else say("Untouched leads"),
            figure(waiting_leads, **own),
            figure(waiting_leads, on=view.compared, **own),
            good="down",
            trend=figure(waiting_by_week, **own)["waiting"].tolist(),
            note=say("{share} answered in 24 h", share=formats.rate(within_a_day)) if not own else say("untouched leads"),
            asked=Asked(waiting_leads, own, title=say("Untouched leads")),
            name="untouched",
        )
    rows, before = (_stalled(view, on) for on in (None, view.compared))
    value = rows["value"].sum(min_count=1)
    return cards.count_card(
        say("Stalled deals"),
        int(rows["count"].sum()),
        int(before["count"].sum()),
        good="down",
        trend=figure(stalled_by_week)["stalled"].tolist(),
        note="" if formats.is_unknown(value) else say("{amount} in them", amount=view.money(value)),
        asked=Asked("leaks", {"window": view.year}, column="count", row={"what": "stalled"}, title=say("Stalled deals")),
        name="stalled",
    )


def _stalled(view: View, on: Any) -> Any:
    """The rows of `leaks` about stalled deals: they are the day's, whatever the window."""
    rows = figure("leaks", on=on, window=view.year)
    return rows[rows["what"] == "stalled"]
