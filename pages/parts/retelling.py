"""Sentences that metrics put together, in the company's language: «pushed 21 days; amount cut by 12 %».

Metrics speak English: their words go into files and answers of the command line too. A page tells them again by the
sentence that each was made from; one that is not known here stays as it is, which a test does not let happen.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from metrics import health_accounts, health_effects, health_leads, health_rules
from pages.parts import formats, locales
from pages.parts.words import mark, say

SENTENCES = (
    mark("changed hands"),
    mark("moved from {was_stage} to {now_stage}"),
    mark("category {was} → {now}"),
    mark("close date set"),
    mark("close date removed"),
    mark("pushed {n} day"),
    mark("pushed {n} days"),
    mark("pushed {n} day for the {nth} time"),
    mark("pushed {n} days for the {nth} time"),
    mark("pulled in {n} day"),
    mark("pulled in {n} days"),
    mark("amount set"),
    mark("amount removed"),
    mark("amount raised"),
    mark("amount cut"),
    mark("amount raised by {n} %"),
    mark("amount cut by {n} %"),
    mark("amount changed by less than 1 %"),
    mark("new"),
    mark("Close date passed {n} day ago"),
    mark("Close date passed {n} days ago"),
    mark("Pushed twice, {n} day in all"),
    mark("Pushed twice, {n} days in all"),
    mark("Pushed {times} times, {n} day in all"),
    mark("Pushed {times} times, {n} days in all"),
    mark("No activity for {n} day"),
    mark("No activity for {n} days"),
    mark("No activity since it was created, {n} day ago"),
    mark("No activity since it was created, {n} days ago"),
    mark("No activity"),
    mark("In {stage} for {n} day; {part} % of the deals won left it within {most} day"),
    mark("In {stage} for {n} days; {part} % of the deals won left it within {most} day"),
    mark("In {stage} for {n} days; {part} % of the deals won left it within {most} days"),
    mark("Amount cut by less than 1 % since {date}"),
    mark("Amount cut by {n} % since {date}"),
    mark("No next step"),
    mark("No amount"),
    mark("BANT without an answer: {letters}"),
    mark("Chosen as {was}, but {stage} stands for {now}"),
    mark("{n} % of the period's commit"),
    *health_effects.sentences(),  # these stand in constants of metrics/, where the catalogue finds them too
    *(text for texts in health_rules.WHYS.values() for text in texts),
    *health_leads.WHYS,
    *health_accounts.ALSO,
)
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
ORDINALS = (
    mark("2nd"), mark("3rd"), mark("4th"), mark("5th"), mark("6th"), mark("7th"), mark("8th"), mark("9th"), mark("10th"),
)  # fmt: skip
NUMBERS = {"n": r"\d+", "nth": r"\d+[a-z]{2}", "times": r"\d+", "most": r"\d+", "part": r"\d+", "date": ISO_DAY.pattern}
AMOUNTS = (*health_effects.MONEY, *health_effects.COUNTS)
NUMBERS |= dict.fromkeys(AMOUNTS, r"−?[\d,]+(?:\.\d+)?")
FORMS = {
    text: re.compile(re.sub(r"\\{(\w+)\\}", lambda m: f"(?P<{m[1]}>{NUMBERS.get(m[1], '.+')})", re.escape(text)))
    for text in SENTENCES
}


def retold(text: Any) -> Any:
    """A metric's sentence, or several parted by «; », in the company's language; what is unknown stays so."""
    if formats.is_unknown(text):
        return text
    if locales.current().split("_")[0] == locales.ENGLISH:
        return ISO_DAY.sub(lambda day: formats.date_of(date.fromisoformat(day[0])), str(text))
    return _known(str(text)) or "; ".join(_known(part) or part for part in str(text).split("; "))


def _known(text: str) -> str | None:
    for sentence, form in FORMS.items():
        if found := form.fullmatch(text):
            return say(sentence, **{name: _value(name, value) for name, value in found.groupdict().items()})
    return None


def _value(name: str, value: str) -> str:
    """What stood in the place of a name, in the company's language: days, categories and letters; stages keep their names."""
    if name == "date":
        return formats.date_of(date.fromisoformat(value))
    if name in AMOUNTS:
        number = Decimal(value.replace(",", "").replace(locales.MINUS, "-"))
        return locales.number(number, len(value.partition(".")[2]), locales.current())
    return ", ".join(say(word) for word in value.split(", ")) if name in ("was", "now", "letters", "nth") else value
