"""Named accounts: how well they are covered, which have gone quiet, and how accounts grow."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.accounts import quiet_accounts
from metrics.definition import Unit
from model.calendar import Window
from pages.parts import behind, charts, formats, proof, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table
from pages.parts.view import View, current

MOST = 100
MOVERS = 25
COVERAGE = {
    "person_name": Column("Owner", width="medium", pinned=True),
    "named": Column("Named accounts", Unit.COUNT),
    "touched": Column("Touched in 30 days", Unit.COUNT),
    "share": Column("Coverage", Unit.RATE),
    "touches_per_account": Column("Touches per account", Unit.NUMBER, help="In 30 days"),
    "quiet": Column("Gone quiet", Unit.COUNT),
}
QUIET = {
    "account_name": Column("Account", width="medium", pinned=True),
    "person_name": Column("Owner", width="medium"),
    "segment": Column("Segment"),
    "last_on": Column("Last activity", Unit.DAY),
    "days": Column("Days since", Unit.COUNT),
}
GROWTH = {
    "account_name": Column("Account", width="medium", pinned=True),
    "this_year": Column("This year", Unit.MONEY),
    "last_year": Column("Last year", Unit.MONEY),
    "moved": Column("Difference", Unit.MONEY),
    "growth": Column("Of last year", Unit.RATE),
    "upsell": Column("Upsell", Unit.MONEY),
    "cross_sell": Column("Cross-sell", Unit.MONEY),
    "renewal": Column("Renewal", Unit.MONEY),
}
NO_ACCOUNTS = "Named accounts come with accounts.csv (columns named and owner)."


def draw_coverage(window: Window) -> None:
    """The share of each owner's named accounts with an activity in the last 30 days."""
    rows = figure("account-coverage")
    if rows.empty:
        states.empty("Nobody in view owns a named account.", NO_ACCOUNTS)
        return
    rows = rows.assign(person_name=rows["person_name"].fillna("Nobody")).sort_values("share", ignore_index=True)
    named, touched = int(rows["named"].sum()), int(rows["touched"].sum())
    said = (
        f"{formats.count(touched)} of {formats.many(named, 'named account')} ({formats.rate(touched / named)}) "
        "had an activity in the last 30 days" + (f"; {rows['person_name'].iloc[0]} covers least" if len(rows) > 1 else "")
    )
    bars = pd.DataFrame(
        {
            "label": rows["person_name"].astype(object),
            "value": rows["share"].astype(float),
            "text": [
                f"{formats.rate(share)} of {formats.count(n)}, {formats.count(quiet)} quiet"
                for share, n, quiet in zip(rows["share"], rows["named"], rows["quiet"], strict=True)
            ],
        }
    )
    drawing = charts.bars(bars, "existing", axis=charts.rate_axis(), height=30 * len(bars) + 40)
    proof.chart(drawing, said, name="account-coverage", rows=rows, columns=COVERAGE, key="account coverage")


def draw_quiet(window: Window) -> None:
    """Named accounts without an activity for too long, the longest first."""
    view = current()
    rows = figure(quiet_accounts, limit=MOST)
    days = view.book.settings.quiet_days
    if rows.empty:
        states.empty(f"No named account has been quiet for {formats.many(days, 'day')}.", NO_ACCOUNTS)
        return
    covered = figure("account-coverage")
    total = int(covered["quiet"].sum())
    more = f"; the {MOST} longest quiet are listed" if total > len(rows) else ""
    proof.heading(
        f"{formats.many(total, 'named account')} without an activity for {formats.many(days, 'day')} or more{more}",
        "account-coverage",
    )
    table(rows, columns=QUIET, key=f"quiet {view.as_of}", alt="Quiet accounts, the longest first", height=420)


def draw_growth(window: Window) -> None:
    """What this fiscal year's wins are made of, and the accounts that moved most against last year."""
    view = current()
    rows = figure("growth")
    if rows.empty:
        states.empty("No account has won deals in this fiscal year or the last.")
        return
    year = view.book.calendar.period_at(view.as_of, "year")
    sums = {name: int(rows[name].sum()) for name in ("this_year", "last_year", "upsell", "cross_sell", "renewal")}
    proof.heading(growth_finding(view, rows, sums, year.name), "growth")
    behind.facts(
        [
            (f"{year.name} so far", view.money(sums["this_year"]), "Won value of all accounts"),
            ("All of the year before", view.money(sums["last_year"]), "Won value of all accounts in the whole year"),
            ("Upsell", view.money(sums["upsell"]), "This year, products that the account had bought before"),
            ("Cross-sell", view.money(sums["cross_sell"]), "This year, products that the account had not bought before"),
            ("Renewal", view.money(sums["renewal"]), "This year, by the deal's type in the CRM"),
        ]
    )
    moved = rows.assign(moved=rows["this_year"] - rows["last_year"]).sort_values("moved", ascending=False, kind="stable")
    left, right = st.columns(2, gap="large")
    for column, title, part in (
        (left, "Grew most", moved[moved["moved"] > 0].head(MOVERS)),
        (right, "Furthest behind last year", moved[moved["moved"] < 0].tail(MOVERS).iloc[::-1]),
    ):
        with column:
            st.markdown(f"**{title}**")
            if part.empty:
                st.caption("No account.")
            else:
                table(part, columns=GROWTH, key=f"{title} {view.as_of}", alt=title, height=380)
    st.caption(
        f"{formats.many(len(rows), 'account')} with a win in either year; the {MOVERS} that moved most on each side are listed."
    )


def growth_finding(view: View, rows: pd.DataFrame, sums: dict[str, int], year: str) -> str:
    """How the year stands against the last one, in a sentence."""
    if not sums["last_year"]:
        return f"Accounts brought {view.money(sums['this_year'])} in {year} so far; nothing was won the year before"
    share: Any = sums["this_year"] / sums["last_year"]
    ahead = int((rows["this_year"] > rows["last_year"]).sum())
    return (
        f"{year} has reached {formats.rate(share)} of last year’s won value so far; "
        f"{formats.count(ahead)} of {formats.many(len(rows), 'account')} are ahead"
    )
