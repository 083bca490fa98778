"""The grid itself."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from model.acting import FIRST_DAY
from model.commands.judgements import CHOICES
from pages.parts import acts, downloads, formats, links, row_picks, states, watch
from pages.parts.grid import changing, editing, filters
from pages.parts.grid import rows as found
from pages.parts.meeting import deal_card
from pages.parts.tables import Column, cells_of, tall
from pages.parts.view import current
from pages.parts.words import mark, say, say_many

SHOWN = {
    "deal_name": Column(mark("Deal"), width=215, pinned=True),
    "owner_name": Column(mark("Owner"), width=110),
    "stage_name": Column(mark("Stage"), width=95),
    "category": Column(mark("Category"), width=95),
    "amount": Column(mark("Amount"), Unit.MONEY, width=90),
    "close_on": Column(mark("Close date"), Unit.DAY, width=125),
    "next_step": Column(mark("Next step"), width=150),
    "flags": Column(mark("Flags"), width=260),
    "change": Column(mark("What changed"), width="large"),
}
MINE = ("judged_category", "judged_cell")
BESIDE = (5, 4)
"""How wide the grid and the open deal are beside each other."""
OPEN = ":material/right_panel_open:"
DIGITS = mark("With all its digits: 120000, not 120k")


@st.fragment
def draw(under: int | None, key: str, categories: tuple[str, ...] = (), own: bool = False) -> None:
    """The deals of a person and everybody below them (None: all in view), to find, filter, edit and open.

    `categories` limits them; `own`: they are the viewer's, or looked at as their owner's, so their values are edited
    themselves. Else a manager's values stand beside the owner's. Finding and filtering run the grid alone.
    """
    watch.again()
    if links.WANTED in st.session_state:  # a deal's page was asked for: only a run of the whole page can go there
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"filters of {key}"):
        since = found.look_back(key)
        rows = found.of(under, since)
        if categories:
            rows = rows[rows["category"].isin(categories)]
        shown = filters.draw(rows, key)
    if rows.empty:
        states.empty(say("No open deal is due in this period."))
        return
    flagged = int(sum(bool(flags) for flags in shown["flags"]))
    total = current().money(int(shown["amount"].fillna(0).sum()))
    deals = formats.many(len(shown), "deal")
    st.caption(formats.plain(say("{deals}, {total} in all, {flagged} with something to ask about", deals=deals, total=total,
                                 flagged=formats.count(flagged))))  # fmt: skip
    place = st.container()
    names = dict(zip(shown["deal_key"], shown["deal_name"], strict=True))
    chosen = row_picks.choose(say("Open a deal beside"), names, f"{key}_deal", say("Press a row's button, or choose"))
    if chosen is None:
        with place:
            _grids(shown, rows, key, own)
        return
    grids, beside = place.columns(BESIDE, gap="medium")
    with grids:
        _grids(shown, rows, key, own)
    with beside, st.container(border=True):
        deal_card.draw(shown[shown["deal_key"] == chosen].iloc[0], place=key)


def _grids(shown: pd.DataFrame, every: pd.DataFrame, key: str, own: bool) -> None:
    """The rows that the viewer may change, and the others apart. `every`: also those that the filters hide."""
    mine = found.editable(shown) if acts.why_not() is None else pd.Series(False, index=shown.index)
    if mine.any() or editing.held(key):
        _editor(shown[mine].reset_index(drop=True), every, key, own)
    if not mine.all() and len(shown):
        _apart(shown[~mine].reset_index(drop=True), key, bool(mine.any()))


def _editor(rows: pd.DataFrame, every: pd.DataFrame, key: str, own: bool) -> None:
    """The rows that may be edited, and the button that writes what was, also in rows that the filters hide by now."""
    cells = _cells(rows)
    columns = editing.OWNERS if own else editing.MANAGERS
    kept = editing.kept(key, current().period.name, tuple(rows["deal"]))
    alt, height = say("Deals of the period with flags and changes, to edit"), tall(len(rows), 480)
    edited = st.data_editor(
        editing.applied(cells, kept.begun, columns), hide_index=True, num_rows="fixed", key=f"{key} {own} {kept.version}",
        column_order=_order(rows, own), height=height, column_config=_config(rows, own, key),
        disabled=[name for name in cells if name not in columns], placeholder=formats.UNKNOWN, alt=alt,
    )  # fmt: skip
    downloads.of_table(rows.assign(flags=["; ".join(flags) for flags in rows["flags"]]), SHOWN, say("Deals of the period"), key)
    edits = kept.gathered(editing.changed(cells, edited, columns), set(rows["deal"]))
    edits = {deal: parts for deal, parts in edits.items() if deal in set(every["deal"])}
    if not edits:
        return
    editing.draw_refused(key)
    changing.draw(every, edits)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"save {key}"):
        reason = "" if own else st.text_input(say("Reason for these changes"), key=f"{key} reason", width=360)
        label = say_many("Save {n} change", "Save {n} changes", len(edits))
        pressed = st.button(label, type="primary", key=f"{key} save")
        st.button(say("Discard"), key=f"{key} discard", type="tertiary", on_click=editing.discard, args=(key,))
    if pressed:
        editing.save(every, edits, _held(every[every["deal"].isin(list(edits))], own), reason or "", key)
        st.rerun()


def _held(rows: pd.DataFrame, own: bool) -> dict[int, dict[str, Any]]:
    """What stands of the viewer's on each deal: a new judgement says it again."""
    held: dict[int, dict[str, Any]] = {}
    for _, row in rows.iterrows():
        said = {"category": row["judged_category"], "amount": row["judged_amount"]}
        if own and not formats.is_unknown(row["crm_close_on"]) and row["crm_close_on"] != row["close_on"]:
            said["close_date"] = row["close_on"]
        known = {name: value for name, value in said.items() if not formats.is_unknown(value)}
        if "amount" in known:
            known["amount"] = int(known["amount"])
        if known:
            held[int(row["deal"])] = known
    return held


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as the editor takes them: money in the currency, days as such, flags as lists."""
    return rows.assign(
        open=OPEN,
        amount_cell=cells_of(rows["amount"], Unit.MONEY).astype("float64"),
        crm_cell=cells_of(_where_other(rows, "crm_amount", "amount").astype("Int64"), Unit.MONEY).astype("float64"),
        judged_cell=cells_of(rows["judged_amount"].astype("Int64"), Unit.MONEY).astype("float64"),
        close_cell=pd.to_datetime(rows["close_on"]),
        crm_close_cell=pd.to_datetime(_where_other(rows, "crm_close_on", "close_on")),
        judged_category=rows["judged_category"].astype("string"),
        next_step=rows["next_step"].astype("string"),
    )


def _where_other(rows: pd.DataFrame, crm: str, own: str) -> pd.Series:
    """What the CRM says, where the owner says otherwise."""
    return rows[crm].where(rows[crm].notna() & rows[crm].ne(rows[own]).fillna(True).astype(bool))


def _order(rows: pd.DataFrame, own: bool) -> list[str]:
    """Which columns are shown: the CRM's amount and close date only where one differs."""
    amount = ["crm_cell"] if _where_other(rows, "crm_amount", "amount").notna().any() else []
    close = ["crm_close_cell"] if _where_other(rows, "crm_close_on", "close_on").notna().any() else []
    values = ["category", "amount_cell", *amount, "close_cell", *close, "next_step"] if own else [
        "owner_name", "category", "judged_category", "amount_cell", "judged_cell", *amount, "close_cell", *close,
    ]  # fmt: skip
    return ["deal_name", "open", "marks", *values, "flags", "change", "stage_name", "account_name"]


