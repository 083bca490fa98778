"""What must not be on a page of somebody's, by the tables written by hand: names, deals, accounts and amounts out of sight."""

from streamlit.testing.v1 import AppTest

from tests.access.grids import OF_DECISIONS, OF_PEOPLE, cells
from tests.access.house import DEALS, PEOPLE, TEAMS, amounts_of, firm_of
from tests.access.pages import numbers, sent

ABOVE = {
    "Evadne": (), "Maximo": ("Evadne",), "Miroda": ("Evadne",), "Subira": ("Maximo", "Evadne"), "Annika": ("Maximo", "Evadne"),
    "Bobrik": ("Maximo", "Evadne"), "Leandr": ("Subira", "Maximo", "Evadne"), "Zoelda": ("Miroda", "Evadne"),
    "Adelmo": ("Miroda", "Evadne"),
}  # fmt: skip
"""Who leads whom: their names are no secret to those below, what is theirs is."""
LEADS_ONLY = ("Siddal", "Berenk")
"""They see all leads and so who works them, of which company: no deal and no amount."""
ADMINISTRATOR = "Adelmo"
"""They know who works here, whom to look as, and what the quotas are: no deal, no call and no judgement of others."""
NAMED_TO_ALL = ("Siddal",)
"""Whoever hands leads over is known to those who get them."""


def hidden(who: str) -> tuple[set[str], set[float]]:
    """The words and the numbers that are not for them."""
    if who == "Evadne":
        return set(), set()
    owners = [owner for owner, may in cells(OF_PEOPLE)[who].items() if may == "." and owner in DEALS]
    words = {DEALS[owner][0] for owner in owners}
    kinds = [kind for kind in amounts_of("Evadne") if kind != "quota" or who != ADMINISTRATOR]
    amounts = {amounts_of(owner)[kind] for owner in owners for kind in kinds}
    words |= {text for amount in amounts for text in (f"{amount}", f"{amount:,}")}
    if who not in (*LEADS_ONLY, ADMINISTRATOR):
        known = {who, *ABOVE.get(who, ()), *NAMED_TO_ALL} if who != "Ozimir" else {who}
        seen = {person for person, may in cells(OF_PEOPLE)[who].items() if may == "x"}
        words |= {person for person in PEOPLE if person not in known | seen}
    if who not in LEADS_ONLY:
        words |= {firm_of(owner) for owner in owners}
        words |= {f"Act on {team}" for team in TEAMS if cells(OF_DECISIONS)[who][team] == "."}
    return words, {float(value) for amount in amounts for value in (amount, amount * 100)}


def found(test: AppTest, who: str, *, allowed: frozenset[str] = frozenset()) -> set[str]:
    """What is on the page that must not be; nothing where all is well."""
    words, amounts = hidden(who)
    page = sent(test)
    return {word for word in words - allowed if word.encode() in page} | {str(value) for value in amounts & numbers(test)}
