"""The deals of one account, picked of a table of accounts; a row opens its deal."""

import pandas as pd

from metrics import deal_lists
from metrics.definition import Unit
from model.access import Grain
from pages.parts import formats, links, proof, row_picks, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import say, say_many

ACCOUNT = "account"  # the picked account, in the address
MOST = 200
DEALS = {
    "deal_name": Column("Deal", width=240, pinned=True),
    "owner_name": Column("Owner", width=140),
    "stage_name": Column("Stage", width=120),
    "kind": Column("Kind", width=90),
    "amount": Column("Amount", Unit.MONEY, width=100),
    "created_on": Column("Created", Unit.DAY, width=125),
    "closed_on": Column("Closed", Unit.DAY, width=125),
}


def draw(accounts: pd.DataFrame) -> None:
    """The picker of these accounts (account, account_name), and the deals of the picked one."""
    view = current()
    if not view.sees(Grain.DEAL):
        return
    called = {str(key): str(name) for key, name in zip(accounts["account"], accounts["account_name"], strict=True)}
    chosen = row_picks.choose(say("Deals of one account"), called, ACCOUNT)
    if chosen is None:
        return
    rows = figure(deal_lists.account_deals, account=int(chosen), limit=MOST)
    if rows.empty:
        states.empty(say("{account} has no deal in view.", account=called[chosen]))
        return
    proof.heading(say_many("{account}: {n} deal", "{account}: {n} deals", len(rows), account=called[chosen]))
    rows = rows.assign(kind=[formats.word(kind) for kind in rows["kind"]])
    alt, height = say("Deals of {account}", account=called[chosen]), tall(len(rows), 420)
    table(rows, columns=DEALS, key=f"account {chosen} {view.as_of}", alt=alt, height=height, on_pick=links.to_deal)
