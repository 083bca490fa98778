"""A viewer, a day and a scope, and the company on that day: what the rows of a Book are cut by."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

import pandas as pd
from sqlalchemy import Select, select

from model.access import AccessDenied, Grain, Member, Sight, Viewer
from model.calendar import Calendar
from model.company import lines_of, members_of
from model.settings import Settings
from model.tables import Person, table
from model.tree import Node, Tree, managers_on
from model.warehouse import Warehouse


@dataclass(frozen=True)
class Scope:
    """What the viewer chose to look at; None = no limit. `under` is a person: they and everybody below."""

    under: int | None = None
    kind: str | None = None
    region: str | None = None
    segment: str | None = None


@dataclass(frozen=True)
class BookDay:
    """Who looks at what as of when: `frame` runs statements, `people` are those whose rows are in."""

    warehouse: Warehouse
    viewer: Viewer
    as_of: date
    scope: Scope = field(default_factory=Scope)

    def __post_init__(self) -> None:
        """Raise AccessDenied where somebody who sees totals only asks for a part: it may be one person's."""
        if self.viewer.sight is Sight.TOTALS and self.scope != Scope():
            raise AccessDenied(f"{self.viewer.name} sees totals of the whole company only")

    # --- running ---------------------------------------------------------------------------------------------------

    def frame(self, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
        """Run a statement; see Warehouse.frame."""
        return self.warehouse.frame(statement)

    def allow(self, grain: Grain) -> None:
        """Raise AccessDenied if figures with rows of this grain are not the viewer's to see."""
        if not self.viewer.may_see(grain):
            raise AccessDenied(f"{self.viewer.name} sees totals only")

    def on(self, day: date) -> Self:
        """The same viewer and scope as of another day."""
        return replace(self, as_of=day)

    def within(self, scope: Scope) -> Self:
        """The same viewer and day within another scope."""
        return replace(self, scope=scope)

    def with_settings(self, settings: Settings) -> Self:
        """The same under other settings, to see what they would do. Snapshots stay as they are."""
        book = replace(self)
        book.__dict__["settings"] = settings  # where cached_property keeps it
        return book

    # --- the company on that day -----------------------------------------------------------------------------------

    @cached_property
    def settings(self) -> Settings:
        """The settings that held on the day."""
        return self.warehouse.settings(self.as_of)

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar that held on the day."""
        return Calendar.of(self.settings)

    @property
    def members(self) -> list[Member]:
        """Everybody the company knows; only for names of people who are in the Book's rows."""
        return members_of(self.warehouse)

    @cached_property
    def managers(self) -> dict[int, int | None]:
        """person → manager on the day."""
        return managers_on(lines_of(self.warehouse), self.as_of)

    @cached_property
    def company_tree(self) -> Tree:
        return Tree([m.id for m in self.members], self.managers)

    @cached_property
    def people(self) -> frozenset[int] | None:
        """The people whose deals are in: those the viewer may see, under the scope's person on the day. None = all."""
        people = self.viewer.people
        if self.scope.under is None:
            return people
        if not self.viewer.may_open(self.scope.under):
            return frozenset()
        below = self.company_tree.below(self.scope.under)
        return below if people is None else below & people

    @cached_property
    def people_in_region(self) -> frozenset[int] | None:
        """The people of the scope's region; None where it names none."""
        if self.scope.region is None:
            return None
        person = table(Person).c
        query = select(person.id).where(person.revision_out.is_(None), person.region == self.scope.region)
        return frozenset(int(row[0]) for row in self.warehouse.rows(query))

    @cached_property
    def tree(self) -> list[Node]:
        """The roll-up's people on the day, each manager before their reports; without those who look on only."""
        ids = [m.id for m in self.members if self.people is None or m.id in self.people]
        return Tree(ids, self.managers).nodes()

    @cached_property
    def left_out(self) -> int:
        """How many people of that day's team the viewer may not see today, and so are in no sum."""
        top = self.scope.under or self.viewer.person_id
        if self.viewer.people is None or top is None or not self.viewer.may_open(top):
            return 0
        return len(self.company_tree.below(top) - self.viewer.people)
