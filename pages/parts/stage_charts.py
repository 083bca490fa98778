"""Charts by stage, in the order of the process."""

from typing import Any

import altair as alt
import pandas as pd

from pages.parts import charts, formats, picks
from pages.parts.view import View
from pages.parts.words import mark, say

KINDS = ("new", "existing", "unknown")
CLASSES = {"advanced": "closed", "still": "pipeline", "back": "upside", "lost": "loss"}
CLASS_NAMES = {"advanced": mark("Advanced"), "still": mark("Still there"), "back": mark("Back"), "lost": mark("Lost")}
QUIET = ("still", "back")  # fills that are light on a light page: white text is not readable
ROW = 40


def stages(view: View, rows: pd.DataFrame, sums: pd.DataFrame, picked: str | None = None, clickable: bool = False) -> Any:
    """Value per stage, new and existing apart; a click picks the stage where `clickable`. Parts and sums as of `pipeline`.

    Where no deal has an amount the bars are as long as their deals are many.
    """
    c = charts.colours()
    counted = not int(sums["value"].sum())
    size, unit = ("volume", 1) if counted else ("value", 10**view.exponent)
    order = sums["stage_name"].tolist()
    parts, ends = _parts(view, rows, size, unit), _ends(view, sums, size, unit)
    room = max(float(ends["money"].max()), 1.0) * 1.45
    scale = alt.Scale(domain=[0, room], nice=False)
    y = alt.Y("stage_name:N", sort=order, axis=alt.Axis(title=None, labelColor=c["text"], labelFontWeight=600))
    known = {formats.word(kind): kind for kind in KINDS if kind in set(rows["kind"])}
    first = (
        parts[parts["stage_name"] == order[0]].sort_values("place").assign(label=lambda f: f["kind_word"], size=parts["money"])
    )
    named = len(first) == len(known) and has_room(first, room, 250)
    bars = (
        alt.Chart(parts.drop(columns="kind"))
        .mark_bar(height={"band": 0.62}, stroke=c["page"], strokeWidth=1, **({"cursor": "pointer"} if clickable else {}))
        .encode(
            y=y,
            x=alt.X("money:Q", stack="zero", scale=scale, axis=None),
            order=alt.Order("place:Q"),
            color=alt.Color("kind_word:N", scale=charts.scale_of(known), legend=None if named else alt.Legend()),
            opacity=picks.emphasis("stage", picked),
            tooltip=[
                alt.Tooltip("stage_name:N", title=say("Stage")),
                alt.Tooltip("kind_word:N", title=say("Kind")),
                alt.Tooltip("text:N", title=say("Value")),
            ],
        )
    )
    bars = bars.add_params(picks.selection("stage")) if clickable else bars
    words = alt.Chart(ends).mark_text(align="left", dx=8, fontSize=charts.FONT, color=c["text"])
    words = words.encode(y=y, x=alt.X("money:Q"), text=charts.words("text", "short", 850))
    layers = [bars, words]
    if named:
        inks = [c["muted" if kind == "unknown" else kind] for kind in first["kind"]]
        layers.append(heads(first.assign(ink=inks), y))
    chart = charts.finished(alt.layer(*layers), ROW * max(len(order), 2))
    chart.padding = {"left": 4, "right": 12, "top": 18 if named else 6, "bottom": 4}
    return chart


def has_room(first: pd.DataFrame, whole: float, width: int) -> bool:
    """Whether the names of the first bar's parts (label, size) fit above them, in a chart of `width` pixels for `whole`."""
    pixels = [float(size) / whole * width for size in first["size"]]
    return all(there >= 7.5 * len(label) + 8 for there, label in zip(pixels[:-1], first["label"][:-1], strict=True))


def heads(first: pd.DataFrame, y: alt.Y) -> Any:
    """The names of the first bar's parts above them: label, size, ink (a colour) and what `y` names, in order."""
    starts = first["size"].cumsum() - first["size"]
    drawn = first.assign(start=starts)[["stage_name", "label", "start", "ink"]]
    texts = alt.Chart(drawn).mark_text(align="left", baseline="bottom", dy=-0.31 * ROW - 3, fontSize=12, fontWeight=600)
    return texts.encode(y=y, x=alt.X("start:Q"), text=alt.Text("label:N"), color=alt.Color("ink:N", scale=None, legend=None))


def _parts(view: View, rows: pd.DataFrame, size: str, unit: int) -> pd.DataFrame:
    """A bar for each stage and kind."""
    return rows.assign(
        money=[float(value) / unit for value in rows[size]],
        kind_word=[formats.word(kind) for kind in rows["kind"]],
        place=[KINDS.index(kind) for kind in rows["kind"]],
        text=[
            say("{amount} in {deals}", amount=view.full_money(value), deals=formats.many(n, "deal"))
            for value, n in zip(rows["value"], rows["volume"], strict=True)
        ],
    )[["stage", "stage_name", "kind", "kind_word", "place", "money", "text"]]


