"""Tables: figures formatted by what they are, unknown as –, and a click on a row that leads on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from metrics.definition import Unit, metrics
from pages.parts import cell_texts, downloads, formats, row_opener
from pages.parts.view import current
from pages.parts.words import say

ROW = 2.1875 * 15  # pixels: Streamlit draws rows of so many ems, and our text is of 15 px (.streamlit/config.toml)

HIDDEN = ("_key", "_name")


@dataclass(frozen=True)
class Column:
    """How a column is shown: its heading, what it holds, and help on its heading."""

    label: str
    unit: Unit = Unit.TEXT
    help: str | None = None
    width: Any = None
    pinned: bool = False


def columns_of(name: str, frame: pd.DataFrame) -> dict[str, Column]:
    """The columns of a metric's frame, under their own names; people, deals and the like by name."""
    shown: dict[str, Column] = {}
    for column, unit in metrics()[name].units(frame).items():
        label = formats.word(column)
        if f"{column}_name" in frame:
            shown[f"{column}_name"] = Column(label)
        elif not column.endswith(HIDDEN):
            shown[column] = Column(label, unit)
    return shown


def table(
    frame: pd.DataFrame,
    *,
    name: str | None = None,
    columns: Mapping[str, Column] | None = None,
    key: str,
    alt: str,
    height: Any = "content",
    on_pick: Callable[[pd.Series], None] | None = None,
) -> None:
    """A table of `columns` (or of all columns of metric `name`), in their order.

    Money comes in minor units. `on_pick` is called with a row of `frame` when any of its cells is clicked, before the
    page runs again: it may set what the sidebar holds, and ask for another page with `go_to_page`.
    """
    if columns is None:
        columns = columns_of(name, frame) if name is not None else {c: Column(formats.word(c)) for c in frame}
    shown = {column: how for column, how in columns.items() if column in frame}
    cells = pd.DataFrame({column: cells_of(frame[column], how.unit) for column, how in shown.items()})
    config = {column: _config(how, cells[column]) for column, how in shown.items()}
    options: dict[str, Any] = {
        "hide_index": True,
        "column_config": config,
        "height": height,
        "key": key,
        "alt": alt,
        "placeholder": formats.UNKNOWN,
    }
    drawn = cells
    if not cell_texts.by_browser():
        drawn = cell_texts.written(cells, {column: how.unit for column, how in shown.items()}, current().exponent)
    if on_pick is None or cells.empty:
        st.dataframe(drawn, **options)
        downloads.of_table(frame, shown, alt, key, name=name)
        return
    rows = frame.reset_index(drop=True)
    st.dataframe(drawn, **options, on_select=partial(_picked, on_pick, rows, key), selection_mode="single-cell")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(width="content"):
            row_opener.by_keyboard(rows, cells.iloc[:, 0].astype("string").fillna(formats.UNKNOWN).tolist(), key, alt, on_pick)
        downloads.of_table(frame, shown, alt, key, name=name)


def _picked(on_pick: Callable[[pd.Series], None], rows: pd.DataFrame, key: str) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells and cells[0][0] < len(rows):
        on_pick(rows.iloc[cells[0][0]])


def cells_of(values: pd.Series, unit: Unit) -> pd.Series:
    """A column's values as the browser gets them: numbers stay numbers, so that sorting works."""
    if unit is Unit.MONEY:
        return values.astype("Float64").div(10 ** current().exponent).reset_index(drop=True)
    if unit is Unit.RATE:
        return values.astype("Float64").mul(100).reset_index(drop=True)
    if unit is Unit.TEXT:
        return values.astype("string").reset_index(drop=True)
    if unit in (Unit.DAY, Unit.MOMENT):
        days = pd.Series(pd.to_datetime(values.reset_index(drop=True)))
        if isinstance(days.dtype, pd.DatetimeTZDtype):  # as the company's clocks showed it
            return days.dt.tz_convert(current().book.settings.time_zone).dt.tz_localize(None)
        return days
    return values.reset_index(drop=True)


def _config(how: Column, values: pd.Series) -> Any:
    common = {"label": say(how.label), "help": say(how.help or "") or None, "width": how.width, "pinned": how.pinned or None}
    column, form = _form(how.unit, values)
    return column(**common, **({"format": form} if form and cell_texts.by_browser() else {}))


def _form(unit: Unit, values: pd.Series) -> tuple[Any, str | None]:
    """The kind of column that holds a unit, and how the browser writes it in English."""
    kind = st.column_config
    if unit is Unit.MONEY:
        whole = bool((values.dropna() % 1 == 0).all())
        return kind.NumberColumn, "%,.0f" if whole else f"%,.{current().exponent}f"
    return {
        Unit.RATE: (kind.NumberColumn, "%.0f %%"),
        Unit.DAYS: (kind.NumberColumn, "%,.0f"),
        Unit.MINUTES: (kind.NumberColumn, "%,.0f"),
        Unit.NUMBER: (kind.NumberColumn, "%.1f"),
        Unit.COUNT: (kind.NumberColumn, "%,d"),
        Unit.DAY: (kind.DateColumn, "ddd D MMM YYYY"),
        Unit.MOMENT: (kind.DatetimeColumn, "ddd D MMM YYYY, HH:mm"),
        Unit.FLAG: (kind.CheckboxColumn, None),
    }.get(unit, (kind.TextColumn, None))


def all_text(rows: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """What stands in these columns of each row, in one text without capitals: to find words in."""
    first, *others = (rows[name].astype("string").fillna("") for name in names)
    return first.str.cat(others, sep=" ").str.casefold()


def tall(rows: int, most: int) -> int:
    """The height in pixels that a table of so many rows takes, at most `most`."""
    return min(round(ROW * (rows + 1)) + 3, most)
