"""The lead funnel's two charts, what they say, and the step that is picked in either of them."""

from typing import Any

import pandas as pd
import streamlit as st

from model.access import Grain
from model.calendar import Window
from pages.parts import behind, charts, formats, funnel_chart, picks, proof, windows
from pages.parts.funnel_chart import NAMES
from pages.parts.view import View, current
from pages.parts.words import mark, say

MODES = {"cohort": mark("Cohort"), "activity": mark("Activity")}
ORIGINS = {"lead": mark("From leads"), "direct": mark("Deals without a lead")}
FIRST = {"lead": mark("Leads"), "direct": mark("Deals")}
STEP = "step"  # the picked step, in the address
NARROWEST = 400  # pixels of one of two funnels side by side


def choose_mode() -> str:
    """The switch between cohort and activity."""
    chosen = st.segmented_control(
        say("Count"), list(MODES), format_func=lambda mode: say(MODES[mode]), default="cohort", key="mode", bind="query-params",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen if chosen in MODES else "cohort"


def why(mode: str, window: Window) -> str:
    """What is counted, why the other mode gives other figures, and whose leads are in a part of the company's view."""
    said = say(
        "Cohort: those whose first step lies in {days}, and how far they have come; activity counts steps, not leads."
        if mode == "cohort"
        else "Activity: steps taken in {days}, by whomever; a deal won now may be an MQL of last year, so shares can pass 100 %.",
        days=windows.words(window),
    )
    if current().book.people is None:
        return said
    return f"{said} {say('In view are leads of these SDRs, and leads that became deals of these people.')}"


def steps_of(rows: pd.DataFrame) -> dict[str, str]:
    """The steps of the funnels that hold anything, as picks are named and called: lead-sql → SQL, from leads."""
    held = rows[rows["count"] > 0]
    calls = {"lead": mark("{step}, from leads"), "direct": mark("{step}, without a lead")}
    return {
        f"{origin}-{step}": say(calls[origin], step=say(NAMES[step]))
        for origin, step in zip(held["origin"], held["step"], strict=True)
    }


def shown_origins(rows: pd.DataFrame) -> list[str]:
    """Which of the two funnels hold anything."""
    return [origin for origin in ORIGINS if rows.loc[rows["origin"] == origin, "count"].sum() > 0]


def draw(rows: pd.DataFrame, window: Window, mode: str) -> None:
    """The funnels side by side, under the sentence that says how far it goes; a click on a bar picks its step."""
    view = current()
    origins = shown_origins(rows)
    drawn = {origin: funnel_chart.rows_of(view, rows, origin, alone=len(origins) == 1) for origin in origins}
    scale = funnel_chart.scale_of(pd.concat(drawn.values()))
    picked = picks.picked(steps_of(rows), STEP)
    proof.heading(finding(view, rows, mode))
    with st.grid(len(drawn), min_column_width=NARROWEST, gap="medium"):
        for origin, steps in drawn.items():
            with st.container(gap="small"):
                if len(drawn) > 1:
                    st.markdown(f"**{say(ORIGINS[origin])}**")
                _draw_one(view, steps, origin, scale, picked, f"{origin} {mode} {window.first} {window.last} {view.as_of}")


def _draw_one(view: View, steps: pd.DataFrame, origin: str, scale: object, picked: str | None, of: str) -> None:
    """One funnel."""
    clickable = view.sees(Grain.LEAD)
    key = f"funnel {of} {picked}"
    chart = funnel_chart.funnel_bars(steps, scale, say(FIRST[origin]), picked, clickable)
    said = "; ".join(" ".join(filter(None, (row["label"], row["large"], row["small"]))) for row in steps.to_dict("records"))
    st.vega_lite_chart(
        charts.spec_of(chart),
        key=key,
        alt=f"{say(ORIGINS[origin])}: {said}",
        on_select=picks.clicks(key, "pick", STEP) if clickable else "ignore",
    )


def choose_step(rows: pd.DataFrame) -> str | None:
    """The pills of the steps beneath the charts; gives the picked one."""
    return picks.choose(say("Leads and deals of a step"), steps_of(rows), STEP)


def draw_proofs(rows: pd.DataFrame) -> None:
    """Table and proof, and where the bands come from."""
    settings = current().book.settings
    ranges = [
        f"{label} {formats.interval(*settings.reference(name))}"
        for name, label in (("mql_srl", say("MQL to SRL")), ("srl_sql", say("SRL to SQL")))
    ]
    note = say("Outlined bands: the company’s reference ranges from its settings, {ranges}", ranges=", ".join(ranges))
    behind.proofs(rows, key="funnel", name="funnel", note=note)


def finding(view: View, rows: pd.DataFrame, mode: str) -> str:
    """What the funnel says, in a sentence."""
    leads = {row["step"]: row for row in rows[rows["origin"] == "lead"].to_dict("records")}
    direct = {row["step"]: row for row in rows[rows["origin"] == "direct"].to_dict("records")}
    if mode == "activity":
        parts = [f"{formats.count(leads[step]['count'])} {say(NAMES[step])}" for step in ("mql", "srl", "sql")]
        return say(
            "In the window leads came to {steps} and {count} won",
            steps=", ".join(parts),
            count=formats.count(leads["won"]["count"]),
        )
    if not leads["mql"]["count"]:
        began = formats.many(direct["srl"]["count"], "deal")
        final = not formats.is_unknown(direct["won"]["mature"]) and direct["won"]["mature"]
        return say(
            "{deals} began without a lead; {share} are won" if final else "{deals} began without a lead; {share} are won so far",
            deals=began,
            share=formats.rate(direct["won"]["of_first"]),
        )
    return cohort_finding(view, leads)


def cohort_finding(view: View, leads: dict[str, dict[str, Any]]) -> str:
    """How much of the leads' cohort is won, and which finished step loses most; an unfinished step is called so.

    `leads`: step → its row of `funnel`, with at least one MQL.
    """
    order = list(NAMES)
    known = [step for step in order[1:] if not formats.is_unknown(leads[step]["of_previous"])]
    finished = [step for step in known if not formats.is_unknown(leads[step]["mature"]) and leads[step]["mature"]]
    unfinished = [step for step in known if step not in finished]
    won = say(
        "{won} of {mqls} won so far" if unfinished else "{won} of {mqls} won",
        won=formats.count(leads["won"]["count"]),
        mqls=formats.many(leads["mql"]["count"], "MQL"),
    )
    until = [leads[step]["mature_on"] for step in unfinished if not formats.is_unknown(leads[step]["mature_on"])]
    final = say("final by {day}", day=formats.day(max(until), view.as_of.year)) if until else say("not final yet")
    if not finished:
        return f"{won}: {_onward(leads, known)}; {final}"
    worst = min(finished, key=lambda step: float(leads[step]["of_previous"]))
    losing = say(
        "{before} to {step} loses most of the finished steps: {share} get through"
        if unfinished
        else "{before} to {step} loses most: {share} get through",
        before=say(NAMES[order[order.index(worst) - 1]]),
        step=_end(worst),
        share=formats.rate(leads[worst]["of_previous"]),
    )
    if not unfinished:
        return f"{won}; {losing}"
    left = ", ".join(_end(step) for step in unfinished)
    return say("{won}; {losing}; {steps} unfinished, {final}", won=won, losing=losing, steps=left, final=final)


def _onward(leads: dict[str, dict[str, Any]], steps: list[str]) -> str:
    """The shares of the steps in a row: 28 % became SRL, 81 % of those SQL, 20 % of those won."""
    said = [
        say(
            "{share} of those {step}" if nth else "{share} became {step}",
            share=formats.rate(leads[step]["of_previous"]),
            step=_end(step),
        )
        for nth, step in enumerate(steps)
    ]
    return ", ".join(said)


def _end(step: str) -> str:
    """A step within a sentence."""
    return say("won") if step == "won" else say(NAMES[step])
