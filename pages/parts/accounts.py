"""Named accounts: how well they are covered, which have gone quiet, and how accounts grow."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.accounts import quiet_accounts
from metrics.definition import Unit
from model.access import Sight
from model.calendar import Window
from pages.parts import account_deals, behind, charts, formats, links, proof, row_picks, states
from pages.parts.figures import figure
from pages.parts.tables import Column, table, tall
from pages.parts.view import View, current
from pages.parts.words import mark, say

MOST = 100
MOVERS = 25
COVERAGE = {
    "person_name": Column("Owner", width=140, pinned=True),
    "named": Column("Named", Unit.COUNT, help="Named accounts"),
    "touched": Column("Touched", Unit.COUNT, help="With an activity in the last 30 days"),
    "share": Column("Coverage", Unit.RATE, help="Touched of named"),
    "touches_per_account": Column("Each", Unit.NUMBER, help="Activities per account in 30 days"),
    "quiet": Column("Quiet", Unit.COUNT, help="Gone quiet"),
}
QUIET = {
    "account_name": Column("Account", width="medium", pinned=True),
    "person_name": Column("Owner", width="medium"),
    "segment": Column("Segment"),
    "last_on": Column("Last activity", Unit.DAY),
    "days": Column("Days since", Unit.COUNT),
}
GROWTH = {
    "account_name": Column("Account", width=165, pinned=True),
    "this_year": Column("This year", Unit.MONEY, width=90),
    "last_year": Column("Last year", Unit.MONEY, width=90),
    "moved": Column("Difference", Unit.MONEY, width=90),
}
NO_ACCOUNTS = mark("Named accounts come with accounts.csv (columns named and owner).")


def draw_coverage(window: Window) -> None:
    """The share of each owner's named accounts with an activity in the last 30 days."""
    view, rows = current(), figure("account-coverage")
    if rows.empty:
        states.empty(say("Nobody in view owns a named account."), say(NO_ACCOUNTS))
        return
    rows = rows.assign(person_name=rows["person_name"].fillna(say("Nobody"))).sort_values("share", ignore_index=True)
    named, touched = int(rows["named"].sum()), int(rows["touched"].sum())
    said = say(
        "{touched} of {accounts} ({share}) had an activity in the last 30 days",
        touched=formats.count(touched),
        accounts=formats.many(named, "named account"),
        share=formats.rate(touched / named),
    ) + (say("; {person} covers least", person=rows["person_name"].iloc[0]) if len(rows) > 1 else "")
    bars = pd.DataFrame(
        {
            "label": rows["person_name"].astype(object),
            "value": rows["share"].astype(float),
            "text": [
                say("{share} of {n}, {quiet} quiet", share=formats.rate(share), n=formats.count(n), quiet=formats.count(quiet))
                for share, n, quiet in zip(rows["share"], rows["named"], rows["quiet"], strict=True)
            ],
        }
    )
    drawing = charts.bars(bars, "existing", axis=charts.rate_axis(values=[0, 0.25, 0.5, 0.75, 1]), height=30 * len(bars) + 40)
    left, right = st.columns(2, gap="large")
    with left:
        proof.chart(drawing, said, name="account-coverage", rows=rows, columns=COVERAGE, key="account coverage")
    with right:
        opens = view.viewer.sight is Sight.DEALS
        if opens:
            st.caption(say("A row opens the owner’s book."))
        key, alt = f"coverage {view.as_of}", say("Coverage of named accounts per owner")
        table(rows, columns=COVERAGE, key=key, alt=alt, height="auto", on_pick=_open_owner if opens else None)


def _open_owner(row: pd.Series) -> None:
    """Open the book of a row's owner; accounts that nobody owns have none."""
    if not formats.is_unknown(row["person"]):
        links.to_person(row)


