"""Teams and people against their quotas: the chart, who is drawn in it, and the ways down into a team and up again."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from pages.parts import formats, links, proof, quota_chart, scope, states
from pages.parts.figures import figure
from pages.parts.tables import Column
from pages.parts.view import View, current
from pages.parts.words import mark, say

MOST = 12  # bars; whoever is not among the furthest from quota stands in the table
ROWS = {"teams": mark("Teams"), "people": mark("People")}
BRIEF = {
    "person_name": Column("Team or person", width="medium"),
    "closed": Column("Closed", Unit.MONEY),
    "commit": Column("Commit", Unit.MONEY),
    "upside": Column("Upside", Unit.MONEY),
    "quota": Column("Quota", Unit.MONEY),
    "gap": Column("Gap", Unit.MONEY),
}


def draw_bars(key: str, shown: pd.DataFrame | None = None, names: bool = True) -> None:
    """Closed, commit and upside against quota of the teams right below the top (or of those `shown`), the furthest first.

    A bar, or the name beneath, leads to the team or to the rep's pipeline. No `names` where the page has them elsewhere.
    """
    view = current()
    shown = by_gap(right_below_now() if shown is None else shown)
    draw_way_up(view)
    if shown.empty:
        states.empty(
            say("Nobody in view forecasts {period}.", period=view.period.name),
            say("Choose another team, period or day in the sidebar."),
        )
        return
    name = f"{key} {view.scope.under} {view.as_of}"
    drawn = quota_chart.rows_of(view, shown.head(MOST))
    drawing = quota_chart.against_quota(drawn, clickable=True)
    said = finding(shown)
    proof.chart(
        drawing,
        said,
        name="forecast",
        rows=shown,
        columns=BRIEF,
        key=f"against quota {name}",
        picks_from=("person", links.PERSON),
    )
    if names:
        draw_names(drawn, name)
    if len(shown) > MOST:
        st.caption(say("The {most} furthest from quota; all {all} are in the table.", most=MOST, all=len(shown)))


def draw_names(drawn: pd.DataFrame, name: str) -> None:
    """The names of the bars: what a click on a bar does, by keyboard."""
    called, key = (
        {person: formats.option(label) for person, label in zip(drawn["person"], drawn["label"], strict=True)},
        f"names {name}",
    )

    def look() -> None:
        if (person := st.session_state[key]) is not None:
            links.to_person(pd.Series({"person": person}))

    st.pills(say("Look at"), list(called), format_func=called.__getitem__, key=key, on_change=look, label_visibility="collapsed")


def draw_way_up(view: View) -> None:
    """Where a team is looked at: the buttons that lead back up to those above it."""
    if view.scope.under is None:
        return
    with st.container(horizontal=True, gap="small"):
        for person, label in above(view):
            name = say("Back to {team}", team=formats.plain(label))
            st.button(name, key=f"up {person}", type="tertiary", on_click=scope.look_under, args=(person,))


def above(view: View) -> list[tuple[int, str]]:
    """(person, name) of everybody above the team looked at whom the viewer may open, everybody first."""
    line: list[int] = []
    person = view.book.managers.get(view.scope.under or scope.ALL)
    while person is not None and person not in line and person != view.viewer.person_id and view.viewer.may_open(person):
        line.append(person)
        person = view.book.managers.get(person)
    return [(scope.ALL, say("everybody")), *((one, view.name(one)) for one in reversed(line))]


def choose_rows() -> str:
    """The switch between teams and people; its choice stands in the address."""
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


def chosen_rows() -> pd.DataFrame:
    """Teams or people with numbers, as the switch says; it is drawn only where the two differ."""
    rows = figure("forecast", period=current().period)
    shown, people = with_numbers(right_below(rows)), with_numbers(owners(rows))
    return people if set(people["person"]) != set(shown["person"]) and choose_rows() == "people" else shown


def right_below_now() -> pd.DataFrame:
    """Those right below the top who have numbers."""
    return with_numbers(right_below(figure("forecast", period=current().period)))


def by_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """The furthest from quota first, those without a quota last, of these the largest sums first."""
    sums = rows["closed"] + rows["commit"] + rows["upside"]
    order = rows.assign(sums=sums).sort_values(["gap", "sums"], ascending=False, na_position="last", kind="stable")
    return order.drop(columns="sums")


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


def finding(shown: pd.DataFrame) -> str:
    """Who is furthest from quota, in a sentence."""
    view = current()
    short = shown[shown["gap"].notna() & (shown["gap"].fillna(0) > 0)]
    if shown["gap"].isna().all():
        return _without_quotas(shown)
    if short.empty:
        return say("Closed and commit cover every quota") if len(shown) > 1 else say("Closed and commit cover the quota")
    worst = short.loc[short["gap"].astype("int64").idxmax()]
    who, gap = worst["person_name"], say("{gap} short of {quota}", gap=view.money(worst["gap"]), quota=view.money(worst["quota"]))
    if len(shown) == 1:
        return say("{who} is {gap} with closed and commit", who=who, gap=gap)
    return say(
        "{short} of {all} are short of quota with closed and commit; {who} most: {gap}",
        short=formats.count(len(short)),
        all=formats.count(len(shown)),
        who=who,
        gap=gap,
    )


def _without_quotas(shown: pd.DataFrame) -> str:
    """Who has most, where there is no quota to be far from."""
    view, expected = current(), shown["closed"] + shown["commit"]
    most = shown.loc[expected.astype("int64").idxmax()]
    said = {"who": most["person_name"], "most": view.money(int(expected.max())), "period": view.period.name}
    if len(shown) == 1:
        return say("{who} has {most} closed and commit; no quota is set for {period}", **said)
    return say("{who} has most closed and commit: {most}; nobody has a quota for {period}", **said)
