"""The funnel as bars in the order of the process, each with its count, its value and both percentages at its end."""

from typing import Any

import altair as alt
import pandas as pd

from model.settings import Settings
from pages.parts import charts, formats, picks
from pages.parts.view import View
from pages.parts.words import mark, say

NAMES = {"mql": "MQL", "srl": "SRL", "sql": "SQL", "won": mark("Won")}
MEANINGS = {"mql": "pipeline", "srl": "upside", "sql": "commit", "won": "closed"}
REFERENCES = {"srl": "mql_srl", "sql": "srl_sql"}
ROW = 56
LARGE = 17  # font size of counts and values
BEGINS = "begins"  # the step of the row that says that a funnel begins later


def rows_of(view: View, funnel: pd.DataFrame, origin: str, alone: bool = False) -> pd.DataFrame:
    """The steps of one origin ready to draw: pick, label, count, the two lines beside the bar, and where the reference lies.

    A funnel that begins at SRL has a row for MQL too, which says so, so that the steps of two funnels stand side by side; not
    one that stands `alone`.
    """
    rows = funnel[funnel["origin"] == origin].to_dict("records")
    records: list[dict[str, Any]] = [] if alone or origin == "lead" else [_none()]
    for nth, row in enumerate(rows):
        before, first = (rows[nth - 1], rows[0]) if nth else (None, None)
        low, high = reference(view.book.settings, str(row["step"]), None if before is None else int(before["count"]))
        value = "" if formats.is_unknown(row["value"]) else f" · {view.money(row['value'])}"
        records.append(
            {
                "step": row["step"],
                "pick": f"{origin}-{row['step']}",
                "label": say(NAMES[row["step"]]),
                "meaning": MEANINGS[row["step"]],
                "count": int(row["count"]),
                "large": f"{formats.count(row['count'])}{value}",
                "small": "" if before is None or first is None else shares(row, before, first),
                "low": low,
                "high": high,
                "edge": max(int(row["count"]), high or 0),
                "tip": _tip(view, row, None if before is None else int(before["count"])),
                "band": _band(view.book.settings, row["step"]) if low is not None else "",
            }
        )
    return pd.DataFrame(records)


def _none() -> dict[str, Any]:
    """The row of the step that deals without a lead have not."""
    return {
        "step": BEGINS, "pick": "", "label": say(NAMES["mql"]), "meaning": "pipeline", "count": 0, "large": "",
        "small": say("These begin as SRL"), "low": None, "high": None, "edge": 0, "tip": "", "band": "",
    }  # fmt: skip


def shares(row: dict[Any, Any], before: dict[Any, Any], first: dict[Any, Any]) -> str:
    """A step's part of the step before and of the first one, each by its name: 81 % of SRL · 23 % of MQL."""
    unfinished = row["mature"] is False or (not formats.is_unknown(row["mature"]) and not row["mature"])
    said = say(
        "{share} of {step} so far" if unfinished else "{share} of {step}",
        share=formats.rate(row["of_previous"]),
        step=say(NAMES[before["step"]]),
    )
    if before["step"] == first["step"]:
        return said
    also = say("{share} of {step}", share=formats.rate(row["of_first"]), step=say(NAMES[first["step"]]))
    return f"{said} · {also}"


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


def scale_of(rows: pd.DataFrame) -> alt.Scale:
    """One scale for the bars of all funnels: as long as leaves room for the words at the end of each."""
    most = max(float(rows["edge"].max()), 1.0)
    room = [
        f"(width - {_pixels(row['large'], row['small'])}) / {row['edge'] / most:.4f}"
        for row in rows.to_dict("records")
        if row["edge"] > 0
    ]
    longest = f"max(24, min({', '.join(['width', *room])}))"
    return alt.Scale(domain=[0, most], nice=False, range=[0, {"expr": longest}])


def _pixels(large: str, small: str) -> int:
    """About how wide the words beside a bar are."""
    wide = [sum(2 if ord(letter) > 0x2E80 else 1 for letter in words) for words in (large, small)]
    return int(max(wide[0] * LARGE * 0.6, wide[1] * charts.FONT * 0.55)) + 16


def funnel_bars(rows: pd.DataFrame, scale: alt.Scale, title: str, chosen: str | None = None, clickable: bool = False) -> Any:
    """The chart of `rows_of`; where it is `clickable` a click picks the `pick`, and the `chosen` one stands out."""
    c = charts.colours()
    axis = alt.Axis(title=None, labelColor=c["text"], labelFontWeight=600, labelFontSize=LARGE - 2, minExtent=44)
    y = alt.Y("label:N", sort=rows["label"].tolist(), axis=axis)
    bars = (
        alt.Chart(rows[rows["step"] != BEGINS])
        .mark_bar(height={"band": 0.6}, minBandSize=2, **({"cursor": "pointer"} if clickable else {}))
        .encode(
            y=y,
            x=alt.X("count:Q", scale=scale, axis=None),
            color=alt.Color("meaning:N", scale=charts.scale_of({m: m for m in dict.fromkeys(rows["meaning"])}), legend=None),
            opacity=picks.emphasis("pick", chosen),
            tooltip=[
                alt.Tooltip("label:N", title=say("Step")),
                alt.Tooltip("large:N", title=title),
                alt.Tooltip("tip:N", title=say("That is")),
            ],
        )
    )
    bars = bars.add_params(picks.selection("pick")) if clickable else bars
    return charts.finished(alt.layer(*_bands(rows, y, scale), bars, *_words(rows, y, scale)), ROW * len(rows))


def _bands(rows: pd.DataFrame, y: alt.Y, scale: alt.Scale) -> list[Any]:
    """The quiet bands of the reference ranges, behind the bars."""
    known = rows[rows["low"].notna()]
    if known.empty:
        return []
    c = charts.colours()
    band = alt.Chart(known).mark_bar(height={"band": 0.84}, color=c["band"], stroke=c["pipeline"], strokeWidth=1)
    tip = [alt.Tooltip("label:N", title=say("Step")), alt.Tooltip("band:N", title=say("Band"))]
    return [band.encode(y=y, x=alt.X("low:Q", scale=scale, axis=None), x2=alt.X2("high:Q"), tooltip=tip)]


def _words(rows: pd.DataFrame, y: alt.Y, scale: alt.Scale) -> list[Any]:
    """Count and value in large, the percentages beneath; both at the end of the bar or of its band."""
    c, x = charts.colours(), alt.X("edge:Q", scale=scale, axis=None)
    two, one = rows[(rows["small"] != "") & (rows["large"] != "")], rows[(rows["small"] == "") | (rows["large"] == "")]
    lines = [
        (two, "large", LARGE, 600, c["text"], -10),
        (two, "small", charts.FONT, 400, c["muted"], 10),
        (one, "large", LARGE, 600, c["text"], 0),
        (one, "small", charts.FONT, 400, c["muted"], 0),
    ]
    return [
        alt.Chart(part)
        .mark_text(align="left", dx=8, dy=dy, fontSize=size, fontWeight=weight, color=colour)
        .encode(y=y, x=x, text=alt.Text(f"{column}:N"))
        for part, column, size, weight, colour, dy in lines
        if len(part)
    ]
