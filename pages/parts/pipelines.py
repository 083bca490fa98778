"""The qualified pipeline on the day: its four Vs, its stages and their deals, and how it grew."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.closings import closing_trend
from metrics.deal_lists import stage_deals
from metrics.definition import Unit
from pages.parts import behind, cards, charts, formats, links, navigation, proof, stage_charts, states, windows
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say

MOST = 300
STAGES = {
    "stage_name": Column("Stage", pinned=True),
    "kind": Column("Kind"),
    "volume": Column("Deals", Unit.COUNT),
    "value": Column("Value", Unit.MONEY),
    "weighted": Column("Weighted", Unit.MONEY),
    "missing_amount": Column("Without amount", Unit.COUNT),
}
DEALS = {
    "name": Column("Deal", width="medium", pinned=True),
    "account_name": Column("Account", width="medium"),
    "owner_name": Column("Owner"),
    "stage_name": Column("Stage"),
    "amount": Column("Amount", Unit.MONEY),
    "close_on": Column("Close date", Unit.DAY),
    "days_in_stage": Column("Days in stage", Unit.COUNT),
    "created_on": Column("Created", Unit.DAY),
}
TREND = {"week": Column("Week to", Unit.DAY), "volume": Column("Deals", Unit.COUNT), "value": Column("Value", Unit.MONEY)}


def cards_of(choice: str) -> list[cards.Card]:
    """Volume, value, velocity and conversion, each against the comparison day."""
    view = current()
    window = windows.window_of(view, choice)
    sides = []
    for day in (None, view.compared):
        span = windows.window_of(view, choice, day)
        rate, velocity = figure("win-rate", on=day, window=span).iloc[0], figure("sales-velocity", on=day, window=span)
        sides.append((figure("pipeline", on=day), rate, velocity.iloc[0] if len(velocity) else None))
    (now, rate, velocity), (before, rate_before, velocity_before) = sides
    weeks = weekly()
    closings = figure(closing_trend, days=window.days)
    closings = closings[closings["kind"].isna()]
    sums = (int(now["value"].sum()), int(before["value"].sum()))
    about = say(
        "Weighted by the stages' probabilities: {amount} {currency}.",
        amount=view.full_money(int(now["weighted"].sum())),
        currency=view.currency,
    )
    missing = int(now["missing_amount"].sum())
    if missing:
        about += say(" {deals} without an amount, in no sum.", deals=formats.many(missing, "deal"))
    closed = int(rate["won"] + rate["lost"])
    return [
        cards.count_card(
            say("Volume: open qualified deals"),
            int(now["volume"].sum()),
            int(before["volume"].sum()),
            trend=weeks["volume"].tolist(),
            metric="pipeline",
        ),
        cards.money_card(say("Value"), *sums, trend=weeks["value"].tolist(), help=f"{about}\n\n{proof.words('pipeline')}"),
        _velocity(velocity, velocity_before, closings["mean_cycle_days"].tolist()),
        cards.rate_card(
            say("Conversion: win rate"),
            rate["rate"],
            rate_before["rate"],
            n=closed,
            trend=closings["rate"].tolist(),
            help=say(
                "95 % interval {interval}.\n\n{definition}",
                interval=formats.interval(rate["low"], rate["high"]),
                definition=proof.words("win-rate"),
            ),
        ),
    ]


def _velocity(now: Any, before: Any, trend: list[Any]) -> cards.Card:
    """The mean cycle: how long a won deal took from SQL."""
    mean = None if now is None else now["mean_cycle_days"]
    was = None if before is None else before["mean_cycle_days"]
    known = not (formats.is_unknown(mean) or formats.is_unknown(was))
    change = round(float(mean) - float(was), 1) if known else None
    text = "" if change is None else formats.change(f"{change:.1f} d".replace("-", formats.MINUS), change)
    line = [None if formats.is_unknown(value) else float(value) for value in trend]
    median = "" if now is None else say("Median {days}.\n\n", days=formats.days(now["median_cycle_days"]))
    return cards.Card(
        say("Velocity: mean cycle"),
        formats.days(mean),
        change,
        text,
        good="down",
        trend=line,
        help=say(
            "Days from SQL to won, of the deals won in the window. {median}{definition}",
            median=median,
            definition=proof.words("sales-velocity"),
        ),
    )


def weekly() -> pd.DataFrame:
    """week, volume and value of the whole qualified pipeline at the end of each of the last 13 weeks."""
    rows = figure("trend")
    return rows.groupby("week", sort=True)[["volume", "value"]].sum().reset_index()


def draw_stages(rows: pd.DataFrame) -> Any:
    """The stages in their order, new and existing apart; gives the id of the stage that was clicked, or None."""
    view = current()
    sums = rows.groupby(["stage", "stage_name", "position"], sort=False)[["volume", "value", "weighted", "missing_amount"]].sum()
    sums = sums.reset_index().sort_values("position")
    largest = sums.loc[sums["value"].astype("int64").idxmax()]
    whole = int(sums["value"].sum())
    part = say("{share} of the value", share=formats.rate(int(largest["value"]) / whole)) if whole else say("the most deals")
    said = say(
        "{stage} holds {part}: {value} of {whole} in {deals}",
        stage=largest["stage_name"],
        part=part,
        value=view.money(largest["value"]),
        whole=view.money(whole),
        deals=formats.many(largest["volume"], "deal"),
    )
    shown = rows.sort_values(["position", "kind"]).assign(
        kind=[formats.word(kind) for kind in rows.sort_values(["position", "kind"])["kind"]]
    )
    drawing = stage_charts.stages(view, rows, sums)
    event = proof.chart(drawing, said, name="pipeline", rows=shown, columns=STAGES, key=f"stages {view.as_of}", select=True)
    stage = behind.picked(event, "stage")
    return None if stage is None else int(stage)


def draw_deals(stage: int | None) -> None:
    """The deals of the clicked stage, the largest first."""
    view = current()
    if stage is None:
        st.caption(say("Click a stage to list its deals."))
        return
    rows = figure(stage_deals, stage=stage, limit=MOST)
    if rows.empty:
        states.empty(say("No open deal is in this stage any more."))
        return
    limited = say(", the {most} largest", most=MOST) if len(rows) == MOST else ""
    proof.heading(
        say(
            "{deals} in {stage}{limited}",
            deals=formats.many(len(rows), "deal"),
            stage=rows["stage_name"].iloc[0],
            limited=limited,
        )
    )
    opens = "deal" in navigation.names(view.viewer.role)
    table(
        rows,
        columns=DEALS,
        key=f"deals of {stage} {view.as_of}",
        alt=say("Deals of the stage, the largest first"),
        height=min(35 * len(rows) + 38, 420),
        on_pick=links.to_deal if opens else None,
    )


def draw_trend(choice: str) -> None:
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
        drawn = stage_charts.over_weeks(charts.drawn(rows, ["value"], view.exponent), "value", "value_text", charts.money_axis())
        proof.chart(drawn, said, name="trend", rows=weeks, columns=TREND, key=f"trend value {view.as_of}")
    with right:
        more = int(weeks["volume"].iloc[-1]) - int(weeks["volume"].iloc[0])
        said = say(
            "Volume rose by {deals} to {now}" if more >= 0 else "Volume fell by {deals} to {now}",
            deals=formats.many(abs(more), "deal"),
            now=formats.count(weeks["volume"].iloc[-1]),
        )
        counted = rows.assign(volume_text=[formats.many(n, "deal") for n in rows["volume"]])
        drawn = stage_charts.over_weeks(counted, "volume", "volume_text", charts.count_axis())
        proof.chart(drawn, said, name="trend", rows=weeks, columns=TREND, key=f"trend volume {view.as_of}")
