"""How old open deals are in their stage, and how deals end by age."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from metrics.ageing import ageing
from metrics.deal_lists import stage_deals
from metrics.definition import Unit
from metrics.outcomes import outcome_by_age
from model.access import Grain
from pages.parts import behind, charts, formats, links, navigation, proof, states, windows
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import View, current
from pages.parts.words import mark, say, say_many

BANDS = {
    "usual": (mark("Up to median"), "pipeline"),
    "slow": (mark("Over median"), "upside"),
    "stuck": (mark("Over 80 %"), "commit"),
    "unknown": (mark("Unknown"), "other"),
}
OLDEST = 50
KINDS = ["new", "existing"]
LEAST_AT_RISK = 20
AGEING = {
    "stage_name": Column("Stage", pinned=True),
    "band": Column("In stage", width="medium"),
    "volume": Column("Deals", Unit.COUNT),
    "value": Column("Value", Unit.MONEY),
    "missing_amount": Column("Without amount", Unit.COUNT),
    "median_days": Column("Usual median", Unit.DAYS, help="Days in the stage of deals won in the last 365 days"),
    "p80_days": Column("Usual 80th percentile", Unit.DAYS),
}
OUTCOME = {
    "days": Column("Days since SQL", Unit.DAYS),
    "at_risk": Column("Deals so old", Unit.COUNT),
    "won": Column("Won", Unit.RATE),
    "lost": Column("Lost", Unit.RATE),
    "open": Column("Open", Unit.RATE),
}
DEALS = {
    "name": Column("Deal", width="medium", pinned=True),
    "owner_name": Column("Owner"),
    "stage_name": Column("Stage"),
    "days_in_stage": Column("Days in stage", Unit.COUNT),
    "amount": Column("Amount", Unit.MONEY),
    "close_on": Column("Close date", Unit.DAY),
}


def draw_ageing(choice: str) -> None:
    """The open deals of each stage by their age there, and the oldest of them."""
    view = current()
    rows = figure(ageing)
    if rows.empty:
        states.empty(say("There is no open qualified deal to age."), say("Choose another team, kind or day in the sidebar."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        shown = rows.assign(band=[say(BANDS[band][0]) for band in rows["band"]])
        _chart(bands(view, rows), ageing_finding(view, rows), shown, AGEING, "ageing", proof.Asked(ageing, title=say("Ageing")))
        st.caption(say("Usual: completed visits of deals won in the last 365 days, over the whole company."))
    with right:
        if not view.sees(Grain.DEAL):
            return
        oldest = figure(stage_deals, order="days_in_stage", limit=OLDEST)
        proof.heading(say("The {deals} longest in their stage", deals=formats.many(len(oldest), "deal")))
        opens = "deal" in navigation.names(view.viewer.role)
        table(
            oldest,
            columns=DEALS,
            key=f"oldest {view.as_of}",
            alt=say("The deals longest in their stage"),
            height=360,
            on_pick=links.to_deal if opens else None,
        )


def _chart(drawing: Any, said: str, rows: pd.DataFrame, columns: dict[str, Column], key: str, asked: proof.Asked) -> None:
    """A chart with table and proof of a function that is no metric of its own."""
    proof.heading(said)
    behind.drawing(drawing, key=f"chart {key}", said=said)
    behind.proofs(rows, key=key, columns=columns, asked=asked)


def bands(view: View, rows: pd.DataFrame) -> Any:
    """Deals per stage by band of age."""
    c = charts.colours()
    order = rows.sort_values("position")["stage_name"].drop_duplicates().tolist()
    drawn = pd.DataFrame(
        {
            "stage_name": rows["stage_name"].astype(object),
            "band": [say(BANDS[band][0]) for band in rows["band"]],
            "place": [list(BANDS).index(band) for band in rows["band"]],
            "volume": rows["volume"].astype(int),
            "text": [f"{formats.many(n, 'deal')}, {view.money(v)}" for n, v in zip(rows["volume"], rows["value"], strict=True)],
        }
    )
    known = {say(BANDS[band][0]): BANDS[band][1] for band in BANDS if band in set(rows["band"])}
    chart = (
        alt.Chart(drawn)
        .mark_bar(height={"band": 0.62}, stroke=c["page"], strokeWidth=1)
        .encode(
            y=alt.Y("stage_name:N", sort=order, axis=alt.Axis(title=None, labelColor=c["text"])),
            x=alt.X("volume:Q", stack="zero", axis=charts.count_axis(say("deals"))),
            order=alt.Order("place:Q"),
            color=alt.Color("band:N", scale=charts.scale_of(known), legend=alt.Legend()),
            tooltip=[
                alt.Tooltip("stage_name:N", title=say("Stage")),
                alt.Tooltip("band:N", title=say("In stage")),
                alt.Tooltip("text:N", title=say("Deals")),
            ],
        )
    )
    return charts.finished(chart, 44 * len(order) + 80)


def ageing_finding(view: View, rows: pd.DataFrame) -> str:
    """How many deals are stuck, in a sentence."""
    whole, stuck = int(rows["volume"].sum()), rows[rows["band"] == "stuck"]
    n = int(stuck["volume"].sum())
    if rows["band"].eq("unknown").all():
        return say("There is no usual time in stage to compare with yet")
    if not n:
        return say("None of {deals} is longer in its stage than 80 % of won deals were", deals=formats.many(whole, "deal"))
    return say_many(
        "{n} of {deals} is longer in stage than 80 % of won deals were: {amount}",
        "{n} of {deals} are longer in stage than 80 % of won deals were: {amount}",
        n,
        deals=formats.many(whole, "deal"),
        amount=view.money(int(stuck["value"].sum())),
    )


def draw_outcome(choice: str) -> None:
    """The chance to be won, or lost, by days since SQL, new and existing apart."""
    view = current()
    window = windows.window_of(view, choice)
    rows = figure(outcome_by_age, window=window, by="kind")
    rows = rows[rows["kind"].isin(KINDS)].sort_values("kind", key=lambda kinds: kinds.map(KINDS.index), kind="stable")
    if rows.empty:
        states.empty(say("No deal reached SQL in this window."), say("Choose a longer window above."))
        return
    columns = {"kind": Column("Kind", pinned=True), **OUTCOME}
    shown = rows.assign(kind=[formats.word(kind) for kind in rows["kind"]])
    drawn = rows[rows["at_risk"] >= LEAST_AT_RISK]
    if drawn.empty:
        drawn = rows
    for kind, column in zip(drawn["kind"].drop_duplicates(), st.columns(drawn["kind"].nunique(), gap="large"), strict=True):
        with column:
            part = drawn[drawn["kind"] == kind]
            of_kind = shown[shown["kind"] == formats.word(kind)]
            _chart(
                outcome(part),
                outcome_finding(str(kind), part),
                of_kind,
                columns,
                f"outcome {kind}",
                proof.Asked(outcome_by_age, {"window": window, "by": "kind"}, title=say("Outcome by age")),
            )
    st.caption(
        say(
            "Aalen–Johansen cumulative incidence; drawn while at least {n} deals are known to be so old.",
            n=LEAST_AT_RISK,
        )
    )


def outcome(rows: pd.DataFrame) -> Any:
    """Won and lost as shares of all, by age in days."""
    start = pd.DataFrame([{"days": 0.0, "won": 0.0, "lost": 0.0}])
    curves = pd.concat([start, rows[["days", "won", "lost"]].astype(float)], ignore_index=True)
    long = curves.melt(["days"], ["won", "lost"], "end", "share")
    long = long.assign(end=[formats.word(end) for end in long["end"]], text=[formats.rate(share) for share in long["share"]])
    colour = alt.Color("end:N", scale=charts.scale_of({formats.word("won"): "closed", formats.word("lost"): "loss"}), legend=None)
    base = alt.Chart(long).encode(
        x=alt.X("days:Q", axis=alt.Axis(title=say("days since SQL"), tickCount=8)),
        y=alt.Y("share:Q", axis=charts.rate_axis(), scale=alt.Scale(domain=[0, 1])),
        color=colour,
    )
    tip = [
        alt.Tooltip("days:Q", title=say("Within days")),
        alt.Tooltip("end:N", title=say("Was")),
        alt.Tooltip("text:N", title=say("Chance")),
    ]
    last = long[long["days"] == long["days"].max()]
    last = last.assign(called=last["end"] + " " + last["text"])
    words = alt.Chart(last).mark_text(align="right", dy=-10, fontSize=charts.FONT, fontWeight=600)
    words = words.encode(x=alt.X("days:Q"), y=alt.Y("share:Q"), text=alt.Text("called:N"), color=colour)
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.5)
    hover = base.mark_point(size=80, opacity=0).encode(tooltip=tip)
    return charts.finished(alt.layer(lines, hover, words), 280)


def outcome_finding(kind: str, rows: pd.DataFrame) -> str:
    """What has become of deals by 90 days, or by the last age known, in a sentence."""
    young = rows[rows["days"] <= 90]
    row = (young if len(young) else rows).iloc[-1]
    within = 90 if rows["days"].max() >= 90 else int(row["days"])
    return say(
        "{kind}: within {within} days of SQL {won} are won, {lost} lost (n = {n})",
        kind=formats.word(kind),
        within=within,
        won=formats.rate(row["won"]),
        lost=formats.rate(row["lost"]),
        n=formats.count(rows["at_risk"].max()),
    )
