"""The lead funnel's cards, its chart and the rows behind a bar."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.journeys import funnel_rows
from metrics.lead_weeks import steps_by_week, waiting_leads
from model.access import Grain, Sight
from model.calendar import Window
from pages.parts import behind, cards, formats, funnel_chart, links, navigation, proof, states, windows
from pages.parts.figures import figure
from pages.parts.funnel_chart import NAMES
from pages.parts.tables import Column, table
from pages.parts.view import View, current
from pages.parts.words import mark, say

MODES = {"cohort": mark("Cohort"), "activity": mark("Activity")}
ORIGINS = {"lead": mark("From leads"), "direct": mark("Deals without a lead")}
FIRST = {"lead": mark("Leads"), "direct": mark("Deals")}
SHARES = {"srl": "mql", "sql": "srl", "won": "sql"}  # step → the step before
MOST = 500
ROWS = {
    "lead_name": Column("Lead", width="medium", pinned=True),
    "company": Column("Company"),
    "deal_name": Column("Deal", width="medium"),
    "person_name": Column("SDR"),
    "source": Column("Source"),
    "mql_on": Column("MQL", Unit.DAY),
    "srl_on": Column("SRL", Unit.DAY),
    "sql_on": Column("SQL", Unit.DAY),
    "won_on": Column("Won", Unit.DAY),
    "value": Column("Amount", Unit.MONEY),
}


def choose_mode() -> str:
    """The switch between cohort and activity."""
    chosen = st.segmented_control(
        say("Count"), list(MODES), format_func=lambda mode: say(MODES[mode]), default="cohort", key="mode", bind="query-params",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen if chosen in MODES else "cohort"


def why(mode: str, window: Window) -> str:
    """One sentence on what is counted, and why the other mode gives other figures."""
    days = windows.words(window)
    if mode == "cohort":
        return say(
            "Cohort: those whose first step lies in {days}, and how far they have come; activity counts steps, not leads.",
            days=days,
        )
    return say(
        "Activity: steps taken in {days}, by whomever; a deal won now may be an MQL of last year, so shares can pass 100 %.",
        days=days,
    )


def cards_of(choice: str) -> list[cards.Card]:
    """MQLs, the three shares of the cohort, the first answer, and what waits; each against the comparison day."""
    view = current()
    sides = []
    for day in (None, view.compared):
        window = windows.window_of(view, choice, day)
        sides.append((figure("funnel", on=day, window=window), figure("speed-to-lead", on=day, window=window).iloc[0]))
    (now, speed), (before, speed_before) = sides
    now, before = ({row["step"]: row for row in f[f["origin"] == "lead"].to_dict("records")} for f in (now, before))
    weekly = figure(steps_by_week)
    about = say("Leads whose MQL date lies in the window. The line: new MQLs in each of the last 13 weeks.")
    shown = [cards.count_card("MQL", now["mql"]["count"], before["mql"]["count"], trend=weekly["mql"].tolist(), help=about)]
    for step, previous in SHARES.items():
        label = say(
            "{step} of {count} {before}",
            step=say(NAMES[step]),
            count=formats.count(now[previous]["count"]),
            before=say(NAMES[previous]),
        )
        shares = now[step]["of_previous"], before[step]["of_previous"]
        shown.append(cards.rate_card(label, *shares, trend=weekly[step].tolist(), help=_about(view, now[step])))
    return [*shown, _answer_card(speed, speed_before), _waiting_card(view)]


def _about(view: View, row: dict[str, Any]) -> str:
    """What a share means for this cohort: its interval and when it is final."""
    sure = formats.interval(row["low"], row["high"])
    parts = [
        say(
            "Of the window's MQL cohort. 95 % interval {sure}. The line: {step} per week, of any cohort.",
            sure=sure,
            step=say(NAMES[row["step"]]),
        )
    ]
    if not formats.is_unknown(row["mature"]) and not row["mature"]:
        parts.append(
            say(
                "Not final before {day}: part of the cohort is still on its way.",
                day=formats.day(row["mature_on"], view.as_of.year),
            )
        )
    return " ".join(parts) + "\n\n" + proof.words("funnel")


def _answer_card(speed: Any, before: Any) -> cards.Card:
    now, was = speed["median_minutes"], before["median_minutes"]
    known = not (formats.is_unknown(now) or formats.is_unknown(was))
    change = round(float(now) - float(was), 1) if known else None
    text = (
        "" if change is None else formats.change(f"{formats.MINUS if change < 0 else ''}{formats.minutes(abs(change))}", change)
    )
    about = say(
        "Median over {leads} created in the window.\n\n{definition}",
        leads=formats.many(speed["n"], "lead"),
        definition=proof.words("speed-to-lead"),
    )
    return cards.Card(say("First answer"), formats.minutes(now), change, text, good="down", help=about)


def _waiting_card(view: View) -> cards.Card:
    """Stalled deals; for those who see no deals, leads that wait."""
    if view.viewer.sight is Sight.LEADS:
        pair = figure(waiting_leads), figure(waiting_leads, on=view.compared)
        return cards.count_card(
            say("Untouched leads"), *pair, good="down", help=say("Leads that wait for a first outgoing activity.")
        )
    window = view.year  # stalled deals are the day's, whatever the window
    counts = []
    for day in (None, view.compared):
        rows = figure("leaks", on=day, window=window)
        counts.append(int(rows.loc[rows["what"] == "stalled", "count"].sum()))
    return cards.count_card(say("Stalled deals"), *counts, good="down", metric="leaks")


def draw(rows: pd.DataFrame, window: Window, mode: str) -> tuple[str, str] | None:
    """Both funnels side by side; gives origin and step of the bar that was clicked."""
    view = current()
    shown = [origin for origin in ORIGINS if rows.loc[rows["origin"] == origin, "count"].sum() > 0]
    proof.heading(finding(rows, mode))
    found: tuple[str, str] | None = None
    for origin, column in zip(shown, st.columns(len(shown), gap="medium"), strict=True):
        with column:
            st.markdown(f"**{say(ORIGINS[origin])}**")
            drawn = funnel_chart.rows_of(view, rows, origin)
            key = f"funnel {origin} {mode} {window.first} {window.last} {view.as_of}"
            said = ", ".join(f"{row['label']} {row['count_text']}" for row in drawn.to_dict("records"))
            event = behind.drawing(
                funnel_chart.funnel_bars(drawn, say(FIRST[origin])), key, f"{say(ORIGINS[origin])}: {said}", select=True
            )
            step = behind.picked(event, "step")
            found = (origin, str(step)) if step is not None else found
    _proof(rows, view)
    return found


def _proof(rows: pd.DataFrame, view: View) -> None:
    """Table and definition, and where the bands come from."""
    settings = view.book.settings
    ranges = [
        f"{label} {formats.interval(*settings.reference(name))}"
        for name, label in (("mql_srl", say("MQL to SRL")), ("srl_sql", say("SRL to SQL")))
    ]
    note = say(
        "Bands: reference ranges of the company's settings ({ranges}). Click a bar to list what is in it.",
        ranges="; ".join(ranges),
    )
    behind.proofs(rows, key="funnel", name="funnel", note=note)


def finding(rows: pd.DataFrame, mode: str) -> str:
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
        return say(
            "{deals} began without a lead; {share} are won so far",
            deals=began,
            share=formats.rate(direct["won"]["of_first"]),
        )
    steps = [step for step in ("srl", "sql", "won") if not formats.is_unknown(leads[step]["of_previous"])]
    worst = min(steps, key=lambda step: leads[step]["of_previous"])
    order = list(NAMES)
    before = order[order.index(worst) - 1]
    said = say(
        "{before} to {step} loses most: {share}",
        before=say(NAMES[before]),
        step=say(NAMES[worst]) if worst != "won" else say("won"),
        share=formats.rate(leads[worst]["of_previous"]),
    )
    of = formats.many(leads["mql"]["count"], "MQL")
    return say(
        "{said} get through; of {mqls}, {count} are won so far", said=said, mqls=of, count=formats.count(leads["won"]["count"])
    )


def draw_rows(picked: tuple[str, str] | None, window: Window, mode: str) -> None:
    """The leads or deals behind the clicked bar."""
    if picked is None:
        return
    origin, step = picked
    view = current()
    rows = figure(funnel_rows, window=window, origin=origin, step=step, mode=mode, limit=MOST)
    counts = figure("funnel", window=window, mode=mode)
    total = int(counts.loc[(counts["origin"] == origin) & (counts["step"] == step), "count"].iloc[0])
    limited = say("; the {most} largest are listed", most=MOST) if total > len(rows) else ""
    proof.heading(
        say(
            "{rows} at {step}{limited}" if origin == "lead" else "{rows} at {step}, without a lead{limited}",
            rows=formats.many(total, "lead" if origin == "lead" else "deal"),
            step=say(NAMES[step]),
            limited=limited,
        )
    )
    if rows.empty:
        states.empty(
            say(
                "No lead came to {step} in this window." if origin == "lead" else "No deal came to {step} in this window.",
                step=say(NAMES[step]),
            )
        )
        return
    hidden = {"lead_name", "company", "mql_on"} if origin == "direct" else set()
    columns = {name: how for name, how in ROWS.items() if name not in hidden}
    if origin == "direct":
        columns["person_name"] = Column("Owner")
    if view.viewer.sight is Sight.LEADS:
        columns = {name: how for name, how in columns.items() if name not in ("deal_name", "value")}
    opens = "deal" in navigation.names(view.viewer.role) and view.sees(Grain.DEAL)
    key = f"funnel rows {origin} {step} {mode} {window.first} {window.last} {view.as_of}"
    table(
        rows, columns=columns, key=key, alt=say("Rows behind {step}", step=say(NAMES[step])), 
        height=min(35 * len(rows) + 38, 420), on_pick=_open if opens else None,
    )  # fmt: skip


def _open(row: pd.Series) -> None:
    """Open the deal of a row; a lead that is no deal yet has no page."""
    if not formats.is_unknown(row["deal"]):
        links.to_deal(pd.Series({"deal_key": row["deal"]}))
