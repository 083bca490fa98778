"""The bridge of the period since the comparison day: chart, measure switch and the deals behind it."""

from typing import Any

import streamlit as st

from metrics.bridge_deals import bridge_deals
from metrics.definition import Unit
from metrics.frozen_bridge import FROZEN, Own, frozen_bridge
from model.access import Grain
from model.people import Role
from pages.parts import charts, formats, links, picks, proof, states
from pages.parts.bridge_steps import MEASURES, finding, steps
from pages.parts.figures import figure
from pages.parts.retelling import retold
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import say

Frozen = tuple[tuple[int, ...], Own]
BAR = "bar"  # the picked step, in the address
DEALS = {
    "deal_name": Column("Deal", width=220, pinned=True),
    "owner_name": Column("Owner", width=115),
    "bar": Column("Step", width=95),
    "difference": Column("Adds", Unit.MONEY, width=80),
    "amount_now": Column("Amount now", Unit.MONEY, width=90),
    "change": Column("What changed", width=350),
}
STEPS = {
    "bar": Column("Step"),
    "count": Column("Deals", Unit.COUNT),
    "amount": Column("Amount", Unit.MONEY),
    "missing": Column("Without amount", Unit.COUNT),
}


def choose_measure(key: str) -> str:
    """The switch of measures; its choice stands in the address."""
    chosen = st.segmented_control(
        say("Measure"), list(MEASURES), format_func=lambda name: say(MEASURES[name]), default="commit", key=key,
        bind="query-params", label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen if chosen in MEASURES else "commit"


def to_step(measure: str, bar: str) -> None:
    """Ask for the forecast review with the deals of one step of a measure's bridge, from a callback."""
    part = say("What changed")  # the screen's name (pages/forecast/review.py)
    held = {"measure": measure, BAR: bar, "part": part}
    links.to_review(held, {"measure": say(MEASURES[measure]), BAR: formats.word(bar), "part": part})


def choose_judge() -> int | None:
    """The switch of whose values are shown: None = the owners', else who judges: the viewer, or who leads the team in view."""
    view = current()
    judge = view.viewer.person_id or view.scope.under
    if judge is None or view.viewer.role == Role.REP or not view.sees(Grain.DEAL):
        return None
    as_judged = (
        say("As I judge") if judge == view.viewer.person_id else formats.option(say("As {who} judges", who=view.name(judge)))
    )
    labels = {"owners": say("Owners’ values"), "judged": as_judged}
    chosen = st.segmented_control(
        say("Values"), list(labels), format_func=labels.__getitem__, default="owners", key="values", bind="query-params",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return judge if chosen == "judged" else None


def draw_with_measures(frozen: Frozen | None = None) -> None:
    """The bridge of the measure that is chosen, and beneath it the deals that made the change, of all its bars or of one.

    `frozen`: the people and the owners' sums of the minute that it begins from (metrics/minutes.frozen_sums).
    """
    with st.container(horizontal=True, gap="medium"):
        measure = choose_measure(key="measure")
        judge = choose_judge()
    if judge is not None and frozen is not None:
        st.caption(say("A minute keeps the owners’ values: as judged, the bridge begins from what is known of that day now."))
    if draw("review", measure, frozen=frozen, judge=judge) is None:
        draw_deals("review", measure, judge=judge)


def draw(
    key: str, measure: str = "commit", height: int = 260, frozen: Frozen | None = None, judge: int | None = None
) -> str | None:
    """The bridge since the comparison day under the sentence that says what changed most; a bar opens its deals beneath.

    With a `judge` deals count as rolled up at that person. Gives the picked bar, None without.
    """
    view = current()
    asked = _options(measure, judge)
    frozen = frozen if judge is None else None
    rows = figure("bridge", **asked) if frozen is None else figure(frozen_bridge, people=frozen[0], own=frozen[1], **asked)
    if rows["count"].sum() == 0:
        states.empty(
            say("No deal is due in {period}.", period=view.period.name), say("Choose another period or day in the sidebar.")
        )
        return None
    sees, said = view.sees(Grain.DEAL), finding(view, rows, measure)
    bars = {bar: formats.word(bar) for bar in rows["bar"].iloc[1:-1] if bar not in FROZEN} if sees else {}
    bar = picks.picked(bars, BAR)
    proof.chart(
        charts.waterfall(steps(view, rows, measure), height, clickable=bool(bars), chosen=bar),
        said,
        name="bridge",
        rows=rows,
        columns=STEPS,
        key=f"bridge {key} {bar}",
        picks_from=("bar", BAR) if bars else None,
        asked=_asked(asked, bar, frozen),
    )
    missing = int(rows["missing"].iloc[-1])
    if missing:
        st.caption(say("{deals} in it without an amount, counted as 0.", deals=formats.many(missing, "deal")))
    chosen = picks.choose(say("Deals behind a step"), bars, BAR) if bars else None
    if chosen is not None:
        draw_deals(key, measure, chosen, judge)
    return chosen


def draw_deals(key: str, measure: str, bar: str | None = None, judge: int | None = None) -> None:
    """The deals that made the change, or those of one of its bars, each with its change in words."""
    view = current()
    if not view.sees(Grain.DEAL):
        return
    rows = figure(bridge_deals, bar=bar, **_options(measure, judge))
    if rows.empty:
        states.empty(say("No deal of {period} changed {since}.", period=view.period.name, since=view.since))
        return
    changes = [None if formats.is_unknown(text) else str(retold(text)) for text in rows["change"]]
    rows = rows.assign(
        bar=[formats.word(bar) for bar in rows["bar"]], change=[text and text[:1].upper() + text[1:] for text in changes]
    )
    table(
        rows,
        columns=DEALS if bar is None else {name: how for name, how in DEALS.items() if name != "bar"},
        key=f"bridge deals {key} {bar} {view.as_of}",
        alt=say("Deals that changed {since}", since=view.since),
        height="auto" if bar is None else "content",
        on_pick=links.to_deal,
    )


def _options(measure: str, judge: int | None) -> dict[str, Any]:
    """What a bridge is asked with."""
    view = current()
    asked = {"since": view.compared, "period": view.period, "measure": measure}
    return asked if judge is None else asked | {"judged_by": judge}


def _asked(options: dict[str, Any], bar: str | None, frozen: Frozen | None) -> proof.Asked:
    """What the proof explains: the picked bar, else where the measure ended."""
    called = say(MEASURES[options["measure"]]) if bar is None else formats.word(bar)
    row = {"bar": bar or "end"}
    if frozen is not None and bar is None:
        return proof.Asked(
            frozen_bridge, options | {"people": frozen[0], "own": frozen[1]}, column="amount", row=row, title=called
        )
    return proof.Asked("bridge", options, column="amount", row=row, title=called)
