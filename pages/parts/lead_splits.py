"""The funnel by month, source and SDR, and the leads of each."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.access import Grain
from model.calendar import Window
from pages.parts import cohort_chart, formats, funnel_lists, proof, row_picks, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

UNKNOWN = "unknown"  # the key of the part that is not known
LEAST = 20  # a rate on fewer is not ranked
LISTS = {
    "month": mark("Leads of one month"),
    "source": mark("Leads of one source"),
    "sdr": mark("Leads of one SDR"),
}
STEPS = ("mql", "srl", "sql", "won")
FIGURES = {
    "mql": Column("MQL", Unit.COUNT),
    "srl": Column("SRL", Unit.COUNT),
    "srl_rate": Column("SRL of MQL", Unit.RATE, help="Of the step before"),
    "srl_interval": Column("95 %"),
    "sql": Column("SQL", Unit.COUNT),
    "sql_rate": Column("SQL of SRL", Unit.RATE, help="Of the step before"),
    "sql_interval": Column("95 %"),
    "won": Column("Won", Unit.COUNT),
    "won_rate": Column("Won of SQL", Unit.RATE, help="Of the step before"),
    "won_interval": Column("95 %"),
    "won_first": Column("Won of MQL", Unit.RATE, help="Of the first step"),
    "value": Column("Value won", Unit.MONEY),
}
MONTHS = {
    "month": Column("MQL in", pinned=True),
    **{name: FIGURES[name] for name in ("mql", "srl", "srl_rate", "sql", "sql_rate", "won", "won_rate", "won_first")},
    "final": Column("Final", width="medium", help="When nine of ten that will convert have done so, step by step"),
}


def wide(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """The lead funnel with a row per part: counts, shares of the step before with their intervals, the won share of MQL."""
    records: list[dict[str, Any]] = []
    label = f"{by}_name" if f"{by}_name" in rows else by
    for _, part in rows[rows["origin"] == "lead"].groupby(by, sort=False, dropna=False):
        steps = {row["step"]: row for row in part.to_dict("records")}
        first = part.iloc[0][label]
        value = part.iloc[0][by]
        record: dict[str, Any] = {"part": say("unknown") if formats.is_unknown(first) else first, "part_value": value}
        record["part_key"] = UNKNOWN if formats.is_unknown(value) else str(part.iloc[0].get(f"{by}_key", value))
        for step in STEPS:
            record[step] = steps[step]["count"]
            record[f"{step}_rate"] = steps[step]["of_previous"]
            record[f"{step}_interval"] = formats.interval(steps[step]["low"], steps[step]["high"])
            record[f"{step}_mature"], record[f"{step}_mature_on"] = steps[step]["mature"], steps[step]["mature_on"]
        records.append(record | {"won_first": steps["won"]["of_first"], "value": steps["won"]["value"]})
    found = pd.DataFrame(records).astype({"part_value": object}) if records else pd.DataFrame()
    return found.astype({"value": "Int64"} | {f"{step}_rate": "Float64" for step in STEPS}) if records else found


def ranked(rows: pd.DataFrame, n: str, rate: str) -> pd.DataFrame:
    """The rows with the highest rate first and their rank; those on fewer than 20 come after, by n, without a rank."""
    enough = rows[rows[n] >= LEAST].sort_values(rate, ascending=False, na_position="last", kind="stable")
    few = rows[rows[n] < LEAST].sort_values(n, ascending=False, kind="stable")
    together = pd.concat([enough, few], ignore_index=True)
    return together.assign(rank=pd.array([*range(1, len(enough) + 1), *([pd.NA] * len(few))], dtype="Int64"))


def draw_months(window: Window, mode: str) -> None:
    """Each month's cohort: how far it came, and whether its figures are final."""
    rows = wide(figure("funnel", window=window, by="month", mode=mode), "month")
    if rows.empty:
        states.empty(say("No lead became MQL in this window."), say("Choose a longer window above."))
        return
    view = current()
    rows = rows.assign(month=rows["part"].astype(str), final=[_final(row, view.as_of.year) for row in rows.to_dict("records")])
    young = int((~rows["won_mature"].fillna(False).astype(bool)).sum()) if mode == "cohort" else 0
    said = (
        say(
            "{months} of {all} can still win more: hollow points are not final",
            months=formats.many(young, "month"),
            all=len(rows),
        )
        if young
        else say(
            "Shares of MQL by month, each month's own steps" if mode == "activity" else "Shares of MQL by month; all are final"
        )
    )
    proof.chart(
        cohort_chart.months(rows, mode), said, name="funnel", rows=rows, columns=MONTHS, key=f"months {mode} {window.first}"
    )
    _table_of_parts(rows, "month", MONTHS, f"months table {mode}", say("Cohorts by month"), window, mode)