def draw_quiet(window: Window) -> None:
    """Named accounts without an activity for too long, the longest first."""
    view = current()
    rows = figure(quiet_accounts, limit=MOST)
    days = view.book.settings.quiet_days
    if rows.empty:
        states.empty(say("No named account has been quiet for {days}.", days=formats.many(days, "day")), say(NO_ACCOUNTS))
        return
    covered = figure("account-coverage")
    total = int(covered["quiet"].sum())
    more = say("; the {most} longest quiet are listed", most=MOST) if total > len(rows) else ""
    proof.heading(
        say(
            "{accounts} without an activity for {days} or more{more}",
            accounts=formats.many(total, "named account"),
            days=formats.many(days, "day"),
            more=more,
        ),
        "account-coverage",
    )
    alt = say("Quiet accounts, the longest first")
    opens = view.viewer.sight is Sight.DEALS
    pick = row_picks.picks(account_deals.ACCOUNT, "account") if opens else None
    table(rows, columns=QUIET, key=f"quiet {view.as_of}", alt=alt, height=tall(len(rows), 420), on_pick=pick)
    if opens:
        account_deals.draw(rows)


def draw_growth(window: Window) -> None:
    """What this fiscal year's wins are made of, and the accounts that moved most against last year."""
    view = current()
    rows = figure("growth")
    if rows.empty:
        states.empty(say("No account has won deals in this fiscal year or the last."))
        return
    year = view.book.calendar.period_at(view.as_of, "year")
    sums = {name: int(rows[name].sum()) for name in ("this_year", "last_year", "upsell", "cross_sell", "renewal")}
    proof.heading(growth_finding(view, rows, sums, year.name), "growth")
    behind.facts(
        [
            (say("{year} so far", year=year.name), view.money(sums["this_year"]), say("Won value of all accounts")),
            (say("All of the year before"), view.money(sums["last_year"]), say("Won value of all accounts in the whole year")),
            (say("Upsell"), view.money(sums["upsell"]), say("This year, products that the account had bought before")),
            (
                say("Cross-sell"),
                view.money(sums["cross_sell"]),
                say("This year, products that the account had not bought before"),
            ),
            (say("Renewal"), view.money(sums["renewal"]), say("This year, by the deal's type in the CRM")),
        ]
    )
    moved = rows.assign(moved=rows["this_year"] - rows["last_year"]).sort_values("moved", ascending=False, kind="stable")
    left, right = st.columns(2, gap="large")
    for column, title, part in (
        (left, say("Grew most"), moved[moved["moved"] > 0].head(MOVERS)),
        (right, say("Furthest behind last year"), moved[moved["moved"] < 0].tail(MOVERS).iloc[::-1]),
    ):
        with column:
            st.markdown(f"**{title}**")
            if part.empty:
                st.caption(say("No account."))
            else:
                pick = row_picks.picks(account_deals.ACCOUNT, "account")
                height = tall(len(part), 380)
                table(part, columns=GROWTH, key=f"{title} {view.as_of}", alt=title, height=height, on_pick=pick)
    st.caption(
        say(
            "{accounts} with a win in either year; the {movers} that moved most on each side are listed.",
            accounts=formats.many(len(rows), "account"),
            movers=MOVERS,
        )
    )
    account_deals.draw(pd.concat([moved[moved["moved"] > 0].head(MOVERS), moved[moved["moved"] < 0].tail(MOVERS).iloc[::-1]]))


def growth_finding(view: View, rows: pd.DataFrame, sums: dict[str, int], year: str) -> str:
    """How the year stands against the last one, in a sentence."""
    if not sums["last_year"]:
        return say(
            "Accounts brought {this_year} in {year} so far; nothing was won the year before",
            this_year=view.money(sums["this_year"]),
            year=year,
        )
    share: Any = sums["this_year"] / sums["last_year"]
    ahead = int((rows["this_year"] > rows["last_year"]).sum())
    return say(
        "{year} has reached {share} of last year’s won value so far; {ahead} of {accounts} are ahead",
        year=year,
        share=formats.rate(share),
        ahead=formats.count(ahead),
        accounts=formats.many(len(rows), "account"),
    )
