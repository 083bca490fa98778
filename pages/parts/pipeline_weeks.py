"""How the qualified pipeline grew: its stages over the last 13 weeks, by value and by volume."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.definition import Unit
from pages.parts import charts, formats, proof, states
from pages.parts.figures import figure
from pages.parts.four_vs import weekly
from pages.parts.tables import Column
from pages.parts.view import current
from pages.parts.words import say

TREND = {"week": Column("Week to", Unit.DAY), "volume": Column("Deals", Unit.COUNT), "value": Column("Value", Unit.MONEY)}
TALL = 280
ASIDE = 100  # pixels beside a chart for the names at its right end
# One hue from light to dark, each at least 3:1 against its page.
SHADES = (("#5F8FEA", "#3E63AC"), ("#4576DC", "#4F79C9"), ("#2456C8", "#648FE4"), ("#1B45A3", "#8FB2FF"), ("#0F2A63", "#C9DAFF"))


def draw(choice: str) -> None:
    """Volume and value per stage at the end of each week."""
    view = current()
    rows = figure("trend")
    if rows.empty:
        states.empty(say("No deal was in a qualified stage in the last 13 weeks."))
        return
    weeks = weekly()
    moved = int(weeks["value"].iloc[-1]) - int(weeks["value"].iloc[0])
    said = say(
        "Value rose {moved} in 13 weeks to {now}" if moved >= 0 else "Value fell {moved} in 13 weeks to {now}",
        moved=view.money(abs(moved)),
        now=view.money(weeks["value"].iloc[-1]),
    )
    left, right = st.columns(2, gap="large")
    with left:
        drawn = over_weeks(charts.drawn(rows, ["value"], view.exponent), "value", "value_text", charts.money_axis())
        proof.chart(drawn, said, name="trend", rows=weeks, columns=TREND, key=f"trend value {view.as_of}")
    with right:
        more = int(weeks["volume"].iloc[-1]) - int(weeks["volume"].iloc[0])
        said = say(
            "Volume rose by {deals} to {now}" if more >= 0 else "Volume fell by {deals} to {now}",
            deals=formats.many(abs(more), "deal"),
            now=formats.count(weeks["volume"].iloc[-1]),
        )
        counted = rows.assign(volume_text=[formats.many(n, "deal") for n in rows["volume"]])
        drawn = over_weeks(counted, "volume", "volume_text", charts.count_axis())
        proof.chart(drawn, said, name="trend", rows=weeks, columns=TREND, key=f"trend volume {view.as_of}")


def over_weeks(rows: pd.DataFrame, column: str, text: str, axis: Any) -> Any:
    """Stages stacked over the weeks, the first at the bottom, each named at its end.

    `rows`: week, stage_name, the column and its text.
    """
    c = charts.colours()
    order = rows["stage_name"].drop_duplicates().tolist()
    dark = c["page"] != charts.LIGHT["page"]
    shades = [SHADES[min(nth * len(SHADES) // max(len(order), 1), len(SHADES) - 1)][dark] for nth in range(len(order))]
    drawn = rows.assign(
        week=pd.to_datetime(rows["week"]),
        place=[order.index(name) for name in rows["stage_name"]],
        amount=rows[column].astype(float),
    )[["week", "stage_name", "place", "amount", text]]
    areas = (
        alt.Chart(drawn)
        .mark_area(stroke=c["page"], strokeWidth=1)
        .encode(
            x=alt.X("week:T", axis=charts.week_axis()),
            y=alt.Y("amount:Q", stack="zero", axis=axis),
            order=alt.Order("place:Q"),
            color=alt.Color("stage_name:N", sort=order, scale=alt.Scale(domain=order, range=shades), legend=None),
            tooltip=[
                alt.Tooltip("week:T", title=say("Week to"), format="%a %-d %b %Y"),
                alt.Tooltip("stage_name:N", title=say("Stage")),
                alt.Tooltip(f"{text}:N", title=say("There")),
            ],
        )
    )
    last = drawn[drawn["week"] == drawn["week"].max()].sort_values("place")
    top = float(drawn.groupby("week")["amount"].sum().max())
    middles = (last["amount"].cumsum() - last["amount"] / 2).tolist()
    ends = last.assign(middle=apart(middles, top * 17 / (TALL - 40)))
    names = alt.Chart(ends[["week", "stage_name", "middle"]]).mark_text(
        align="left", dx=8, fontSize=12, fontWeight=600, limit=ASIDE - 10, color=c["text"]
    )
    names = names.encode(x=alt.X("week:T"), y=alt.Y("middle:Q"), text=alt.Text("stage_name:N"))
    chart = charts.finished(alt.layer(areas, names), TALL)
    chart.padding = {"left": 4, "right": ASIDE, "top": 6, "bottom": 4}
    return chart


def apart(places: Sequence[float], least: float) -> list[float]:
    """The places in their order, moved up as far as needed to lie `least` from one another."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + least) if moved else place)
    return moved
