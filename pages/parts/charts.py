"""The one look of all charts: colours by meaning, quiet axes, direct labels. A chart function takes a frame and gives a chart."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils import schemapi

from pages.parts import formats, locales, picks
from pages.parts.words import say, vega_locale

LIGHT = {
    "closed": "#0B6E4F", "gain": "#0B6E4F", "commit": "#2456C8", "upside": "#5F8FEA", "pipeline": "#8A94A6", "other": "#667085",
    "new": "#BE5418", "hunter": "#BE5418", "existing": "#6B4EA0", "farmer": "#6B4EA0", "unknown": "#8A94A6", "hybrid": "#8A94A6",
    "loss": "#B3261E", "text": "#0F1722", "muted": "#5B6675", "line": "#D9DEE7", "page": "#FFFFFF", "band": "#E9EDF3",
}  # fmt: skip
DARK = {
    "closed": "#3FBF92", "gain": "#3FBF92", "commit": "#7DA5FF", "upside": "#5A85D6", "pipeline": "#7B8798", "other": "#A9B4C4",
    "new": "#F0935A", "hunter": "#F0935A", "existing": "#B69AE6", "farmer": "#B69AE6", "unknown": "#7B8798", "hybrid": "#7B8798",
    "loss": "#F2867D", "text": "#E6EAF0", "muted": "#9AA5B5", "line": "#313B48", "page": "#10151C", "band": "#222B37",
}  # fmt: skip
schemapi.DEBUG_MODE = False  # Altair would check each part of a chart while it is built: a tenth of a page's time; tests check
FONT = 13
SHORT = "abs(datum.value) >= 1e3 ? format(datum.value, '.3~s') : format(datum.value, ',.0f')"
# In Vega's expressions: a chart on a telephone, or beside another in a small window.
NARROW = "containerSize()[0] < 520"
MONEY_AXIS = f"replace({SHORT}, 'G', 'B')"


def colours() -> dict[str, str]:
    """meaning → colour, for the reader's light or dark page."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def scale_of(meanings: dict[str, str]) -> alt.Scale:
    """A colour scale from what a series is called to what it means: {"Won": "closed"}."""
    known = colours()
    return alt.Scale(domain=list(meanings), range=[known[meaning] for meaning in meanings.values()])


def finished(chart: Any, height: int | None = None) -> Any:
    """A chart with the one look put on: call it last. `height` in pixels; None lets the rows decide.

    The look is set on the chart itself: Altair's `configure_…` would copy it whole each time.
    """
    c = colours()
    if height is not None:
        chart.height = height
    chart.padding = {"left": 4, "right": 12, "top": 6, "bottom": 4}
    words = {"labelFontSize": FONT, "labelColor": c["text"]}
    chart.config = {
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": FONT, "titleFontSize": FONT, "labelColor": c["muted"], "titleColor": c["muted"],
            "titleFontWeight": "normal", "grid": False, "domain": False, "ticks": False, "labelPadding": 6, "labelLimit": 220,
        },
        "legend": words
        | {"orient": "top", "title": None, "symbolType": "square", "direction": "horizontal", "padding": 0, "offset": 4},
        "header": words | {"title": None},
        "text": {"fontSize": FONT, "color": c["text"]},
    } | ({"locale": known} if (known := vega_locale()) else {})  # fmt: skip
    return chart


def words(wide: str, narrow: str, under: int = 520) -> alt.Text:
    """Text from the column `wide`, or in a chart of fewer than `under` pixels from the column `narrow`."""
    return alt.Text(f"{wide}:N", condition={"test": f"containerSize()[0] < {under}", "value": {"expr": f"datum.{narrow}"}})


def spec_of(chart: Any) -> dict[str, Any]:
    """The Vega-Lite of a chart with its rows inside: without Altair's checks, which take longer than all else on a page."""
    with alt.theme.enable("none"):
        spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def _money_words() -> str:
    name = locales.foreign()
    return MONEY_AXIS if name is None else locales.money_axis(name)


def money_axis(title: str | None = None, **options: Any) -> alt.Axis:
    """An axis of amounts: 0, 500k, 1M, with quiet lines."""
    return alt.Axis(
        title=title, labelExpr=_money_words(), grid=True, gridColor=colours()["line"], gridDash=[2, 3], tickCount=4, **options
    )


def count_axis(title: str | None = None, **options: Any) -> alt.Axis:
    """An axis of whole numbers."""
    return alt.Axis(
        title=title, format=",.0f", tickMinStep=1, grid=True, gridColor=colours()["line"], gridDash=[2, 3], tickCount=4, **options
    )


def rate_axis(title: str | None = None, **options: Any) -> alt.Axis:
    """An axis of shares in per cent."""
    return alt.Axis(title=title, format=".0%", grid=True, gridColor=colours()["line"], gridDash=[2, 3], tickCount=5, **options)


