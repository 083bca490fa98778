"""The lanes of a deal's timeline: spans of one value, steps of an amount or a date, and activities, as rows to be drawn."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from pages.parts import charts, formats
from pages.parts.words import say

WIDE, NARROW = 0.085, 0.26  # parts of the axis that a label takes: on a desk, on a telephone
KINDS = 4  # rows of activities; the rest is put together
CATEGORIES = {"closed": "closed", "commit": "commit", "upside": "upside", "pipeline": "pipeline"}


def span_of(facts: pd.Series, versions: pd.DataFrame, activities: pd.DataFrame, as_of: date) -> tuple[date, date]:
    """The first and the last day of the timeline: from its creation, or what is first known of it, to its closing or `as_of`."""
    known = [facts["created_on"], *versions["from_on"], *versions["to_on"], *activities["happened_on"]]
    days = [day for day in known if not formats.is_unknown(day) and day <= as_of]
    first = min(days, default=as_of - timedelta(days=30))
    if formats.is_unknown(facts["closed_on"]):
        return first, as_of
    last = max([facts["closed_on"], *(day for day in versions["from_on"] if not formats.is_unknown(day))])
    return min(first, last), min(as_of, last)


def intervals(versions: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The versions that last, each from one day to another within the axis; `sure` says whether its beginning is known."""
    rows = versions.assign(
        sure=[not formats.is_unknown(day) for day in versions["from_on"]],
        begun=[first if formats.is_unknown(day) else max(day, first) for day in versions["from_on"]],
        ended=[last + timedelta(days=1) if formats.is_unknown(day) else min(day, last) for day in versions["to_on"]],
    )
    return rows[[begun < ended for begun, ended in zip(rows["begun"], rows["ended"], strict=True)]]


def runs(rows: pd.DataFrame, column: str, texts: Sequence[str], meanings: Sequence[str], lane: str) -> list[dict[str, Any]]:
    """Spans in which a column keeps its value; unknown values make none. `texts` and `meanings` go with the rows."""
    found: list[dict[str, Any]] = []
    held: Any = object()
    for value, text, meaning, begun, ended, sure in zip(
        rows[column], texts, meanings, rows["begun"], rows["ended"], rows["sure"], strict=True
    ):
        if formats.is_unknown(value):
            held = object()
        elif value == held:
            found[-1] |= {"to": ended, "tip": _lasted(text, found[-1]["from"], ended, found[-1]["sure"])}
        else:
            tip = _lasted(text, begun, ended, sure)
            found.append({"lane": lane, "from": begun, "to": ended, "text": text, "meaning": meaning, "tip": tip, "sure": sure})
            held = value
    return found


def _lasted(text: str, begun: date, ended: date, sure: bool) -> str:
    lasted = formats.many(max((ended - begun).days, 0), "day")
    if not sure:
        return say("{what} until {day}; since when is not known", what=text, day=formats.day(ended))
    return say("{what} since {day}, for {days}", what=text, day=formats.day(begun), days=lasted)


