"""One deal: its name, facts, flags, versions and activities."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.money import exponent_of
from pages.parts import cards, charts, deal_chart, downloads, formats, proof, states
from pages.parts.retelling import retold
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

AFTERMATH = timedelta(days=21)  # how long after its closing the timeline goes on
VERSIONS = {
    "from_on": Column("Since", Unit.DAY),
    "stage_id_name": Column("Stage"),
    "amount_text": Column("Amount"),
    "close_on": Column("Close date", Unit.DAY),
    "chosen": Column("Category chosen"),
    "owner_id_name": Column("Owner"),
    "next_step": Column("Next step", width="medium"),
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
    st.text(" · ".join(str(part) for part in parts if not formats.is_unknown(part)) or say("No account"))


def cards_of(facts: pd.Series) -> list[cards.Card]:
    """Stage, amount, close date, category and owner, without comparison: the timeline shows how they changed."""
    view = current()
    closed = facts["stage_kind"] in ("won", "lost")
    due = facts["closed_on"] if closed else facts["close_on"]
    probability = say("Chance to win of the stage: {share}", share=formats.rate(facts["probability_bp"] / 10000))
    chosen = say("chosen by its owner") if not formats.is_unknown(facts["chosen"]) else say("the stage's default")
    return [
        _fact(say("Stage"), facts["stage_id_name"], probability),
        _fact(say("Amount"), view.money(facts["amount"]), f"{view.full_money(facts['amount'])} {view.currency}"),
        _fact(say("Closed on") if closed else say("Close date"), formats.date_of(due), None),
        _fact(say("Category"), formats.word(facts["category"]), say("Forecast category, {chosen}", chosen=chosen)),
        _fact(say("Owner"), facts["owner_id_name"], None),
    ]


def _fact(label: str, value: Any, about: str | None) -> cards.Card:
    return cards.Card(label, formats.plain(value), help=about, plain=True)


def draw_flags(facts: pd.Series, flags: pd.DataFrame) -> None:
    """What is worth asking about it."""
    if facts["stage_kind"] != "qualified":
        return
    with st.container(border=True, key="flags"):
        proof.heading(formats.many(len(flags), "flag") if len(flags) else say("No flag: nothing to ask about"), "flags")
        for detail in flags["detail"]:
            st.markdown(f":material/flag: {formats.plain(retold(detail))}")


def draw_timeline(facts: pd.Series, versions: pd.DataFrame, activities: pd.DataFrame) -> None:
    """How it came here: stages, amount and close date over time, activities beneath."""
    view = current()
    known = versions[versions["from_on"].notna()]
    if known.empty:
        states.empty(say("Nothing is known of when this deal changed."))
        return
    exponent = _exponent(facts)
    st.subheader(formats.plain(story(facts, versions)), anchor=False)
    end = min(view.as_of, facts["closed_on"] + AFTERMATH) if not formats.is_unknown(facts["closed_on"]) else view.as_of
    outcome = {"won": "closed", "lost": "loss"}.get(facts["stage_kind"], "commit")
    colours = {str(facts["stage_id_name"]): outcome}
    chart = deal_chart.timeline(versions, activities, end, exponent, colours)
    spec, key, said = charts.spec_of(chart), f"timeline {facts['external_id']}", story(facts, versions)
    st.vega_lite_chart(spec, key=key, alt=said)
    downloads.of_chart(spec, f"{facts['name']}: {said}", key)


def story(facts: pd.Series, versions: pd.DataFrame) -> str:
    """The deal's way in a sentence: 61 days since it was created; pushed 2 times, amount cut by 12k."""
    view, exponent = current(), _exponent(facts)
    parts = []
    if not formats.is_unknown(facts["created_on"]):
        closed_on = facts["closed_on"]
        days = ((view.as_of if formats.is_unknown(closed_on) else closed_on) - facts["created_on"]).days
        ended = (
            say("since it was created")
            if formats.is_unknown(closed_on)
            else say("from its creation to won" if facts["stage_kind"] == "won" else "from its creation to lost")
        )
        parts.append(f"{formats.many(days, 'day')} {ended}")
    closes = [day for day in versions["close_on"] if not formats.is_unknown(day)]
    pushes = sum(1 for was, now in pairwise(closes) if now > was)
    if pushes:
        times = say("pushed {times} times", times=pushes)
        parts.append(say("pushed once") if pushes == 1 else say("pushed twice") if pushes == 2 else times)
    amounts = [int(amount) for amount in versions["amount"] if not formats.is_unknown(amount)]
    if len(amounts) > 1 and amounts[-1] != amounts[0]:
        moved = amounts[-1] - amounts[0]
        parts.append(
            say(
                "amount up {moved} from {first}" if moved > 0 else "amount down {moved} from {first}",
                moved=formats.money(abs(moved), exponent),
                first=formats.money(amounts[0], exponent),
            )
        )
    text = "; ".join(parts) or say("{versions} known", versions=formats.many(len(versions), "version"))
    return text[:1].upper() + text[1:]


def _exponent(facts: pd.Series) -> int:
    """The decimals of the deal's own currency, in which its versions are kept."""
    own = facts["currency"]
    return current().exponent if formats.is_unknown(own) or own == current().currency else exponent_of(str(own))


def draw_versions(facts: pd.Series, versions: pd.DataFrame) -> None:
    """Every version, latest first."""
    own = current().currency if formats.is_unknown(facts["currency"]) else str(facts["currency"])
    st.subheader(
        say("{versions}, amounts in {currency}", versions=formats.many(len(versions), "version"), currency=formats.plain(own)),
        anchor=False,
    )
    rows = versions.iloc[::-1].assign(
        amount_text=[formats.full_money(amount, _exponent(facts)) for amount in versions["amount"].iloc[::-1]],
        chosen=[formats.word(value) for value in versions["chosen"].iloc[::-1]],
    )
    table(
        rows,
        columns=VERSIONS,
        key=f"versions {facts['external_id']}",
        alt=say("Every version of the deal, latest first"),
        height="auto",
    )


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
    """Everything else that is known of it."""
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
    st.subheader(say("Facts"), anchor=False)
    rows = pd.DataFrame(
        {
            "fact": [say(name) for name in shown],
            "value": [formats.UNKNOWN if formats.is_unknown(v) else str(v) for v in shown.values()],
        }
    )
    columns = {"fact": Column("Fact", width="small"), "value": Column("Value", width="medium")}
    table(rows, columns=columns, key="facts", alt=say("Facts of the deal"), height=35 * len(rows) + 38)
