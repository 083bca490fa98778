"""The review's conversations: per person how far they are, what moved, what they call, and the deals to ask about."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from metrics.bridge_deals import bridge_deals
from metrics.conversations import REASONS, conversations, flagged_deals
from metrics.definition import Unit
from metrics.teams import team_of
from pages.parts import formats, links, proof, quota_chart, reasons, reviews, states
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.tables import Column
from pages.parts.view import current
from pages.parts.words import say, say_many

MOST = 8  # people with their deals; all are in the table
DEALS = 3  # deals of one person
PEOPLE = {
    "person_name": Column("Person", width="medium", pinned=True),
    "at_risk": Column("At risk", Unit.MONEY, help="Gap + flagged commit: missing to the quota if no flagged commit deal is won"),
    "gap": Column("Gap", Unit.MONEY),
    "expected": Column("Closed + commit", Unit.MONEY),
    "change": Column("Change", Unit.MONEY),
    "call_commit": Column("Call", Unit.MONEY, help="The period's total they expect, closed included"),
    "difference": Column("Call − closed − commit", Unit.MONEY),
    "flagged": Column("Flagged deals", Unit.COUNT),
    "flagged_commit": Column("Flagged commit", Unit.MONEY),
    "flagged_part": Column("Of commit", Unit.RATE),
}


def draw(people: pd.DataFrame) -> None:
    """A block per person (rows of the forecast), who needs a conversation most first."""
    view = current()
    ids = tuple(int(person) for person in people["person"])
    asked = {"period": view.period, "since": view.compared, "people": ids}
    rows = figure(conversations, **asked)
    if rows.empty:
        states.empty(say("Nobody in view forecasts {period}.", period=view.period.name))
        return
    deals, moved = figure(flagged_deals, **asked), moved_by(ids)
    said = finding(rows)
    proof.heading(said, asked=proof.Asked(conversations, asked, title=say("Conversations")))
    needed = rows[(rows["at_risk"] > 0) | (rows["flagged"] > 0)]
    for _, row in needed.head(MOST).iterrows():
        _block(row, deals[deals["person"] == row["person"]], moved.get(int(row["person"]), ""))
    if len(needed) > MOST:
        st.caption(say("The {most} who need it most; all {all} are in the table.", most=MOST, all=formats.count(len(rows))))
    elif len(needed) < len(rows):
        rest = len(rows) - len(needed)
        st.caption(say_many("{n} person has nothing to ask about.", "{n} people have nothing to ask about.", rest))
    proof.table_of(rows, "conversations", said, columns=PEOPLE)


def finding(rows: pd.DataFrame) -> str:
    """Whom to talk to first, and why, in a sentence. `rows` as `conversations` gives them."""
    view, first = current(), rows.iloc[0]
    risk, flagged = int(first["at_risk"]), int(first["flagged_commit"])
    if rows["gap"].isna().all() and risk == 0:
        return say("No commit deal is flagged; nobody has a quota to be short of")
    if risk == 0 and rows["flagged_commit"].sum() == 0:
        return say("Nobody is short of quota, and no commit deal is flagged")
    if risk == 0:
        return say("Nobody is short of quota, even without the flagged commit deals")
    said = {"who": first["person_name"], "risk": view.money(risk), "flagged": view.money(flagged)}
    if len(rows) == 1:
        return _alone(said, formats.is_unknown(first["gap"]), flagged)
    if formats.is_unknown(first["gap"]):
        return say("Talk to {who} first: {flagged} of commit is flagged", **said)
    if flagged == 0:
        return say("Talk to {who} first: {risk} short, with no commit deal flagged", **said)
    return say("Talk to {who} first: {risk} short without the flagged {flagged} of commit", **said)


def _alone(said: Mapping[str, str], without_quota: bool, flagged: int) -> str:
    """The finding where there is nobody to choose from: a rep's own, or that of the one person looked at."""
    if without_quota:
        return say("{who}: {flagged} of commit is flagged", **said)
    if flagged == 0:
        return say("{who}: {risk} short, with no commit deal flagged", **said)
    return say("{who}: {risk} short without the flagged {flagged} of commit", **said)


