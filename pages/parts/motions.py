"""New and existing business side by side, in one look: who brings how much, and four figures of each."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from model.access import Grain
from model.calendar import Window
from pages.parts import behind, charts, formats, motion_deals, picks, proof
from pages.parts.motion_cards import row_of
from pages.parts.view import View, current
from pages.parts.words import mark, say

SIDES = {"new": mark("New customers"), "existing": mark("Existing customers")}
UNKNOWN_SIDE = mark("Deals of unknown kind")
KIND = "won"  # the picked side, in the address
LARGE = 17
NARROWEST = 226  # pixels of one of the four figures: they stand in one row at 1280 px, in two at 1024


def draw(rows: pd.DataFrame, window: Window) -> None:
    """What part of the won value each kind brings, above four figures of each; a click lists the deals of a kind."""
    view = current()
    sees = view.sees(Grain.DEAL)
    named = parts(view, rows)
    kinds = dict(zip(named["kind"], named["label"], strict=True)) if sees else {}
    picked = picks.picked(kinds, KIND)
    proof.heading(finding(view, rows))
    if len(named):
        key = f"motion share {window.first} {window.last} {view.as_of} {picked}"
        said = ", ".join(named["text"])
        chart = share_bar(named, picked, clickable=sees)
        st.vega_lite_chart(
            charts.spec_of(chart), key=key, alt=said, on_select=picks.clicks(key, "kind", KIND) if sees else "ignore"
        )
    _draw_panels(view, rows)
    if kinds and (chosen := picks.choose(say("Won deals of"), kinds, KIND)):
        motion_deals.draw(chosen, kinds[chosen], window)
    unknown = row_of(rows, "unknown")
    also = (
        say(" {deals} of unknown kind in the table.", deals=formats.many(unknown["won"], "won deal"))
        if unknown.get("won")
        else ""
    )
    note = say("Ticks: the company's reference win rates, from its settings.{also}", also=also)
    behind.proofs(rows, key="motions", name="motions", note=note)


def parts(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """kind, label, value, text and tip of each kind of business that brought anything; unknown comes last."""
    names = SIDES | {"unknown": UNKNOWN_SIDE}
    records = [
        {
            "kind": kind,
            "label": say(name),
            "value": float(row["share"]),
            "text": f"{say(name)} {formats.rate(row['share'])}",
            "words": f"{say(name)} {formats.rate(row['share'])} · {view.money(row['won_value'])}",
            "brief": f"{formats.word(kind)} {formats.rate(row['share'])}",
            "tip": say("{amount} in {deals}", amount=view.full_money(row["won_value"]), deals=formats.many(row["won"], "deal")),
        }
        for kind, name in names.items()
        if (row := row_of(rows, kind)) and not formats.is_unknown(row["share"]) and row["won_value"] > 0
    ]
    return pd.DataFrame(records, columns=["kind", "label", "value", "text", "words", "brief", "tip"])


def share_bar(rows: pd.DataFrame, chosen: str | None = None, clickable: bool = False) -> Any:
    """The chart of `parts`: one bar of 100 %, each part with its share and amount above it where there is room for words."""
    c = charts.colours()
    ends = rows["value"].cumsum()
    drawn = rows.assign(start=ends - rows["value"], end=ends)
    scale = alt.Scale(domain=[0, float(ends.iloc[-1])], nice=False)
    tip = [alt.Tooltip("text:N", title=say("Won value")), alt.Tooltip("tip:N", title=say("That is"))]
    bar = (
        alt.Chart(drawn)
        .mark_bar(height=30, y=40, stroke=c["page"], strokeWidth=2, **({"cursor": "pointer"} if clickable else {}))
        .encode(
            x=alt.X("start:Q", scale=scale, axis=None),
            x2=alt.X2("end:Q"),
            color=alt.Color("kind:N", scale=charts.scale_of({kind: kind for kind in rows["kind"]}), legend=None),
            opacity=picks.emphasis("kind", chosen),
            tooltip=tip,
        )
    )
    bar = bar.add_params(picks.selection("kind")) if clickable else bar
    room = "width * datum.value"  # the words that fit above a part
    shown = f"{room} > {LARGE} * 0.58 * length(datum.words) ? datum.words : {room} > 90 ? datum.brief : ''"
    words = alt.Chart(drawn).mark_text(align="left", dx=2, y=12, fontSize=LARGE, fontWeight=600, color=c["text"])
    words = words.encode(x=alt.X("start:Q", scale=scale, axis=None), text=alt.Text("shown:N")).transform_calculate(shown=shown)
    return charts.finished(alt.layer(bar, words), 60)


def _draw_panels(view: View, rows: pd.DataFrame) -> None:
    """Win rate, open pipeline, cycle and quota attainment, each as two bars."""
    panels: list[tuple[str, str, Callable[[Any], str]]] = [
        (say("Win rate"), "win_rate", formats.rate),
        (say("Open pipeline"), "value", view.money),
        (say("Median cycle"), "median_cycle_days", formats.days),
        (say("Of quota"), "attainment", formats.rate),
    ]
    sides = rows[rows["kind"].isin(list(SIDES))]
    with st.grid(len(panels), min_column_width=NARROWEST, gap="small"):
        for title, column, words in panels:
            with st.container(gap=None):
                st.markdown(f"**{title}**")
                drawn = panel(sides, column, words)
                said = ", ".join(f"{row['label']} {row['text']}" for row in drawn.to_dict("records"))
                behind.drawing(two_bars(drawn), key=f"motion {column}", said=f"{title}: {said}")


def panel(rows: pd.DataFrame, column: str, words: Callable[[Any], str]) -> pd.DataFrame:
    """label, kind, value, text and mark (the reference) of each kind."""
    return pd.DataFrame(
        {
            "label": [formats.word(kind) for kind in rows["kind"]],
            "kind": rows["kind"].astype(object),
            "value": [0.0 if formats.is_unknown(value) else float(value) for value in rows[column]],
            "text": [words(value) for value in rows[column]],
            "mark": [None if column != "win_rate" or formats.is_unknown(value) else float(value) for value in rows["reference"]],
        }
    )


def two_bars(rows: pd.DataFrame) -> Any:
    """The chart of `panel`."""
    c = charts.colours()
    y = alt.Y("label:N", sort=rows["label"].tolist(), axis=alt.Axis(title=None, labelColor=c["text"]))
    most = max(float(rows["value"].max()), float(rows["mark"].astype(float).max() or 0), 1e-9)
    scale = alt.Scale(domain=[0, most * 1.5], nice=False)
    tip = [alt.Tooltip("label:N", title=say("Kind")), alt.Tooltip("text:N", title=say("Is"))]
    base = alt.Chart(rows).encode(y=y, x=alt.X("value:Q", scale=scale, axis=None), tooltip=tip)
    colour = alt.Color("kind:N", scale=charts.scale_of({kind: kind for kind in dict.fromkeys(rows["kind"])}), legend=None)
    ends = rows.assign(
        end=[max(value, mark or 0) for value, mark in zip(rows["value"], rows["mark"], strict=True)]
    )  # past the tick
    words = alt.Chart(ends).mark_text(align="left", dx=8, fontSize=LARGE, fontWeight=600, color=c["text"])
    words = words.encode(y=y, x=alt.X("end:Q", scale=scale, axis=None), text=alt.Text("text:N"))
    marks = alt.Chart(rows[rows["mark"].notna()]).mark_tick(thickness=3, height={"band": 0.95}, color=c["text"])
    layers = [base.mark_bar(height={"band": 0.66}).encode(color=colour), words]
    if rows["mark"].notna().any():
        layers.append(marks.encode(y=y, x=alt.X("mark:Q", scale=scale)))
    return charts.finished(alt.layer(*layers), 110)


def finding(view: View, rows: pd.DataFrame) -> str:
    """Who brings more, in a sentence."""
    new, old = row_of(rows, "new"), row_of(rows, "existing")
    if not new or not old:
        only = new or old
        return say(
            "{side} brought {amount}",
            side=say(SIDES.get(str(only.get("kind")), UNKNOWN_SIDE)),
            amount=view.money(only.get("won_value")),
        )
    more, less = (old, new) if old["won_value"] >= new["won_value"] else (new, old)
    if not more["won_value"]:
        return say("Nothing was won in the window yet")
    rates = ""
    if not formats.is_unknown(more["win_rate"]) and not formats.is_unknown(less["win_rate"]):
        rates = say(
            ", winning {rate} of their deals against {other}",
            rate=formats.rate(more["win_rate"]),
            other=formats.rate(less["win_rate"]),
        )
    share = formats.rate(more["share"])
    return say(
        "{side} bring {share} of what is won, {amount}{rates}",
        side=say(SIDES[str(more["kind"])]),
        share=share,
        amount=view.money(more["won_value"]),
        rates=rates,
    )
