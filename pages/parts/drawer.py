"""The proof of a figure: its formula with the live figures, the rows behind it, the SQL that made it, its definition."""

import re
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics import evidence, explaining
from metrics.definition import Unit
from model.access import Grain
from model.calendar import Period, Window
from pages.parts import formats, links, navigation, proof, scope, states, tables, watch, windows
from pages.parts.filled import draw_formulas
from pages.parts.proof import Asked
from pages.parts.tables import tall
from pages.parts.view import current
from pages.parts.words import defined, say, say_many

HEIGHT = 520  # pixels of the table of rows


def open_wanted() -> None:
    """Open the proof that the address names; main.py calls it when the page is drawn."""
    asked = proof.offered()
    if asked is not None:
        title = asked.title or proof.title_of(explaining.name_of(asked.question))
        st.dialog(title, width="large", position="right", on_dismiss=proof.forget)(draw)(asked)


def draw(asked: Asked) -> None:
    """The proof in its tabs; only the open one asks for anything."""
    watch.again()
    if links.WANTED in st.session_state:  # a row was clicked: only a run of the whole page can go there
        st.rerun()
    view, name = current(), explaining.name_of(asked.question)
    parts = {say("Formula"): _formula, say("SQL"): _sql, say("Definition"): _definition}
    if view.sees(Grain.DEAL):
        parts = {say("Formula"): _formula, say("Rows"): _rows, say("SQL"): _sql, say("Definition"): _definition}
    for tab, shown in zip(st.tabs(list(parts), key=f"proof of {name}", on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                shown(asked, name)


def _formula(asked: Asked, name: str) -> None:
    definition = explaining.definition_of(name)
    st.markdown(formats.plain(defined(definition.split("\n\n")[0])))
    draw_formulas(asked, name)
    st.caption(formats.plain(filter_line(asked)))
    for paragraph in explaining.caveats(definition):
        st.caption(formats.plain(defined(paragraph)))


def filter_line(asked: Asked) -> str:
    """Whose figures these are, as of when, and with which options, in words."""
    view = current()
    said = [scope.line(view)]
    if asked.under is not None:
        said.append(say("only {person} and everybody below", person=view.name(asked.under)))
    if asked.on is not None:
        said.append(say("this figure as of {day}", day=formats.day(asked.on)))
    return " · ".join([*said, *(text for option, value in asked.options.items() if (text := _option(option, value)))])


def _option(option: str, value: Any) -> str:
    if isinstance(value, Period):
        return "" if value == current().period else value.name
    if isinstance(value, Window):
        return say("of {days}", days=windows.words(value))
    if isinstance(value, date):
        return say("compared with {day}", day=formats.day(value))
    if option == "people":
        return ", ".join(current().name(person) for person in value)
    if option == "by" and value:
        return say("split by {part}", part=value)
    return f"{option.replace('_', ' ')}: {value}" if value is not None else ""


def _rows(asked: Asked, name: str) -> None:
    """The rows behind the figure; a click on one opens its deal."""
    rows: pd.DataFrame = proof.ask(evidence.evidence, asked, column=asked.column, row=proof.frozen(asked.row))
    if rows.empty:
        states.empty(say("No row is behind this figure."))
        return
    of, opens = int(rows["of"].iloc[0]), "deal_key" in rows and "deal" in navigation.names(current().viewer.role)
    said = [say_many("{n} row", "{n} rows", of)]
    if of > len(rows):
        said.append(say("the first {shown} are shown", shown=formats.count(len(rows))))
    elif "amount" in rows:
        said.append(say("amounts add up to {sum}", sum=current().full_money(int(rows["amount"].sum()))))
    if opens:
        said.append(say("click a row to open its deal"))
    st.caption(formats.plain("; ".join(said)))
    title = asked.title or proof.title_of(name)
    tables.table(
        rows,
        columns=columns_of(name, rows),
        key=f"rows of proof {title} {proof.frozen(asked.row)} {current().as_of}",
        alt=say("The rows behind {figure}", figure=title),
        height=tall(len(rows), HEIGHT),
        on_pick=_open_deal if opens else None,
    )


def columns_of(name: str, rows: pd.DataFrame) -> dict[str, tables.Column]:
    """The columns of such rows as a table shows them: people, deals, accounts and stages by name."""
    shown: dict[str, tables.Column] = {}
    for column, unit in evidence.columns_of(name, rows).items():
        label = formats.word(re.sub(r"_on$|_name$", "", column))
        if f"{column}_name" in rows and unit in (Unit.PERSON, Unit.DEAL, Unit.ACCOUNT, Unit.STAGE, Unit.PRODUCT):
            shown[f"{column}_name"] = tables.Column(label, pinned=unit is Unit.DEAL)
        elif column not in ("name", "lead") and column not in shown:
            shown[column] = tables.Column(label, unit)
    return shown


def _open_deal(row: pd.Series) -> None:
    if not formats.is_unknown(row["deal_key"]):
        links.to_deal(row)


def _sql(asked: Asked, name: str) -> None:
    """The statements that were run for the figure, and how the tables in them were made."""
    made: explaining.Made = proof.ask(explaining.statements, asked)
    st.caption(say("What was run for this figure, in PostgreSQL’s dialect. It can be run again as it stands."))
    for sql in made.statements:
        st.code(sql, language="sql", wrap_lines=True)
    if not made.statements:
        states.empty(say("Nothing was asked of the database for this figure."))
    for table, sql in made.tables.items():
        with st.expander(say("{table}: how it was made", table=table)):
            st.code(sql, language="sql", wrap_lines=True)
    if made.looked_up:
        with st.expander(
            say_many("{n} look-up of settings and people", "{n} look-ups of settings and people", len(made.looked_up))
        ):
            for sql in made.looked_up:
                st.code(sql, language="sql", wrap_lines=True)


def _definition(asked: Asked, name: str) -> None:
    st.markdown(proof.words(name))
