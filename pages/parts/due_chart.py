"""The open deals of a period on the days on which they are due: a dot per deal, as large as its amount, by category."""

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from pages.parts import charts, formats, picks
from pages.parts.view import View
from pages.parts.words import say, say_many

CATEGORIES = ("commit", "upside", "pipeline", "omitted")
COLOURS = {"omitted": "other"}
ROW = 30  # pixels
LETTER = 0.0085  # part of the axis that a letter of a name takes
LONGEST = 26  # letters


def finding(view: View, deals: pd.DataFrame) -> str:
    """What is late and what is next: 2 of 18 open deals overdue, 3 due this week; next: Acme on Tue 1 Dec."""
    late = int((deals["close_on"] < view.as_of).sum())
    week = view.book.calendar.week_of(view.as_of).last
    ahead = deals[deals["close_on"] >= view.as_of].sort_values("close_on", kind="stable")
    near = int((ahead["close_on"] <= week).sum())
    values = {"late": formats.count(late), "near": formats.count(near)}
    text = say_many(
        "{late} of {n} open deal overdue, {near} due this week", "{late} of {n} open deals overdue, {near} due this week",
        len(deals), **values,
    )  # fmt: skip
    if ahead.empty:
        return text
    day = formats.day(ahead["close_on"].iloc[0], view.as_of.year)
    return say("{text}; next is {deal} on {day}", text=text, deal=ahead["deal_name"].iloc[0], day=day)


def rows_of(view: View, deals: pd.DataFrame) -> pd.DataFrame:
    """A row per deal: at (its close date, or the axis' beginning where that is later), category, amount, name, label and tip."""
    first = _first(view, deals)
    called = {formats.word(category): category for category in CATEGORIES}
    rows = pd.DataFrame(
        {
            "deal_key": deals["deal_key"].astype(str),
            "at": [max(day, first) for day in deals["close_on"]],
            "category": deals["category"].astype(str),
            "meaning": [COLOURS.get(called.get(c, ""), called.get(c, "other")) for c in deals["category"]],
            "size": [0.0 if formats.is_unknown(v) else max(float(v), 0.0) for v in deals["amount"]],
            "name": deals["deal_name"].astype(str),
            "tip": [_tip(view, deal) for deal in deals.to_dict("records")],
        }
    )
    rows = rows.assign(at=pd.to_datetime(rows["at"]))
    return rows.assign(label=_labels(rows, first, view.period.last), nothing="")


def _first(view: View, deals: pd.DataFrame) -> date:
    """Where the axis begins: on the day, or with what is overdue, by at most a third of the days that are left."""
    begin = max(view.as_of, view.period.first)
    earliest = begin - timedelta(days=max((view.period.last - begin).days // 3, 7))
    return max(min(begin, *deals["close_on"]), earliest)


def _tip(view: View, deal: dict[Any, Any]) -> str:
    late = (view.as_of - deal["close_on"]).days
    due = formats.day(deal["close_on"], view.as_of.year)
    when = say("due {day}, {days} ago", day=due, days=formats.many(late, "day")) if late > 0 else say("due {day}", day=due)
    return f"{deal['deal_name']} · {view.full_money(deal['amount'])} · {when}"


def _labels(rows: pd.DataFrame, first: date, last: date) -> list[str]:
    """The names for which there is room beside their dot, those of the largest deals first."""
    length = max((last - first).days, 1)
    taken: dict[str, list[tuple[float, float]]] = {}
    dots = {
        c: [(day.date() - first).days / length for day in rows.loc[rows["category"] == c, "at"]] for c in set(rows["category"])
    }
    labels = [""] * len(rows)
    for place in sorted(range(len(rows)), key=lambda i: -rows["size"].iloc[i]):
        row = rows.iloc[place]
        name = row["name"] if len(row["name"]) <= LONGEST else row["name"][: LONGEST - 1].rstrip() + "…"
        begin = (row["at"].date() - first).days / length
        end = begin + LETTER * (len(name) + 4)
        others = [dot for dot in dots[row["category"]] if dot != begin]
        same = dots[row["category"]].count(begin) > 1 and any(b == begin for b, _ in taken.get(row["category"], []))
        spans = taken.setdefault(row["category"], [])
        if (
            end <= 1.08
            and not same
            and all(not begin < dot < end for dot in others)
            and all(end < b or begin > e for b, e in spans)
        ):
            labels[place] = name
            spans.append((begin, end))
    return labels


def drawn(view: View, deals: pd.DataFrame) -> Any:
    """The chart; a click on a dot picks its `deal_key`."""
    c, rows = charts.colours(), rows_of(view, deals)
    there = [formats.word(category) for category in CATEGORIES if formats.word(category) in set(rows["category"])]
    first, last = _first(view, deals) - timedelta(days=1), view.period.last + timedelta(days=1)
    domain = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in (first, last)]
    x = alt.X("at:T", scale=alt.Scale(domain=domain), axis=alt.Axis(
        title=None, format="%a %-d %b", tickCount=8, tickMinStep=86_400_000, labelOverlap=True, grid=True, gridColor=c["line"],
    ))  # fmt: skip
    y = alt.Y("category:N", sort=there, axis=alt.Axis(title=None, labelColor=c["text"]))
    base = alt.Chart(rows)
    dots = base.mark_circle(opacity=0.9, stroke=c["page"], strokeWidth=1, cursor="pointer").encode(
        x=x, y=y, tooltip=[alt.Tooltip("tip:N", title=" ")], order=alt.Order("size:Q", sort="descending"),
        size=alt.Size("size:Q", scale=alt.Scale(range=[40, 420], domainMin=0), legend=None),
        color=alt.Color("meaning:N", scale=charts.scale_of({m: m for m in dict.fromkeys(rows["meaning"])}), legend=None),
    )  # fmt: skip
    names = base.mark_text(align="left", dx=13, fontSize=charts.FONT, color=c["text"])
    layers = [dots.add_params(picks.selection("deal_key")), names.encode(x=x, y=y, text=charts.words("label", "nothing"))]
    if view.period.first <= view.as_of <= view.period.last:
        now = pd.DataFrame({"at": pd.to_datetime([view.as_of])})
        layers.insert(0, alt.Chart(now).mark_rule(color=c["muted"], strokeDash=[3, 3]).encode(x=x))
        called = say("Today") if view.as_of == view.today else formats.day(view.as_of, view.as_of.year)
        word = alt.Chart(now).mark_text(text=called, baseline="bottom", dy=-3, fontSize=charts.FONT, color=c["muted"])
        layers.append(word.encode(x=x, y=alt.value(0)))
    chart = charts.finished(alt.layer(*layers), ROW * len(there) + 34)
    chart.padding = {"left": 4, "right": 12, "top": 20, "bottom": 4}
    return chart
