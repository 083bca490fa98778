"""The deals of one kind of business that were won in a window."""

from metrics import evidence
from metrics.definition import Unit
from model.calendar import Window
from pages.parts import formats, links, proof, states
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import say

DEALS = {
    "name": Column("Deal", width=230, pinned=True),
    "account_name": Column("Account", width=180),
    "owner_name": Column("Owner", width=140),
    "amount": Column("Amount", Unit.MONEY, width=100),
    "closed_on": Column("Won", Unit.DAY, width=125),
    "cycle_days": Column("Cycle", Unit.DAYS, help="Days from reaching SQL to won", width=80),
}


def draw(kind: str, called: str, window: Window) -> None:
    """The deals of a kind that were won in the window, the largest first; a click opens one."""
    view = current()
    asked = proof.Asked(
        "motions", {"window": window, "period": view.period}, column="won_value", row={"kind": kind}, title=called
    )
    rows = proof.ask(evidence.evidence, asked, column="won_value", row=proof.frozen(asked.row))
    if rows.empty:
        states.empty(say("Nothing was won in the window yet"))
        return
    won = formats.many(int(rows["of"].iloc[0]), "won deal")
    proof.heading(say("{side}: {deals}, the largest first", side=called, deals=won), asked=asked)
    table(
        rows,
        columns=DEALS,
        key=f"won deals {kind} {window.first} {window.last} {view.as_of}",
        alt=say("{side}: won deals", side=called),
        height=tall(len(rows), 420),
        on_pick=links.to_deal,
    )
