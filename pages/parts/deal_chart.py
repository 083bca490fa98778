"""A deal's timeline: its way through the stages, its amount, its close date, and the activities on it."""

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from pages.parts import charts, formats
from pages.parts.words import say


def timeline(versions: pd.DataFrame, activities: pd.DataFrame, last: date, exponent: int, meanings: dict[str, str]) -> Any:
    """Four rows over one time axis that ends on `last`. `versions` and `activities` as metrics/deal.py gives them, with names.

    `meanings`: stage → a key of charts.colours, for stages that are not drawn as open.
    """
    spans = spans_of(versions, last, exponent)
    spans = spans[spans["from"] <= pd.Timestamp(last)].assign(meaning=lambda f: [meanings.get(s, "commit") for s in f["stage"]])
    first, end = spans["from"].min(), pd.Timestamp(last + timedelta(days=1))
    scale = alt.Scale(domain=[alt.DateTime(year=d.year, month=d.month, date=d.day) for d in (first, end)])
    # The spans reach from first to end by themselves; Vega warns of a domain that is set for both x and x2.
    whole = alt.Scale(nice=False)

    def x(labels: bool) -> alt.X:
        axis = (
            alt.Axis(title=None, format="%-d %b %Y", tickCount=7, tickMinStep=86_400_000, labelOverlap=True) if labels else None
        )
        return alt.X("from:T", scale=whole, axis=axis)

    rows = [
        _stages(spans, x(False)),
        _steps(spans, x(False), "amount", say("Amount"), charts.money_axis(say("Amount")), "amount_text"),
        _steps(
            spans,
            x(False),
            "close",
            say("Close date"),
            alt.Axis(title=say("Close date"), format="%-d %b", tickCount=3),
            "close_text",
        ),
        _touches(activities[activities["happened_on"] <= last], scale),
    ]
    return charts.finished(alt.vconcat(*rows, spacing=14))


def spans_of(versions: pd.DataFrame, last: date, exponent: int) -> pd.DataFrame:
    """A row per version of known beginning: from and to (moments), stage, amount in its currency, close date, and texts."""
    rows = versions[versions["from_on"].notna()]
    after = last + timedelta(days=1)
    ends = [after if formats.is_unknown(end) else min(end, after) for end in rows["to_on"]]
    return pd.DataFrame(
        {
            "from": pd.to_datetime(rows["from_on"]).to_numpy(),
            "to": pd.to_datetime(pd.Series(ends)).to_numpy(),
            "stage": rows["stage_id_name"].astype(object).to_numpy(),
            "amount": [None if formats.is_unknown(v) else int(v) / 10**exponent for v in rows["amount"]],
            "amount_text": [formats.full_money(v, exponent) for v in rows["amount"]],
            "close": pd.to_datetime(rows["close_on"]).to_numpy(),
            "close_text": [formats.day(v) for v in rows["close_on"]],
            "since": [formats.day(v) for v in rows["from_on"]],
        }
    )


def _stages(spans: pd.DataFrame, x: alt.X) -> alt.Chart:
    c = charts.colours()
    order = list(dict.fromkeys(spans["stage"]))
    tip = [alt.Tooltip("stage:N", title=say("Stage")), alt.Tooltip("since:N", title=say("Since"))]
    return (
        alt.Chart(spans)
        .mark_bar(height={"band": 0.8})
        .encode(
            x=x, x2="to:T", y=alt.Y("stage:N", sort=order, axis=alt.Axis(title=None, labelColor=c["text"])), tooltip=tip,
            color=alt.Color("meaning:N", scale=charts.scale_of({m: m for m in dict.fromkeys(spans["meaning"])}), legend=None),
        )
        .properties(height=26 * len(order), width="container")
    )  # fmt: skip


def _steps(spans: pd.DataFrame, x: alt.X, column: str, title: str, axis: alt.Axis, text: str) -> alt.Chart:
    """A line that holds its value until the next version."""
    kind = "T" if column == "close" else "Q"
    end = spans.iloc[[-1]].assign(**{"from": spans["to"].iloc[-1]})
    rows = pd.concat([spans, end], ignore_index=True)
    tip = [alt.Tooltip("since:N", title=say("Since")), alt.Tooltip(f"{text}:N", title=title)]
    scale = alt.Scale(zero=True) if kind == "Q" else alt.Scale(nice=True)
    return (
        alt.Chart(rows)
        .mark_line(interpolate="step-after", strokeWidth=2.5, color=charts.colours()["text"], point={"size": 30, "filled": True})
        .encode(x=x, y=alt.Y(f"{column}:{kind}", axis=axis, scale=scale), tooltip=tip)
        .properties(height=80, width="container")
    )


def _touches(activities: pd.DataFrame, scale: alt.Scale) -> alt.Chart:
    rows = pd.DataFrame(
        {
            "from": pd.to_datetime(activities["happened_on"]),
            "kind": [formats.word(kind) for kind in activities["kind"]],
            "who": activities["person_id_name"].astype(object),
            "row": say("Activities"),
        }
    )
    axis = alt.Axis(title=None, format="%-d %b %Y", tickCount=7, tickMinStep=86_400_000, labelOverlap=True)
    tip = [
        alt.Tooltip("from:T", title=say("Day"), format="%a %-d %b %Y"),
        alt.Tooltip("kind:N", title=say("What")),
        alt.Tooltip("who:N", title=say("Who")),
    ]
    c = charts.colours()
    return (
        alt.Chart(rows)
        .mark_tick(thickness=2, height=18, opacity=0.9, color=c["muted"])
        .encode(
            x=alt.X("from:T", scale=scale, axis=axis),
            y=alt.Y("row:N", axis=alt.Axis(title=None, labelColor=c["text"])),
            tooltip=tip,
        )
        .properties(height=26, width="container")
    )
