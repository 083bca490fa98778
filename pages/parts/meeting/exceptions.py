"""Exceptions only: the commit deals worth a question, one open beside the list: its flags, judgements and the four questions."""

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.due_deals import standing_judgements
from metrics.exceptions import exceptions
from pages.parts import formats, grid, row_picks, states
from pages.parts.figures import figure
from pages.parts.meeting import deal_card
from pages.parts.meeting.review import Held
from pages.parts.retelling import retold
from pages.parts.tables import Column, table, tall
from pages.parts.view import current
from pages.parts.words import say, say_many

PICKED = "exception"
ROWS = {
    "deal_name": Column("Deal", width=165, pinned=True),
    "at_risk": Column("At risk", Unit.MONEY, width=70),
    "why": Column("Why", width=190),
    "owner_name": Column("Owner", width=100),
}


def draw(found: Held) -> None:
    """The list and the picked deal; beneath, once they are opened, all commit and upside deals."""
    view = current()
    rows = figure(exceptions, period=view.period, since=view.compared)
    if rows.empty:
        states.empty(say("No commit deal of {period} is flagged, judged otherwise or changed since.", period=view.period.name))
    else:
        _draw(rows)
    every = st.expander(say("All commit and upside deals"), key="all likely", expanded=rows.empty, on_change="rerun")
    if every.open:
        with every:
            grid.draw(None, "likely", categories=("commit", "upside"))


def _draw(rows: pd.DataFrame) -> None:
    view = current()
    risk = view.money(int(rows["at_risk"].fillna(0).sum()))
    text = say_many("{n} commit deal to ask about", "{n} commit deals to ask about", len(rows))
    st.subheader(formats.plain(say("{deals}: {risk} at risk", deals=text, risk=risk)), anchor=False)
    st.caption(say("At risk is what the deal has in commit by its owner, so what would be missing; overdue from before: none."))
    views = figure(standing_judgements, period=view.period)
    views = views[views["person"] != views["owner"]]
    reasons = [_reasons(row, views[views["deal"] == row["deal"]]) for _, row in rows.iterrows()]
    rows = rows.assign(why=["; ".join(each) for each in reasons], reasons=reasons)
    listed, beside = st.columns((8, 7), gap="medium")
    with listed:
        alt = say("Commit deals to ask about, the largest first")
        table(rows, columns=ROWS, key=f"exceptions {view.as_of}", alt=alt, height=tall(len(rows), 460),
              on_pick=row_picks.picks(PICKED, "deal_key"))  # fmt: skip
        names = dict(zip(rows["deal_key"], rows["deal_name"], strict=True))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            chosen = row_picks.choose(say("Deal to ask about"), names, PICKED)
            _next(list(names), chosen)
    with beside:
        one = rows[rows["deal_key"] == chosen].iloc[0] if chosen else rows.iloc[0]
        deal_card.draw(one, place="exception")


def _next(deals: list[str], shown: str | None) -> None:
    """The button to the deal after the shown one; the first is shown without a choice."""
    place = deals.index(shown) if shown is not None else 0
    st.button(
        say("Next deal"), key="next_deal", shortcut="D", disabled=place + 1 >= len(deals), on_click=_show,
        args=(deals[min(place + 1, len(deals) - 1)],),
    )  # fmt: skip


def _show(deal: str) -> None:
    st.session_state[PICKED] = deal


def _reasons(row: pd.Series, views: pd.DataFrame) -> list[str]:
    """How it is judged otherwise (`views`, the latest first), its flags in short, that the CRM has changed since."""
    said = (
        [] if formats.is_unknown(row["detail"]) else [str(retold(each)).split("; ")[0] for each in str(row["detail"]).split("\n")]
    )
    if len(views):
        said.insert(0, _judged(views.iloc[0]))
    if row["conflict"]:
        said.append(say("The CRM has changed since it was judged"))
    return said


def _judged(view_: pd.Series) -> str:
    """Maria Lopez judged it 120k, upside."""
    category, amount = view_["judged_category"], view_["judged_amount"]
    values = [] if formats.is_unknown(amount) else [current().money(amount)]
    values += [] if formats.is_unknown(category) else [formats.word(category).lower()]
    return say("{who} judged it {values}", who=view_["person_name"], values=", ".join(values))