def week_axis() -> alt.Axis:
    """A time axis that names days: 16 Nov."""
    return alt.Axis(title=None, format="%-d %b", labelOverlap=True, tickCount=7)


def drawn(frame: pd.DataFrame, money: list[str], exponent: int) -> pd.DataFrame:
    """A frame ready for drawing: minor units in the currency's, unknown as none, and `<column>_text` to show on hover."""
    ready = frame.copy()
    for column in money:
        ready[f"{column}_text"] = [formats.full_money(value, exponent) for value in frame[column]]
        ready[column] = frame[column].astype("Float64").div(10**exponent).astype(object).where(frame[column].notna(), None)
    return ready


def waterfall(steps: pd.DataFrame, height: int = 300, clickable: bool = False, chosen: str | None = None) -> Any:
    """A bridge from start to end; where it is `clickable` a click picks the `bar`, and the `chosen` one stands out.

    `steps`: rows in order with bar (its key, None for start and end), label, low, high (where the bar lies, in the currency),
    meaning (a key of colours), text (the label above), after (the level behind the bar; a thin line joins it to the next)
    and tip. Start and end are bars from zero; where the changes are small against them they are drawn as levels, the axis
    begins below them and says so.
    """
    c = colours()
    order = steps["label"].tolist()
    low, high = float(steps["after"].min()), float(steps[["low", "high"]].max().max())
    from_zero = low - (high - low) * 3 <= 0  # else small changes of a large level: no bar may then pretend to begin at 0
    room = (high - low) * 0.2
    scale = alt.Scale(zero=True) if from_zero else alt.Scale(domain=[low - room, high + room], nice=False)
    one_by_one = f"{NARROW} ? replace(datum.label, regexp('\\u00a0', 'g'), ' ') : datum.label"
    words_below = f"split({one_by_one}, ' ')"  # a line per word: many bars fit beside one another
    axis = alt.Axis(title=None, labelAngle=0, labelLimit=120, labelOverlap=False, labelColor=c["text"], labelExpr=words_below)
    x = alt.X("label:N", sort=order, axis=axis, scale=alt.Scale(paddingInner=0.35))
    y = alt.Y("low:Q", axis=money_axis(None if from_zero else say("Axis does not begin at 0")), scale=scale)
    colour = alt.Color("meaning:N", scale=scale_of({m: m for m in dict.fromkeys(steps["meaning"])}), legend=None)
    tip = [alt.Tooltip("label:N", title=say("Step")), alt.Tooltip("tip:N", title=say("Amount"))]
    levels, between = steps.iloc[[0, -1]], steps.iloc[1:-1]
    joins = alt.Chart(steps.iloc[:-1].assign(to=order[1:])).mark_rule(color=c["muted"], strokeWidth=1, strokeDash=[2, 2])
    joins = joins.encode(x=x, x2="to:N", y=alt.Y("after:Q", scale=scale))
    bars = alt.Chart(steps if from_zero else between).mark_bar(**({"cursor": "pointer"} if clickable else {}))
    bars = bars.encode(x=x, y=y, y2="high:Q", color=colour, tooltip=tip, opacity=picks.emphasis("bar", chosen))
    marks = (
        alt.Chart(levels)
        .mark_tick(thickness=5, opacity=1, width={"band": 1})
        .encode(x=x, y=alt.Y("after:Q", scale=scale), color=colour, tooltip=tip)
    )
    words = (
        alt.Chart(steps)
        .mark_text(dy=-10, fontSize=FONT, color=c["text"])
        .encode(x=x, y=alt.Y("high:Q", scale=scale), text="text:N")
    )
    bars = bars.add_params(picks.selection("bar")) if clickable else bars
    return finished(alt.layer(joins, bars, *([] if from_zero else [marks]), words), height)


def bars(rows: pd.DataFrame, meaning: str = "commit", axis: alt.Axis | None = None, height: int | None = None) -> Any:
    """Horizontal bars in the order given, each with its figure behind it. `rows`: label, value, text; maybe its own `meaning`."""
    c = colours()
    rows = rows if "meaning" in rows else rows.assign(meaning=meaning)
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=rows["label"].tolist(), axis=alt.Axis(title=None, labelColor=c["text"])),
        x=alt.X("value:Q", axis=axis),
        tooltip=[alt.Tooltip("label:N", title=say("Of")), alt.Tooltip("text:N", title=say("Value"))],
    )
    colour = alt.Color("meaning:N", scale=scale_of({m: m for m in dict.fromkeys(rows["meaning"])}), legend=None)
    words = base.mark_text(align="left", dx=5, fontSize=FONT, color=c["text"]).encode(text="text:N")
    return finished(base.mark_bar(height={"band": 0.7}).encode(color=colour) + words, height or 34 * max(len(rows), 1) + 30)
