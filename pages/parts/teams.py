"""The sums of a period: teams against their quotas, and the tree of teams."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.team_coverage import team_coverage
from pages.parts import formats, proof, quota_chart, scope, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import current
from pages.parts.words import mark, say

MOST_PEOPLE = 40
ROWS = {"teams": mark("Teams"), "people": mark("People")}
INDENT = " " * 6
TREE = {
    "team": Column("Team or person", width="medium", pinned=True),
    "closed": Column("Closed", Unit.MONEY),
    "closed_change": Column("Change", Unit.MONEY),
    "commit": Column("Commit", Unit.MONEY),
    "commit_change": Column("Change", Unit.MONEY),
    "upside": Column("Upside", Unit.MONEY),
    "quota": Column("Quota", Unit.MONEY),
    "gap": Column("Gap", Unit.MONEY, help="Quota − closed − commit"),
    "coverage": Column("Coverage", Unit.NUMBER, help="Open deals due in the period ÷ (quota − closed)"),
    "reached": Column("Closed + commit of quota", Unit.RATE),
    "call_commit": Column("Call", Unit.MONEY, help="What the person submitted this week, closed included"),
}


BRIEF = {
    "person_name": Column("Team or person", width="medium"),
    **{name: TREE[name] for name in ("closed", "commit", "upside", "quota", "gap")},
}


def draw_bars(key: str, choose: bool = False) -> None:
    """Closed, commit and upside against quota: of the teams right below the top, or (`choose`) of everybody who owns deals."""
    view = current()
    rows = figure("forecast", period=view.period)
    shown, people = with_numbers(right_below(rows)), with_numbers(owners(rows))
    if choose and set(people["person"]) != set(shown["person"]) and _chosen(key) == "people":
        shown = people.sort_values("gap", ascending=False, na_position="last", kind="stable").head(MOST_PEOPLE)
    if shown.empty:
        states.empty(
            say("Nobody in view forecasts {period}.", period=view.period.name),
            say("Choose another team, period or day in the sidebar."),
        )
        return
    drawing = quota_chart.against_quota(quota_chart.rows_of(view, shown))
    proof.chart(drawing, finding(shown), name="forecast", rows=shown, columns=BRIEF, key=f"against quota {key}")


def _chosen(key: str) -> str:
    chosen = st.segmented_control(
        say("Rows"),
        list(ROWS),
        format_func=lambda rows: say(ROWS[rows]),
        default="teams",
        key="rows",
        bind="query-params",
        label_visibility="collapsed",
        required=True,
    )
    return str(chosen)


def owners(rows: pd.DataFrame) -> pd.DataFrame:
    """The people whom nobody reports to."""
    leading = set(rows["manager"].dropna())
    return rows[~rows["person"].isin(leading)]


def with_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Those who have a quota or any amount in the period."""
    amounts = rows[["closed", "commit", "upside", "pipeline"]].sum(axis=1)
    return rows[rows["quota"].notna() | (amounts != 0)]


def right_below(rows: pd.DataFrame) -> pd.DataFrame:
    """Who stands side by side: the people one step below a single top; several tops, or a top that is alone, themselves."""
    tops = rows[rows["depth"] == 0]
    below = rows[rows["depth"] == 1]
    return below if len(tops) == 1 and len(below) else tops


def draw_tree() -> None:
    """The teams with the period's sums; a click on a row looks at that team."""
    view = current()
    now, before = figure("forecast", period=view.period), figure("forecast", period=view.period, on=view.compared)
    proof.heading(say("Teams and people"), "forecast")
    if now.empty:
        states.empty(say("Nobody in view forecasts this period."), say("Choose another team, period or day in the sidebar."))
        return
    st.caption(say("Amounts in {currency}. Click a row to look at that team.", currency=view.currency))
    key = f"tree of {view.scope.under} on {view.as_of} in {view.period.name}"
    columns = TREE | {name: Column(view.since, Unit.MONEY) for name in ("closed_change", "commit_change")}
    table(
        tree_rows(now, before),
        columns=columns,
        key=key,
        alt=say("Teams with closed, commit, upside, quota and gap"),
        on_pick=_look,
    )


def tree_rows(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The forecast per person with indented names and what changed since the comparison day."""
    was = before.set_index("person")
    rows = now.copy()
    rows["team"] = [INDENT * int(depth) + str(name) for depth, name in zip(now["depth"], now["person_name"], strict=True)]
    for column in ("closed", "commit"):
        rows[f"{column}_change"] = now[column] - now["person"].map(was[column]).astype("Int64")
    rows["coverage"] = now["person"].map(figure(team_coverage, period=current().period).set_index("person")["coverage"])
    reached = (now["closed"] + now["commit"]).astype("Float64") / now["quota"].astype("Float64").replace(0, pd.NA)
    rows["reached"] = reached
    return rows


def finding(shown: pd.DataFrame) -> str:
    """Who is furthest from quota, in a sentence."""
    view = current()
    short = shown[shown["gap"].notna() & (shown["gap"].fillna(0) > 0)]
    if shown["gap"].isna().all():
        return say("Nobody has a quota for {period}", period=view.period.name)
    if short.empty:
        return say("Closed and commit cover every quota") if len(shown) > 1 else say("Closed and commit cover the quota")
    worst = short.loc[short["gap"].astype("int64").idxmax()]
    who, gap = worst["person_name"], say("{gap} short of {quota}", gap=view.money(worst["gap"]), quota=view.money(worst["quota"]))
    if len(shown) == 1:
        return say("{who} is {gap} with closed and commit", who=who, gap=gap)
    return say(
        "{short} of {all} are short of quota with closed and commit; {who} most: {gap}",
        short=formats.count(len(short)),
        all=len(shown),
        who=who,
        gap=gap,
    )


def _look(row: pd.Series) -> None:
    scope.look_under(int(row["person"]))
