"""A deal's timeline: stage, amount, close date, category and owner in lanes over one time axis, its activities beneath."""

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from pages.parts import charts, deal_lanes, formats
from pages.parts.words import say

BAR, STEPS, TOUCH, GAP, LABEL = 26, 48, 17, 11, 16  # pixels: heights of lanes, between them, and of a label above a line
AXIS = 34  # pixels of the time axis with the room around it: the height of a chart includes them
Layers = list[alt.Chart]


def timeline(facts: pd.Series, versions: pd.DataFrame, activities: pd.DataFrame, as_of: date, exponent: int) -> Any:
    """The lanes of what is known of the deal; `versions` and `activities` as metrics/deal.py gives them, with names.

    A chart of one vertical scale in pixels, so that all lanes share the time axis and each is as high as it needs.
    """
    first, last = deal_lanes.span_of(facts, versions, activities, as_of)
    closed = not formats.is_unknown(facts["closed_on"])
    length = max((last - first).days, 1)
    end = last + timedelta(days=1 + (length // 12 if closed else 0))  # room for the name of the stage it ended in
    rows = deal_lanes.intervals(versions, first, end - timedelta(days=1))
    drawing = _Drawing(first, end)
    drawing.bars(say("Stage"), deal_lanes.stages(rows))
    before = rows[~rows["stage_kind"].isin(("won", "lost"))] if closed else rows
    drawing.steps(say("Amount"), deal_lanes.amounts(rows, exponent), filled=True)
    drawing.steps(say("Close date"), deal_lanes.closes(rows), filled=False)
    drawing.bars(say("Category"), deal_lanes.categories(before), thin=True)
    drawing.bars(say("Owner"), deal_lanes.owners(rows), thin=True)
    drawing.ticks(deal_lanes.touches(activities, end))
    return drawing.chart()


class _Drawing:
    """The lanes drawn so far: from the top, in pixels."""

    def __init__(self, first: date, end: date) -> None:
        self.first, self.end = first, end
        self.top = 0.0
        self.layers: Layers = []
        self.names: list[tuple[float, str]] = []
        # Vega-Lite puts the axis on the scale of all layers; the first layer spans it.
        self.x = alt.X("from:T", scale=alt.Scale(nice=False), axis=alt.Axis(
            title=None, format="%-d %b %Y", tickCount=6, tickMinStep=86_400_000, labelOverlap=True, offset=4))  # fmt: skip

    def bars(self, name: str, spans: list[dict[str, Any]], thin: bool = False) -> None:
        """A lane of bars named within them, or above them where they are thin."""
        if not spans:
            return
        height = LABEL + 8 if thin else BAR
        low, high = (self.top + LABEL, self.top + height) if thin else (self.top, self.top + height)
        length = max((self.end - self.first).days, 1)
        rows = _frame(spans).assign(low=low, high=high, middle=self.top + LABEL / 2 if thin else (low + high) / 2)
        rows["colour"] = [deal_lanes.colour_of(span["meaning"]) for span in spans]
        rows["words"] = [
            deal_lanes.colour_of("page" if span["meaning"] in ("closed", "loss") and not thin else "text") for span in spans
        ]
        rows["part"] = [(span["to"] - span["from"]).days / length for span in spans]
        y, y2 = _y("low"), alt.Y2("high:Q")
        bar = alt.Chart(rows).mark_bar(stroke=deal_lanes.colour_of("page"), strokeWidth=1, cornerRadius=2)
        self.layers.append(bar.encode(
            x=self.x, x2="to:T", y=y, y2=y2, color=alt.Color("colour:N", scale=None), tooltip=_tip()))  # fmt: skip
        room = "datum.part * width - 8"
        text = alt.Chart(rows).mark_text(
            align="left", dx=0 if thin else 6, fontSize=charts.FONT, fontWeight=600 if not thin else 400,
            limit=alt.ExprRef(f"max(1, {room})"), opacity=alt.ExprRef(f"{room} < 24 ? 0 : 1"),
        )  # fmt: skip
        self.layers.append(text.encode(
            x=self.x, y=_y("middle"), text="text:N", color=alt.Color("words:N", scale=None), tooltip=_tip()))  # fmt: skip
        self._named((low + high) / 2, name, height)

    def steps(self, name: str, steps: list[dict[str, Any]], filled: bool) -> None:
        """A lane of a line in steps, labelled where it changes and, with its last value, at its end."""
        if not steps:
            return
        top, bottom = self.top + LABEL + 2, self.top + LABEL + STEPS
        if len(steps) == 1:
            bottom = top + 16  # nothing happened: a line needs no height

        def place(at: float) -> float:
            return bottom - at * (bottom - top)

        rows = _frame(deal_lanes.spaced(steps, self.first, self.end))
        rows = rows.assign(y=rows["at"].map(place), bottom=bottom + 2, colour=[deal_lanes.colour_of(s["meaning"]) for s in steps])
        for room in ("wide", "narrow"):  # what is not shown is empty: it would take room out of sight
            rows[f"{room}_label"] = rows["label"].where(rows[room], "")
        y, line, base = _y("y"), deal_lanes.colour_of("text"), alt.Chart(rows)
        if filled:
            area = base.mark_bar(color=deal_lanes.colour_of("band"))
            self.layers.append(area.encode(x=self.x, x2="to:T", y=y, y2="bottom:Q", tooltip=_tip()))
        self.layers.append(base.mark_rule(strokeWidth=2.5, color=line).encode(x=self.x, x2="to:T", y=y, tooltip=_tip()))
        if upright := deal_lanes.risers(steps):
            rise = _frame(upright).assign(low=lambda f: f["low"].map(place), high=lambda f: f["high"].map(place))
            self.layers.append(alt.Chart(rise).mark_rule(strokeWidth=2.5, color=line).encode(
                x=self.x, y=_y("low"), y2="high:Q"))  # fmt: skip
        self.layers.append(base.mark_circle(size=45, opacity=1).encode(
            x=self.x, y=y, color=alt.Color("colour:N", scale=None), tooltip=_tip()))  # fmt: skip
        words = base.mark_text(align="left", dx=2, dy=-10, fontSize=charts.FONT)
        self.layers.append(words.encode(
            x=self.x, y=y, text=charts.words("wide_label", "narrow_label"), color=alt.Color("colour:N", scale=None),
            tooltip=_tip()))  # fmt: skip
        if len(steps) > 1:
            last = rows.iloc[[-1]]
            mark = alt.Chart(last).mark_text(align="left", dx=6, fontSize=charts.FONT, fontWeight=600, color=line)
            self.layers.append(mark.encode(x="to:T", y=y, text="text:N", tooltip=_tip()))
        self._named((top + bottom) / 2, name, bottom - self.top)

    def ticks(self, touches: list[dict[str, Any]]) -> None:
        """A row of ticks for each kind of activity; what came from the customer is drawn hollow."""
        for kind in dict.fromkeys(touch["kind"] for touch in touches):
            middle = self.top + TOUCH / 2
            rows = _frame([touch for touch in touches if touch["kind"] == kind]).assign(y=middle)
            colour = deal_lanes.colour_of("muted")
            mark = alt.Chart(rows).mark_point(
                size=60, strokeWidth=1.5, opacity=1, color=colour, fill=colour,
                fillOpacity=alt.ExprRef("datum.incoming ? 0 : 1"),
            )  # fmt: skip
            self.layers.append(mark.encode(x=self.x, y=_y("y"), tooltip=_tip()))
            self._named(middle, kind, TOUCH, gap=0)

    def _named(self, middle: float, name: str, height: float, gap: int = GAP) -> None:
        self.names.append((middle, name))
        self.top += height + gap

    def chart(self) -> Any:
        """All lanes over one time axis, each named at its left: an axis would leave out every other name where they are close."""
        lanes = pd.DataFrame(self.names, columns=["y", "name"])
        words = alt.Chart(lanes).mark_text(align="right", dx=-8, fontSize=charts.FONT, color=deal_lanes.colour_of("text"))
        ends = pd.DataFrame({"from": pd.to_datetime([self.first, self.end]), "y": [0.0, 0.0]})
        whole = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, self.top], reverse=True, nice=False))
        frame = alt.Chart(ends).mark_point(opacity=0, tooltip=None).encode(x=self.x, y=whole)
        named = words.encode(x=alt.value(0), y=_y("y"), text="name:N")
        return charts.finished(alt.layer(frame, *self.layers, named), int(self.top) + AXIS)


def _y(column: str) -> alt.Y:
    """A place in pixels from the top."""
    return alt.Y(f"{column}:Q", axis=None)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("from", "to") if name in frame})


def _tip() -> list[alt.Tooltip]:
    return [alt.Tooltip("tip:N", title=" ")]
