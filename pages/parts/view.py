"""What is being viewed in this run: by whom, as of which day, of whom, for which period."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from model.access import MACHINE_OWNER, Grain, Viewer
from model.book import Book, Scope
from model.calendar import Period, Window
from pages.door.signing import is_configured
from pages.parts import formats, viewers
from pages.parts.words import say

KEY = "fourcast view"


@dataclass(frozen=True)
class View:
    """The present run's choices. `book` holds viewer, day and scope; `period` is what is forecast.

    `since_day` is the chosen day that changes are counted from; without one, or with one that is not before the day looked at, it
    is a week before.
    """

    book: Book
    period: Period
    today: date
    database: str
    since_day: date | None = None

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self.book.viewer

    @property
    def as_of(self) -> date:
        """The day looked at."""
        return self.book.as_of

    @property
    def scope(self) -> Scope:
        """What the viewer limited the view to."""
        return self.book.scope

    @property
    def compared(self) -> date:
        """The day that all changes shown are counted from: always before the day looked at."""
        chosen = self.since_day
        return chosen if chosen is not None and chosen < self.as_of else self.as_of - timedelta(days=7)

    @property
    def since(self) -> str:
        """That day in words: since Mon 16 Nov."""
        return say("since {day}", day=formats.day(self.compared, self.as_of.year))

    @property
    def elapsed(self) -> str:
        """How long the change took, short enough for a card: in 1 wk, in 9 d, in 3 wk."""
        weeks, days = divmod((self.as_of - self.compared).days, 7)
        return say("in {n} d", n=7 * weeks + days) if days else say("in {n} wk", n=weeks)

    @property
    def year(self) -> Window:
        """The last 365 days: the usual window of rates and durations."""
        return Window(self.as_of - timedelta(days=364), self.as_of)

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.book.settings.currency

    @property
    def exponent(self) -> int:
        """How many decimals it has."""
        return self.book.settings.exponent

    def money(self, units: object) -> str:
        """Minor units in three digits."""
        return formats.money(units, self.exponent)

    def full_money(self, units: object) -> str:
        """Minor units with all digits."""
        return formats.full_money(units, self.exponent)

    def sees(self, grain: Grain) -> bool:
        """Whether rows of this grain are the viewer's to see."""
        return self.viewer.may_see(grain)

    def name(self, person_id: int | None) -> str:
        """The name of a person."""
        names = {m.id: m.name for m in self.book.members}
        return names.get(person_id, formats.UNKNOWN) if person_id is not None else formats.UNKNOWN

    @property
    def whose(self) -> str:
        """Whose book it is, in words."""
        if self.scope.under is not None:
            return self.name(self.scope.under)
        return self.viewer.name if self.viewer.people is not None else self.book.settings.company


def keep(view: View) -> None:
    """Make it the view of this run."""
    st.session_state[KEY] = view


def current() -> View:
    """The view of this run, which main.py has set."""
    view: View = st.session_state[KEY]
    return view


@contextmanager
def counted_from(day: date) -> Iterator[None]:
    """Count all changes inside the block from the end of `day`."""
    before = current()
    keep(replace(before, since_day=day))
    try:
        yield
    finally:
        keep(before)


def known() -> View | None:
    """The view of this run; None where the database is empty, so that there is nothing to view."""
    view: View | None = st.session_state.get(KEY)
    return view


def acting() -> Viewer:
    """Who writes in this run: the viewer, or the machine's owner, who also fills an empty database.

    A button's callback comes before main.py has looked who is there: whoever signed in too long ago, or is somebody else by now,
    may only look; and where people sign in, nobody is the machine's owner.
    """
    view = known()
    if view is None:
        return replace(MACHINE_OWNER, read_only=is_configured())
    still = viewers.is_still(view.book.warehouse, view.viewer, view.today)
    return view.viewer if still else replace(view.viewer, read_only=True)


def forget() -> None:
    """Have no view in this run."""
    st.session_state.pop(KEY, None)
