"""What formulas name that is no column of their metric: numerators and denominators, for whoever wants to see them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from metrics.accounts import covered
from metrics.definition import Unit
from metrics.practice import role_practice
from metrics.speed import answered
from metrics.win_rate import win_rate
from model.book import Book
from model.calendar import Period, Window

Parts = Callable[..., pd.DataFrame]
SPEED = {f"{part}_{limit}": Unit.COUNT for limit in ("5m", "1h", "24h") for part in ("answered", "waited")}


def _speed(book: Book, frame: pd.DataFrame, window: Window, by: str | None = None) -> pd.DataFrame:
    return _beside(frame, answered(book, window, by), by)


def _closed(book: Book, frame: pd.DataFrame, window: Window, by: str | None = None) -> pd.DataFrame:
    """won and lost, as the win rate of the same window counts them."""
    return _beside(frame, win_rate(book, window, by=by)[[*([by] if by else []), "won", "lost"]], by)


def _motions(book: Book, frame: pd.DataFrame, window: Window, period: Period, by: str | None = None) -> pd.DataFrame:
    """lost and won_in_period of each kind; within a part of a split they are not worked out."""
    if by is not None:
        return frame
    lost = win_rate(book, window, by="kind")[["kind", "lost"]]
    won = win_rate(book, period, by="kind")[["kind", "won_value"]].rename(columns={"won_value": "won_in_period"})
    filled = _beside(_beside(frame, lost, "kind"), won, "kind")
    return filled.fillna({"lost": 0, "won_in_period": 0})


def _practice(book: Book, frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """won_new and open_new: the same values of a Book of new deals only."""
    if book.scope.kind not in (None, "new"):
        return frame.assign(won_new=pd.Series(0, index=frame.index), open_new=pd.Series(0, index=frame.index))
    new = role_practice(book.within(replace(book.scope, kind="new")), window)
    new = new.rename(columns={"won_value": "won_new", "open_value": "open_new"})[["person", "won_new", "open_new"]]
    return _beside(frame, new, "person").fillna({"won_new": 0, "open_new": 0})


def _accounts(book: Book, frame: pd.DataFrame) -> pd.DataFrame:
    return _beside(frame, covered(book)[["person", "touches"]], "person")


def _beside(frame: pd.DataFrame, more: pd.DataFrame, key: str | None) -> pd.DataFrame:
    """The frame with the columns of `more` beside its rows: those of the same key, or the only one."""
    if key is None:
        return frame.merge(more, how="cross") if len(more) else frame
    return frame.merge(more, how="left", on=key)


PARTS: dict[str, tuple[Parts, dict[str, Unit]]] = {
    "speed-to-lead": (_speed, SPEED),
    "sales-velocity": (_closed, {"won": Unit.COUNT, "lost": Unit.COUNT}),
    "motions": (_motions, {"lost": Unit.COUNT, "won_in_period": Unit.MONEY}),
    "role-practice": (_practice, {"won_new": Unit.MONEY, "open_new": Unit.MONEY}),
    "account-coverage": (_accounts, {"touches": Unit.COUNT}),
}
"""metric → how its frame gets its parts, and what they hold."""


def parts_of(name: str) -> dict[str, Unit]:
    """The parts of a metric and their units; none for most."""
    return PARTS[name][1] if name in PARTS else {}


def with_parts(book: Book, name: str, frame: pd.DataFrame, options: dict[str, Any]) -> pd.DataFrame:
    """A metric's frame with the parts that its formulas name beside its columns."""
    return PARTS[name][0](book, frame, **options) if name in PARTS else frame
