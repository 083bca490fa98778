"""The judgement bridge as bars and in a sentence."""

from typing import Any

import pandas as pd

from pages.parts import formats
from pages.parts.view import View
from pages.parts.words import say, say_many


def finding(view: View, rows: pd.DataFrame) -> str:
    """Maria takes 120k off what comes from below (2 deals judged, a call): 900k goes up."""
    end, start = int(rows["amount"].iloc[-1]), int(rows["amount"].iloc[0])
    moved = {"start": view.money(start), "end": view.money(end)}
    top = rows[rows["level"] == rows["level"].max()] if rows["level"].notna().any() else rows.iloc[:0]
    alone = top["person"].nunique() == 1 and int(rows["level"].max()) > 0
    by = int(top["difference"].sum()) if alone else 0
    if by == 0:
        return say("{start} in the deals, {end} as judged and called", **moved)
    who, what = str(top["person_name"].iloc[0]), _why(top)
    how = {"who": who, "by": view.money(abs(by)), "what": what, "end": view.money(end)}
    if by > 0:
        return say("{who} adds {by} to what comes from below ({what}): {end} goes up", **how)
    return say("{who} takes {by} off what comes from below ({what}): {end} goes up", **how)


def _why(top: pd.DataFrame) -> str:
    judged, called = (top[(top["step"] == step) & (top["difference"].fillna(0) != 0)] for step in ("judgements", "call"))
    parts = [say_many("{n} deal judged", "{n} deals judged", judged["n"].sum())] if len(judged) else []
    return ", ".join([*parts, *([say("a call")] if len(called) else [])])


def steps(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """A bar for the deals, one for each level's judgements and calls that change something, one for the number at the top."""
    unit, level = 10**view.exponent, int(rows["amount"].iloc[0])
    bars = [_end(view, say("Deals"), level)]
    known = rows[rows["difference"].notna()]
    for (nth, step), part in known.groupby(["level", "step"], sort=False):
        moved = int(part["difference"].sum())
        if moved == 0:
            continue
        after = level + moved
        text = formats.change(view.money(moved), moved)
        bars.append(
            {
                "bar": f"{nth} {step}",
                "label": _label(int(nth), str(step), part),
                "low": min(level, after) / unit,
                "high": max(level, after) / unit,
                "after": after / unit,
                "meaning": "gain" if moved > 0 else "loss",
                "text": text,
                "tip": f"{formats.change(view.full_money(moved), moved)}, {_counted(str(step), int(part['n'].sum()))}",
            }
        )
        level = after
    return pd.DataFrame([*bars, _end(view, say("Goes up"), level)])


def _label(level: int, step: str, part: pd.DataFrame) -> str:
    """Who does what: Reps call, Managers judge, Maria calls."""
    if level > 0 and part["person"].nunique() == 1:
        who = str(part["person_name"].iloc[0])
        return say("{who} calls", who=who) if step == "call" else say("{who} judges", who=who)
    if level == 0:
        return say("Reps call")
    if level == 1:
        return say("Managers call") if step == "call" else say("Managers judge")
    if level == 2:
        return say("Their managers call") if step == "call" else say("Their managers judge")
    return say("Level {n} calls", n=level) if step == "call" else say("Level {n} judges", n=level)


def _counted(step: str, n: int) -> str:
    return formats.many(n, "call") if step == "call" else formats.many(n, "judgement")


def _end(view: View, label: str, amount: int) -> dict[str, Any]:
    unit = 10**view.exponent
    return {
        "bar": None,
        "label": label,
        "low": min(0, amount) / unit,
        "high": max(0, amount) / unit,
        "after": amount / unit,
        "meaning": "commit",
        "text": view.money(amount),
        "tip": f"{view.full_money(amount)} {view.currency}",
    }
