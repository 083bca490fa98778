"""The win rate by count and by value, new and existing apart, beside the cohort's and the reference."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.intervals import wilson
from model.settings import Settings
from pages.parts import charts, formats, proof, states, windows
from pages.parts.figures import figure
from pages.parts.tables import Column
from pages.parts.view import current
from pages.parts.words import mark, say

KINDS = ("new", "existing", "unknown")
WAYS = (
    (mark("by count"), "rate", "low", "high"),
    (mark("by value"), "value_rate", "value_low", "value_high"),
    (mark("cohort, by count"), "cohort_rate", None, None),
)
LEAST = 20
PART = "|"  # between a kind and a way in the labels of the chart
TABLE = {
    "kind": Column("Kind", pinned=True),
    "won": Column("Won", Unit.COUNT),
    "lost": Column("Lost", Unit.COUNT),
    "rate": Column("By count", Unit.RATE),
    "interval": Column("95 %"),
    "won_value": Column("Won value", Unit.MONEY),
    "lost_value": Column("Lost value", Unit.MONEY),
    "value_rate": Column("By value", Unit.RATE),
    "value_interval": Column("95 %"),
    "cohort_n": Column("Reached SQL", Unit.COUNT),
    "cohort_won": Column("of these won", Unit.COUNT),
    "cohort_rate": Column("Cohort", Unit.RATE),
}


def draw(choice: str) -> None:
    """The rates of new and existing business as points with their intervals, over the reference."""
    view = current()
    window = windows.window_of(view, choice)
    rows = figure("win-rate", window=window, by="kind")
    if rows.empty:
        states.empty(say("No qualified deal was closed in this window."), say("Choose a longer window above."))
        return
    rows = rows.assign(nth=rows["kind"].map(KINDS.index)).sort_values("nth", ignore_index=True)
    shown = rows.assign(
        kind=[formats.word(kind) for kind in rows["kind"]],
        interval=[formats.interval(a, b) for a, b in zip(rows["low"], rows["high"], strict=True)],
        value_interval=[formats.interval(a, b) for a, b in zip(rows["value_low"], rows["value_high"], strict=True)],
    )
    drawn = without_few(rows)
    points = points_of(drawn, view.book.settings)
    asked = proof.Asked("win-rate", {"window": window, "by": "kind"}, column="rate", title=say("Win rate"))
    said = finding(drawn, view.book.settings)
    proof.chart(rates(points), said, name="win-rate", rows=shown, columns=TABLE, key="win rate", asked=asked)
    left_out = "" if len(drawn) == len(rows) else say(" A few deals of unknown kind are only in the table.")
    st.caption(
        say(
            "Lines: 95 % intervals. By count and by value: deals closed in the window. Hollow: of the deals that reached SQL in "
            "it, won so far; young cohorts are lower. Reference: the company’s setting."
        )
        + left_out
    )


def without_few(rows: pd.DataFrame) -> pd.DataFrame:
    """The kinds that are drawn: without the unknown one where it is a few deals beside others."""
    few = (rows["kind"] == "unknown") & ((rows["won"] + rows["lost"]).clip(lower=rows["cohort_n"]) < LEAST)
    return rows if few.all() else rows[~few].reset_index(drop=True)


def points_of(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """A row per kind and way of counting: label, kind, share, low, high, text, and the kind's reference."""
    points: list[dict[str, Any]] = []
    for row in rows.to_dict("records"):
        kind = str(row["kind"])
        band = (None, None) if kind == "unknown" else settings.reference(f"win_rate.{kind}")
        for way, share, low, high in WAYS:
            bounds = wilson(row["cohort_won"], row["cohort_n"]) if low is None else (_number(row[low]), _number(row[high]))
            sure = "" if bounds[0] is None else f", {formats.interval(*bounds)}"
            n = row["cohort_n"] if low is None else row["won"] + row["lost"]
            points.append(
                {
                    "label": f"{formats.word(kind)}{PART}{say(way)}",
                    "called": f"{formats.word(kind)}, {say(way)}",
                    "cohort": low is None,
                    "kind": kind,
                    "share": _number(row[share]),
                    "low": bounds[0],
                    "high": bounds[1],
                    "text": f"{formats.rate(row[share], n)}{sure}",
                    "short": formats.rate(row[share]),
                    "band_low": band[0],
                    "band_high": band[1],
                    "band": "" if band[0] is None else say("Reference {band}", band=_band(band)),
                }
            )
    return pd.DataFrame(points)


