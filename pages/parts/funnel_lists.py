"""The leads and deals behind the funnel: those of a picked step, or of one source, SDR or month; rows open their deal."""

from typing import Any

import pandas as pd

from metrics.definition import Unit
from metrics.journeys import funnel_rows
from model.access import Grain, Sight
from model.calendar import Window
from pages.parts import formats, links, navigation, proof, states
from pages.parts.figures import figure
from pages.parts.funnel_chart import NAMES
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import say

MOST = 500
ROWS = {
    "lead_name": Column("Lead", width=135, pinned=True),
    "deal_name": Column("Deal", width=165),
    "company": Column("Company", width=150),
    "person_name": Column("SDR", width=115),
    "source": Column("Source", width=90),
    "value": Column("Amount", Unit.MONEY, width=80),
    "mql_on": Column("MQL", Unit.DAY, width=122),
    "srl_on": Column("SRL", Unit.DAY, width=122),
    "sql_on": Column("SQL", Unit.DAY, width=122),
    "won_on": Column("Won", Unit.DAY, width=122),
}
OF = {"lead": "lead", "direct": "deal"}


def draw_step(pick: str, window: Window, mode: str) -> None:
    """The leads or deals of a picked step, such as lead-sql."""
    origin, _, step = pick.partition("-")
    counts = figure("funnel", window=window, mode=mode)
    total = int(counts.loc[(counts["origin"] == origin) & (counts["step"] == step), "count"].iloc[0])
    rows = figure(funnel_rows, window=window, origin=origin, step=step, mode=mode, limit=MOST)
    limited = say("; the {most} largest are listed", most=MOST) if total > len(rows) else ""
    proof.heading(
        say(
            "{rows} at {step}{limited}" if origin == "lead" else "{rows} at {step}, without a lead{limited}",
            rows=formats.many(total, OF[origin]),
            step=say(NAMES[step]),
            limited=limited,
        )
    )
    show(
        rows,
        origin,
        step,
        key=f"{pick} {mode} {window.first} {window.last}",
        about=say("Rows behind {step}", step=say(NAMES[step])),
    )


def draw_part(by: str, part: Any, called: str, window: Window, mode: str) -> None:
    """The leads of one part: a source, an SDR's id or a month; None for the unknown one."""
    rows = figure(funnel_rows, window=window, origin="lead", step="mql", mode=mode, limit=MOST, by=by, part=part)
    limited = say("; the {most} largest are listed", most=MOST) if len(rows) == MOST else ""
    proof.heading(say("{leads} of {part}{limited}", leads=formats.many(len(rows), "lead"), part=called, limited=limited))
    show(rows, "lead", "mql", key=f"{by} {part} {mode} {window.first} {window.last}", about=say("Leads of {part}", part=called))


def show(rows: pd.DataFrame, origin: str, step: str, key: str, about: str) -> None:
    """Such rows as a table; a click opens the deal where there is one and the viewer has its page."""
    if rows.empty:
        states.empty(say("No lead came so far.") if origin == "lead" else say("No deal came so far."))
        return
    view = current()
    opens = "deal" in navigation.names(view.viewer.role) and view.sees(Grain.DEAL)
    table(
        rows,
        columns=_columns(rows, origin, step),
        key=f"funnel rows {key} {view.as_of}",
        alt=about,
        height=tall(len(rows), 420),
        on_pick=_open if opens else None,
    )


def _columns(rows: pd.DataFrame, origin: str, step: str) -> dict[str, Column]:
    """As much as fits at 1280 px: the lead and its deal, or the company for who sees no deals; three days of the way."""
    days = {"mql": "srl_on", "srl": "srl_on", "sql": "sql_on", "won": "sql_on"}[step]
    hidden = {"srl_on", "sql_on"} - {days}
    if origin == "direct":
        hidden |= {"lead_name", "mql_on"}
        hidden -= {"srl_on"}
    hidden |= {"deal_name", "value"} if current().viewer.sight is Sight.LEADS else {"company"}
    hidden |= {"source"} if rows["source"].isna().all() else set()
    columns = {name: how for name, how in ROWS.items() if name not in hidden}
    if origin == "direct":
        columns |= {"deal_name": Column("Deal", width=260, pinned=True), "person_name": Column("Owner", width=140)}
    return columns


def _open(row: pd.Series) -> None:
    """Open the deal of a row; a lead that is no deal yet has no page."""
    if not formats.is_unknown(row["deal"]):
        links.to_deal(pd.Series({"deal_key": row["deal"]}))
