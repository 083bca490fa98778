"""What an import would change in the numbers: open pipeline, closed + commit and won, before → after."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.four_vs import pipeline
from metrics.totals import totals
from model.access import Viewer
from model.book import Book
from model.calendar import Period
from model.importing.prepared import Prepared
from model.warehouse import Warehouse
from pages.parts import cards, formats
from pages.parts.words import mark, say

LABELS = {
    "deals": mark("Open qualified deals"),
    "value": mark("Open pipeline"),
    "expected": mark("Closed + commit"),
    "closed": mark("Won"),
}
Figures = dict[str, int]


@dataclass(frozen=True)
class Standing:
    """What the viewer sees on a day, before and after: LABELS' figures, money in minor units of `exponent`."""

    day: date
    period: Period
    before: Figures
    after: Figures
    currency: str
    exponent: int

    @property
    def changed(self) -> bool:
        """Whether any figure would be another."""
        return self.before != self.after


def work_out(now: Warehouse, then: Warehouse, prepared: Prepared, today: date, viewer: Viewer) -> list[Standing]:
    """What the viewer sees today and, where the files speak of a day in an earlier period, on that day too."""
    spoken = min(prepared.context.as_of, today)
    found = [_standing(now, then, today, viewer)]
    if spoken < found[0].period.first:
        found.append(_standing(now, then, spoken, viewer))
    return [each for each in found if each.changed] or found[-1:]


def _standing(now: Warehouse, then: Warehouse, day: date, viewer: Viewer) -> Standing:
    before, after = (Book(warehouse, viewer, day) for warehouse in (now, then))
    period, settings = after.calendar.period_at(day), after.settings
    return Standing(day, period, _figures(before, period), _figures(after, period), settings.currency, settings.exponent)


def _figures(book: Book, period: Period) -> Figures:
    sums, stages = totals(book, period).iloc[0], pipeline(book)
    return {
        "deals": int(stages["volume"].sum()),
        "value": int(stages["value"].fillna(0).sum()),
        "expected": int(sums["expected"]),
        "closed": int(sums["closed"]),
    }


def draw(standing: Standing) -> None:
    """A card for each figure: what it will be, and what it is now."""
    cards.row([_card(standing, name) for name in LABELS])


def title(standing: Standing, today: date) -> str:
    """What the cards speak of."""
    if standing.day == today:
        return say("Today, {period}, in {currency}", period=standing.period.name, currency=standing.currency)
    day = formats.day(standing.day)
    return say("As of {day}, {period}, in {currency}", day=day, period=standing.period.name, currency=standing.currency)


def _card(standing: Standing, name: str) -> cards.Card:
    before, after = standing.before[name], standing.after[name]

    def written(units: Any) -> str:
        return formats.count(units) if name == "deals" else formats.money(units, standing.exponent)

    difference = after - before
    return cards.Card(
        say(LABELS[name]),
        written(after),
        difference,
        formats.change(written(difference).replace(formats.MINUS, "-"), difference),
        compared=say("from {before}", before=written(before)),
        name=f"{standing.day}-{name}",
    )
