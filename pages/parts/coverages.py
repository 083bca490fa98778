"""Coverage of the period, beside what it took before."""

from functools import partial
from typing import Any

import pandas as pd

from pages.parts import behind, cards, charts, formats, proof
from pages.parts.figures import figure
from pages.parts.view import View, current
from pages.parts.words import say


def draw(choice: str) -> None:
    """How far the open pipeline of the period covers what is left of the quota, beside what it took before."""
    view = current()
    row = figure("coverage", period=view.period).iloc[0]
    proof.heading(finding(view, row))
    was = figure("coverage", on=view.compared, period=view.period).iloc[0]
    asked = partial(proof.Asked, "coverage", {"period": view.period})
    needed = say("{needed} was needed", needed=formats.ratio(row["needed"])) if not formats.is_unknown(row["needed"]) else ""
    cards.row(
        [
            cards.ratio_card(
                say("Coverage"),
                row["coverage"],
                was["coverage"],
                note=needed,
                asked=asked(column="coverage", title=say("Coverage")),
            ),
            _card(say("Open and due"), "open_value", row, was, asked),
            _card(say("Won"), "won_value", row, was, asked),
            _card(say("Quota"), "quota", row, was, asked, good="neither"),
            cards.money_card(
                say("Left to win"),
                _left(row),
                _left(was),
                good="down",
                note=say("quota less won"),
                asked=asked(title=say("Left to win")),
            ),
        ]
    )
    bars = pd.DataFrame(
        [
            {
                "label": label,
                "value": None if formats.is_unknown(value) else float(value),
                "text": formats.ratio(value),
                "meaning": meaning,
            }
            for label, value, meaning in ((say("Coverage"), row["coverage"], "commit"), (say("Needed"), row["needed"], "other"))
        ]
    )
    if bars["value"].notna().any():
        behind.drawing(charts.bars(bars, height=110), key="coverage chart", said=finding(view, row))
        note = say("Needed: what it took in the last 8 full periods.")
        frame = figure("coverage", period=view.period)
        behind.proofs(frame, key="coverage", name="coverage", note=note, asked=asked(title=say("Coverage")))


def _card(label: str, column: str, row: pd.Series, was: pd.Series, asked: Any, good: cards.Good = "up") -> cards.Card:
    return cards.money_card(label, row[column], was[column], good=good, asked=asked(column=column, title=label))


def _left(row: pd.Series) -> int | None:
    return None if formats.is_unknown(row["quota"]) else int(row["quota"]) - int(row["won_value"])


def finding(view: View, row: pd.Series) -> str:
    """Whether coverage is what it took before, in a sentence."""
    if formats.is_unknown(row["quota"]):
        return say("There is no quota for {period}, so nothing to cover", period=view.period.name)
    if formats.is_unknown(row["coverage"]):
        return say("The quota of {period} is reached: nothing is left to cover", period=view.period.name)
    said = say(
        "Open pipeline covers the rest of {period}’s quota {coverage}",
        period=view.period.name,
        coverage=formats.ratio(row["coverage"]),
    )
    if formats.is_unknown(row["needed"]):
        return say("{said}; history is too short to say what is needed", said=said)
    return say("{said}; with as many days left, {needed} was needed", said=said, needed=formats.ratio(row["needed"]))
