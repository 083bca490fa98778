"""Submitting a call: the sums as the owner judges them against the CRM's, last week's call, the record, the form."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from metrics.against_crm import against_crm
from metrics.call_record import call_record, usual_landing
from metrics.calls import SIX_DAYS, calls_made, deadline
from metrics.definition import Unit
from model.commands.calls import submit
from pages.parts import acts, amounts, formats, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

AWAY = 0.05  # of the deals' sum: further away, a call is asked about
SUMS = {
    "what": Column("Values", width=190),
    "closed": Column("Closed", Unit.MONEY),
    "commit": Column("Commit", Unit.MONEY),
    "expected": Column("Closed + commit", Unit.MONEY),
    "upside": Column("Upside", Unit.MONEY),
}
MADE = {
    "called_at": Column("Called at", Unit.MOMENT, width=165),
    "author_name": Column("By", width=130),
    "commit": Column("Commit", Unit.MONEY, width=100),
    "upside": Column("Upside", Unit.MONEY, width=100),
    "late": Column("Late", Unit.FLAG, help=mark("After the week's deadline: shown, not counted"), width=60),
    "note": Column("Note", width="large"),
}


def draw(person: int, key: str = "call") -> None:
    """The call of a person for the period and this week: where it stands, in a line that opens to the form."""
    view = current()
    made = figure(calls_made, period=view.period, person=person)
    whose = say("Your call") if person == view.viewer.person_id else say("Call of {who}", who=view.name(person))
    label = say("{whose} for {period}: {state}", whose=whose, period=view.period.name, state=state(made, person))
    box = st.expander(formats.plain(label), key=f"{key} of {person}", on_change="rerun", icon=":material/campaign:")
    if box.open:
        with box:
            _sums(person)
            _form(person, made, key)
            _made(made, key)


def state(made: pd.DataFrame, person: int) -> str:
    """The call that stands for this week, by whom and when, and a later one that does not count; or until when one counts."""
    view = current()
    week = view.book.calendar.week_of(view.as_of)
    zone = ZoneInfo(view.book.settings.time_zone)
    due = deadline(view.book, week)
    own = made[[first <= view.as_of <= first + SIX_DAYS for first in made["week"]]]
    if own.empty:
        first = formats.day(week.first)
        return say(
            "not submitted for the week of {first}, due {moment}", first=first, moment=formats.moment(due.astimezone(zone))
        )
    in_time = own[~own["late"]]
    stands, last = (own if in_time.empty else in_time).iloc[0], own.iloc[0]
    said = {
        "commit": view.money(stands["commit"]),
        "when": formats.moment(stands["called_at"].astimezone(zone)),
        "who": stands["author_name"],
    }
    if stands["late"]:
        return say("{commit}, submitted late, {when} by {who}", **said)
    if not last["late"]:
        return say("{commit}, submitted {when} by {who}", **said)
    after = {"late": view.money(last["commit"]), "then": formats.moment(last["called_at"].astimezone(zone))}
    return say("{commit}, submitted {when} by {who}; {late} came late, {then}, and does not count", **said, **after)


def _sums(person: int) -> None:
    view = current()
    rows = figure(against_crm, period=view.period, under=person)
    rows = rows.assign(expected=rows["closed"] + rows["commit"])
    labels = {"owner": say("As judged here"), "crm": say("By the CRM's deals"), "difference": say("Difference")}
    apart = rows.iloc[0][["closed", "commit", "upside", "expected"]] - rows.iloc[1][["closed", "commit", "upside", "expected"]]
    if apart.any():
        rows = pd.concat([rows, pd.DataFrame([{"whose": "difference"} | apart.to_dict()])], ignore_index=True)
    table(
        rows.assign(what=[labels[whose] for whose in rows["whose"]]), columns=SUMS, key=f"sums of {person}",
        alt=say("Sums of the deals as judged here and by the CRM"),
    )  # fmt: skip


def _form(person: int, made: pd.DataFrame, key: str) -> None:
    view = current()
    reason = acts.why_not()
    if reason is not None:
        states.empty(reason)
        return
    sums = figure(against_crm, period=view.period, under=person).iloc[0]
    expected, upside = int(sums["closed"] + sums["commit"]), int(sums["upside"])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        fields = {"commit": (say("Commit, closed included"), expected), "upside": (say("Upside on top"), upside)}
        typed = {
            name: st.text_input(label, amounts.written(units, view.exponent), key=f"{key} {name} {person}", width=180)
            for name, (label, units) in fields.items()
        }
        note = st.text_input(say("Note"), key=f"{key} note {person}", width="stretch")
        pressed = st.button(say("Submit call"), type="primary", key=f"submit {key} {person}")
    st.caption(formats.plain(_until()))
    try:
        read = {name: amounts.read(text, view.exponent) for name, text in typed.items()}
    except amounts.NoAmount as error:
        st.error(formats.plain(str(error)))
        return
    commit = read["commit"]
    if commit is not None:
        for line in warnings(person, commit, expected):
            st.warning(formats.plain(line), icon=":material/info:")
    if pressed:
        _submit(person, commit, read["upside"], note)


def _until() -> str:
    """Until when a call of this week counts, or since when it is late."""
    view = current()
    due = deadline(view.book, view.book.calendar.week_of(view.as_of))
    moment = formats.moment(due.astimezone(ZoneInfo(view.book.settings.time_zone)))
    if due >= datetime.now(UTC):
        return say("Counts for this week until {moment}.", moment=moment)
    return say("The deadline was {moment}: a call now is shown as late, and does not count for this week.", moment=moment)


def _submit(person: int, commit: int | None, upside: int | None, note: str | None) -> None:
    view = current()
    if commit is None:
        st.error(say("Write what the period will bring in all, closed included."))
        return
    done = say("Call of {commit} submitted", commit=view.money(commit))
    if acts.do(submit, done=done, person=person, period=view.period.name, commit=commit, upside=upside, note=note):
        st.rerun()


def warnings(person: int, commit: int, expected: int) -> list[str]:
    """What is worth a second look before a call is submitted: it is never in the way of it. Amounts in minor units."""
    view, lines = current(), []
    apart = commit - expected
    if abs(apart) > AWAY * max(expected, 1):
        by, sums = view.money(abs(apart)), view.money(expected)
        over = say("That is {by} over the {sums} that the deals add up to, closed and commit.", by=by, sums=sums)
        under = say("That is {by} under the {sums} that the deals add up to, closed and commit.", by=by, sums=sums)
        lines.append(over if apart > 0 else under)
    share, n = usual_landing(figure(call_record, period=view.period, person=person))
    if share is not None and n > 1 and abs(share - 1) > AWAY:
        said = {"share": formats.rate(share), "call": view.money(commit), "landing": view.money(round(commit * share))}
        mine = person == view.viewer.person_id
        usual = (
            say(
                "Your calls at this point of a period usually land at {share} of the call: {call} would land at {landing}.",
                **said,
            )
            if mine
            else say(
                "Their calls at this point of a period usually land at {share} of the call: {call} would land at {landing}.",
                **said,
            )
        )
        lines.append(f"{usual} {say_many('(n = {n} period)', '(n = {n} periods)', n)}")
    return lines


def _made(made: pd.DataFrame, key: str) -> None:
    """All calls of the period so far, whoever made them."""
    if made.empty:
        return
    table(made, columns=MADE, key=f"made {key} {len(made)}", alt=say("Calls for the period so far, the latest first"),
          height=tall(len(made), 220))  # fmt: skip
