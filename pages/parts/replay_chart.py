"""The weeks of a period as stacked bars under the quota, on axes that stay still while the weeks come in."""

from dataclasses import dataclass
from datetime import date

import altair as alt
import pandas as pd

from metrics.replay import PARTS
from pages.parts import charts, formats
from pages.parts.view import View
from pages.parts.words import mark, say

NAMES = {
    "closed": mark("Closed"),
    "commit": mark("Commit"),
    "upside": mark("Upside"),
    "pipeline": mark("Pipeline"),
}
HEIGHT = 300


@dataclass(frozen=True)
class Film:
    """All weeks of a period, in the currency: week, label and the known weeks' amounts; `most` is the top of the axis."""

    labels: list[str]
    weeks: pd.DataFrame
    most: float

    @classmethod
    def of(cls, view: View, weeks: pd.DataFrame, ends: list[date]) -> "Film":
        """From the rows of `replay` for the whole, and the ends of all weeks of the period."""
        begun = charts.drawn(weeks[weeks["week"] > 0], [*PARTS, "quota"], view.exponent)
        stacks = begun[list(PARTS)].astype(float).sum(axis=1)
        most = max(float(stacks.max()), float(begun["quota"].astype(float).fillna(0).max()))
        return cls([formats.day(end, view.as_of.year) for end in ends], begun, most)


def weeks(film: Film, shown: int) -> alt.LayerChart:
    """The chart with its weeks up to `shown`; the quota goes on to the end as it stood then."""
    c = charts.colours()
    known = film.weeks[film.weeks["week"] <= shown]
    meanings = {say(name): part for part, name in NAMES.items()}
    x = alt.X(
        "label:N",
        sort=film.labels,
        scale=alt.Scale(domain=film.labels, paddingInner=0.2),
        axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True),
    )
    y = alt.Y("value:Q", stack="zero", axis=charts.money_axis(), scale=alt.Scale(domain=[0, film.most * 1.08 or 1], nice=False))
    bars = (
        alt.Chart(_long(film, known))
        .mark_bar(stroke=c["page"], strokeWidth=1)
        .encode(
            x=x,
            y=y,
            order=alt.Order("place:Q"),
            color=alt.Color("part:N", scale=charts.scale_of(meanings), legend=alt.Legend()),
            tooltip=[
                alt.Tooltip("label:N", title=say("Week to")),
                alt.Tooltip("part:N", title=say("Category")),
                alt.Tooltip("text:N", title=say("Amount")),
            ],
        )
    )
    return charts.finished(alt.layer(bars, *_quota(film, known, x)), HEIGHT)


def _long(film: Film, known: pd.DataFrame) -> pd.DataFrame:
    """A row per week and part: label, part, place, value, text."""
    rows = [
        (film.labels[int(row["week"]) - 1], say(NAMES[part]), place, float(row[part]), row[f"{part}_text"])
        for row in known.to_dict("records")
        for place, part in enumerate(PARTS)
    ]
    return pd.DataFrame(rows, columns=["label", "part", "place", "value", "text"])


def _quota(film: Film, known: pd.DataFrame, x: alt.X) -> list[alt.Chart]:
    """The quota of each week as a line across its bar, named once above the last."""
    c = charts.colours()
    so_far = known.set_index("week")["quota"].reindex(range(1, len(film.labels) + 1))
    levels = so_far.where(so_far.index <= known["week"].max(), known["quota"].iloc[-1])
    rows = pd.DataFrame({"label": film.labels, "quota": [None if formats.is_unknown(v) else float(v) for v in levels]})
    rows = rows[rows["quota"].notna()]
    if rows.empty:
        return []
    y = alt.Y("quota:Q")
    lines = alt.Chart(rows).mark_tick(thickness=2, opacity=1, width={"band": 1.25}, color=c["text"]).encode(x=x, y=y)
    name = rows.tail(1).assign(text=[f"{say('Quota')} {formats.short(rows['quota'].iloc[-1])}"])
    words = alt.Chart(name).mark_text(dy=-10, align="right", dx=26, fontSize=charts.FONT, color=c["text"])
    return [lines, words.encode(x=x, y=y, text="text:N")]
