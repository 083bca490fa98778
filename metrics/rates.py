"""Rates as columns: shares and their intervals, unknown where there is nothing to divide by."""

from collections.abc import Iterable

import pandas as pd

from metrics.intervals import wilson


def floats(values: Iterable[float | None]) -> pd.Series:
    """The values as a Float64 column, None as unknown."""
    return pd.Series(list(values), dtype="Float64")


def share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """part ÷ whole, Float64; unknown where the whole is 0."""
    return part.astype("Float64") / whole.astype("Float64").mask(whole == 0)


def wilson_bounds(part: pd.Series, whole: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The lower and the upper bounds of the Wilson 95 % intervals of part ÷ whole, Float64; for frames indexed from 0."""
    bounds = [wilson(int(successes), int(n)) for successes, n in zip(part, whole, strict=True)]
    return floats(low for low, _ in bounds), floats(high for _, high in bounds)
