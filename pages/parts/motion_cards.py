"""The cards of new and existing business: won value, win rate and quota attainment of each."""

from typing import Any

import pandas as pd

from metrics.closings import attainment_by_week, closing_trend
from model.calendar import Window
from pages.parts import cards, formats, reasons
from pages.parts.figures import figure
from pages.parts.proof import Asked
from pages.parts.view import View, current
from pages.parts.words import say

KINDS = ("new", "existing")


def cards_of(now: pd.DataFrame, before: pd.DataFrame, window: Window) -> list[cards.Card]:
    """Three cards for each kind of business in view, each against the comparison day."""
    view = current()
    trend, quotas = figure(closing_trend, days=window.days), figure(attainment_by_week, period=view.period)
    closed = figure("win-rate", window=window, by="kind")
    shown: list[cards.Card] = []
    for kind in (kind for kind in KINDS if kind in set(now["kind"])):
        n = int(closed.loc[closed["kind"] == kind, ["won", "lost"]].to_numpy().sum())
        weeks, reached = trend[trend["kind"] == kind], quotas[quotas["kind"] == kind]
        shown += _of_kind(view, kind, row_of(now, kind), row_of(before, kind), weeks, reached, n, window)
    return shown


def row_of(rows: pd.DataFrame, kind: str) -> dict[str, Any]:
    """The row of a kind of business; {} where there is none."""
    found = rows[rows["kind"] == kind].to_dict("records")
    return {str(name): value for name, value in found[0].items()} if found else {}


def _of_kind(
    view: View,
    kind: str,
    row: dict[str, Any],
    was: dict[str, Any],
    weeks: pd.DataFrame,
    reached: pd.DataFrame,
    n: int,
    window: Window,
) -> list[cards.Card]:
    """The three cards of one kind."""
    label = formats.word(kind)
    names = {
        "won_value": say("{label}: won", label=label),
        "win_rate": say("{label}: win rate", label=label),
        "attainment": say("{label}: of quota", label=label),
    }
    asked = {
        column: Asked("motions", {"window": window, "period": view.period}, column=column, row={"kind": kind}, title=title)
        for column, title in names.items()
    }
    part = say("{deals}, {share} of all", deals=formats.many(row["won"], "deal"), share=formats.rate(row["share"]))
    return [
        cards.money_card(
            names["won_value"], row["won_value"], was.get("won_value"), trend=weeks["won_value"].tolist(),
            note=part, asked=asked["won_value"], name=f"{kind}-won",
        ),
        cards.rate_card(
            names["win_rate"], row["win_rate"], was.get("win_rate"), trend=weeks["rate"].tolist(),
            note=reasons.sure(row["low"], row["high"], n), asked=asked["win_rate"], name=f"{kind}-win-rate",
        ),
        cards.rate_card(
            names["attainment"], row["attainment"], was.get("attainment"), trend=reached["attainment"].tolist(),
            note=_of_quota(view, row), asked=asked["attainment"], name=f"{kind}-quota",
        ),
    ]  # fmt: skip


def _of_quota(view: View, row: dict[str, Any]) -> str:
    """How much of which quota: 1.2M of 2.9M in 2026Q4."""
    if formats.is_unknown(row["quota"]) or formats.is_unknown(row["attainment"]):
        return say("No quota is set")
    won = round(float(row["attainment"]) * int(row["quota"]))
    return say("{won} of {quota}", won=view.money(won), quota=view.money(row["quota"]))
