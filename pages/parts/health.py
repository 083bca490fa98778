"""Data health: what each check found and what it does to the numbers; a picked check lists its deals, accounts or leads."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.health import CHECKS, MOST, health_rows
from model.access import Grain
from pages.parts import account_deals, formats, links, navigation, proof, row_picks, states
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.tables import Column, table, tall
from pages.parts.view import View
from pages.parts.words import say, say_many

CHECK = "check"  # the picked check, in the address
FOUND = {
    "label": Column("Finding", width=250, pinned=True),
    "count": Column("Found", Unit.COUNT, width=65),
    "of": Column("Of", Unit.COUNT, width=65, help="In how many it was looked for"),
    "value": Column("Value", Unit.MONEY, width=95, help="Amounts of these deals, as far as they are known"),
    "effect": Column("What it does to the numbers", width=620),
}
DEALS = {
    "deal_name": Column("Deal", width=230, pinned=True),
    "why": Column("Why", width=240),
    "account_name": Column("Account", width=170),
    "owner_name": Column("Owner", width=130),
    "stage_name": Column("Stage", width=110),
    "amount": Column("Amount", Unit.MONEY, width=95),
    "close_on": Column("Close date", Unit.DAY, width=125),
    "deal_key": Column("Id in the CRM", width=110),
}
ACCOUNTS = {
    "account_name": Column("Account", width=210, pinned=True),
    "why": Column("Why", width=300),
    "owner_name": Column("Owner", width=130),
    "deals": Column("Deals", Unit.COUNT, width=70),
    "won_value": Column("Won", Unit.MONEY, width=100),
    "open_value": Column("Open", Unit.MONEY, width=100),
    "account_key": Column("Id in the CRM", width=110),
}
LEADS = {
    "lead_name": Column("Lead", width=190, pinned=True),
    "why": Column("Why", width=230),
    "company": Column("Company", width=180),
    "sdr_name": Column("SDR", width=130),
    "source": Column("Source", width=110),
    "created_on": Column("Created", Unit.DAY, width=125),
    "mql_on": Column("MQL", Unit.DAY, width=125),
    "lead": Column("Id in the CRM", width=110),
}


def draw(view: View) -> None:
    """The checks that found something, and the rows of the picked one; a deal's row opens the deal."""
    checks = figure("health")
    found = checks[checks["count"] > 0].reset_index(drop=True)
    if found.empty:
        states.empty(say("Nothing to mend"), say("{checks} found nothing.", checks=formats.many(len(checks), "check")))
        return
    proof.heading(
        say_many("{n} check found something to mend", "{n} checks found something to mend", len(found)),
        asked=proof.Asked("health", title=say("Data health")),
    )
    found = found.assign(label=[say(CHECKS[key]) for key in found["check"]], effect=[_told(text) for text in found["effect"]])
    opens = view.sees(Grain.LEAD)
    table(
        found,
        columns={name: how for name, how in FOUND.items() if name != "value" or found["value"].notna().any()},
        key=f"health {view.as_of}",
        alt=say("What was found in the data, and what it does to the numbers"),
        on_pick=row_picks.picks(CHECK, "check") if opens else None,
    )
    _fine(checks)
    if opens:
        _rows(view, found)


def _told(text: Any) -> str:
    told = str(retold(text))
    return told[:1].upper() + told[1:]


def _fine(checks: pd.DataFrame) -> None:
    """What was looked for without a finding, and what could not be looked for."""
    for rows, said in (
        (checks[(checks["count"] == 0) & (checks["of"] > 0)], say("Nothing found: {checks}")),
        (checks[checks["of"] == 0], say("Nowhere to look: {checks}")),
    ):
        if len(rows):
            st.caption(formats.plain(said.format(checks="; ".join(say(CHECKS[key]) for key in rows["check"]))))


def _rows(view: View, found: pd.DataFrame) -> None:
    chosen = row_picks.choose(say("Rows of a finding"), dict(zip(found["check"], found["label"], strict=True)), CHECK)
    if chosen is None:
        return
    one = found[found["check"] == chosen].iloc[0]
    rows = figure(health_rows, check=chosen, limit=MOST)
    of = int(one["count"])
    limited = say("; the first {most} are listed", most=formats.count(len(rows))) if of > len(rows) else ""
    proof.heading(say("{finding}: {n}{limited}", finding=one["label"], n=formats.count(of), limited=limited))
    st.caption(formats.plain(one["effect"]))
    if rows.empty:
        states.empty(say("No row is behind this figure."))
        return
    of_deals, of_leads = "deal" in rows, "lead" in rows
    opens = of_deals and "deal" in navigation.names(view.viewer.role)
    table(
        rows.assign(why=[retold(text) for text in rows["why"]]),
        columns=DEALS if of_deals else LEADS if of_leads else ACCOUNTS,
        key=f"health rows {chosen} {view.as_of}",
        alt=one["label"],
        height=tall(len(rows), 420),
        on_pick=links.to_deal if opens else None if of_deals or of_leads else row_picks.picks(account_deals.ACCOUNT, "account"),
    )
    if not of_deals and not of_leads:
        account_deals.draw(rows)
