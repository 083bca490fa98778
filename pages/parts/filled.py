"""Formulas with the live figures filled in: 312 won ÷ (312 won + 1,044 lost) = 23.0 %, n = 1,356, 95 % 20.8–25.3 %."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics import explaining
from metrics.definition import Unit
from metrics.formulas import Formula, Name
from pages.parts import formats, proof, states
from pages.parts.proof import Asked
from pages.parts.view import current
from pages.parts.words import say

MOST = 4  # formulas at once, where no column is asked for
FEW = 8  # rows that are added up in sight


def draw_formulas(asked: Asked, name: str) -> None:
    """The formula of the figure that is asked for, else of each that has one, with what its parts are."""
    frame: pd.DataFrame = proof.ask(explaining.live, asked)
    if frame.empty:
        states.empty(say("There is no row to work this out from."))
        return
    units = explaining.units_of(name)
    if asked.column is not None and asked.row is None and len(frame) > 1 and units.get(asked.column) in explaining.ADDS_UP:
        st.title(formats.plain(added_up(frame, name, asked.column, units)), anchor=False)
        _clause(name, asked.column)
        return
    nth = explaining.row_at(frame, asked.row) if asked.row else 0 if len(frame) == 1 else _chosen(frame, name)
    if nth is None:
        states.empty(say("This row is not there any more."))
        return
    rows, known = explaining.Live(name, frame), explaining.formulas(name)
    columns = [asked.column] if asked.column is not None else list(known)[:MOST]
    for column in columns:
        _draw(rows, nth, column, known.get(column), units)


def _draw(rows: explaining.Live, nth: int, column: str, formula: Formula | None, units: dict[str, Unit]) -> None:
    """One figure: filled in, how sure it is, and its parts in words."""
    if formula is None:
        value = rows.value(nth, Name(column))
        st.title(formats.plain(f"{_word(column)} = {shown(units.get(column), value)}"), anchor=False)
        _clause(rows.name, column)
        return
    st.title(formats.plain(filled(rows, nth, formula, units)), anchor=False)
    sure = certainty(rows, nth, formula, units)
    st.caption(formats.plain(sure)) if sure else None
    said = [f"{column} = {formula.filled(_written)}"]
    said += [
        f"{wanted.column} = {shown(units.get(wanted.column), rows.value(nth, wanted))}: {clause}"
        for wanted in formula.names()
        if wanted.rows == "this" and (clause := explaining.words(rows.name, wanted.column)) is not None
    ]
    st.markdown("\n".join(f"- {formats.plain(line)}" for line in said))


def filled(rows: explaining.Live, nth: int, formula: Formula, units: dict[str, Unit]) -> str:
    """The formula with its figures and what it comes to."""
    along = next((wanted.along for wanted in formula.names() if wanted.along), None)

    def part(wanted: Name) -> str:
        value = shown(units.get(wanted.column), rows.value(nth, wanted))
        place = rows.place(nth, wanted)
        if along is not None and place is not None:
            return f"{value} {str(rows.frame[along].iloc[place]).upper()}"
        return f"{'Σ ' if wanted.rows == 'sum' else ''}{value} {_word(wanted.column)}"

    value = rows.value(nth, Name(formula.column))
    return f"{formula.filled(part)} = {shown(units.get(formula.column), value)}"


def certainty(rows: explaining.Live, nth: int, formula: Formula, units: dict[str, Unit]) -> str:
    """n, where the share is one of counts, and its 95 % interval, where it has one."""
    said: list[str] = []
    of = explaining.denominator(formula)
    if of is not None and all(units.get(name.column) is Unit.COUNT for name in of.names()):
        said.append(f"n = {formats.count(of.value(lambda wanted: rows.value(nth, wanted)))}")
    bounds = explaining.interval_of([str(column) for column in rows.frame], formula.column)
    if bounds is not None and None not in (ends := [rows.value(nth, Name(bound)) for bound in bounds]):
        low, high = (formats.decimal(float(end or 0) * 100) for end in ends)
        said.append(f"95 % {low}–{high} %")
    return ", ".join(said)


def added_up(frame: pd.DataFrame, name: str, column: str, units: dict[str, Unit]) -> str:
    """The sum of a column over all rows, each named where there are few."""
    total = shown(units[column], frame[column].sum())
    if len(frame) > FEW:
        return f"{say('Σ {column} of {n} rows', column=_word(column), n=formats.count(len(frame)))} = {total}"
    labels = labels_of(frame, name)
    parts = [f"{shown(units[column], value)} {label}".strip() for value, label in zip(frame[column], labels, strict=True)]
    return f"{' + '.join(parts)} = {total} {_word(column)}"


def labels_of(frame: pd.DataFrame, name: str) -> list[str]:
    """What each row is about, in words."""
    columns = [f"{key}_name" if f"{key}_name" in frame else key for key in explaining.keys_of(name, frame)]
    keys = [column for column in columns if column in frame]
    return [
        " · ".join(formats.day(v) if hasattr(v, "weekday") else formats.UNKNOWN if formats.is_unknown(v) else str(v) for v in row)
        for row in frame[keys].astype(object).itertuples(index=False, name=None)
    ]


def _chosen(frame: pd.DataFrame, name: str) -> int:
    """Which of several rows is filled in."""
    labels = labels_of(frame, name)
    return int(st.selectbox(say("Filled in for"), range(len(frame)), format_func=labels.__getitem__, key=f"filled {name}"))


def _clause(name: str, column: str) -> None:
    clause = explaining.words(name, column)
    if clause is not None:
        st.markdown(formats.plain(f"{column} = {clause}"))


def _written(wanted: Name) -> str:
    """A name as the definition writes it."""
    prefix, suffix = {"sum": ("Σ ", ""), "first": ("", f" of the first {wanted.along}")}.get(wanted.rows, ("", ""))
    return f"{prefix}{wanted.column}{suffix or (f' of the {wanted.along} before' if wanted.rows == 'before' else '')}"


def _word(column: str) -> str:
    return column.replace("_", " ")


def shown(unit: Unit | None, value: Any) -> str:
    """A figure by what it is, with all its digits."""
    if formats.is_unknown(value):
        return formats.UNKNOWN
    if unit is Unit.MONEY:
        return current().full_money(round(float(value)))
    if unit is Unit.RATE:
        return f"{formats.decimal(float(value) * 100)} %"
    if unit is Unit.DAYS:
        return f"{formats.decimal(value)} d"
    if unit is Unit.MINUTES:
        return formats.minutes(value)
    if unit is Unit.COUNT:
        return formats.count(value)
    return formats.decimal(value, 2) if isinstance(value, float) else str(value)