def moved_by(people: tuple[int, ...]) -> dict[int, str]:
    """person → what moved their team's closed + commit since the comparison day, in words: 3 moved up, 1 lost."""
    view = current()
    rows = figure(bridge_deals, since=view.compared, period=view.period, measure="commit")
    teams = [team_of(None if formats.is_unknown(o) else int(o), people, view.book.managers) for o in rows["owner"]]
    rows = rows.assign(team=pd.array(teams, dtype="Int64"))
    sums = rows.groupby(["team", "bar"], sort=False).agg(count=("deal", "size"), amount=("difference", "sum")).reset_index()
    sums = sums.rename(columns={"bar": "why"})
    return {int(team): reasons.said(of_team) for team, of_team in sums.groupby("team")}


def _block(row: Any, deals: pd.DataFrame, moved: str) -> None:
    with st.container(border=True, gap=None):
        about, ask = st.columns([1, 2], gap="medium")
        with about, st.container(gap=None):
            name = f"**{formats.plain(row['person_name'])}**"
            st.button(name, key=f"talk to {row['person']}", type="tertiary", on_click=links.to_person, args=(row,))
            for line in facts(row, moved):
                st.caption(formats.plain(line))
        with ask, st.container(gap=None, key=f"sentences about {row['person']}"):
            for _, deal in deals.head(DEALS).iterrows():
                st.button(_deal(deal), key=f"ask {deal['deal']}", type="tertiary", on_click=links.to_deal, args=(deal,))
            if deals.empty:
                st.caption(say("No commit or upside deal is flagged."))


def facts(row: Any, moved: str) -> list[str]:
    """What stands beside a person's name: the distance to quota, what moved, the call, the flagged deals."""
    view = current()
    gap = quota_chart.gap_text(view, row["gap"])
    expected = say("{expected} closed + commit, {gap}", expected=view.money(row["expected"]), gap=gap)
    lines = [expected, *_changed(row, moved), _call(row)]
    count = say_many("{n} flagged deal", "{n} flagged deals", row["flagged"])
    if row["flagged_commit"]:
        part = formats.rate(row["flagged_part"])
        lines.append(say("{flagged}, {part} of the commit", flagged=count, part=part))
    elif row["flagged"]:
        lines.append(say("{flagged}, none in commit", flagged=count))
    return lines


def _changed(row: Any, moved: str) -> list[str]:
    view = current()
    if formats.is_unknown(row["change"]) or (row["change"] == 0 and not moved):
        return []
    change = formats.change(view.money(row["change"]), row["change"])
    said = say("{change} {since}", change=change, since=view.since)
    return [say("{said}: {why}", said=said, why=moved) if moved else said]


def _call(row: Any) -> str:
    """What they call against what their deals add up to."""
    if formats.is_unknown(row["call_commit"]):
        return say("No call this week")
    if row["late"]:
        return say("Called {call}, late: not counted", call=current().money(row["call_commit"]))
    said, by = say("Calls {call}", call=current().money(row["call_commit"])), reviews.against_sum(row["difference"])
    return f"{said}: {by[:1].lower()}{by[1:]}" if by else said


def _deal(deal: Any) -> str:
    """A deal to ask about, on a button: its name, what it is worth, and why."""
    category = formats.word(deal["category"]).lower()
    amount = say("no amount,") if formats.is_unknown(deal["amount"]) else current().money(deal["amount"])
    worth = say("{amount} {category}", amount=amount, category=category)
    return f"**{formats.plain(deal['deal_name'])}** · {formats.plain(worth)} · {formats.plain(reason(deal))}"


def reason(deal: Any) -> str:
    """Why to ask, in a few words: Pushed 3 times, 72 days in all; no activity for 14 days."""
    first, also = (None if formats.is_unknown(deal[name]) else str(retold(deal[name])).split("; ")[0] for name in REASONS)
    if not also:
        return first or ""
    return f"{first}; {also[:1].lower() + also[1:] if also[1:2].islower() else also}"  # BANT stays BANT