def _ends(view: View, sums: pd.DataFrame, size: str, unit: int) -> pd.DataFrame:
    """The words at the end of each stage's bar."""
    counted = size == "volume"
    return pd.DataFrame(
        {
            "stage_name": sums["stage_name"].tolist(),
            "money": [float(value) / unit for value in sums[size]],
            "text": [formats.many(n, "deal") if counted else _label(view, row) for n, row in _each(sums)],
            "short": [formats.many(n, "deal") if counted else f"{view.money(row['value'])} · {n}" for n, row in _each(sums)],
        }
    )


def _each(sums: pd.DataFrame) -> list[tuple[Any, dict[str, Any]]]:
    """(number of deals, row) of each stage."""
    return [(row["volume"], row) for row in sums.to_dict("records")]


def _label(view: View, row: dict[Any, Any]) -> str:
    missing = say(", {n} without amount", n=formats.count(row["missing_amount"])) if row["missing_amount"] else ""
    return say(
        "{value} · {deals}{missing} · weighted {weighted}",
        value=view.money(row["value"]),
        deals=formats.many(row["volume"], "deal"),
        missing=missing,
        weighted=view.money(row["weighted"]),
    )


def conversion(rows: pd.DataFrame) -> Any:
    """Where deals went from each stage as parts of all that entered; `rows` as of `stage-conversion`."""
    c = charts.colours()
    order = rows["stage_name"].tolist()
    long = rows.melt(["stage_name", "entered"], list(CLASSES), "went", "n")
    shares = [int(n) / int(entered) if entered else 0.0 for n, entered in zip(long["n"], long["entered"], strict=True)]
    long = long.assign(
        share=shares,
        place=long["went"].map({name: nth for nth, name in enumerate(CLASSES)}),
        text=[
            say("{n} of {all}, {share}", n=formats.count(n), all=formats.count(of), share=formats.rate(s))
            for n, of, s in zip(long["n"], long["entered"], shares, strict=True)
        ],
        label=[formats.rate(share) if share >= 0.06 else "" for share in shares],
        quiet=long["went"].isin(QUIET),
        went=[say(CLASS_NAMES[name]) for name in long["went"]],
    )[["stage_name", "went", "quiet", "place", "share", "text", "label"]]
    meanings = {say(CLASS_NAMES[name]): meaning for name, meaning in CLASSES.items()}
    y = alt.Y("stage_name:N", sort=order, axis=alt.Axis(title=None, labelColor=c["text"]))
    base = alt.Chart(long).encode(y=y, order=alt.Order("place:Q"))
    x = alt.X("share:Q", stack="zero", scale=alt.Scale(domain=[0, 1]), axis=charts.rate_axis())
    bars = base.mark_bar(height={"band": 0.66}, stroke=c["page"], strokeWidth=1).encode(
        x=x,
        color=alt.Color("went:N", scale=charts.scale_of(meanings), legend=alt.Legend()),
        tooltip=[
            alt.Tooltip("stage_name:N", title=say("Stage")),
            alt.Tooltip("went:N", title=say("Went")),
            alt.Tooltip("text:N", title=say("Deals")),
        ],
    )
    ink = c["text"] if c is charts.LIGHT else c["page"]  # on a dark page all fills are light
    words = base.mark_text(fontSize=12).encode(
        x=alt.X("share:Q", stack="zero", bandPosition=0.5),
        text=alt.Text("label:N"),
        color=alt.ColorValue(c["page"], condition={"test": "datum.quiet", "value": ink}),
    )
    return charts.finished(alt.layer(bars, words), ROW * len(order) + 50)


def durations(rows: pd.DataFrame) -> Any:
    """Median and 80th percentile of the days in each stage; `rows` as of `time-in-stage`."""
    c = charts.colours()
    order = rows["stage_name"].tolist()
    drawn = pd.DataFrame(
        {
            "stage_name": order,
            "median": [None if formats.is_unknown(v) else float(v) for v in rows["median_days"]],
            "p80": [None if formats.is_unknown(v) else float(v) for v in rows["p80_days"]],
            "text": [
                say("{median}, 80 % within {p80}", median=formats.days(median), p80=formats.days(p80))
                for median, p80 in zip(rows["median_days"], rows["p80_days"], strict=True)
            ],
        }
    )
    y = alt.Y("stage_name:N", sort=order, axis=alt.Axis(title=None, labelColor=c["text"]))
    base = alt.Chart(drawn).encode(
        y=y, tooltip=[alt.Tooltip("stage_name:N", title=say("Stage")), alt.Tooltip("text:N", title=say("Days"))]
    )
    longest = max([value for value in [*drawn["median"], *drawn["p80"]] if pd.notna(value)], default=1.0)
    scale = alt.Scale(domain=[0, longest * 1.95], nice=False)
    axis = alt.Axis(title=say("days"), tickCount=5)
    spans = base.mark_bar(height={"band": 0.5}, color=c["band"], stroke=c["pipeline"]).encode(
        x=alt.X("p80:Q", scale=scale, axis=axis)
    )
    bars = base.mark_bar(height={"band": 0.5}, color=c["commit"]).encode(x=alt.X("median:Q", scale=scale, axis=axis))
    words = base.mark_text(align="left", dx=8, fontSize=charts.FONT, color=c["text"]).encode(
        x=alt.X("p80:Q"), text=alt.Text("text:N")
    )
    return charts.finished(alt.layer(spans, bars, words), ROW * len(order) + 50)
