"""What findings in the data do to the numbers, in words with figures: «left out of every sum; 3 of them due in 2026Q4»."""

import re
from collections.abc import Iterator, Mapping

from metrics.presenting import in_decimals

MONEY = ("won", "open", "due", "over", "fresh")
"""Figures of sentences in money: won value, qualified pipeline, due in the period, due before it, won as new business."""
COUNTS = ("deals", "wins", "losses")

OF_BOTH = ("{open} of qualified pipeline", "{won} of won value")
EFFECTS: dict[str, tuple[str, ...]] = {
    "no-amount": ("left out of every sum", "{deals} of them due in {period}"),
    "closed-no-amount": ("left out of won value: {wins} won", "left out of the win rate by value: {losses} lost"),
    "zero-late": (
        "count 0 in every sum", "{deals} of them in the forecast of {period}", "{wins} won lower the mean value of a won deal",
    ),
    "no-close-date": ("in no period's forecast", "{open} of qualified pipeline left out there"),
    "close-date-past": (
        "due on days that are over", "would move {due} out of {period} if pushed", "{over} due before {period} is in no forecast",
    ),
    "closed-no-day": ("in no period and in no win rate", "{won} of won value left out there"),
    "closed-in-future": ("count on the day they were closed, not on their close date", "{won} of won value"),
    "no-owner": ("in the company's totals and in nobody's roll-up", *OF_BOTH),
    "unconfirmed-owner": ("in nobody's team until these people are confirmed", *OF_BOTH),
    "owner-left": ("in the forecast though nobody works them", "{open} of qualified pipeline"),
    "no-next-step": ("changes no sum: what comes next is not known",),
    "no-account": ("neither new nor existing: in neither motion", *OF_BOTH),
    "stage-unmapped": ("probability 0, or category pipeline, is taken", "{open} of qualified pipeline"),
    "created-before-lead": ("SRL is dated before the lead: cohorts look mature too early",),
    "won-before-contact": ("the win may be dated too early", "{won} of won value"),
    "duplicate-deals": (
        "{won} of won value may be counted twice", "{open} of qualified pipeline may be counted twice",
        "{deals} of them share the close date too",
    ),
    "duplicate-accounts": (
        "one company's figures stand apart", "{won} of won value", "{fresh} is new business though another of them had bought",
    ),
    "lead-no-owner": ("in nobody's queue and in no SDR's figures",),
    "mql-before-created": ("in the funnel from a day before the lead was there",),
}  # fmt: skip
"""check → its sentences, in their order. One that names figures is said where none of them is 0 or unknown."""

OTHERWISE = {"duplicate-deals": ("deals", "no two share a close date: repeat orders look the same")}
"""check → the sentence that is said where that figure is 0."""
NONE_HAS_ONE = ("none has one: the files may lack this column",)
MAY_LACK = {"no-amount", "no-close-date", "no-owner", "no-next-step", "no-account", "lead-no-owner"}
"""Checks of empty fields: where all are empty, perhaps nobody exported the field."""


def sentences() -> Iterator[str]:
    """Every sentence that an effect may be made of, with {names} for its figures."""
    for said in EFFECTS.values():
        yield from said
    yield from (said for _, said in OTHERWISE.values())
    yield from NONE_HAS_ONE


def effect(check: str, figures: Mapping[str, int | None], count: int, of: int, period: str, exponent: int) -> str | None:
    """What a check's findings do, its sentences parted by «; »; None without findings. Money of `figures` in minor units."""
    if not count:
        return None
    shown = {name: in_full(value, exponent) if name in MONEY else f"{value:,}" for name, value in figures.items() if value}
    shown["period"] = period
    said = [text.format(**shown) for text in EFFECTS[check] if set(re.findall(r"{(\w+)}", text)) <= set(shown)]
    if check in OTHERWISE and not figures.get(OTHERWISE[check][0]):
        said.append(OTHERWISE[check][1])
    if check in MAY_LACK and count == of > 1:
        said.extend(NONE_HAS_ONE)
    return "; ".join(said)


def in_full(units: int, exponent: int) -> str:
    """Minor units with all digits, decimals only where there are any: 1,234,567 or 12.50."""
    value = in_decimals(units, exponent) or 0
    decimals = 0 if value == int(value) else exponent
    return f"{'−' if value < 0 else ''}{abs(value):,.{decimals}f}"