def _config(rows: pd.DataFrame, own: bool, picks: str, apart: bool = False) -> dict[str, Any]:
    """How the columns are shown. `picks` is the key of the grid beside which a deal is opened."""
    kind, open_key = st.column_config, f"open {picks} {apart}"
    choices: dict[str, Any] = {"options": list(CHOICES), "format_func": formats.word}
    flags = sorted({flag for each in rows["flags"] for flag in each})
    return {
        "deal_name": kind.TextColumn(say("Deal"), width=215, pinned=True),
        "open": kind.ButtonColumn(
            "", width=45, type="tertiary", help=say("Open the deal beside"), key=open_key, on_click=_open,
            args=(open_key, f"{picks}_deal", tuple(rows["deal_key"])),
        ),
        "marks": kind.TextColumn("", width=45, help=say("▲ amount raised, ▼ cut, ▶ pushed, ◀ pulled in, ● changed otherwise")),
        "owner_name": kind.TextColumn(say("Owner"), width=110),
        "category": kind.SelectboxColumn(say("Category"), width=95, required=True, **choices),
        "judged_category": kind.SelectboxColumn(say("My category"), width=105, **choices),
        "amount_cell": kind.NumberColumn(say("Amount"), format="%,.0f", width=90, help=say(DIGITS)),
        "judged_cell": kind.NumberColumn(say("My amount"), format="%,.0f", width=90, help=say(DIGITS)),
        "crm_cell": kind.NumberColumn(say("CRM's amount"), format="%,.0f", width=95),
        "close_cell": kind.DateColumn(say("Close date"), format="ddd D MMM YYYY", width=125, min_value=FIRST_DAY),
        "crm_close_cell": kind.DateColumn(say("CRM's close date"), format="ddd D MMM YYYY", width=125),
        "next_step": kind.TextColumn(say("Next step"), width=170),
        "flags": kind.MultiselectColumn(say("Flags"), options=flags or [""], color="gray", width=230),
        "change": kind.TextColumn(say("What changed"), width=230),
        "stage_name": kind.TextColumn(say("Stage"), width=95),
        "account_name": kind.TextColumn(say("Account"), width=150),
    }  # fmt: skip


def _open(clicked: str, picked: str, deals: tuple[str, ...]) -> None:
    """Open the deal of the row whose button was pressed, from its callback."""
    st.session_state[picked] = deals[st.session_state[clicked]["row"]]


def _apart(rows: pd.DataFrame, key: str, others: bool) -> None:
    """The rows that stay as they are, and why."""
    reason = acts.why_not() or say("These deals are neither yours nor of people below you.")
    if others or acts.why_not() is None:
        text = say_many(
            "{n} deal cannot be changed here. {why}", "{n} deals cannot be changed here. {why}", len(rows), why=reason
        )
        st.caption(formats.plain(text))
    else:
        st.caption(formats.plain(reason))
    st.dataframe(
        _cells(rows), hide_index=True, key=f"{key} apart", column_config=_config(rows, False, key, apart=True),
        column_order=[name for name in _order(rows, False) if name not in MINE], height=tall(len(rows), 480),
        placeholder=formats.UNKNOWN, alt=say("Deals of the period with flags and changes"),
    )  # fmt: skip
    downloads.of_table(
        rows.assign(flags=["; ".join(flags) for flags in rows["flags"]]), SHOWN, say("Deals apart"), f"{key} apart"
    )
