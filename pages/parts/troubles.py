"""Where the period is in trouble, in words: each finding leads to the team, the deal or the deals."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.coverage import needed_coverage
from metrics.large_deals import large_deals
from metrics.moves import moves
from metrics.team_coverage import team_coverage
from metrics.totals import totals
from metrics.troubles import Trouble, troubles
from model.access import Grain
from pages.parts import bridges, formats, links, navigation, reasons, teams
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say, say_many


def draw() -> None:
    """At most five findings, the one that most money hangs on first."""
    found = found_now()
    st.subheader(say("Where it is in trouble") if found else say("Nothing is in trouble"), anchor=False)
    if not found:
        st.text(
            say(
                "Closed and commit cover the quotas of {period}, nothing fell or was pushed out {since}.",
                period=current().period.name,
                since=current().since,
            )
        )
        return
    with st.container(gap=None, key="sentences of trouble"):
        for place, trouble in enumerate(found, 1):
            said = f"{place}. {words(trouble)}"
            way = _way(trouble)
            if way is None:
                st.markdown(said)
            else:
                st.button(
                    said, key=f"trouble {place}", type="tertiary", on_click=way[0], args=way[1:],
                    icon=":material/chevron_right:", icon_position="right",
                )  # fmt: skip


def found_now() -> list[Trouble]:
    """The findings of the present view: about its teams, or for who sees totals only about the whole."""
    view, period = current(), current().period
    needed = figure(needed_coverage, period=period)
    moved = figure(moves, since=view.compared, period=period)
    if not view.sees(Grain.PERSON):
        now, before = (_whole(figure(totals, period=period, on=on)) for on in (None, view.compared))
        return troubles(now, before, coverage=now, needed=needed, moved=moved)
    now = teams.right_below_now()
    large = None
    if view.sees(Grain.DEAL):
        large = figure(large_deals, period=period, teams=tuple(int(person) for person in now["person"]))
    before = figure("forecast", period=period, on=view.compared)
    coverage = figure(team_coverage, period=period)
    return troubles(now, before, coverage=coverage, needed=needed, moved=moved, large=large)


def _whole(sums: pd.DataFrame) -> pd.DataFrame:
    return sums.assign(person=None, person_name=current().whose)


def words(trouble: Trouble) -> str:
    """A finding as a sentence in Markdown, its figure bold."""
    view, row, figures = current(), trouble.row, trouble.figures
    said = {"stake": view.money(trouble.stake), "since": view.since, "period": view.period.name}
    if row is not None:
        said["who"] = formats.plain(row["person_name"])
    match trouble.kind:
        case "short":
            return _short(trouble, said)
        case "fell":
            fell, why = say("{who}: closed + commit **fell {stake}** {since}", **said), _why(row)
            return f"{fell}: {why}" if why else fell
        case "thin":
            said |= {"have": formats.ratio(figures["coverage"]), "needed": formats.ratio(figures["needed"])}
            return say(
                "{who} has open deals for **{have}** what is left to win; earlier periods took {needed} at this point", **said
            )
        case "large":
            said |= {"deal": formats.plain(row["deal_name"]), "part": formats.rate(figures["part"])}
            return say("{deal}, {stake}, is **{part} of the commit** of {who}", **said)
        case "pushed":
            return say_many(
                "**{n} deal** of commit and upside was **pushed out** of {period} {since}: {stake}",
                "**{n} deals** of commit and upside were **pushed out** of {period} {since}: {stake}",
                figures["deals"],
                **said,
            )
    if row is None:
        return say("**Nobody has a quota** for {period}: there is nothing to measure {stake} against", **said)
    return say("{who} has **no quota** for {period}, but {stake} in closed, commit and upside", **said)


def _short(trouble: Trouble, said: dict[str, str]) -> str:
    """How far from quota, and whether upside would do."""
    view, row = current(), trouble.row
    rest = trouble.stake - int(row["upside"])
    said = said | {"quota": view.money(row["quota"]), "upside": view.money(row["upside"]), "rest": view.money(rest)}
    if row["upside"] == 0:
        return say("{who} is **{stake} short** of {quota}, and has no upside", **said)
    if rest <= 0:
        return say("{who} is **{stake} short** of {quota}; upside of {upside} would cover it", **said)
    return say("{who} is **{stake} short** of {quota}; with all its upside still {rest}", **said)


def _why(row: Any) -> str:
    return "" if row is None or formats.is_unknown(row["person"]) else reasons.of_measure("commit", int(row["person"]))


def _way(trouble: Trouble) -> tuple[Any, ...] | None:
    """What a click does, as a callback and its arguments; None where there is nothing that the viewer may open."""
    view, row = current(), trouble.row
    if trouble.kind == "large":
        return links.to_deal, row
    if trouble.kind == "pushed":
        review = view.sees(Grain.DEAL) and "forecast_review" in navigation.names(view.viewer.role)
        return (bridges.to_step, "best", "pushed out") if review else None
    return None if row is None or formats.is_unknown(row["person"]) else (links.to_person, row)
