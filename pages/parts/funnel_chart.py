"""The funnel as bars in the order of the process, with count, value and both percentages in columns behind them."""

from typing import Any

import altair as alt
import pandas as pd

from model.settings import Settings
from pages.parts import charts, formats
from pages.parts.view import View
from pages.parts.words import mark, say

NAMES = {"mql": "MQL", "srl": "SRL", "sql": "SQL", "won": mark("Won")}
MEANINGS = {"mql": "pipeline", "srl": "upside", "sql": "commit", "won": "closed"}
REFERENCES = {"srl": "mql_srl", "sql": "srl_sql"}
ROW = 40
SHARE_OF_WIDTH = 0.24  # the bars' part of the width; the columns of figures take the rest
COLUMNS = {  # figure → its heading, and its right edge in pixels from the right of the chart
    "count_text": (mark("Count"), 282),
    "value_text": (mark("Value"), 224),
    "first_text": (mark("of the first step"), 122),
    "previous_text": (mark("of the step before"), 0),
}
NARROW = {"count_text": 128, "value_text": None, "first_text": None, "previous_text": 0}
"""The same where there is little room: None stands in the table alone."""


def rows_of(view: View, funnel: pd.DataFrame, origin: str) -> pd.DataFrame:
    """The steps of one origin ready to draw: what the bars and the columns say, and where the reference lies."""
    rows = funnel[funnel["origin"] == origin].reset_index(drop=True)
    records = []
    previous = None
    for row in rows.to_dict("records"):
        low, high = reference(view.book.settings, str(row["step"]), previous)
        records.append(
            {
                "step": row["step"],
                "label": say(NAMES[row["step"]]),
                "meaning": MEANINGS[row["step"]],
                "count": int(row["count"]),
                "count_text": formats.count(row["count"]),
                "value_text": view.money(row["value"]),
                "first_text": formats.rate(row["of_first"]),
                "previous_text": formats.UNKNOWN if previous is None else formats.rate(row["of_previous"]),
                "low": low,
                "high": high,
                "tip": _tip(view, row, previous),
                "band": _band(view.book.settings, row["step"]) if low is not None else "",
            }
        )
        previous = int(row["count"])
    return pd.DataFrame(records)


def reference(settings: Settings, step: str, previous: int | None) -> tuple[float | None, float | None]:
    """Between which counts a step would end at the company's reference range; none where there is no such range."""
    if step not in REFERENCES or not previous:
        return None, None
    low, high = settings.reference(REFERENCES[step])
    return low * previous, high * previous


def _band(settings: Settings, step: str) -> str:
    low, high = settings.reference(REFERENCES[step])
    return say("Reference: {interval} of the step before", interval=formats.interval(low, high))


def _tip(view: View, row: dict[Any, Any], previous: int | None) -> str:
    if previous is None:
        return say("{count}, the first step", count=formats.count(row["count"]))
    among = say(
        "{share} of the {previous} in the step before",
        share=formats.rate(row["of_previous"]),
        previous=formats.count(previous),
    )
    sure = (
        ""
        if formats.is_unknown(row["low"])
        else say(" (95 % interval {interval})", interval=formats.interval(row["low"], row["high"]))
    )
    mature = ""
    if not formats.is_unknown(row["mature"]) and not row["mature"]:
        mature = say("; final by {day}", day=formats.day(row["mature_on"], view.as_of.year))
    return among + sure + mature


def funnel_bars(rows: pd.DataFrame, title: str) -> Any:
    """The chart of `rows_of`; a click on a bar selects its step as `picked`."""
    c = charts.colours()
    heads = {"label": "", "head": True} | {column: say(heading) for column, (heading, _) in COLUMNS.items()}
    data = pd.concat([pd.DataFrame([heads]), rows.assign(head=False)], ignore_index=True)
    most = max(float(rows[["count", "high"]].max().max()), 1.0)
    scale = alt.Scale(domain=[0, most / SHARE_OF_WIDTH], nice=False)
    axis = alt.Axis(title=None, labelColor=c["text"], labelFontWeight=600, minExtent=34)
    y = alt.Y("label:N", sort=data["label"].tolist(), axis=axis)
    picked = alt.selection_point(name="picked", fields=["step"], on="click", empty=True)
    bars = (
        alt.Chart()
        .mark_bar(height={"band": 0.56}, cursor="pointer", minBandSize=2)
        .encode(
            y=y,
            x=alt.X("count:Q", scale=scale, axis=None),
            color=alt.Color("meaning:N", scale=charts.scale_of({m: m for m in dict.fromkeys(rows["meaning"])}), legend=None),
            opacity=alt.OpacityValue(0.45, condition={"param": "picked", "value": 1}),
            tooltip=[
                alt.Tooltip("label:N", title=say("Step")),
                alt.Tooltip("count_text:N", title=title),
                alt.Tooltip("tip:N", title=say("That is")),
            ],
        )
        .add_params(picked)
    )
    layers = [*_bands(rows, y, scale), bars, *_figures(y)]
    return charts.finished(alt.layer(*layers, data=data), ROW * len(data))


def _bands(rows: pd.DataFrame, y: alt.Y, scale: alt.Scale) -> list[Any]:
    """The quiet bands of the reference ranges, behind the bars."""
    if rows["low"].isna().all():
        return []
    c = charts.colours()
    band = alt.Chart().mark_bar(height={"band": 0.92}, color=c["band"], stroke=c["pipeline"], strokeWidth=1)
    tip = [alt.Tooltip("label:N", title=say("Step")), alt.Tooltip("band:N", title=say("Band"))]
    return [band.encode(y=y, x=alt.X("low:Q", scale=scale, axis=None), x2=alt.X2("high:Q"), tooltip=tip)]


def _figures(y: alt.Y) -> list[Any]:
    """The columns of figures at the right; their headings are the first row."""
    c = charts.colours()
    colour = alt.ColorValue(c["text"], condition={"test": "datum.head", "value": c["muted"]})
    layers = []
    for column, (_, right) in COLUMNS.items():
        narrow = NARROW[column]
        text = alt.Chart().mark_text(
            align="right",
            dx=alt.ExprRef(f"{charts.NARROW} ? {-(narrow or 0)} : {-right}"),
            opacity=alt.ExprRef(f"{charts.NARROW} ? {int(narrow is not None)} : 1"),
            fontSize=charts.FONT,
        )
        layers.append(text.encode(y=y, x=alt.XValue("width"), text=alt.Text(f"{column}:N"), color=colour))
    return layers
