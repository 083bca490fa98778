"""The qualified pipeline on the day: its stages and their deals."""

from collections import Counter

import pandas as pd

from metrics.deal_lists import stage_deals
from metrics.definition import Unit
from model.access import Grain
from pages.parts import formats, links, navigation, picks, proof, stage_charts
from pages.parts.figures import figure
from pages.parts.tables import Column, table, tall
from pages.parts.view import View, current
from pages.parts.words import say

MOST = 300
STAGE = "stage"  # the picked stage, in the address
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


def draw_stages(rows: pd.DataFrame) -> None:
    """The stages in their order, new and existing apart; the deals of the picked one beneath."""
    view = current()
    sums = rows.groupby(["stage", "stage_name", "position"], sort=False)[["volume", "value", "weighted", "missing_amount"]].sum()
    sums = sums.reset_index().sort_values("position")
    names = names_of(sums) if view.sees(Grain.DEAL) else {}
    picked = picks.picked(names, STAGE)
    sorted_rows = rows.sort_values(["position", "kind"])
    shown = sorted_rows.assign(kind=[formats.word(kind) for kind in sorted_rows["kind"]])
    proof.chart(
        stage_charts.stages(view, rows, sums, picked, clickable=bool(names)),
        finding(view, sums),
        name="pipeline",
        rows=shown,
        columns=STAGES,
        key=f"stages {view.as_of} {picked}",
        picks_from=("stage", STAGE) if names else None,
    )
    stage = picks.choose(say("Deals of a stage"), names, STAGE) if names else None
    if stage is not None:
        draw_deals(int(stage), names[stage], sums)


def names_of(sums: pd.DataFrame) -> dict[str, str]:
    """stage id → its name; two stages of one name are told apart."""
    called = list(zip(sums["stage"], sums["stage_name"], strict=True))
    shared = {name for name, n in Counter(name for _, name in called).items() if n > 1}
    return {str(stage): f"{name} ({stage})" if name in shared else str(name) for stage, name in called}


def finding(view: View, sums: pd.DataFrame) -> str:
    """Which stage holds most, in a sentence."""
    whole, deals = int(sums["value"].sum()), int(sums["volume"].sum())
    if len(sums) == 1:
        row = sums.iloc[0]
        held, at = view.money(row["value"]) if whole else say("none has an amount"), row["stage_name"]
        return say("All {deals} are in {stage}: {value}", deals=formats.many(deals, "open deal"), stage=at, value=held)
    if not whole:
        largest = sums.loc[sums["volume"].astype("int64").idxmax()]
        held = formats.many(largest["volume"], "open deal")
        return say("{stage} holds {deals} of {all}; none has an amount", stage=largest["stage_name"], deals=held, all=deals)
    largest = sums.loc[sums["value"].astype("int64").idxmax()]
    return say(
        "{stage} holds {share} of the value: {value} of {whole} in {deals}",
        stage=largest["stage_name"],
        share=formats.rate(int(largest["value"]) / whole),
        value=view.money(largest["value"]),
        whole=view.money(whole),
        deals=formats.many(largest["volume"], "deal"),
    )


def draw_deals(stage: int, name: str, sums: pd.DataFrame) -> None:
    """The deals of the picked stage, the largest first."""
    rows = figure(stage_deals, stage=stage, limit=MOST)
    of = int(sums.loc[sums["stage"] == stage, "volume"].sum())
    limited = say(", the {most} largest listed", most=formats.count(len(rows))) if of > len(rows) else ""
    proof.heading(say("{deals} in {stage}{limited}", deals=formats.many(of, "deal"), stage=name, limited=limited))
    deal_list(rows, DEALS, key=f"deals of {stage}", about=say("Deals of the stage, the largest first"), height=420)


def deal_list(rows: pd.DataFrame, columns: dict[str, Column], key: str, about: str, height: int) -> None:
    """Deals as a table at most so high; a click opens the deal for who has its page."""
    opens = "deal" in navigation.names(current().viewer.role)
    table(
        rows,
        columns=columns,
        key=f"{key} {current().as_of}",
        alt=about,
        height=tall(len(rows), height),
        on_pick=links.to_deal if opens else None,
    )
