"""Cards: a number, its change and why it changed, how it got here in 13 weeks, and what is behind it one click away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from pages.parts import formats, proof
from pages.parts.view import current
from pages.parts.words import say

NARROWEST = 135  # pixels: six cards stand beside one another at 1280 px
Colour = Literal["normal", "inverse", "off"]
Good = Literal["up", "down", "neither"]


@dataclass(frozen=True)
class Card:
    """What a card shows.

    `change` is the difference as a number (0 shows as no change, None as unknown) and `change_text` how it reads with its
    sign, or says why there is none; `good` says which way is good: up, down or neither. `note` says in a few words why it
    changed, or how sure the number is. `trend` holds the last weeks, oldest first. `asked` is what the number answers: the
    card opens its definition, live formula, rows and SQL. A `plain` card has no comparison. `name` tells cards of one
    page apart in the address; without it the label does.
    """

    label: str
    value: str
    change: Any = None
    change_text: str = ""
    good: Good = "up"
    trend: Sequence[float | None] = ()
    note: str = ""
    asked: proof.Asked | None = None
    help: str | None = None
    compared: str | None = None
    plain: bool = False
    name: str = ""


def money_card(label: str, units: Any, before: Any = None, *, trend: Sequence[Any] = (), **more: Any) -> Card:
    """A card of an amount in minor units, with what it was a week before; trend in minor units."""
    view = current()
    change = None if formats.is_unknown(units) or formats.is_unknown(before) else int(units) - int(before)
    text = "" if change is None else formats.change(view.money(change), change)
    line = [None if formats.is_unknown(v) else float(v) / 10**view.exponent for v in trend]
    return Card(label, view.money(units), change, text, trend=line, **more)


def rate_card(label: str, share: Any, before: Any = None, *, n: Any = None, trend: Sequence[Any] = (), **more: Any) -> Card:
    """A card of a share, its change in percentage points."""
    change = None if formats.is_unknown(share) or formats.is_unknown(before) else round((float(share) - float(before)) * 100, 1)
    text = "" if change is None else formats.change(say("{n} pt", n=formats.decimal(change)).replace("-", formats.MINUS), change)
    label = label if n is None else f"{label} (n = {formats.count(n)})"
    return Card(
        label, formats.rate(share), change, text, trend=[None if formats.is_unknown(v) else float(v) for v in trend], **more
    )


def count_card(label: str, number: Any, before: Any = None, *, trend: Sequence[Any] = (), **more: Any) -> Card:
    """A card of a whole number."""
    change = None if formats.is_unknown(number) or formats.is_unknown(before) else int(number) - int(before)
    text = "" if change is None else formats.change(formats.count(change).replace("-", formats.MINUS), change)
    return Card(
        label, formats.count(number), change, text, trend=[None if formats.is_unknown(v) else float(v) for v in trend], **more
    )


def ratio_card(label: str, ratio: Any, before: Any = None, *, trend: Sequence[Any] = (), **more: Any) -> Card:
    """A card of a multiple, such as a coverage of 2.4×."""
    change = None if formats.is_unknown(ratio) or formats.is_unknown(before) else round(float(ratio) - float(before), 1)
    text = "" if change is None else formats.change(formats.ratio(change).replace("-", formats.MINUS), change)
    line = [None if formats.is_unknown(v) else float(v) for v in trend]
    return Card(label, formats.ratio(ratio), change, text, trend=line, **more)


def row(cards: Sequence[Card]) -> None:
    """The cards in one row, of equal width and height; they wrap on narrow screens."""
    with st.grid(len(cards), min_column_width=NARROWEST, gap="small"):
        for card in cards:
            with st.container(border=True, height="stretch", gap=None, vertical_alignment="distribute"):
                show(card)


def show(card: Card) -> None:
    """One card."""
    unknown, same = card.change is None, card.change is not None and _is_nothing(card)
    colour: Colour = "off" if unknown or same or card.good == "neither" else "normal" if card.good == "up" else "inverse"
    text = card.change_text.replace(formats.MINUS, "-", 1)  # the arrow follows a plain minus sign
    known = [value for value in card.trend if value is not None]
    st.metric(
        card.label,
        card.value,
        None if card.plain else _without(card) if unknown else 0 if same else text,
        delta_color=colour,
        delta_arrow="off" if unknown else "auto",
        delta_description=None if unknown or card.plain else (card.compared or current().elapsed),
        help=card.help,
        chart_data=known if len(known) > 1 else None,
        chart_type="line",
    )
    if card.note or card.asked is not None:
        _foot(card)


def _foot(card: Card) -> None:
    """Why it changed, and the way to what is behind the number."""
    name = card.name or card.label
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", wrap=False):
        st.caption(formats.plain(card.note) if card.note else "", width="stretch")
        if card.asked is not None:
            proof.why(f"card {name}", card.asked, card.label)


def _is_nothing(card: Card) -> bool:
    """Whether the change is nothing, also once rounded: "-0 min" says no more than 0."""
    digits = [letter for letter in card.change_text if letter.isdigit()]
    return bool(card.change == 0) or bool(digits and set(digits) == {"0"})


def _without(card: Card) -> str | None:
    """What stands in the place of a change that is unknown: nothing where the figure itself is."""
    return card.change_text or (None if card.value == formats.UNKNOWN else say("No earlier figure"))
