"""The cards of a period's sums: one set for all pages, for the whole view or for one person's deals."""

from collections.abc import Sequence
from typing import Any

from metrics.coverage import needed_coverage
from metrics.totals import totals, weekly
from pages.parts import cards, formats, proof, reasons
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
    now, before = (figure(totals, period=view.period, under=under, on=on) for on in (None, view.compared))
    weeks = figure(weekly, period=view.period, under=under)
    shown = [_card(name, now.iloc[0], before.iloc[0], weeks[name].tolist(), under) for name in names]
    cards.row([*shown, *more])


def _card(name: str, now: Any, before: Any, trend: list[Any], under: int | None) -> cards.Card:
    label = say(LABELS[name])
    more: dict[str, Any] = {
        "trend": trend,
        "note": _note(name, now, under),
        "asked": proof.Asked(totals, {"period": current().period}, under=under, column=name, title=label),
        "name": name,
    }
    if name == "coverage":
        return cards.ratio_card(label, now[name], before[name], **more)
    return cards.money_card(label, now[name], before[name], good=GOOD.get(name, "up"), **more)


def _note(name: str, now: Any, under: int | None) -> str:
    """Why the sum changed, or what it is made of."""
    if name in ("closed", "commit", "upside"):
        return reasons.of_category(name, under)
    if name == "expected" or (name == "gap" and not formats.is_unknown(now["quota"])):
        return reasons.of_measure("commit", under)
    if name == "weighted":
        return reasons.of_measure("weighted", under)
    if formats.is_unknown(now["quota"]):
        return say("No quota is set")
    if name == "quota":
        return say("{part} closed or commit", part=formats.rate(int(now["expected"]) / int(now["quota"]))) if now["quota"] else ""
    return _needed(now)


def _needed(now: Any) -> str:
    """What coverage earlier periods took at this point, else what the coverage is made of."""
    view = current()
    if formats.is_unknown(now["coverage"]):
        return say("Nothing is left to win")
    needed = figure(needed_coverage, period=view.period)
    if not formats.is_unknown(needed):
        return say("Earlier periods: {needed}", needed=formats.ratio(needed))
    left = int(now["quota"]) - int(now["closed"])
    return say("{open} open ÷ {left} to win", open=view.money(now["open_value"]), left=view.money(left))
