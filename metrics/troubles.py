"""Where a period is in trouble: a few findings, ranked by the money that hangs on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

MOST = 5
MOST_OF = {"short": 2}  # of the other kinds the worst one: five findings say five things
DUE = ("commit", "upside")


@dataclass(frozen=True)
class Trouble:
    """One finding: its kind, the money that hangs on it (minor units), the team's or the deal's row, and more figures.

    kind: short (quota − closed − commit is more than 0), fell (closed + commit fell since the comparison day), thin (less
    open value than it took in earlier periods), large (one deal is more than 20 % of a team's commit), pushed (commit and
    upside were pushed out of the period) or no quota.
    """

    kind: str
    stake: int
    row: Any = None
    figures: dict[str, Any] = field(default_factory=dict)


def troubles(
    now: pd.DataFrame,
    before: pd.DataFrame,
    *,
    coverage: pd.DataFrame,
    needed: float | None,
    moved: pd.DataFrame,
    large: pd.DataFrame | None = None,
    most: int = MOST,
) -> list[Trouble]:
    """At most `most` findings about teams side by side, the one with the most money first.

    `now` and `before`: a row per team as `forecast` gives them (person, closed, commit, upside, quota, gap) on the day and on
    the comparison day; a single row without a person stands for a whole. `coverage`: person, open_value, coverage; `needed`:
    the coverage that it took; `moved`: rows of metrics.moves; `large`: rows of large_deals.

    The money: short: the gap. fell: the fall. thin: quota − closed − open_value ÷ needed, what would be missing if as much of
    the open value is won as in earlier periods. large: the deal's amount. pushed: the Σ of commit and upside pushed out. no
    quota: closed + commit + upside that is measured against nothing; only where others have a quota is it about a team.
    """
    found = [*_short(now), *_fell(now, before), *_thin(now, coverage, needed), *_large(large), *_pushed(moved), *_unset(now)]
    found.sort(key=lambda one: -one.stake)
    kept: list[Trouble] = []
    for one in found:
        if sum(other.kind == one.kind for other in kept) < MOST_OF.get(one.kind, 1):
            kept.append(one)
    return kept[:most]


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    return (row for _, row in frame.iterrows())


def _short(now: pd.DataFrame) -> list[Trouble]:
    return [Trouble("short", int(row["gap"]), row) for row in _rows(now[now["gap"].fillna(0) > 0])]


def _fell(now: pd.DataFrame, before: pd.DataFrame) -> list[Trouble]:
    """Only teams of both days: who came meanwhile did not fall."""
    was = {_key(row): int(row["closed"] + row["commit"]) for row in _rows(before)}
    falls = [(row, was[_key(row)] - int(row["closed"] + row["commit"])) for row in _rows(now) if _key(row) in was]
    return [Trouble("fell", fall, row) for row, fall in falls if fall > 0]


def _thin(now: pd.DataFrame, coverage: pd.DataFrame, needed: float | None) -> list[Trouble]:
    if not needed:
        return []
    of = {_key(row): row for row in _rows(coverage)}
    found = []
    for row in _rows(now[now["quota"].notna()]):
        have = of.get(_key(row))
        if have is not None and pd.notna(have["coverage"]) and have["coverage"] < needed:
            left = int(row["quota"] - row["closed"])
            missing = round(left - int(have["open_value"]) / needed)
            found.append(Trouble("thin", missing, row, {"coverage": float(have["coverage"]), "needed": needed}))
    return found


def _large(large: pd.DataFrame | None) -> list[Trouble]:
    if large is None:
        return []
    return [Trouble("large", int(row["amount"]), row, {"part": int(row["amount"]) / int(row["commit"])}) for row in _rows(large)]


def _pushed(moved: pd.DataFrame) -> list[Trouble]:
    out = moved[moved["category"].isin(DUE) & (moved["why"] == "pushed out")]
    stake = -int(out["amount"].sum())
    return [Trouble("pushed", stake, figures={"deals": int(out["count"].sum())})] if len(out) and stake > 0 else []


def _unset(now: pd.DataFrame) -> list[Trouble]:
    """A team without a quota beside others that have one; where nobody has one, that is one finding about all."""
    without = now[now["quota"].isna()]
    sums = [int(row["closed"] + row["commit"] + row["upside"]) for row in _rows(without)]
    if len(without) == len(now):
        return [Trouble("no quota", sum(sums))] if sums else []
    return [Trouble("no quota", stake, row) for row, stake in zip(_rows(without), sums, strict=True) if stake > 0]


def _key(row: Any) -> int | None:
    person = row.get("person")
    return None if person is None or pd.isna(person) else int(person)
