"""The four Vs of the qualified pipeline as cards, each against the comparison day and over 13 weeks."""

from typing import Any

import pandas as pd

from metrics.closings import closing_trend
from pages.parts import cards, formats, proof, reasons, windows
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say


def row(choice: str) -> None:
    """Draw volume, value, velocity and conversion; `choice` is the window of the rates and durations."""
    view = current()
    window = windows.window_of(view, choice)
    earlier = windows.window_of(view, choice, view.compared)
    now, before = figure("pipeline"), figure("pipeline", on=view.compared)
    weeks = weekly()
    closings = figure(closing_trend, days=window.days)
    closings = closings[closings["kind"].isna() & (window.last == view.as_of)]  # it knows only windows that end on the day
    options: dict[str, Any] = {"window": window}
    rate, was = figure("win-rate", window=window).iloc[0], figure("win-rate", on=view.compared, window=earlier).iloc[0]
    cards.row(
        [
            cards.count_card(
                say("Volume"),
                int(now["volume"].sum()),
                int(before["volume"].sum()),
                trend=weeks["volume"].tolist(),
                note=_without_amount(now),
                asked=proof.Asked("pipeline", column="volume", title=say("Volume")),
            ),
            cards.money_card(
                say("Value"),
                int(now["value"].sum()),
                int(before["value"].sum()),
                trend=weeks["value"].tolist(),
                note=say("weighted {amount}", amount=view.money(int(now["weighted"].sum()))),
                asked=proof.Asked("pipeline", column="value", title=say("Value")),
            ),
            _velocity(options, {"window": earlier}, closings),
            cards.rate_card(
                say("Conversion"),
                rate["rate"],
                was["rate"],
                trend=closings["rate"].tolist(),
                note=say("win rate, {sure}", sure=reasons.sure(rate["low"], rate["high"], int(rate["won"] + rate["lost"]))),
                asked=proof.Asked("win-rate", options, column="rate", title=say("Win rate")),
            ),
        ]
    )


def _without_amount(now: pd.DataFrame) -> str:
    missing = int(now["missing_amount"].sum())
    return say("open deals, {n} without amount", n=formats.count(missing)) if missing else say("open qualified deals")


def _velocity(options: dict[str, Any], earlier: dict[str, Any], closings: pd.DataFrame) -> cards.Card:
    """The mean cycle: how long a won deal took from SQL."""
    frame, past = figure("sales-velocity", **options), figure("sales-velocity", on=current().compared, **earlier)
    now = frame.iloc[0] if len(frame) else {"mean_cycle_days": None, "median_cycle_days": None}
    mean, was = now["mean_cycle_days"], past.iloc[0]["mean_cycle_days"] if len(past) else None
    known = not (formats.is_unknown(mean) or formats.is_unknown(was))
    change = round(float(mean) - float(was), 1) if known else None
    note = say("mean cycle, median {days}", days=formats.days(now["median_cycle_days"]))
    if len(closings):
        note = say("{said}, n = {n}", said=note, n=formats.count(closings["cycles"].iloc[-1]))
    return cards.Card(
        say("Velocity"),
        formats.days(mean),
        change,
        days_more(change),
        good="down",
        trend=[None if formats.is_unknown(value) else float(value) for value in closings["mean_cycle_days"]],
        note=note if not formats.is_unknown(mean) else say("no deal won in the window"),
        asked=proof.Asked("sales-velocity", options, column="mean_cycle_days", title=say("Mean cycle")),
    )


def days_more(change: float | None) -> str:
    """A difference of days with its sign: +0.3 d; nothing for an unknown one."""
    if change is None:
        return ""
    return formats.change(say("{n} d", n=formats.decimal(change)).replace("-", formats.MINUS), change)


def weekly() -> pd.DataFrame:
    """week, volume and value of the whole qualified pipeline at the end of each of the last 13 weeks."""
    rows = figure("trend")
    return rows.groupby("week", sort=True)[["volume", "value"]].sum().reset_index()
