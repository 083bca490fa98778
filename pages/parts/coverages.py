"""Coverage of the period, beside what it took before."""

import pandas as pd

from pages.parts import behind, cards, charts, formats, proof
from pages.parts.figures import figure
from pages.parts.view import View, current


def draw(choice: str) -> None:
    """How far the open pipeline of the period covers what is left of the quota, beside what it took before."""
    view = current()
    row = figure("coverage", period=view.period).iloc[0]
    proof.heading(finding(view, row))
    was = figure("coverage", on=view.compared, period=view.period).iloc[0]
    known = not (formats.is_unknown(row["coverage"]) or formats.is_unknown(was["coverage"]))
    moved = round(float(row["coverage"]) - float(was["coverage"]), 1) if known else None
    text = "" if moved is None else formats.change(formats.ratio(moved).replace("-", formats.MINUS), moved)
    cards.row(
        [
            cards.Card("Coverage", formats.ratio(row["coverage"]), moved, text, metric="coverage"),
            cards.money_card("Open and due", row["open_value"], was["open_value"], metric="coverage"),
            cards.money_card("Won", row["won_value"], was["won_value"], metric="coverage"),
            cards.money_card("Quota", row["quota"], was["quota"], good="neither", metric="coverage"),
            cards.money_card("Left to win", _left(row), _left(was), good="down", metric="coverage"),
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
            for label, value, meaning in (("Coverage", row["coverage"], "commit"), ("Needed", row["needed"], "other"))
        ]
    )
    if bars["value"].notna().any():
        behind.drawing(charts.bars(bars, height=110), "coverage chart", finding(view, row))
        frame = figure("coverage", period=view.period)
        behind.proofs(frame, key="coverage", name="coverage", note="Needed: what it took in the last 8 full periods.")


def _left(row: pd.Series) -> int | None:
    return None if formats.is_unknown(row["quota"]) else int(row["quota"]) - int(row["won_value"])


def finding(view: View, row: pd.Series) -> str:
    """Whether coverage is what it took before, in a sentence."""
    if formats.is_unknown(row["quota"]):
        return f"There is no quota for {view.period.name}, so nothing to cover"
    if formats.is_unknown(row["coverage"]):
        return f"The quota of {view.period.name} is reached: nothing is left to cover"
    said = f"Open pipeline covers the rest of {view.period.name}’s quota {formats.ratio(row['coverage'])}"
    if formats.is_unknown(row["needed"]):
        return f"{said}; history is too short to say what is needed"
    return f"{said}; with as many days left, {formats.ratio(row['needed'])} was needed"
