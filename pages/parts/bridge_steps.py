"""A bridge between two days as bars and in a sentence."""

from typing import Any

import pandas as pd

from metrics.frozen_bridge import FROZEN
from pages.parts import formats
from pages.parts.view import View
from pages.parts.words import mark, say

MEASURES = {
    "commit": mark("Closed + commit"),
    "open": mark("Open"),
    "best": mark("Closed + commit + upside"),
    "weighted": mark("Weighted"),
}
MOST = 8  # bars between start and end; the smallest of more become «other»
MEANING = {"commit": "commit", "open": "other", "best": "upside", "weighted": "commit"}


def finding(view: View, rows: pd.DataFrame, measure: str) -> str:
    """What happened, in a sentence: Closed + commit fell 310k since 16 Nov, most by pushed out (2 deals, −410k)."""
    start, end = int(rows["amount"].iloc[0]), int(rows["amount"].iloc[-1])
    moved, name = end - start, say(MEASURES[measure])
    between = rows.iloc[1:-1]
    if between.empty:
        return say("{name} did not change {since}: {end}", name=name, since=view.since, end=view.money(end))
    same_way = between[between["amount"] * (1 if moved >= 0 else -1) > 0]
    chief = (same_way if len(same_way) else between).assign(size=lambda f: f["amount"].abs()).sort_values("size").iloc[-1]
    by = formats.change(view.money(chief["amount"]), chief["amount"])
    why = say("most by {bar} ({deals}, {by})", bar=say(chief["bar"]), deals=_counted(chief["bar"], chief["count"]), by=by)
    if moved == 0:
        return say("{name} stands where it stood {since}, {why}", name=name, since=view.since, why=why)
    return say(
        "{name} rose {moved} to {end} {since}, {why}" if moved > 0 else "{name} fell {moved} to {end} {since}, {why}",
        name=name,
        moved=view.money(abs(moved)),
        end=view.money(end),
        since=view.since,
        why=why,
    )


def steps(view: View, rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The bridge's rows as bars between two levels, for charts.waterfall; the smallest of many bars are put together."""
    between = _few(rows.iloc[1:-1])
    unit = 10**view.exponent
    level = int(rows["amount"].iloc[0])
    found: list[dict[str, Any]] = [_level(view, view.compared, level, measure, unit)]
    for bar, count, amount in between:
        after = level + amount
        found.append(
            {
                "bar": bar,
                "label": formats.word(bar),
                "low": min(level, after) / unit,
                "high": max(level, after) / unit,
                "after": after / unit,
                "meaning": "gain" if amount > 0 else "loss" if amount < 0 else "other",
                "text": formats.change(view.money(amount), amount),
                "tip": f"{formats.change(view.full_money(amount), amount)}, {_counted(bar, count)}",
            }
        )
        level = after
    return pd.DataFrame([*found, _level(view, view.as_of, level, measure, unit)])


def _counted(bar: str, count: int) -> str:
    """How many are behind a bar: deals, or owners where a frozen minute is mended."""
    return formats.many(count, "person", "people") if bar in FROZEN else formats.many(count, "deal")


def _level(view: View, day: Any, amount: int, measure: str, unit: int) -> dict[str, Any]:
    return {
        "bar": None,
        "label": formats.day(day, view.as_of.year).replace(" ", "\u00a0"),  # stays on one line
        "low": min(0, amount) / unit,
        "high": max(0, amount) / unit,
        "after": amount / unit,
        "meaning": MEANING[measure],
        "text": view.money(amount),
        "tip": f"{view.full_money(amount)} {view.currency}",
    }


def _few(rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    """(bar, deals, amount) in their order; beyond MOST the smallest are put together at the end."""
    bars = [(str(b), int(c), int(a)) for b, c, a in zip(rows["bar"], rows["count"], rows["amount"], strict=True)]
    if len(bars) <= MOST:
        return bars
    large = sorted(bars, key=lambda bar: -abs(bar[2]))[: MOST - 1]
    small = [bar for bar in bars if bar not in large]
    rest = (say("Other ({n})", n=len(small)), sum(bar[1] for bar in small), sum(bar[2] for bar in small))
    return [*(bar for bar in bars if bar in large), rest]
