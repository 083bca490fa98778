"""Sales velocity, its four levers, and what moved it."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.velocity import velocity_levers
from model.calendar import Window
from pages.parts import cards, charts, formats, proof, reasons, states, windows
from pages.parts.figures import figure
from pages.parts.four_vs import days_more
from pages.parts.tables import Column
from pages.parts.view import View, current
from pages.parts.words import mark, say

LEVERS = {
    "volume": mark("Volume"),
    "win_rate": mark("Win rate"),
    "mean_won_value": mark("Mean won value"),
    "mean_cycle_days": mark("Mean cycle"),
}
NARROW_GAP = "\u00a0"  # keeps words on one line of a bar's label
TABLE = {
    "lever": Column("Lever", pinned=True),
    "was": Column("Before"),
    "is": Column("Now"),
    "change": Column("Changes velocity by, a day", Unit.MONEY),
}


def draw(choice: str) -> None:
    """Money per day, its four levers, and what moved it since the window before."""
    view = current()
    window = windows.window_of(view, choice)
    now = figure("sales-velocity", window=window)
    if now.empty:
        states.empty(say("No qualified deal is open, and none was closed in this window."), say("Choose a longer window above."))
        return
    before = before_of(window)
    levers = figure(velocity_levers, window=window, before=before)
    cards.row(lever_cards(view, window, now.iloc[0], levers))
    if levers["change"].isna().any():
        states.empty(
            say("Nothing to compare with: {before} has no velocity.", before=windows.words(before)),
            say("Choose a shorter window above, or import history."),
        )
        return
    shown = levers.assign(
        lever=[say(LEVERS[lever]) for lever in levers["lever"]],
        was=[_said(view, row["lever"], row["before"]) for row in levers.to_dict("records")],
        **{"is": [_said(view, row["lever"], row["now"]) for row in levers.to_dict("records")]},
    )
    proof.chart(
        charts.waterfall(steps(view, shown, window, before), 250),
        finding(view, shown),
        name="sales-velocity",
        rows=shown,
        columns=TABLE,
        key=f"levers {choice}",
        asked=proof.Asked(velocity_levers, {"window": window, "before": before}, title=say("What moved sales velocity")),
    )
    st.caption(
        say(
            "Before: {before}. Each lever’s part is its Shapley value over the 24 orders; the four add up exactly.",
            before=windows.words(before),
        )
    )


def lever_cards(view: View, window: Window, now: pd.Series, levers: pd.DataFrame) -> list[cards.Card]:
    """Sales velocity and the four levers it is made of, each against the window before."""
    was = dict(zip(levers["lever"], levers["before"], strict=True))
    known = not levers["before"].isna().any() and not formats.is_unknown(now["per_day"])
    speed = _whole(was["volume"] * was["win_rate"] * was["mean_won_value"] / was["mean_cycle_days"]) if known else None
    days = now["mean_cycle_days"], was["mean_cycle_days"]
    longer = None if any(formats.is_unknown(number) for number in days) else round(float(days[0]) - float(days[1]), 1)
    closed = figure("win-rate", window=window).iloc[0]
    value = {"now": _whole(now["mean_won_value"]), "before": _whole(was["mean_won_value"])}

    def more(column: str, title: str, note: str = "") -> dict[str, Any]:
        asked = proof.Asked("sales-velocity", {"window": window}, column=column, title=title)
        return {"compared": say("to before"), "name": f"lever-{column}", "asked": asked, "note": note}

    sure = reasons.sure(closed["low"], closed["high"], int(closed["won"] + closed["lost"]))
    won = say("n = {n} won", n=formats.count(int(closed["won"])))
    median = say("median {days}", days=formats.days(now["median_cycle_days"]))
    speeds = more("per_day", say("Sales velocity"), say("the four multiplied"))
    cycle = more("mean_cycle_days", say("Mean cycle"), median)
    return [
        cards.money_card(say("Velocity a day"), _whole(now["per_day"]), speed, **speeds),
        cards.count_card(say("Volume"), now["volume"], _whole(was["volume"]), **more("volume", say("Volume"), say("open deals"))),
        cards.rate_card(say("× win rate"), now["win_rate"], was["win_rate"], **more("win_rate", say("Win rate"), sure)),
        cards.money_card(
            say("× mean won value"), value["now"], value["before"], **more("mean_won_value", say("Mean won value"), won)
        ),
        cards.Card(say("÷ mean cycle"), formats.days(days[0]), longer, days_more(longer), good="down", **cycle),
    ]


def before_of(window: Window) -> Window:
    """The window of the same length right before."""
    last = window.first - timedelta(days=1)
    return Window(last - timedelta(days=window.days - 1), last)


def _whole(value: Any) -> int | None:
    return None if formats.is_unknown(value) else round(float(value))


def _said(view: View, lever: str, value: Any) -> str:
    if lever == "win_rate":
        return formats.UNKNOWN if formats.is_unknown(value) else f"{float(value) * 100:.1f} %"
    if lever == "mean_won_value":
        return view.money(_whole(value))
    return formats.days(value) if lever == "mean_cycle_days" else formats.count(value)


def _per_day(shown: pd.DataFrame, side: str) -> float:
    volume, rate, value, days = (float(number) for number in shown[side])
    return volume * rate * value / days


def finding(view: View, shown: pd.DataFrame) -> str:
    """What moved velocity most, in a sentence."""
    was, now = _per_day(shown, "before"), _per_day(shown, "now")
    moved = now - was
    same_way = shown[shown["change"] * (1 if moved >= 0 else -1) > 0]
    largest = same_way if len(same_way) else shown
    chief = largest.loc[largest["change"].abs().astype(float).idxmax()]
    by = formats.change(view.money(_whole(chief["change"])), chief["change"])
    return say(
        "Sales velocity rose {moved} to {now} a day, most by {lever} ({was} to {new}, {by})"
        if moved >= 0
        else "Sales velocity fell {moved} to {now} a day, most by {lever} ({was} to {new}, {by})",
        moved=view.money(_whole(abs(moved))),
        now=view.money(_whole(now)),
        lever=str(chief["lever"]).lower(),
        was=chief["was"],
        new=chief["is"],
        by=by,
    )


def steps(view: View, shown: pd.DataFrame, window: Window, before: Window) -> pd.DataFrame:
    """The levers as bars between the two velocities, for charts.waterfall."""
    unit = 10**view.exponent
    level = _per_day(shown, "before")
    found: list[dict[str, Any]] = [_level(view, say("to {month}", month=_month(before.last)), level, unit)]
    for row in shown.to_dict("records"):
        after = level + float(row["change"])
        found.append(
            {
                "label": _label(row),
                "low": min(level, after) / unit,
                "high": max(level, after) / unit,
                "after": after / unit,
                "meaning": "gain" if row["change"] > 0 else "loss" if row["change"] < 0 else "other",
                "text": formats.change(view.money(_whole(row["change"])), row["change"]),
                "tip": say("{was} to {new}", was=row["was"], new=row["is"]),
            }
        )
        level = after
    return pd.DataFrame([*found, _level(view, say("to {month}", month=_month(window.last)), _per_day(shown, "now"), unit)])


def _label(row: dict[Any, Any]) -> str:
    """A lever and how it moved, on a line each."""
    lever, moved = str(row["lever"]), f"{row['was']}\u2009→\u2009{row['is']}"
    return f"{lever.replace(' ', NARROW_GAP)} {moved.replace(' ', NARROW_GAP)}"


def _month(day: date) -> str:
    return f"{day:%b %Y}"


def _level(view: View, label: str, level: float, unit: int) -> dict[str, Any]:
    return {
        "label": label,
        "low": 0.0,
        "high": level / unit,
        "after": level / unit,
        "meaning": "commit",
        "text": view.money(_whole(level)),
        "tip": say("{level} {currency} a day", level=view.full_money(_whole(level)), currency=view.currency),
    }
