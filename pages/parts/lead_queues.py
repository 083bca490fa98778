"""What waits: deals stalled in the first stage, and leads that nobody has answered."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.lead_weeks import waiting_leads
from metrics.leaks import stalled_deals
from metrics.speed import untouched_leads
from model.access import Grain
from pages.parts import formats, links, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import say, say_many

MOST = 200
STALLED = {
    "deal_id_name": Column("Deal", width="medium", pinned=True),
    "owner_name": Column("Owner"),
    "sdr_name": Column("SDR"),
    "source": Column("Source"),
    "amount": Column("Amount", Unit.MONEY),
    "created_on": Column("Created", Unit.DAY),
    "touched_on": Column("Last activity", Unit.DAY),
    "quiet_days": Column("Quiet days", Unit.COUNT, help="Since the last activity or change"),
    "missing": Column("BANT missing", width="medium"),
}
UNTOUCHED = {
    "name": Column("Lead", width="medium", pinned=True),
    "company": Column("Company", width="medium"),
    "sdr_name": Column("SDR"),
    "source": Column("Source"),
    "channel": Column("Channel"),
    "created_at": Column("Created", Unit.MOMENT),
    "mql_on": Column("MQL", Unit.DAY),
    "waiting": Column("Waits for"),
}
OWN = {
    "name": Column("Lead", width=115, pinned=True),
    "waiting": Column("Waits for", width=75),
    "company": Column("Company", width=165),
}
HEIGHT = 300  # pixels of an SDR's own queue, beside the funnel


def draw_own() -> None:
    """What an SDR can do today: their own leads that nobody has answered, the newest first, as these are the warmest."""
    view = current()
    me = view.viewer.person_id
    rows = figure(untouched_leads, limit=MOST, sdr=me, newest=True)
    if rows.empty:
        states.empty(say("Your queue is empty: each of your leads has been answered, disqualified or handed over."))
        return
    total = int(figure(waiting_leads, sdr=me))
    week = int((rows["waiting_minutes"] < 7 * 1440).sum())
    said = say_many("To do today: {n} lead of yours waits", "To do today: {n} leads of yours wait", total)
    proof.heading(said, asked=proof.Asked(untouched_leads, {"sdr": me}, title=say("Untouched leads")))
    more = say(", the newest {most}", most=MOST) if total > len(rows) else ""
    st.caption(say("{n} of the last 7 days; the newest first{more}", n=formats.count(week), more=more))
    rows = _with_waits(rows)
    alt = say("Your untouched leads, the newest first")
    table(rows, columns=OWN, key=f"own queue {view.as_of}", alt=alt, height=tall(len(rows), HEIGHT))


def draw_stalled() -> None:
    """Deals in stage 1 without activity or change, the longest quiet first."""
    view = current()
    if not view.sees(Grain.DEAL):
        states.empty(say("Single deals are not yours to see."))
        return
    days = view.book.settings.stall_days
    rows = figure(stalled_deals, limit=MOST)
    if rows.empty:
        states.empty(say("No deal in the first stage has been quiet for {days}.", days=formats.many(days, "day")))
        return
    counted = figure("leaks", window=view.year)
    total = int(counted.loc[counted["what"] == "stalled", "count"].sum())
    more = say("; the {most} longest quiet are listed", most=MOST) if total > len(rows) else ""
    proof.heading(
        say(
            "{deals} in stage 1 without activity or change for {days} or more{more}",
            deals=formats.many(total, "deal"),
            days=formats.many(days, "day"),
            more=more,
        ),
        "leaks",
    )
    rows = rows.assign(deal_key=rows["external_id"])
    table(
        rows,
        columns=STALLED,
        key=f"stalled {view.as_of}",
        alt=say("Stalled deals, the longest quiet first"),
        height=tall(len(rows), 420),
        on_pick=links.to_deal,
    )


def draw_untouched() -> None:
    """Leads that wait for a first outgoing activity, the oldest first."""
    view = current()
    if not view.sees(Grain.LEAD):
        states.empty(say("Single leads are not yours to see."))
        return
    rows = figure(untouched_leads, limit=MOST)
    if rows.empty:
        states.empty(say("Every lead has been answered, disqualified or handed over."))
        return
    total = int(figure(waiting_leads))
    more = say("; the {most} that wait longest are listed", most=MOST) if total > len(rows) else ""
    proof.heading(
        say_many("{n} lead waits for a first answer{more}", "{n} leads wait for a first answer{more}", total, more=more),
        "speed-to-lead",
    )
    table(
        _with_waits(rows),
        columns=UNTOUCHED,
        key=f"untouched {view.as_of}",
        alt=say("Untouched leads, the oldest first"),
        height=tall(len(rows), 420),
    )


def _with_waits(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their wait in words."""
    return rows.assign(waiting=pd.Series([_waited(value) for value in rows["waiting_minutes"]], dtype="string"))


def _waited(minutes: Any) -> str:
    """A wait of minutes; from two days on in whole days."""
    return formats.minutes(minutes) if formats.is_unknown(minutes) or minutes < 2880 else formats.days(minutes // 1440)
