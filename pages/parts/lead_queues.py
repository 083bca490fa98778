"""What waits: deals stalled in the first stage, and leads that nobody has answered."""

from typing import Any

import pandas as pd

from metrics.definition import Unit
from metrics.lead_weeks import waiting_leads
from metrics.leaks import stalled_deals
from metrics.speed import untouched_leads
from model.access import Grain
from pages.parts import formats, links, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
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
        height=min(35 * len(rows) + 38, 420),
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
    rows = rows.assign(waiting=pd.Series([_waited(value) for value in rows["waiting_minutes"]], dtype="string"))
    table(
        rows,
        columns=UNTOUCHED,
        key=f"untouched {view.as_of}",
        alt=say("Untouched leads, the oldest first"),
        height=min(35 * len(rows) + 38, 420),
    )


def _waited(minutes: Any) -> str:
    """A wait of minutes; from two days on in whole days."""
    return formats.minutes(minutes) if formats.is_unknown(minutes) or minutes < 2880 else formats.days(minutes // 1440)
