"""What was set, in words: the thing, its value, its day; from a row of dated values or from an entry of the audit."""

from collections.abc import Mapping
from typing import Any

from pages.parts import formats
from pages.parts.setting import fields
from pages.parts.setting.values import ACCESS, COMPANY, FIXED, LIMITS
from pages.parts.view import View
from pages.parts.words import mark, say

LABELS = COMPANY | FIXED | LIMITS | ACCESS
MOTIONS = {"new": mark("New customers"), "existing": mark("Existing customers")}


def thing(kind: str, key: Any, stage: Any, person: Any, period: Any, motion: Any) -> str:
    """What was set: a setting, a stage, a person's quota of a period."""
    if kind == "setting":
        return say(LABELS[key]) if key in LABELS else str(key)
    if kind == "stage":
        return say("Stage {name}", name=stage)
    of = [str(person), str(period), *([] if formats.is_unknown(motion) else [say(MOTIONS[motion])])]
    return say("Quota of {of}", of=", ".join(of))


def value(view: View, kind: str, key: Any, values: Mapping[str, Any]) -> str:
    """What it was set to; nothing where the values do not say."""
    if kind == "setting":
        told = values.get("value")
        return "" if formats.is_unknown(told) else fields.shown(key, told) if key in LABELS else str(told)
    if kind == "quota":
        if "amount" not in values:
            return ""
        return say("none") if formats.is_unknown(values["amount"]) else view.full_money(values["amount"])
    if formats.is_unknown(values.get("probability_bp")):
        return ""
    chance = int(values["probability_bp"])
    said = say("{n} %", n=formats.decimal(chance / 100, 2 if chance % 100 else 0))
    category = values.get("default_category")
    return said if formats.is_unknown(category) else f"{said}, {formats.word(category).lower()}"


def day(since: Any) -> str:
    """The day from which it holds."""
    return say("the beginning") if formats.is_unknown(since) else formats.day(since)
