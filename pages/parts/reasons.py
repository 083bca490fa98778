"""Why a card's number changed or how sure it is, in the few words that fit on a card."""

from typing import Any

import pandas as pd

from metrics.moves import moves
from pages.parts import formats
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import mark, say

MOST = 2  # reasons on one card
WORDS = {
    "new": mark("{n} new"),
    "reopened": mark("{n} reopened"),
    "owner in": mark("{n} taken over"),
    "pulled in": mark("{n} pulled in"),
    "carried in": mark("{n} carried in"),
    "qualified": mark("{n} qualified"),
    "won": mark("{n} won"),
    "lost": mark("{n} lost"),
    "owner out": mark("{n} handed over"),
    "pushed out": mark("{n} pushed out"),
    "pulled out": mark("{n} pulled out"),
    "disqualified": mark("{n} disqualified"),
    "removed": mark("{n} removed"),
    "category up": mark("{n} moved up"),
    "category down": mark("{n} moved down"),
    "amount up": mark("{n} raised"),
    "amount down": mark("{n} cut"),
    "from commit": mark("{n} from commit"),
    "from upside": mark("{n} from upside"),
    "from pipeline": mark("{n} from pipeline"),
    "from omitted": mark("{n} from omitted"),
    "to commit": mark("{n} to commit"),
    "to upside": mark("{n} to upside"),
    "to pipeline": mark("{n} to pipeline"),
    "to omitted": mark("{n} to omitted"),
    "stage": mark("{n} changed stage"),
    "probability table": mark("{n} by new probabilities"),
}


def of_category(category: str, under: int | None = None) -> str:
    """What moved a category of the period since the comparison day: "7 won, 2 pushed out"; empty where nothing did."""
    view = current()
    found = figure(moves, since=view.compared, period=view.period, under=under)
    found = found[found["category"] == category]
    if category == "closed":  # whatever a deal was before, it was won
        came = found["amount"] >= 0
        found = found.assign(why=found["why"].where(~came | found["why"].isin(["amount up", "owner in"]), "won"))
        found = found.groupby("why", sort=False)[["count", "amount"]].sum().reset_index()
    return said(found)


def of_measure(measure: str, under: int | None = None) -> str:
    """What moved a measure of the bridge most: "11 moved up, 3 lost"."""
    view = current()
    rows = figure("bridge", since=view.compared, period=view.period, measure=measure, under=under)
    between = rows.iloc[1:-1]
    return said(between.rename(columns={"bar": "why"}))


def said(found: pd.DataFrame) -> str:
    """The largest reasons (why, count, amount) in words."""
    largest = found.loc[found["amount"].abs().sort_values(ascending=False, kind="stable").index].head(MOST)
    return ", ".join(say(WORDS[why], n=formats.count(n)) for why, n in zip(largest["why"], largest["count"], strict=True))


def sure(low: Any, high: Any, n: Any) -> str:
    """How sure a rate is: 95 %: 21–25 %, n = 412."""
    if formats.is_unknown(low) or formats.is_unknown(high):
        return say("n = {n}", n=formats.count(n))
    return say("95 %: {interval}, n = {n}", interval=formats.interval(low, high), n=formats.count(n))
