"""What if: the deals to play with, and the effect on commit, upside, gap and coverage at once."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.due_deals import due_deals
from metrics.scenarios import changes_of
from metrics.what_if import Changes, what_if
from pages.parts import cards, formats, proof, scenarios, states, what_if_cells
from pages.parts.figures import figure
from pages.parts.tables import Column, all_text, table, tall
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

SHOWN = {
    "expected": mark("Closed + commit"), "commit": mark("Commit"), "upside": mark("Upside"), "weighted": mark("Weighted"),
    "gap": mark("Gap"), "coverage": mark("Coverage"),
}  # fmt: skip
MOST = 1_000


def draw() -> None:
    """The effect on top, then the deals; saving and comparing beneath."""
    view = current()
    deals = _deals()
    if deals.empty:
        states.empty(say("No open deal is due in {period} or after it.", period=view.period.name))
        return
    opened = scenarios.opened()
    effect = st.container()
    scenarios.begin(opened)
    changes = _edited(deals)
    with effect:
        _effect(deals, changes)
    scenarios.draw(opened, compare)


def _deals() -> pd.DataFrame:
    """The open deals due in the period and in the next: those in commit first, then the largest."""
    view = current()
    following = view.book.calendar.shift(view.period, 1)
    both = [figure(due_deals, period=period, since=view.compared) for period in (view.period, following)]
    rows = pd.concat(both, ignore_index=True).drop_duplicates("deal")
    rows = rows.assign(first=[category != "commit" for category in rows["category"]])
    rows = rows.sort_values(["first", "amount"], ascending=[True, False], na_position="last", kind="stable")
    return rows.head(MOST).reset_index(drop=True)


def _edited(deals: pd.DataFrame) -> Changes:
    """The editor; gives what differs from the deals as they are."""
    original = what_if_cells.of(deals)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(say("Find a deal"), key="what if search", width=260, placeholder=say("Name, owner or account"))
        st.button(say("Lose the biggest commit deal"), key="lose", on_click=_lose, args=(deals,), icon=":material/trending_down:")
        st.button(say("Begin again"), key="begin_again", on_click=scenarios.put, args=({},), type="tertiary")
    seen = all_text(deals, ("deal_name", "owner_name", "account_name")).str.contains((wanted or "").casefold(), regex=False)
    scenarios.follow(tuple(original["key"][seen.to_numpy()]))
    base = what_if_cells.applied(original, scenarios.held())
    shown = base[seen.to_numpy()]
    edited = st.data_editor(
        shown, hide_index=True, num_rows="fixed", key=f"what if {scenarios.version()}", column_config=what_if_cells.columns(),
        column_order=what_if_cells.ORDER, height=tall(len(shown), 460), disabled=["deal", "owner", "stage"],
        placeholder=formats.UNKNOWN, alt=say("Deals of the period and the next, to change"),
    )  # fmt: skip
    whole = base.copy()
    for column in what_if_cells.EDITABLE:
        whole.loc[shown.index, column] = edited[column]
    changes = what_if_cells.changed(original, whole)
    scenarios.remember(changes)
    return changes_of(scenarios.as_text(changes))


def _lose(deals: pd.DataFrame) -> None:
    """Take the largest commit deal out that is still in, from a callback."""
    held = scenarios.last()
    view = current()
    for _, row in deals[(deals["category"] == "commit") & deals["amount"].notna()].iterrows():
        key = str(row["deal_key"])
        if held.get(key, {}).get("in") is not False and row["close_on"] <= view.period.last:
            scenarios.put(held | {key: held.get(key, {}) | {"in": False}})
            return


def _effect(deals: pd.DataFrame, changes: Changes) -> None:
    """The sentence and the cards: what it would be, against what it is."""
    view = current()
    rows = figure(what_if, period=view.period, changes=changes).set_index("measure")
    st.subheader(formats.plain(finding(deals, changes, rows)), anchor=False)
    asked = {"period": view.period, "changes": changes}
    shown = []
    for name, label in SHOWN.items():
        now, then = rows.loc[name, "now"], rows.loc[name, "then"]
        more: dict[str, Any] = {
            "compared": say("against now"),
            "name": f"if_{name}",
            "good": "down" if name == "gap" else "up",
            "asked": proof.Asked(what_if, asked, column="then", row={"measure": name}, title=say(label)),
        }
        if name == "coverage":
            ratio = [None if formats.is_unknown(value) else int(value) / 100 for value in (then, now)]
            shown.append(cards.ratio_card(say(label), *ratio, **more))
        else:
            shown.append(cards.money_card(say(label), then, now, **more))
    cards.row(shown)


def finding(deals: pd.DataFrame, changes: Changes, rows: pd.DataFrame) -> str:
    """Without Acme and with Beta, closed + commit is 1.24M: 110k under quota."""
    view = current()
    expected, gap = view.money(rows.loc["expected", "then"]), rows.loc["gap", "then"]
    if formats.is_unknown(gap):
        where = say("no quota is set")
    elif gap > 0:
        where = say("{gap} under quota", gap=view.money(gap))
    else:
        where = say("{over} over quota", over=view.money(-int(gap)))
    if not changes:
        return say("As the deals stand, closed + commit is {expected}: {where}", expected=expected, where=where)
    names = dict(zip(deals["deal_key"].astype(str), deals["deal_name"].astype(str), strict=True))
    if len(changes) == 1 and changes[0][0] in names and changes[0][1] is not None:
        said = {"deal": names[changes[0][0]], "expected": expected, "where": where}
        if changes[0][1]:
            return say("With {deal}, closed + commit is {expected}: {where}", **said)
        return say("Without {deal}, closed + commit is {expected}: {where}", **said)
    return say_many(
        "With {n} deal changed, closed + commit is {expected}: {where}",
        "With {n} deals changed, closed + commit is {expected}: {where}", len(changes), expected=expected, where=where,
    )  # fmt: skip


COMPARED = {
    "label": Column("Measure", width=170),
    "then": Column("On today's deals", Unit.MONEY),
    "made": Column("As made", Unit.MONEY),
}


def compare(rows: pd.DataFrame, made: pd.DataFrame, made_on: date) -> None:
    """The scenario's sums on the day looked at, beside those of the day on which it was made."""
    both = rows.merge(made[["measure", "then"]].rename(columns={"then": "made"}), on="measure")
    both = both[both["measure"].isin(SHOWN) & (both["measure"] != "coverage")]
    both = both.assign(label=[say(SHOWN[name]) for name in both["measure"]])
    day = formats.day(made_on, current().as_of.year)
    columns = COMPARED | {"made": Column(say("As made on {day}", day=day), Unit.MONEY)}
    table(both, columns=columns, key=f"compared {made_on}", alt=say("The scenario now and as it was made"))