def _final(row: dict[str, Any], year: int) -> str:
    """What of a month is final: «all», else from when on its wins are."""
    if formats.is_unknown(row["won_mature"]):
        return formats.UNKNOWN
    if row["won_mature"]:
        return say("Final")
    return say("Wins final by {day}", day=formats.day(row["won_mature_on"], year))


def draw_sources(window: Window, mode: str) -> None:
    """The funnel by source."""
    _draw_parts("source", say("Source"), window, mode)


def draw_sdrs(window: Window, mode: str) -> None:
    """The funnel by SDR."""
    if not current().sees(Grain.PERSON):
        states.empty(say("Figures per person are not yours to see."))
        return
    _draw_parts("sdr", "SDR", window, mode)


def _draw_parts(by: str, heading: str, window: Window, mode: str) -> None:
    rows = wide(figure("funnel", window=window, by=by, mode=mode), by)
    if rows.empty:
        states.empty(say("No lead became MQL in this window."), say("Choose a longer window above."))
        return
    rows = ranked(rows, "mql", "srl_rate")
    proof.heading(_best(rows, heading), "funnel")
    few = int(rows["rank"].isna().sum())
    st.caption(
        say("Ranked by SRL of MQL; the 95 % intervals say how sure each rate is.")
        + (say(" {few} with fewer than {least} MQLs not ranked.", few=few, least=LEAST) if few else "")
    )
    columns = {"rank": Column("Rank", Unit.COUNT, width="small"), "part": Column(heading, pinned=True), **FIGURES}
    alt = say("Funnel by {heading}", heading=heading)
    _table_of_parts(rows, by, columns, f"funnel by {by} {mode}", alt, window, mode)


def _table_of_parts(
    rows: pd.DataFrame, by: str, columns: dict[str, Column], key: str, alt: str, window: Window, mode: str
) -> None:
    """A table with a row per part; a click on a row, or the picker beneath, lists the leads of that part."""
    lists = current().sees(Grain.LEAD)
    called = {str(key): str(name) for key, name in zip(rows["part_key"], rows["part"], strict=True)}
    pick = row_picks.picks(by, "part_key") if lists else None
    table(rows, columns=columns, key=f"{key} {window.first} {current().as_of}", alt=alt, height="auto", on_pick=pick)
    chosen = row_picks.choose(say(LISTS[by]), called, by) if lists else None
    if chosen is not None:
        value = rows.loc[rows["part_key"].astype(str) == chosen, "part_value"].iloc[0]
        part = None if formats.is_unknown(value) else value.item() if hasattr(value, "item") else value
        funnel_lists.draw_part(by, part, called[chosen], window, mode)


def _best(rows: pd.DataFrame, heading: str) -> str:
    first = rows[rows["rank"].notna()]
    if len(first) < 2:
        return say("The funnel by {heading}", heading=heading if heading == "SDR" else heading.lower())
    best, last = first.iloc[0], first.iloc[-1]
    return say(
        "{best} brings {rate} of its MQLs to SRL, {last} {last_rate}",
        best=f"{best['part'][:1].upper()}{best['part'][1:]}",
        rate=formats.rate(best["srl_rate"], best["mql"]),
        last=last["part"],
        last_rate=formats.rate(last["srl_rate"], last["mql"]),
    )