def _number(value: Any) -> float | None:
    return None if formats.is_unknown(value) else float(value)


def _band(band: tuple[float, float]) -> str:
    return formats.rate(band[0]) if band[0] == band[1] else formats.interval(*band)


def rates(points: pd.DataFrame) -> Any:
    """The chart of `points_of`: a head per kind with its reference, its rates beneath."""
    c = charts.colours()
    heads = points.drop_duplicates("kind")
    order = [label for kind in heads["kind"] for label in (formats.word(kind), *points.loc[points["kind"] == kind, "label"])]
    axis_y = alt.Axis(
        title=None, labelColor=c["text"], labelExpr=f"split(datum.label, '{PART}')[1] || datum.label",
        labelFontWeight={"condition": {"test": f"indexof(datum.label, '{PART}') < 0", "value": 600}, "value": "normal"},
    )  # fmt: skip
    y = alt.Y("label:N", sort=order, scale=alt.Scale(domain=order), axis=axis_y)
    scale = alt.Scale(domain=[0, 1.3], nice=False)  # the figures stand right of 100 %
    axis = charts.rate_axis(values=[0, 0.25, 0.5, 0.75, 1])
    x, known = alt.X("share:Q", scale=scale, axis=axis), points[points["band_low"].notna()]
    bands = alt.Chart(known).mark_bar(height={"band": 1}, color=c["band"], stroke=c["pipeline"], strokeWidth=1)
    bands = bands.encode(y=y, x=alt.X("band_low:Q", scale=scale, axis=axis), x2="band_high:Q", tooltip=alt.Tooltip("band:N"))
    ticks = alt.Chart(known[known["band_low"] == known["band_high"]]).mark_tick(thickness=3, height={"band": 1}, color=c["muted"])
    ticks = ticks.encode(y=y, x=alt.X("band_low:Q", scale=scale), tooltip=alt.Tooltip("band:N"))
    named = heads[heads["band_low"].notna()]
    named = named.assign(label=[formats.word(kind) for kind in named["kind"]], band=[text.lower() for text in named["band"]])
    references = alt.Chart(named[["label", "band_low", "band"]]).mark_text(fontSize=12, color=c["muted"], baseline="middle", dy=4)
    references = references.encode(y=y, x=alt.X("band_low:Q", scale=scale), text=alt.Text("band:N"))
    colour = alt.Color("kind:N", scale=charts.scale_of({kind: kind for kind in heads["kind"]}), legend=None)
    lines = alt.Chart(points[points["low"].notna()]).mark_rule(strokeWidth=2)
    lines = lines.encode(y=y, x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour)
    tip = [alt.Tooltip("called:N", title=say("Win rate")), alt.Tooltip("text:N", title=say("Is"))]
    dots = alt.Chart(points[~points["cohort"]]).mark_circle(size=110, opacity=1).encode(y=y, x=x, color=colour, tooltip=tip)
    hollow = alt.Chart(points[points["cohort"]]).mark_point(size=90, opacity=1, strokeWidth=2.5, filled=False, fill=c["page"])
    hollow = hollow.encode(y=y, x=x, color=colour, tooltip=tip)
    words = alt.Chart(points).mark_text(align="right", fontSize=charts.FONT, color=c["text"])
    words = words.encode(y=y, x=alt.XValue("width"), text=charts.words("text", "short"))
    layers = (bands, ticks, references, lines, dots, hollow, words)
    return charts.finished(alt.layer(*layers), 30 * len(order) + 30)


def finding(rows: pd.DataFrame, settings: Settings) -> str:
    """How new and existing stand against their reference, in a sentence; with fewer than 20 closed it only says so."""
    parts = []
    for row in rows.to_dict("records"):
        n = int(row["won"] + row["lost"])
        if row["kind"] == "unknown" or formats.is_unknown(row["rate"]):
            continue
        few = say(" (few)") if n < LEAST else ""
        band = _band(settings.reference(f"win_rate.{row['kind']}"))
        parts.append(
            say(
                "{rate} of {kind}{few}, reference {band}",
                rate=formats.rate(row["rate"]),
                kind=say(str(row["kind"])),
                few=few,
                band=band,
            )
        )
    return say("Won {parts}", parts="; ".join(parts)) if parts else say("Win rate of deals of unknown kind")
