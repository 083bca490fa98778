"""Paper: with these styles the browser's own Print (Ctrl+P, or as PDF) gives A4 or Letter in landscape, light on white."""

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit
from metrics.presenting import in_zone
from pages.parts import charts, formats
from pages.parts.view import View
from pages.parts.words import say, say_many

if TYPE_CHECKING:
    from pages.parts.tables import Column

MOST = 60  # rows of a table that are printed; the rest is for the files
HERE = Path(__file__).parent
WORDS = (Unit.TEXT, Unit.DAY, Unit.MOMENT, Unit.FLAG)


def styled(title: str) -> None:
    """Put the styles into the page, with its title for the top of the paper; take no room on the screen."""
    named = f"@media print {{ [data-testid=stMainBlockContainer]::before {{ content: {json.dumps(title)} }} }}"
    st.html(f"<style>{_styles(st.context.theme.type == 'dark')}{named}</style>")


@cache
def _styles(dark: bool) -> str:
    styles = (HERE / "printing.css").read_text()
    if not dark:
        return styles
    pairs = {charts.DARK[meaning]: charts.LIGHT[meaning] for meaning in charts.DARK}
    lights = " ".join(
        f'svg [{side}="{shade}" i] {{ {side}: {light} }}' for shade, light in pairs.items() for side in ("fill", "stroke")
    )
    return f"{styles}{(HERE / 'printing_dark.css').read_text()}@media print {{ {lights} }}"


def table(view: View, rows: pd.DataFrame, columns: Mapping[str, "Column"]) -> None:
    """The first MOST rows of a table as they stand on paper; on the screen there is nothing to see.

    `rows` and `columns` as in tables.table: money in minor units.
    """
    cells = {name: [_cell(value, how.unit, view) for value in rows[name].head(MOST)] for name, how in columns.items()}
    kinds = ["" if how.unit in WORDS else ' class="number"' for how in columns.values()]
    heading = "".join(f"<th{kind}>{escape(say(how.label))}</th>" for kind, how in zip(kinds, columns.values(), strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{text}</td>" for kind, text in zip(kinds, row, strict=True)) + "</tr>"
        for row in zip(*cells.values(), strict=True)
    )
    rest = len(rows) - MOST
    more = say_many("{n} more row is in the files", "{n} more rows are in the files", rest) if rest > 0 else ""
    foot = f'<tr><td colspan="{len(kinds)}">{more}</td></tr>' if more else ""
    st.html(f'<table class="on-paper"><thead><tr>{heading}</tr></thead><tbody>{body}{foot}</tbody></table>', width="content")


def _cell(value: Any, unit: Unit, view: View) -> str:
    """A value as HTML, as people read it."""
    if formats.is_unknown(value):
        return formats.UNKNOWN
    if unit is Unit.MONEY:
        return view.full_money(value)
    if unit is Unit.MOMENT:
        return formats.moment(value if value.tzinfo is None else in_zone(value, view.book.settings.time_zone))
    if unit is Unit.FLAG:
        return say("yes") if value else say("no")
    return escape(str(SHOWN.get(unit, str)(value)))


SHOWN: Mapping[Unit, Callable[[Any], str]] = {
    Unit.RATE: formats.rate,
    Unit.DAY: formats.day,
    Unit.COUNT: formats.count,
    Unit.DAYS: partial(formats.decimal, decimals=0),
    Unit.MINUTES: partial(formats.decimal, decimals=0),
    Unit.NUMBER: formats.decimal,
}