def stages(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The lane of stages: won and lost in their colours."""
    meanings = [{"won": "closed", "lost": "loss"}.get(kind, "line") for kind in rows["stage_kind"]]
    return runs(rows, "stage_id", rows["stage_id_name"].tolist(), meanings, "stage")


def categories(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The lane of forecast categories, as long as the deal was in one."""
    meanings = [CATEGORIES.get(str(value), "other") for value in rows["category"]]
    return runs(rows, "category", [formats.word(value) for value in rows["category"]], meanings, "category")


def owners(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The lane of owners; empty where nobody took over."""
    found = runs(rows, "owner_id", rows["owner_id_name"].astype(str).tolist(), ["line"] * len(rows), "owner")
    return found if len(found) > 1 else []


def amounts(rows: pd.DataFrame, exponent: int) -> list[dict[str, Any]]:
    """The steps of the amount: at (0 to 1 of the largest), text, label at each change, tip."""
    most = max([int(value) for value in rows["amount"] if not formats.is_unknown(value)] or [0]) or 1
    found = []
    for was, row in _changes(rows, "amount"):
        value = int(row["amount"])
        text = formats.money(value, exponent)
        cut = was is not None and value < was
        label = text if was is None else f"{'↓' if cut else '↑'} {text}"
        tip = say("Amount {amount} since {day}", amount=formats.full_money(value, exponent), day=_since(row))
        meaning = "text" if was is None else "loss" if cut else "gain"
        found.append(_step(row, max(value, 0) / most, label, text, meaning, tip))
    return found


def closes(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The steps of the close date, later ones higher: the first with its day, pushes as +21 d, pulls as −7 d."""
    days = [day for day in rows["close_on"] if not formats.is_unknown(day)]
    low, length = min(days, default=None), max((max(days) - min(days)).days, 1) if days else 1
    found = []
    for was, row in _changes(rows, "close_on"):
        day = row["close_on"]
        moved = None if was is None else (day - was).days
        label = (
            formats.date_of(day) if moved is None else formats.change(say("{n} d", n=moved), moved).replace("-", formats.MINUS)
        )
        tip = say("Due {due} since {day}", due=formats.day(day), day=_since(row))
        if moved:
            words = say("Pushed {days}", days=formats.many(moved, "day"))
            words = words if moved > 0 else say("Pulled in {days}", days=formats.many(-moved, "day"))
            tip = f"{words}. {tip}"
        at = (day - low).days / length if low is not None else 0.0
        meaning = "text" if moved is None else "loss" if moved > 0 else "gain"
        found.append(_step(row, at if len(set(days)) > 1 else 0.5, label, formats.date_of(day), meaning, tip))
    return found


def _changes(rows: pd.DataFrame, column: str) -> list[tuple[Any, dict[Any, Any]]]:
    """(value before or None, row) of the rows in which a known value of the column begins; `ended`: of the whole run."""
    found: list[tuple[Any, dict[Any, Any]]] = []
    held: Any = None
    for row in rows.to_dict("records"):
        value = row[column]
        if formats.is_unknown(value):
            continue
        if held is not None and value == held:
            found[-1][1]["ended"] = row["ended"]
            continue
        found.append((held, row))
        held = value
    return found


def _since(row: dict[Any, Any]) -> str:
    return formats.day(row["begun"]) if row["sure"] else say("before {day}", day=formats.day(row["ended"]))


def _step(row: dict[Any, Any], at: float, label: str, text: str, meaning: str, tip: str) -> dict[str, Any]:
    return {
        "from": row["begun"], "to": row["ended"], "at": at, "label": label, "text": text, "meaning": meaning, "tip": tip,
    }  # fmt: skip


def spaced(steps: list[dict[str, Any]], first: date, last: date) -> list[dict[str, Any]]:
    """The steps with `wide` and `narrow`: whether there is room for their label beside those before it; the last needs none."""
    length = max((last - first).days, 1)
    ends = {"wide": -1.0, "narrow": -1.0}
    places = [(step["from"] - first).days / length for step in steps]
    for step, place, following in zip(steps, places, [*places[1:], 9.0], strict=True):
        for name, room in (("wide", WIDE), ("narrow", NARROW)):
            step[name] = place >= ends[name] and place <= 1 - room * 0.6 and following - place > room * 0.5
            ends[name] = place + room if step[name] else ends[name]
    return steps


def risers(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The upright lines between the steps that follow one another."""
    return [{"from": now["from"], "low": was["at"], "high": now["at"]} for was, now in pairwise(steps)]


def touches(activities: pd.DataFrame, last: date) -> list[dict[str, Any]]:
    """The activities up to a day: from, kind (a row of its own; the rarest together), tip."""
    rows = activities[pd.Series([day <= last for day in activities["happened_on"]], index=activities.index, dtype=bool)]
    counts = rows["kind"].value_counts()
    named = set(counts.index if len(counts) <= KINDS else counts.index[: KINDS - 1])
    found = []
    for day, kind, way, who in zip(rows["happened_on"], rows["kind"], rows["direction"], rows["person_id_name"], strict=True):
        parts = [formats.word(kind), None if formats.is_unknown(way) else formats.word(way), who, formats.day(day)]
        tip = " · ".join(str(part) for part in parts if not formats.is_unknown(part))
        row = formats.word(kind) if kind in named else say("Other")
        found.append({"from": day, "kind": row, "tip": tip, "incoming": way == "in"})
    order = list(dict.fromkeys(formats.word(kind) for kind in counts.index if kind in named))
    return sorted(found, key=lambda touch: order.index(touch["kind"]) if touch["kind"] in order else len(order))


def colour_of(meaning: str) -> str:
    """The colour of a meaning, for the reader's light or dark page."""
    return charts.colours()[meaning]
