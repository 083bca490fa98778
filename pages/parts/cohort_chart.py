"""Monthly cohorts as lines: the share of MQLs that came to each step, hollow where it is not final."""

from typing import Any

import altair as alt
import pandas as pd

from pages.parts import charts, formats
from pages.parts.words import mark, say

SERIES = {"SRL": ("srl", "upside"), "SQL": ("sql", "commit"), mark("Won"): ("won", "closed")}


def months(rows: pd.DataFrame, mode: str) -> Any:
    """The chart of lead_splits.wide by month: month and, per step, count and maturity."""
    c = charts.colours()
    long = pd.DataFrame([point for row in rows.to_dict("records") for point in _points(row, mode)])
    colour = alt.Color("series:N", scale=charts.scale_of({say(name): how[1] for name, how in SERIES.items()}), legend=None)
    x = alt.X("month:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True))
    base = alt.Chart(long).encode(x=x, y=alt.Y("share:Q", axis=charts.rate_axis()), color=colour)
    tip = [
        alt.Tooltip("month:N", title=say("MQL in")),
        alt.Tooltip("series:N", title=say("Step")),
        alt.Tooltip("text:N", title=say("Of MQL")),
        alt.Tooltip("final:N", title=say("Final")),
    ]
    points = base.mark_point(size=60, strokeWidth=2, opacity=1).encode(
        fill=alt.Fill("series:N", scale=colour["scale"], legend=None, condition={"test": "!datum.mature", "value": c["page"]}),
        tooltip=tip,
    )
    last = long[long["month"] == long["month"].max()]
    names = alt.Chart(last).mark_text(align="left", dx=10, fontWeight=600, fontSize=charts.FONT, color=c["text"])
    names = names.encode(x=x, y=alt.Y("share:Q"), text=alt.Text("series:N"))
    return charts.finished(alt.layer(base.mark_line(strokeWidth=2), points, names), 240)


def _points(row: dict[str, Any], mode: str) -> list[dict[str, Any]]:
    found = []
    for name, (step, _) in SERIES.items():
        share = row[step] / row["mql"] if row["mql"] else None
        unknown = formats.is_unknown(row[f"{step}_mature"])
        mature = mode == "activity" or (not unknown and bool(row[f"{step}_mature"]))
        found.append(
            {
                "month": row["month"],
                "series": say(name),
                "share": share,
                "text": say("{share} ({n} of {all})", share=formats.rate(share), n=row[step], all=row["mql"]),
                "mature": mature,
                "final": say("yes")
                if mature
                else formats.UNKNOWN
                if unknown
                else say("by {day}", day=formats.day(row[f"{step}_mature_on"])),
            }
        )
    return found
