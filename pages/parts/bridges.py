"""The bridge of the period since the comparison day: chart, measure switch and the deals behind it."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.bridge_deals import bridge_deals
from metrics.definition import Unit
from metrics.frozen_bridge import FROZEN, Own, frozen_bridge
from model.access import Grain
from pages.parts import charts, formats, links, picks, proof, states
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.tables import Column, table
from pages.parts.view import View, current
from pages.parts.words import mark, say

Frozen = tuple[tuple[int, ...], Own]
MEASURES = {
    "commit": mark("Closed + commit"),
    "open": mark("Open"),
    "best": mark("Closed + commit + upside"),
    "weighted": mark("Weighted"),
}
BAR = "bar"  # the picked step, in the address
MOST = 8  # bars between start and end; the smallest of more become «other»
MEANING = {"commit": "commit", "open": "other", "best": "upside", "weighted": "commit"}
DEALS = {
    "deal_name": Column("Deal", width=220, pinned=True),
    "owner_name": Column("Owner", width=115),
    "bar": Column("Step", width=95),
    "difference": Column("Adds", Unit.MONEY, width=80),
    "amount_now": Column("Amount now", Unit.MONEY, width=90),
    "change": Column("What changed", width=350),
}
STEPS = {
    "bar": Column("Step"),
    "count": Column("Deals", Unit.COUNT),
    "amount": Column("Amount", Unit.MONEY),
    "missing": Column("Without amount", Unit.COUNT),
}


def choose_measure(key: str) -> str:
    """The switch of measures; its choice stands in the address."""
    chosen = st.segmented_control(
        say("Measure"), list(MEASURES), format_func=lambda name: say(MEASURES[name]), default="commit", key=key,
        bind="query-params", label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen if chosen in MEASURES else "commit"


def to_step(measure: str, bar: str) -> None:
    """Ask for the forecast review with the deals of one step of a measure's bridge, from a callback."""
    part = say("What changed")  # the screen's name (pages/forecast/review.py)
    held = {"measure": measure, BAR: bar, "part": part}
    links.to_review(held, {"measure": say(MEASURES[measure]), BAR: formats.word(bar), "part": part})


def draw_with_measures(frozen: Frozen | None = None) -> None:
    """The bridge of the measure that is chosen, and beneath it the deals that made the change, of all its bars or of one.

    `frozen`: the people and the owners' sums of the minute that it begins from (metrics/minutes.frozen_sums).
    """
    measure = choose_measure(key="measure")
    if draw("review", measure, frozen=frozen) is None:
        draw_deals("review", measure)


def draw(key: str, measure: str = "commit", height: int = 260, frozen: Frozen | None = None) -> str | None:
    """The bridge since the comparison day under the sentence that says what changed most; a bar opens its deals beneath.

    Gives the picked bar, None without.
    """
    view = current()
    asked = {"since": view.compared, "period": view.period, "measure": measure}
    rows = figure("bridge", **asked) if frozen is None else figure(frozen_bridge, people=frozen[0], own=frozen[1], **asked)
    if rows["count"].sum() == 0:
        states.empty(
            say("No deal is due in {period}.", period=view.period.name), say("Choose another period or day in the sidebar.")
        )
        return None
    sees, said = view.sees(Grain.DEAL), finding(view, rows, measure)
    bars = {bar: formats.word(bar) for bar in rows["bar"].iloc[1:-1] if bar not in FROZEN} if sees else {}
    bar = picks.picked(bars, BAR)
    proof.chart(
        charts.waterfall(steps(view, rows, measure), height, clickable=bool(bars), chosen=bar),
        said,
        name="bridge",
        rows=rows,
        columns=STEPS,
        key=f"bridge {key} {bar}",
        picks_from=("bar", BAR) if bars else None,
        asked=_asked(view, measure, bar, frozen),
    )
    missing = int(rows["missing"].iloc[-1])
    if missing:
        st.caption(say("{deals} in it without an amount, counted as 0.", deals=formats.many(missing, "deal")))
    chosen = picks.choose(say("Deals behind a step"), bars, BAR) if bars else None
    if chosen is not None:
        draw_deals(key, measure, chosen)
    return chosen


def draw_deals(key: str, measure: str, bar: str | None = None) -> None:
    """The deals that made the change, or those of one of its bars, each with its change in words."""
    view = current()
    if not view.sees(Grain.DEAL):
        return
    rows = figure(bridge_deals, since=view.compared, period=view.period, measure=measure, bar=bar)
    if rows.empty:
        states.empty(say("No deal of {period} changed {since}.", period=view.period.name, since=view.since))
        return
    changes = [None if formats.is_unknown(text) else str(retold(text)) for text in rows["change"]]
    rows = rows.assign(
        bar=[formats.word(bar) for bar in rows["bar"]], change=[text and text[:1].upper() + text[1:] for text in changes]
    )
    table(
        rows,
        columns=DEALS if bar is None else {name: how for name, how in DEALS.items() if name != "bar"},
        key=f"bridge deals {key} {bar} {view.as_of}",
        alt=say("Deals that changed {since}", since=view.since),
        height="auto" if bar is None else "content",
        on_pick=links.to_deal,
    )


