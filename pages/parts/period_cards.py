"""The cards of a period's sums: one set for all pages, for the whole view or for one person's deals."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from metrics.totals import totals, weekly
from pages.parts import cards, formats, reasons
from pages.parts.cards import Good
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import mark, say

LABELS = {
    "closed": mark("Closed"),
    "commit": mark("Commit"),
    "expected": mark("Closed + commit"),
    "upside": mark("Upside"),
    "weighted": mark("Weighted"),
    "quota": mark("Quota"),
    "gap": mark("Gap"),
    "coverage": mark("Coverage"),
}
GOOD: dict[str, Good] = {"quota": "neither", "gap": "down"}  # the others: up


def row(names: Sequence[str], under: int | None = None, more: Sequence[cards.Card] = ()) -> None:
    """Draw the cards of these sums (keys of LABELS), and `more` behind them; `under` one person instead of the whole view."""
    view = current()
    now, before = (_with_expected(figure(totals, period=view.period, under=under, on=on)) for on in (None, view.compared))
    weeks = _with_expected(figure(weekly, period=view.period, under=under))
    shown = [_card(name, now.iloc[0], before.iloc[0], weeks[name].tolist(), under) for name in names]
    cards.row([*shown, *more])


def _with_expected(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(expected=frame["closed"] + frame["commit"])


def _card(name: str, now: Any, before: Any, trend: list[Any], under: int | None) -> cards.Card:
    note, good = _note(name, now, under), GOOD.get(name, "up")
    if name == "coverage":
        return cards.ratio_card(say(LABELS[name]), now[name], before[name], trend=trend, note=note, name=name)
    return cards.money_card(say(LABELS[name]), now[name], before[name], trend=trend, good=good, note=note, name=name)


def _note(name: str, now: Any, under: int | None) -> str:
    """Why the sum changed, or what it is made of."""
    view = current()
    if name in ("closed", "commit", "upside"):
        return reasons.of_category(name, under)
    if name in ("expected", "gap"):
        return reasons.of_measure("commit", under)
    if name == "weighted":
        return reasons.of_measure("weighted", under)
    if formats.is_unknown(now["quota"]):
        return say("No quota is set")
    left = int(now["quota"]) - int(now["closed"])
    if name == "quota":
        return say("{part} closed or commit", part=formats.rate(int(now["expected"]) / int(now["quota"]))) if now["quota"] else ""
    return say("{open} open ÷ {left} to win", open=view.money(now["open_value"]), left=view.money(left))
