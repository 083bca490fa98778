"""Closed, commit and upside of each person or team as stacked bars, against a tick for the quota."""

from typing import Any

import altair as alt
import pandas as pd

from pages.parts import charts, formats, picks
from pages.parts.view import View
from pages.parts.viewers import unlike
from pages.parts.words import say

PARTS = ("closed", "commit", "upside")
ROW = 26  # pixels of a bar and its gap
AROUND = 64  # pixels of the legend and the axis


def rows_of(view: View, people: pd.DataFrame) -> pd.DataFrame:
    """A row per person: person (the id), label, the parts and the quota in the currency, `gap_text`: 412k short,
    38k over; where nobody has a quota, what closed, commit and upside add up to.

    Two people of one name are told apart: each has a bar of their own.
    """
    unit = 10**view.exponent
    ids = [int(person) for person in people["person"]]
    named = (dict(zip(ids, people[column].astype(object), strict=True)) for column in ("person_name", "person_key"))
    rows = pd.DataFrame({"person": [str(one) for one in ids], "label": list(unlike(*named).values())})
    for part in (*PARTS, "quota", "gap"):
        rows[part] = [None if formats.is_unknown(value) else int(value) / unit for value in people[part]]
    rows["gap_text"] = [gap_text(view, value) for value in people["gap"]]
    if people["quota"].isna().all():  # what there is, where there is nothing to measure it against
        rows["gap_text"] = [view.money(value) for value in people["closed"] + people["commit"] + people["upside"]]
    return rows


def gap_text(view: View, gap: Any) -> str:
    """The distance to the quota in words: 412k short, 38k over, no quota."""
    if formats.is_unknown(gap):
        return say("no quota")
    if not gap:
        return say("on quota")
    return say("{amount} short" if gap > 0 else "{amount} over", amount=view.money(abs(int(gap))))


def height_of(rows: int) -> int:
    """The chart's height in pixels: few rows get more room each, so that a team of one is no thin line."""
    return max(ROW * rows, 34 + 22 * rows) + AROUND


def against_quota(rows: pd.DataFrame, most: float | None = None, clickable: bool = False) -> Any:
    """The chart of `rows_of`: bars in the order of the rows, the distance to the quota behind each.

    `most` is where the axis ends, where it has to stay the same from one chart to another. Where it is `clickable` a click
    on a bar picks its `person`.
    """
    c = charts.colours()
    order = rows["label"].tolist()
    scale = alt.Scale() if most is None else alt.Scale(domain=[0, most * 1.2], nice=False)
    y = alt.Y("label:N", sort=order, axis=alt.Axis(title=None, labelColor=c["text"], labelLimit=190))
    long = rows.melt(["person", "label", "quota", "gap_text"], list(PARTS), "part", "value")
    long["place"] = long["part"].map({part: place for place, part in enumerate(PARTS)})
    long["part"] = long["part"].map({part: formats.word(part) for part in PARTS})
    long["text"] = [formats.UNKNOWN if formats.is_unknown(value) else formats.decimal(value, 0) for value in long["value"]]
    long["said"] = [
        f"{label}: {part} {text}" for label, part, text in zip(long["label"], long["part"], long["text"], strict=True)
    ]
    quotas = {say("Quota"): "text"} if rows["quota"].notna().any() else {}
    bars = (
        alt.Chart(long)
        .mark_bar(height={"band": 0.62}, stroke=c["page"], strokeWidth=1, **({"cursor": "pointer"} if clickable else {}))
        .encode(
            y=y,
            x=alt.X("value:Q", stack="zero", axis=charts.money_axis(), scale=scale),
            order=alt.Order("place:Q"),
            description=alt.Description("said:N"),
            color=alt.Color(
                "part:N",
                scale=charts.scale_of({formats.word(part): part for part in PARTS} | quotas),
                legend=alt.Legend(),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=say("Who")),
                alt.Tooltip("part:N", title=say("Category")),
                alt.Tooltip("text:N", title=say("Amount")),
            ],
        )
    )
    reach = rows.assign(
        end=rows[list(PARTS)].fillna(0).sum(axis=1).clip(lower=0).combine(rows["quota"].fillna(0), max),
        quota_text=[formats.UNKNOWN if formats.is_unknown(value) else formats.decimal(value, 0) for value in rows["quota"]],
    )
    quota = (
        alt.Chart(reach[reach["quota"].notna()])
        .mark_tick(thickness=3, opacity=1, height={"band": 0.9}, color=c["text"])
        .encode(
            y=y, x="quota:Q", tooltip=[alt.Tooltip("label:N", title=say("Who")), alt.Tooltip("quota_text:N", title=say("Quota"))]
        )
    )
    words = (
        alt.Chart(reach)
        .mark_text(align="left", dx=8, fontSize=charts.FONT, color=c["text"])
        .encode(y=y, x="end:Q", text="gap_text:N")
    )
    bars = bars.add_params(picks.selection("person")) if clickable else bars
    return charts.finished(alt.layer(bars, quota, words), height_of(len(rows)))
