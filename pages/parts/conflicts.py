"""What the CRM says otherwise of a deal since it was judged, in a sentence."""

from typing import Any

import pandas as pd

from model.money import exponent_of
from pages.parts import formats
from pages.parts.view import current
from pages.parts.words import mark, say

CHANGED = {"amount": mark("amount"), "category": mark("category"), "close_date": mark("close date")}


def sentence(row: pd.Series) -> str:
    """Maria judged the amount 120k on 12 Nov; the CRM has said 90k since 14 Nov, 150k before. The judgement still counts.

    `row` is one of metrics/conflicts.py, with the names of its ids; the days have their years.
    """
    said = {
        "who": row["person_name"], "field": say(CHANGED[row["field"]]), "judged": _value(row, "judged"),
        "now": _value(row, "crm_now"), "then": _value(row, "crm_then"), "since": formats.date_of(row["changed_on"]),
        "day": formats.date_of(current().book.calendar.day_of(row["judged_at"])),
    }  # fmt: skip
    if row["stands"]:
        return say(
            "{who} judged the {field} {judged} on {day}; the CRM has said {now} since {since}, {then} before. "
            "The judgement still counts.",
            **said,
        )
    return say(
        "{who} judged the {field} {judged} on {day}; the CRM has said {now} since {since}, {then} before. "
        "The judgement counts no more.",
        **said,
    )


def _value(row: pd.Series, side: str) -> str:
    """What was judged is in the company's currency, what the CRM says in the deal's."""
    view, value = current(), row[side]
    if formats.is_unknown(value):
        return say("the stage’s default") if row["field"] == "category" else formats.UNKNOWN
    if row["field"] == "category":
        return formats.word(value).lower()
    return _amount(view.exponent, row, value, side) if row["field"] == "amount" else _day(value)


def _amount(exponent: int, row: pd.Series, value: Any, side: str) -> str:
    if side == "judged" or formats.is_unknown(row["currency"]):
        return formats.money(int(value), exponent)
    return f"{formats.money(int(value), exponent_of(str(row['currency'])))} {row['currency']}"


def _day(text: Any) -> str:
    return formats.date_of(pd.Timestamp(str(text)).date())
