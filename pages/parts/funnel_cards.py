"""The lead funnel's cards: the window's cohort step by step, the first answer, and what waits."""

from typing import Any

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

SHARES = {"srl": "mql", "sql": "srl", "won": "sql"}  # step → the step before


def cards_of(choice: str, mode: str) -> list[cards.Card]:
    """MQLs, the three shares of a step in the one before, the first answer, and what waits; against the comparison day."""
    view = current()
    window, earlier = windows.window_of(view, choice), windows.window_of(view, choice, view.compared)
    return [*_steps(window, earlier, mode), _answer(window, earlier), _waiting(view, window)]


def _steps(window: Window, earlier: Window, mode: str) -> list[cards.Card]:
    """MQLs, and the share of each step in the step before."""
    sides = figure("funnel", window=window, mode=mode), figure("funnel", on=current().compared, window=earlier, mode=mode)
    now, before = ({row["step"]: row for row in f[f["origin"] == "lead"].to_dict("records")} for f in sides)
    weekly = figure(steps_by_week)
    shown = [
        cards.count_card(
            "MQL",
            now["mql"]["count"],
            before["mql"]["count"],
            trend=weekly["mql"].tolist(),
            note=say("{n} in the last 7 days", n=formats.count(weekly["mql"].iloc[-1])),
            asked=_asked(window, mode, "mql", "count", say("MQLs of the window")),
            name="mql",
        )
    ]
    for step, previous in SHARES.items():
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
                trend=weekly[step].tolist(),
                note=_sure(now[step]),
                asked=_asked(window, mode, step, "of_previous", label),
                name=step,
            )
        )
    return shown


def _asked(window: Window, mode: str, step: str, column: str, title: str) -> Asked:
    return Asked("funnel", {"window": window, "mode": mode}, column=column, row={"origin": "lead", "step": step}, title=title)


def _sure(row: dict[str, Any]) -> str:
    """The interval of a share of the cohort, and whether some of it is still on its way; its n stands in the label."""
    if formats.is_unknown(row["low"]):
        return say("steps of the window") if formats.is_unknown(row["mature"]) else ""
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
    return cards.count_card(
        say("Stalled deals"),
        int(rows["count"].sum()),
        int(before["count"].sum()),
        good="down",
        trend=figure(stalled_by_week)["stalled"].tolist(),
        note=say("{amount} in them", amount=view.money(rows["value"].sum(min_count=1))) if len(rows) else "",
        asked=Asked("leaks", {"window": view.year}, column="count", row={"what": "stalled"}, title=say("Stalled deals")),
        name="stalled",
    )


def _stalled(view: View, on: Any) -> Any:
    """The rows of `leaks` about stalled deals: they are the day's, whatever the window."""
    rows = figure("leaks", on=on, window=view.year)
    return rows[rows["what"] == "stalled"]
