"""The leads and deals behind a leak: those disqualified for one reason, lost before SQL, or stalled."""

import pandas as pd

from metrics import evidence
from metrics.definition import Unit
from model.access import Grain
from model.calendar import Window
from pages.parts import formats, links, picks, proof, states
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import say

LEAK = "leak"  # the picked leak, in the address
LEADS = {
    "lead_name": Column("Lead", width=170, pinned=True),
    "company": Column("Company", width=200),
    "sdr_name": Column("SDR", width=140),
    "source": Column("Source", width=110),
    "disqualified_on": Column("Disqualified", Unit.DAY, width=125),
    "reason": Column("Reason", width=170),
}
DEALS = {
    "name": Column("Deal", width=230, pinned=True),
    "account_name": Column("Account", width=180),
    "owner_name": Column("Owner", width=140),
    "source": Column("Source", width=100),
    "amount": Column("Amount", Unit.MONEY, width=100),
    "closed_on": Column("Lost", Unit.DAY, width=125),
    "reason": Column("Reason", width=170),
    "quiet_days": Column("Quiet days", Unit.COUNT, width=90),
}


def name_of(what: str, reason: str) -> str:
    """A leak's name: disqualified-No budget, lost_before_sql-."""
    return f"{what}-{reason}"


def options(reasons: pd.DataFrame) -> dict[str, str]:
    """The leaks of leaking.by_reason that can be listed, as picks: name → how it is called; none for who sees no rows."""
    if not current().sees(Grain.LEAD):
        return {}
    known = reasons[reasons["leak"].notna()]
    return dict(zip(known["leak"], known["label"], strict=True))


def draw(lists: dict[str, str], window: Window) -> None:
    """The pills of the leaks, and the rows of the picked one; a deal's row opens it."""
    chosen = picks.choose(say("Leads and deals of a leak"), lists, LEAK) if lists else None
    if chosen is None:
        return
    what, _, reason = chosen.partition("-")
    row = {"what": what, "reason": reason or None}
    rows = proof.ask(evidence.evidence, proof.Asked("leaks", {"window": window}), column="count", row=proof.frozen(row))
    if what == "disqualified" and not reason:
        rows = rows[rows["reason"].isna()]
    if rows.empty:
        states.empty(say("No row is behind this figure."))
        return
    of_leads = what == "disqualified"
    proof.heading(say("{label}: {rows}", label=lists[chosen], rows=formats.many(len(rows), "lead" if of_leads else "deal")))
    columns = LEADS if of_leads else {name: how for name, how in DEALS.items() if name in rows}
    key, height = f"leak rows {chosen} {window.first} {window.last} {current().as_of}", tall(len(rows), 420)
    table(rows, columns=columns, key=key, alt=lists[chosen], height=height, on_pick=None if of_leads else links.to_deal)
