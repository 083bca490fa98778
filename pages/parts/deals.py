"""One deal: its name, facts, flags, versions and activities."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from pages.parts import cards, charts, deal_chart, deal_story, downloads, formats, proof, states
from pages.parts.retelling import retold
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

VERSIONS = {
    "from_on": Column("Since", Unit.DAY, width=140),
    "what": Column("What changed", width=430),
    "now": Column("Now", width="large"),
}
ACTIVITIES = {
    "happened_on": Column("Day", Unit.DAY),
    "kind": Column("What"),
    "direction": Column("Direction"),
    "person_id_name": Column("Who"),
}


def draw_name(facts: pd.Series) -> None:
    """The deal's name, and its account and kind below."""
    st.subheader(formats.plain(facts["name"]), anchor=False)
    parts = [
        facts["account"],
        say("New customer" if facts["motion"] == "new" else "Existing customer") if facts["motion"] != "unknown" else None,
        facts["product"],
    ]
    st.caption(" · ".join(formats.plain(part) for part in parts if not formats.is_unknown(part)) or say("No account"))


def cards_of(facts: pd.Series) -> list[cards.Card]:
    """Stage, amount, close date, category and owner, without comparison: the timeline shows how they changed."""
    view = current()
    closed = facts["stage_kind"] in ("won", "lost")
    due = facts["closed_on"] if closed else facts["close_on"]
    probability = say("Chance to win of the stage: {share}", share=formats.rate(facts["probability_bp"] / 10000))
    chosen = say("chosen by its owner") if not formats.is_unknown(facts["chosen"]) else say("the stage’s default")
    amount = f"{view.full_money(facts['amount'])} {view.currency}"
    if not formats.is_unknown(facts["own_judgement_id"]):
        amount = say("{amount} as its owner judges; the CRM says {crm}", amount=amount, crm=view.full_money(facts["crm_amount"]))
    return [
        _fact(say("Stage"), facts["stage_id_name"], probability),
        _fact(say("Amount"), view.money(facts["amount"]), amount),
        _fact(say("Closed on") if closed else say("Close date"), formats.date_of(due), None),
        _fact(say("Category"), formats.word(facts["category"]), say("Forecast category, {chosen}", chosen=chosen)),
        _fact(say("Owner"), facts["owner_id_name"], None),
    ]


def _fact(label: str, value: Any, about: str | None) -> cards.Card:
    return cards.Card(label, formats.plain(value), help=about, plain=True)


def draw_flags(facts: pd.Series, flags: pd.DataFrame) -> None:
    """What is worth asking about it, in a line."""
    if facts["stage_kind"] != "qualified":
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="flags"):
        if flags.empty:
            st.caption(say("No flag: nothing to ask about"), width="content")
        for detail in flags["detail"]:
            st.badge(formats.badge(retold(detail)), icon=":material/flag:", color="gray")
        asked = proof.usual("flags")
        proof.why("about flags", asked, asked.title)


def draw_timeline(facts: pd.Series, versions: pd.DataFrame, activities: pd.DataFrame) -> None:
    """How it came here: stage, amount, close date, category and owner over time, activities beneath."""
    if versions.empty:
        states.empty(say("Nothing is known of when this deal changed."))
        return
    decimals, said = deal_story.exponent(facts), deal_story.story(facts, versions)
    st.subheader(formats.plain(said), anchor=False)
    chart = deal_chart.timeline(facts, versions, activities, current().as_of, decimals)
    spec, key = charts.spec_of(chart), f"timeline {facts['external_id']}"
    st.vega_lite_chart(spec, key=key, alt=said)
    downloads.of_chart(spec, f"{facts['name']}: {said}", key)


def draw_versions(facts: pd.Series, versions: pd.DataFrame) -> None:
    """What changed when, latest first."""
    own = current().currency if formats.is_unknown(facts["currency"]) else str(facts["currency"])
    st.subheader(
        say("What changed when: {versions}, amounts in {currency}",
            versions=formats.many(len(versions), "version"), currency=formats.plain(own)),
        anchor=False,
    )  # fmt: skip
    rows = deal_story.told(versions, deal_story.exponent(facts)).iloc[::-1]
    alt = say("What changed in the deal and when, latest first")
    table(rows, columns=VERSIONS, key=f"versions {facts['external_id']}", alt=alt, height="auto")


def draw_activities(activities: pd.DataFrame) -> None:
    """What was done on it, latest first."""
    st.subheader(formats.many(len(activities), "activity", "activities"), anchor=False)
    if activities.empty:
        states.empty(say("No completed activity on this deal is known."))
        return
    words = {
        "kind": [formats.word(k) for k in activities["kind"]],
        "direction": [formats.word(d) for d in activities["direction"]],
    }
    table(
        activities.assign(**words),
        columns=ACTIVITIES,
        key="activities",
        alt=say("Completed activities, latest first"),
        height="auto",
    )


def draw_facts(facts: pd.Series) -> None:
    """Everything else that is known of it; what is not, is not listed."""
    view = current()
    shown = {
        mark("Id"): facts["external_id"], mark("Account"): facts["account"], mark("Product"): facts["product"],
        mark("Lead"): facts["lead"],
        mark("Kind"): formats.word(facts["motion"]), mark("Type in the CRM"): facts["type"], mark("Source"): facts["source"],
        mark("Segment"): facts["segment"], mark("Region"): facts["region"], mark("Manager"): facts["manager_id_name"],
        "SDR": facts["sdr_id_name"], mark("Created"): formats.day(facts["created_on"]),
        mark("Reached SQL"): formats.day(facts["sql_on"]),
        mark("In its stage since"): formats.day(facts["entered_on"]), mark("Last change"): formats.day(facts["changed_on"]),
        mark("Weighted"): view.full_money(facts["weighted"]), mark("Next step"): facts["next_step"],
    }  # fmt: skip
    known = {name: value for name, value in shown.items() if not formats.is_unknown(value) and value != formats.UNKNOWN}
    st.subheader(say("Facts"), anchor=False)
    rows = pd.DataFrame(
        {
            "fact": [say(name) for name in known],
            "value": [str(value) for value in known.values()],
        }
    )
    columns = {"fact": Column("Fact", width="small"), "value": Column("Value", width="medium")}
    table(rows, columns=columns, key="facts", alt=say("Facts of the deal"), height="content")
