"""What can be taken along: each table as CSV and xlsx, each chart as PNG and SVG. Nothing is made until it is asked for."""

import re
from collections.abc import Callable, Mapping
from contextvars import copy_context
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from metrics.definition import metrics
from pages.door import media
from pages.door.signing import is_configured
from pages.parts import formats, navigation, pictures, printing, scope, sheets, signing, viewers
from pages.parts.view import View, current
from pages.parts.words import say

if TYPE_CHECKING:
    from pages.parts.tables import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 100  # characters of a file's name
Maker = Callable[[], bytes]


def of_table(
    rows: pd.DataFrame, columns: Mapping[str, "Column"], title: str, key: str, *, name: str | None = None, about: str = ""
) -> None:
    """A quiet line with the table as CSV and as xlsx, and on paper the table itself.

    `rows` as given to tables.table: money in minor units, rates as shares; of its columns only `columns` leave the page.
    `title` says what the table shows, `name` is its metric, `about` (else the metric's) says what its figures mean.
    """
    view = current()
    sheet, named = _sheet(view, rows, columns, title, name, about), formats.plain(title)
    with st.container(horizontal=True, gap="small", key=f"downloads of {key}"):
        _button("CSV", say("CSV :small[of {table}]", table=named), partial(sheets.csv_of, sheet), view, key, "csv", "text/csv")
        _button("xlsx", say("xlsx :small[of {table}]", table=named), partial(sheets.xlsx_of, sheet), view, key, "xlsx", XLSX)
        printing.table(view, rows, {column: how for column, how in columns.items() if column in rows})


def of_chart(
    spec: Mapping[str, Any],
    title: str,
    key: str,
    *,
    rows: pd.DataFrame | None = None,
    columns: Mapping[str, "Column"] | None = None,
    name: str | None = None,
    about: str = "",
) -> None:
    """A button that opens the chart's downloads: the picture as PNG and SVG and, where `rows` are given, the rows behind it.

    `spec` is the Vega-Lite as drawn with its rows inside, `title` the finding. The rest as in of_table.
    """
    view = current()
    picture = pictures.Picture(spec, title, scope.line(view))
    with st.popover(say("Download"), type="tertiary", icon=":material/download:", key=f"download of {key}", width="content"):
        _button("PNG", say("Picture (PNG)"), partial(pictures.png_of, picture), view, key, "png", "image/png")
        _button("SVG", say("Drawing (SVG)"), partial(pictures.svg_of, picture), view, key, "svg", "image/svg+xml")
        if rows is not None and columns is not None:
            sheet = _sheet(view, rows, columns, title, name, about)
            rows_key = f"{key} rows"
            _button("CSV", say("Rows (CSV)"), partial(sheets.csv_of, sheet), view, rows_key, "csv", "text/csv")
            _button("xlsx", say("Rows (xlsx)"), partial(sheets.xlsx_of, sheet), view, rows_key, "xlsx", XLSX)


def _button(kind: str, label: str, make: Maker, view: View, key: str, ending: str, mime: str) -> None:
    run = copy_context().run  # the file speaks this run's language, though another thread makes it
    name = file_name(st.session_state.get(navigation.PAGE, ""), key, view.as_of, ending)
    make = partial(run, handed(view, make, name, mime))
    st.download_button(label, make, name, mime, key=f"{kind} of {key}", on_click="ignore", type="tertiary")


def handed(view: View | None, make: Maker, name: str, mime: str) -> Maker:
    """The same for this reader alone: at its address nobody else is given the file of that name and type.

    Refused where what it is made of is not the viewer's to see any more when it is asked for.
    """
    check = viewers.sealed(view.book.warehouse, view.viewer, view.today) if view else None
    reader = media.reader_of(signing.claims()) if is_configured() else None

    def made() -> bytes:
        if check is not None:
            check()
        data = make()
        media.hand(data, mime, name, reader)
        return data

    return made


def _sheet(
    view: View, rows: pd.DataFrame, columns: Mapping[str, "Column"], title: str, name: str | None, about: str
) -> sheets.Sheet:
    """Everything that a file is made of, settled now: when it is asked for, this run is over."""
    shown = {column: (say(how.label), how.unit) for column, how in columns.items() if column in rows}
    definition = about or (say(metrics()[name].sentence) if name else "")
    settings = view.book.settings
    return sheets.Sheet(
        title, rows, shown, scope.line(view), definition, settings.currency, settings.exponent, settings.time_zone
    )


def file_name(page: str, key: str, day: date, ending: str) -> str:
    """A name that says the page, the part of it and the day: fourcast-rollup-against-quota-2026-11-23.png."""
    of = _words(page)
    said = [word for word in _words(re.sub(r"\d{4}-\d\d-\d\d|\d{4}Q\d", " ", key)) if word not in (*NOTHING_SAID, *of)]
    return "-".join(["fourcast", *of, *(said or ["table"]), day.isoformat()]) + f".{ending}"


def named(*parts: str) -> str:
    """A file's name, without its ending, of somebody's words: letters and digits of any script, of a bearable length."""
    words = [word for part in parts for word in re.findall(r"[^\W_]+", part.lower())]
    return "-".join(["fourcast", *words])[:LONGEST].rstrip("-")


NOTHING_SAID = ("none", "on", "of", "in", "rows")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
