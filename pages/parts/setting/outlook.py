"""What a change would do to the figures of today, said before it is made."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from metrics.previews import (
    calendar_preview,
    counts_preview,
    deadline_preview,
    flags_preview,
    quotas_preview,
    terms_preview,
)
from model.access import Sight
from model.calendar import Period
from pages.parts import formats
from pages.parts.figures import figure
from pages.parts.setting.fields import shown
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

CALENDAR = ("time_zone", "fiscal_year_start", "period_length", "week_start")
COUNTS = {
    "stall_days": mark("Changes stalled deals from {now} to {then}"),
    "quiet_days": mark("Changes named accounts gone quiet from {now} to {then}"),
    "dormancy_months": mark("Changes open deals of existing customers from {now} to {then}"),
}
NAMES = {
    "weighted": mark("weighted"), "commit": mark("commit"), "upside": mark("upside"), "pipeline": mark("pipeline"),
    "quota": mark("quota"), "gap": mark("gap"),
}  # fmt: skip
FLAGGED = {"label": Column("Flag", width=260), "now": Column("Deals now"), "then": Column("Deals then")}


def of_value(name: str, now: str, value: str) -> None:
    """What another value of a setting would change."""
    values = ((name, value),)
    sees = current().viewer.sight is Sight.DEALS
    if name in CALENDAR:
        _tell(_calendar(values))
    elif name == "call_deadline":
        until = [formats.moment(each) for each in figure(deadline_preview, values=values)]
        _tell([say("This week's calls count until {then}, not until {now}", now=until[0], then=until[1])])
    elif name in COUNTS and sees:
        before, after = figure(counts_preview, key=name, value=value)
        said = {"now": formats.count(before), "then": formats.count(after)}
        _tell([say(COUNTS[name], **said) if before != after else say("No figure of today would change.")])
    elif name.startswith("flag.") and sees:
        _flags(name, values)
    else:
        _tell([say("Changes from {now} to {then}", now=shown(name, now), then=shown(name, value))])


def of_quotas(changes: Any, periods: Sequence[Period]) -> None:
    """What other quotas would change, period by period."""
    lines = []
    for period in periods:
        if any(name == period.name for _, name, _, _ in changes):
            lines += _sums(figure(quotas_preview, period=period, quotas=changes), period)
    _tell(lines or [say("The team's quota and gap stay as they are.")])


def of_terms(changed: tuple[tuple[int, int, str | None], ...]) -> None:
    """What other chances and default categories would change in the period."""
    view = current()
    if view.viewer.sight is Sight.DEALS:
        lines = _sums(figure(terms_preview, period=view.period, terms=changed), view.period)
        _tell(lines or [say("No figure of {period} would change.", period=view.period.name)])


def _sums(rows: pd.DataFrame, period: Period) -> list[str]:
    """Which of the sums would change, from what to what."""
    view, lines = current(), []
    for _, row in rows.iterrows():
        said: dict[str, Any] = {"what": say(NAMES[row["what"]]), "now": view.money(row["now"]), "then": view.money(row["then"])}
        if str(row["now"]) != str(row["then"]):
            lines.append(say("Changes {what} of {period} from {now} to {then}", period=period.name, **said))
    return lines


def _calendar(values: tuple[tuple[str, str], ...]) -> list[str]:
    now, then = figure(calendar_preview, values=values)
    if now == then:
        return [say("The current period stays {now}.", now=_period(now))]
    lines = [say("The current period is {now}; it would be {then}.", now=_period(now), then=_period(then))]
    if now.name != then.name or (now.first, now.last) != (then.first, then.last):
        lines.append(
            say("Quotas and calls stand under the names of periods: those of other periods count no more from that day on.")
        )
    return lines


def _flags(name: str, values: tuple[tuple[str, str], ...]) -> None:
    rows = figure(flags_preview, since=current().compared, values=values)
    changed = rows[rows["now"] != rows["then"]]
    if changed.empty:
        _tell([say("No deal would be flagged otherwise.")])
        return
    more = int((changed["then"] - changed["now"]).sum())
    many = say_many("{n} deal more would be flagged", "{n} deals more would be flagged", more)
    _tell([many if more >= 0 else say_many("{n} deal fewer would be flagged", "{n} deals fewer would be flagged", -more)])
    words = [say(label) for label in changed["label"]]
    table(
        changed.assign(label=words), columns=FLAGGED, key=f"preview {name} {values[0][1]}",
        alt=say("Flags now and with the new threshold"),
    )  # fmt: skip


def _tell(lines: Sequence[str]) -> None:
    st.info("\n".join(f"- {formats.plain(line)}" for line in lines) if len(lines) > 1 else formats.plain(lines[0]))


def _period(period: Period) -> str:
    return f"{period.name} ({formats.day(period.first)} – {formats.day(period.last)})"