def _asked(view: View, measure: str, bar: str | None, frozen: Frozen | None) -> proof.Asked:
    """What the proof explains: the picked bar, else where the measure ended."""
    if frozen is not None and bar is None:
        options = {"since": view.compared, "period": view.period, "measure": measure, "people": frozen[0], "own": frozen[1]}
        return proof.Asked(frozen_bridge, options, column="amount", row={"bar": "end"}, title=say(MEASURES[measure]))
    options = {"since": view.compared, "period": view.period, "measure": measure}
    called = say(MEASURES[measure]) if bar is None else formats.word(bar)
    return proof.Asked("bridge", options, column="amount", row={"bar": bar or "end"}, title=called)


def finding(view: View, rows: pd.DataFrame, measure: str) -> str:
    """What happened, in a sentence: Closed + commit fell 310k since 16 Nov, most by pushed out (2 deals, −410k)."""
    start, end = int(rows["amount"].iloc[0]), int(rows["amount"].iloc[-1])
    moved, name = end - start, say(MEASURES[measure])
    between = rows.iloc[1:-1]
    if between.empty:
        return say("{name} did not change {since}: {end}", name=name, since=view.since, end=view.money(end))
    same_way = between[between["amount"] * (1 if moved >= 0 else -1) > 0]
    chief = (same_way if len(same_way) else between).assign(size=lambda f: f["amount"].abs()).sort_values("size").iloc[-1]
    by = formats.change(view.money(chief["amount"]), chief["amount"])
    why = say("most by {bar} ({deals}, {by})", bar=say(chief["bar"]), deals=_counted(chief["bar"], chief["count"]), by=by)
    if moved == 0:
        return say("{name} stands where it stood {since}, {why}", name=name, since=view.since, why=why)
    return say(
        "{name} rose {moved} to {end} {since}, {why}" if moved > 0 else "{name} fell {moved} to {end} {since}, {why}",
        name=name,
        moved=view.money(abs(moved)),
        end=view.money(end),
        since=view.since,
        why=why,
    )


def steps(view: View, rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The bridge's rows as bars between two levels, for charts.waterfall; the smallest of many bars are put together."""
    between = _few(rows.iloc[1:-1])
    unit = 10**view.exponent
    level = int(rows["amount"].iloc[0])
    found: list[dict[str, Any]] = [_level(view, view.compared, level, measure, unit)]
    for bar, count, amount in between:
        after = level + amount
        found.append(
            {
                "bar": bar,
                "label": formats.word(bar),
                "low": min(level, after) / unit,
                "high": max(level, after) / unit,
                "after": after / unit,
                "meaning": "gain" if amount > 0 else "loss" if amount < 0 else "other",
                "text": formats.change(view.money(amount), amount),
                "tip": f"{formats.change(view.full_money(amount), amount)}, {_counted(bar, count)}",
            }
        )
        level = after
    return pd.DataFrame([*found, _level(view, view.as_of, level, measure, unit)])


def _counted(bar: str, count: int) -> str:
    """How many are behind a bar: deals, or owners where a frozen minute is mended."""
    return formats.many(count, "person", "people") if bar in FROZEN else formats.many(count, "deal")


def _level(view: View, day: Any, amount: int, measure: str, unit: int) -> dict[str, Any]:
    return {
        "bar": None,
        "label": formats.day(day, view.as_of.year).replace(" ", "\u00a0"),  # stays on one line
        "low": min(0, amount) / unit,
        "high": max(0, amount) / unit,
        "after": amount / unit,
        "meaning": MEANING[measure],
        "text": view.money(amount),
        "tip": f"{view.full_money(amount)} {view.currency}",
    }


def _few(rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    """(bar, deals, amount) in their order; beyond MOST the smallest are put together at the end."""
    bars = [(str(b), int(c), int(a)) for b, c, a in zip(rows["bar"], rows["count"], rows["amount"], strict=True)]
    if len(bars) <= MOST:
        return bars
    large = sorted(bars, key=lambda bar: -abs(bar[2]))[: MOST - 1]
    small = [bar for bar in bars if bar not in large]
    rest = (say("Other ({n})", n=len(small)), sum(bar[1] for bar in small), sum(bar[2] for bar in small))
    return [*(bar for bar in bars if bar in large), rest]
