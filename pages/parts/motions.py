"""New and existing business side by side, in one look."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.closings import closing_trend
from model.calendar import Window
from pages.parts import behind, cards, charts, formats, proof
from pages.parts.figures import figure
from pages.parts.view import View, current
from pages.parts.words import mark, say

SIDES = {"new": mark("New customers"), "existing": mark("Existing customers")}
UNKNOWN_SIDE = mark("Deals of unknown kind")


def cards_of(now: pd.DataFrame, before: pd.DataFrame, window: Window) -> list[cards.Card]:
    """Won value, win rate and quota attainment of new and of existing, each against the comparison day."""
    shown = []
    trend, closed = figure(closing_trend, days=window.days), figure("win-rate", window=window, by="kind")
    for kind in (kind for kind in SIDES if kind in set(now["kind"])):
        row, was, line = _row(now, kind), _row(before, kind), trend[trend["kind"] == kind]
        n = closed.loc[closed["kind"] == kind, ["won", "lost"]].to_numpy().sum()
        label, about = formats.word(kind), proof.words("motions")
        won = say("{deals} won in the window.", deals=formats.many(row["won"], "deal"))
        sure = say("95 % interval {interval}, n = {n}.", interval=formats.interval(row["low"], row["high"]), n=formats.count(n))
        values = row["won_value"], was.get("won_value")
        rates = row["win_rate"], was.get("win_rate")
        quotas = row["attainment"], was.get("attainment")
        shown += [
            cards.money_card(
                say("{label}: won", label=label), *values, trend=line["won_value"].tolist(), help=f"{won}\n\n{about}"
            ),
            cards.rate_card(
                say("{label}: win rate", label=label), *rates, trend=line["rate"].tolist(), help=f"{sure}\n\n{about}"
            ),
            cards.rate_card(
                say("{label}: of quota", label=label), *quotas, help=say("Of the period's quota.\n\n{about}", about=about)
            ),
        ]
    return shown


def _row(rows: pd.DataFrame, kind: str) -> dict[str, Any]:
    found = rows[rows["kind"] == kind].to_dict("records")
    return {str(name): value for name, value in found[0].items()} if found else {}


def draw(rows: pd.DataFrame) -> None:
    """Five figures, each as two bars: new above existing, and the reference of the win rate as a tick."""
    view = current()
    panels: list[tuple[str, str, Callable[[Any], str]]] = [
        (say("Won value"), "won_value", view.money),
        (say("Win rate"), "win_rate", formats.rate),
        (say("Open pipeline"), "value", view.money),
        (say("Median cycle"), "median_cycle_days", formats.days),
        (say("Of quota"), "attainment", formats.rate),
    ]
    proof.heading(finding(view, rows))
    sides = rows[rows["kind"].isin(list(SIDES))]
    for (title, column, words), place in zip(panels, st.columns(len(panels), gap="medium"), strict=True):
        with place:
            st.markdown(f"**{title}**")
            drawn = panel(sides, column, words)
            said = ", ".join(f"{row['label']} {row['text']}" for row in drawn.to_dict("records"))
            behind.drawing(two_bars(drawn), key=f"motion {column}", said=f"{title}: {said}")
    unknown = _row(rows, "unknown")
    also = (
        say(" {deals} of unknown kind in the table.", deals=formats.many(unknown["won"], "won deal"))
        if unknown.get("won")
        else ""
    )
    note = say("Ticks: the company's reference win rates, from its settings.{also}", also=also)
    behind.proofs(rows, key="motions", name="motions", note=note)


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
    scale = alt.Scale(domain=[0, most * 1.6], nice=False)
    tip = [alt.Tooltip("label:N", title=say("Kind")), alt.Tooltip("text:N", title=say("Is"))]
    base = alt.Chart(rows).encode(y=y, x=alt.X("value:Q", scale=scale, axis=None), tooltip=tip)
    colour = alt.Color("kind:N", scale=charts.scale_of({kind: kind for kind in dict.fromkeys(rows["kind"])}), legend=None)
    words = base.mark_text(align="left", dx=8, fontSize=15, fontWeight=600, color=c["text"]).encode(text=alt.Text("text:N"))
    marks = alt.Chart(rows[rows["mark"].notna()]).mark_tick(thickness=3, height={"band": 0.95}, color=c["text"])
    layers = [base.mark_bar(height={"band": 0.66}).encode(color=colour), words]
    if rows["mark"].notna().any():
        layers.append(marks.encode(y=y, x=alt.X("mark:Q", scale=scale)))
    return charts.finished(alt.layer(*layers), 130)


def finding(view: View, rows: pd.DataFrame) -> str:
    """Who brings more, in a sentence."""
    new, old = _row(rows, "new"), _row(rows, "existing")
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
