"""How the cells of a table read in a company's own locale: written here, since the browser knows only English and its own."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from metrics.definition import Unit
from pages.parts import formats, locales


def written(cells: pd.DataFrame, units: Mapping[str, Unit], exponent: int) -> Any:
    """`cells` as the browser gets them (see tables.cells_of) with what each of them reads beside it; sorting stays by value."""
    return cells.style.format({column: _writing(cells[column], unit, exponent) for column, unit in units.items()})


def _writing(values: pd.Series, unit: Unit, exponent: int) -> Callable[[Any], str] | None:
    """The function that writes a cell of a column; None where text and marks speak for themselves."""
    if unit is Unit.MONEY:
        whole = bool((values.dropna() % 1 == 0).all())
        return partial(formats.decimal, decimals=0 if whole else exponent)
    return {
        Unit.RATE: _share,
        Unit.DAYS: partial(formats.decimal, decimals=0),
        Unit.MINUTES: partial(formats.decimal, decimals=0),
        Unit.NUMBER: formats.decimal,
        Unit.COUNT: formats.count,
        Unit.DAY: formats.day,
        Unit.MOMENT: formats.moment,
    }.get(unit)


def _share(percent: Any) -> str:
    """A cell of per cents: 63 %."""
    return formats.rate(None if formats.is_unknown(percent) else percent / 100)


def by_browser() -> bool:
    """Whether the browser can write the cells itself: in English."""
    return locales.foreign() is None
