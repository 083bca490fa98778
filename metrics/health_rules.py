"""What is looked for in deals: where, when it is a finding, why in words, and which figures its effect is told with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement as Column
from sqlalchemy import Date, FromClause, Integer, String, and_, case, cast, literal, or_

from model.book import Book

OPEN = ("unqualified", "qualified")
CLOSED = ("won", "lost")

WHYS: dict[str, tuple[str, ...]] = {
    "no-amount": ("No amount",),
    "closed-no-amount": ("No amount",),
    "zero-late": ("Amount 0 in {stage}",),
    "no-close-date": ("No close date",),
    "close-date-past": ("Close date passed {n} day ago", "Close date passed {n} days ago"),
    "closed-no-day": ("Closed on an unknown day",),
    "closed-in-future": ("Closed, but its close date is {date}",),
    "no-owner": ("No owner",),
    "unconfirmed-owner": ("Owner in no list of people",),
    "owner-left": ("Owner left on {date}",),
    "no-next-step": ("No next step",),
    "no-account": ("No account",),
    "stage-unmapped": ("{stage} has no probability or no category",),
    "created-before-lead": ("Created {n} day before its lead", "Created {n} days before its lead"),
    "won-before-contact": ("Won {n} day before the first contact", "Won {n} days before the first contact"),
    "duplicate-deals": ("{n} deals of this account, name and amount",),
}
"""check → why a deal is found, for one day and for more where days are named."""


@dataclass(frozen=True)
class Check:
    """`among`: the deals that it is looked for in; `holds`: those with the finding; `figures`: what is added up over these."""

    key: str
    among: Column[bool]
    holds: Column[bool]
    why: Column[str]
    figures: Mapping[str, Column[Any]] = field(default_factory=dict)


def checks(book: Book, fact: FromClause) -> list[Check]:
    """The checks of deals over `health_facts.deal_facts`, in the order in which they are listed."""
    f, as_of = fact.c, book.as_of
    period = book.calendar.period_at(as_of)
    kind, qualified = f.stage_kind, f.stage_kind == "qualified"
    won, lost = kind == "won", kind == "lost"
    is_open, any_deal = kind.in_(OPEN), f.deal_id.is_not(None)
    due = and_(qualified, f.close_on.between(period.first, period.last))
    open_, won_value = {"open": _value(f, qualified)}, {"won": _value(f, won)}
    over, past = and_(qualified, f.close_on < period.first), and_(due, f.close_on < as_of)
    again = f.nth_twin > 1
    left = and_(f.owner_left_on < as_of, ~f.unconfirmed)
    rated = or_(won, and_(lost, f.sql_on.is_not(None)))
    contacted = and_(won, f.first_contact_on.is_not(None), f.closed_on >= f.contacts_since)
    comparable = and_(f.account_id.is_not(None), f.amount != 0)
    found: dict[str, tuple[Column[bool], Column[bool], Mapping[str, Column[Any]]]] = {
        "no-amount": (is_open, f.amount.is_(None), {"deals": _one(due)}),
        "closed-no-amount": (rated, f.amount.is_(None), {"wins": _one(won), "losses": _one(lost)}),
        "zero-late": (f.is_late, f.amount == 0, {"deals": _one(due), "wins": _one(won)}),
        "no-close-date": (is_open, f.close_on.is_(None), open_),
        "close-date-past": (is_open, f.close_on < as_of, {"due": _value(f, past), "over": _value(f, over)}),
        "closed-no-day": (kind.in_(CLOSED), f.closed_on.is_(None), won_value),
        "closed-in-future": (kind.in_(CLOSED), f.close_on > as_of, won_value),
        "no-owner": (any_deal, f.owner_id.is_(None), open_ | won_value),
        "unconfirmed-owner": (f.owner_id.is_not(None), f.unconfirmed, open_ | won_value),
        "owner-left": (and_(is_open, f.owner_id.is_not(None)), left, open_),
        "no-next-step": (is_open, ~f.has_next_step, {}),
        "no-account": (any_deal, f.account_id.is_(None), open_ | won_value),
        "stage-unmapped": (qualified, ~f.is_mapped, open_),
        "created-before-lead": (
            and_(f.lead_created_on.is_not(None), f.created_on.is_not(None)), f.created_on < f.lead_created_on, {},
        ),
        "won-before-contact": (contacted, f.closed_on < f.first_contact_on, won_value),
        "duplicate-deals": (comparable, f.twins > 1, {
            "won": _value(f, and_(won, again)), "open": _value(f, and_(qualified, again)), "deals": _one(f.twins_on_day > 1),
        }),
    }  # fmt: skip
    whys = _whys(f, as_of)
    return [Check(key, among, and_(among, holds), whys[key], more) for key, (among, holds, more) in found.items()]


def _value(f: Any, where: Column[bool]) -> Column[Any]:
    return case((where, f.amount))


def _one(where: Column[bool]) -> Column[Any]:
    return case((where, 1))


def _whys(f: Any, as_of: date) -> dict[str, Column[str]]:
    values: dict[str, Mapping[str, Column[Any]]] = {
        "zero-late": {"stage": f.stage_name},
        "close-date-past": {"n": _days(f.close_on, literal(as_of, Date))},
        "closed-in-future": {"date": f.close_on},
        "owner-left": {"date": f.owner_left_on},
        "stage-unmapped": {"stage": f.stage_name},
        "created-before-lead": {"n": _days(f.created_on, f.lead_created_on)},
        "won-before-contact": {"n": _days(f.closed_on, f.first_contact_on)},
        "duplicate-deals": {"n": f.twins},
    }
    return {key: _said(texts, values.get(key, {})) for key, texts in WHYS.items()}


def _days(first: Column[date], last: Column[date]) -> Column[int]:
    return cast(last - first, Integer)


def _said(texts: Sequence[str], values: Mapping[str, Column[Any]]) -> Column[str]:
    """The sentence with its values put in; of two the first is for one day."""
    one, more = _filled(texts[0], values), _filled(texts[-1], values)
    return more if len(texts) == 1 else case((values["n"] == 1, one), else_=more)


def _filled(text: str, values: Mapping[str, Column[Any]]) -> Column[str]:
    filled: Column[str] = cast(literal(""), String)
    for place, part in enumerate(re.split(r"{(\w+)}", text)):
        filled = filled + (cast(values[part], String) if place % 2 else literal(part))
    return filled
