"""The Book: what one viewer may see, as of a day, within a scope. A metric gets nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Select, Subquery, and_, case, false, func, or_, select, union

from model.access import AccessDenied, Grain, Member, Sight, Viewer
from model.calendar import Calendar
from model.columns import SNAPSHOT, UNKNOWN_DAY, deal_history, touch
from model.columns import visit as visit_table
from model.company import lines_of, members_of
from model.settings import Settings
from model.tables import (
    Account,
    BantAnswer,
    Call,
    Deal,
    DealLine,
    Judgement,
    Person,
    Quota,
    Stage,
    table,
)
from model.tree import Node, Tree, managers_on
from model.warehouse import Warehouse

T = TypeVar("T")
LEAST_PEOPLE = 5  # a norm is made of at least so many people's deals


@dataclass(frozen=True)
class Scope:
    """What the viewer chose to look at; None = no limit. `under` is a person: they and everybody below."""

    under: int | None = None
    kind: str | None = None
    region: str | None = None
    segment: str | None = None


@dataclass(frozen=True)
class Book:
    """The rows that figures may be made of: selectables for statements, and `frame` to run them.

    Deals are those whose owner on `as_of` the viewer may see and the scope names, with their whole histories up to that
    day. Facts that need rows outside the cut (was this account a customer already?) are settled before the cut.
    """

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

    def on(self, day: date) -> "Book":
        """The same viewer and scope as of another day."""
        return replace(self, as_of=day)

    def within(self, scope: Scope) -> "Book":
        """The same viewer and day within another scope."""
        return replace(self, scope=scope)

    def with_settings(self, settings: Settings) -> "Book":
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

    # --- deals -----------------------------------------------------------------------------------------------------

    def _cut(self, rows: FromClause) -> list[Column[bool]]:
        """The conditions on a snapshot's rows (or anything with its column names) that viewer and scope make."""
        if self.viewer.sight is Sight.LEADS:
            return [false()]
        cut: list[Column[bool]] = []
        if self.people is not None:
            cut.append(rows.c.owner_id.in_(sorted(self.people)))
        chosen = {"motion": self.scope.kind, "region": self.scope.region, "segment": self.scope.segment}
        cut.extend(rows.c[name] == value for name, value in chosen.items() if value is not None)
        return cut

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut away: every deal of the company is in."""
        return not self._cut(self.warehouse.snapshot(self.as_of))

    @cached_property
    def deals(self) -> FromClause:
        """One row per deal as it stood at the end of the day: the columns of model/columns.SNAPSHOT."""
        return self.deals_on(self.as_of)

    def deals_on(self, day: date) -> FromClause:
        """The deals whose owner on an earlier `day` is in the Book, as they stood then (for bridges and trends)."""
        rows = self.warehouse.snapshot(day)
        cut = self._cut(rows)
        return select(rows).where(*cut).subquery("deal") if cut else rows.alias("deal")

    def deals_then(self, day: date) -> FromClause:
        """The Book's deals (owner on `as_of` in it) as they stood at the end of an earlier `day`, and where they existed."""
        return self._of_deals(self.warehouse.snapshot(day), "deal_then")

    @property
    def has_foreign(self) -> bool:
        """Whether deals in other currencies exist: amounts in the history are then not all in the company's."""
        return self.warehouse.has_foreign(self.settings.currency)

    def pairs(self, before: date, where: Callable[[FromClause], Column[bool]] | None = None) -> Subquery:
        """Deals in the Book on `before` or on the day, with both sides: `was_…` and `now_…` for each SNAPSHOT column.

        `was_in` and `now_in` say on which sides the deal is in the Book. A side on which it is not has its values all
        the same for the classing of a bridge («owner out», «lost»); no metric gives those values out. With `where`, a
        condition on a snapshot's rows, only deals that are in the Book and meet it on at least one of the days.
        """
        was, now = self._sides(before, where)
        was_in = and_(was.c.deal_id.is_not(None), *self._cut(was))
        now_in = and_(now.c.deal_id.is_not(None), *self._cut(now))
        return (
            select(
                func.coalesce(now.c.deal_id, was.c.deal_id).label("deal_id"),
                func.coalesce(was_in, False).label("was_in"),
                func.coalesce(now_in, False).label("now_in"),
                *(was.c[name].label(f"was_{name}") for name in SNAPSHOT if name != "deal_id"),
                *(now.c[name].label(f"now_{name}") for name in SNAPSHOT if name != "deal_id"),
            )
            .select_from(now.join(was, was.c.deal_id == now.c.deal_id, full=True))
            .where(or_(was_in, now_in))
            .subquery("pair")
        )

    def _sides(self, before: date, where: Callable[[FromClause], Column[bool]] | None) -> tuple[FromClause, FromClause]:
        """The snapshots of both days, with the same few deals in each: joining these is cheap."""
        tables = {"was": self.warehouse.snapshot(before), "now": self.warehouse.snapshot(self.as_of)}
        if where is None:
            return tables["was"].alias("was"), tables["now"].alias("now")
        meeting = [select(rows.c.deal_id).where(where(rows), *self._cut(rows)) for rows in tables.values()]
        wanted = union(*meeting).cte("wanted")
        sides = {name: select(rows).where(rows.c.deal_id.in_(select(wanted.c.deal_id))) for name, rows in tables.items()}
        return sides["was"].subquery("was"), sides["now"].subquery("now")

    def _of_deals(self, rows: FromClause, name: str, *conditions: Column[bool]) -> FromClause:
        """Rows that carry a deal_id, cut to the Book's deals."""
        query = select(rows).where(*conditions)
        if not self.is_whole:
            query = query.where(rows.c.deal_id.in_(select(self.deals.c.deal_id)))
        return query.subquery(name)

    @cached_property
    def history(self) -> FromClause:
        """The versions of the Book's deals begun by the day: columns of model/columns.deal_history."""
        return self._of_deals(deal_history, "history", deal_history.c.from_on <= self.as_of)

    @cached_property
    def visits(self) -> FromClause:
        """The stays in stages of the Book's deals begun by the day. A stay left after the day still runs:

        left_on, next_position and next_kind are NULL then.
        """
        v = visit_table.c
        left = v.left_on <= self.as_of
        rows = select(
            *(c for c in visit_table.columns if c.name not in ("left_on", "next_position", "next_kind")),
            case((left, v.left_on)).label("left_on"),
            case((left, v.next_position)).label("next_position"),
            case((left, v.next_kind)).label("next_kind"),
        ).subquery("stay")
        begun = func.coalesce(rows.c.entered_on, UNKNOWN_DAY) <= self.as_of
        return self._of_deals(rows, "visit", begun)

    @cached_property
    def deal_names(self) -> FromClause:
        """deal_id, external_id and name of the Book's deals."""
        d = table(Deal)
        rows = select(d.c.id.label("deal_id"), d.c.external_id, d.c.name).where(d.c.revision_out.is_(None))
        return self._of_deals(rows.subquery("named"), "deal_name")

    @cached_property
    def lines(self) -> FromClause:
        """The product lines of the Book's deals (amounts in the deal's currency)."""
        rows = table(DealLine)
        return self._of_deals(rows, "line", rows.c.revision_out.is_(None))

    # --- leads -----------------------------------------------------------------------------------------------------

    @cached_property
    def leads(self) -> FromClause:
        """One row per lead created by the day, as it stood then: see model/book_leads.py for its columns."""
        from model.book_leads import leads

        return leads(self)

    def _of_leads(self, rows: FromClause, name: str, *conditions: Column[bool]) -> FromClause:
        query = select(rows).where(rows.c.lead_id.in_(select(self.leads.c.lead_id)), *conditions)
        return query.subquery(name)

    # --- what was done and said ------------------------------------------------------------------------------------

    @property
    def _done(self) -> Column[bool]:
        return touch.c.happened_on <= self.as_of

    @cached_property
    def deal_touches(self) -> FromClause:
        """Completed activities on the Book's deals by the day: columns of model/columns.touch."""
        return self._of_deals(touch, "deal_touch", self._done, touch.c.deal_id.is_not(None))

    @cached_property
    def lead_touches(self) -> FromClause:
        """Completed activities on the Book's leads by the day."""
        return self._of_leads(touch, "lead_touch", self._done)

    @cached_property
    def account_touches(self) -> FromClause:
        """Completed activities by the day on the Book's accounts, by whomever."""
        query = select(touch).where(self._done, touch.c.account_id.in_(select(self.accounts.c.id)))
        return query.subquery("account_touch")

    @cached_property
    def own_touches(self) -> FromClause:
        """Completed activities by the day of the Book's people."""
        query = select(touch).where(self._done, *self._people(touch.c.person_id))
        return query.subquery("own_touch")

    @cached_property
    def accounts(self) -> FromClause:
        """The accounts whose owner is in the Book (and in the scope's region): columns of model/accounts.Account."""
        rows, person = table(Account), table(Person)
        limits = self._people(rows.c.owner_id)
        if self.scope.segment is not None:
            limits.append(rows.c.segment == self.scope.segment)
        if self.scope.region is not None:
            limits.append(rows.c.owner_id.in_(select(person.c.id).where(person.c.region == self.scope.region)))
        query = select(rows).where(rows.c.revision_out.is_(None), *limits)
        if self.viewer.sight is Sight.LEADS and self.viewer.role != "marketing":
            query = query.where(false())
        return query.subquery("account")

    @cached_property
    def bant(self) -> FromClause:
        """The BANT answers on the Book's deals and leads given by the day; an answer without a moment counts always."""
        b = table(BantAnswer)
        end = self.calendar.start_of(self.as_of + timedelta(days=1))
        given = or_(b.c.answered_at.is_(None), b.c.answered_at < end)
        mine = [or_(b.c.deal_id.in_(select(self.deals.c.deal_id)), b.c.lead_id.in_(select(self.leads.c.lead_id)))]
        limits = [] if self.is_whole else mine
        return select(b).where(b.c.revision_out.is_(None), given, *limits).subquery("bant")

    @cached_property
    def quotas(self) -> FromClause:
        """The quotas of the Book's people that held on the day: person_id, period, kind, amount."""
        q = table(Quota)
        since = func.coalesce(q.c.valid_from, UNKNOWN_DAY)
        latest = func.row_number().over(
            partition_by=(q.c.person_id, q.c.period, func.coalesce(q.c.kind, "")),
            order_by=(since.desc(), q.c.id.desc()),
        )
        held = and_(q.c.revision_out.is_(None), since <= self.as_of, *self._forecasters(q.c.person_id))
        rows = select(q.c.person_id, q.c.period, q.c.kind, q.c.amount, latest.label("nth")).where(held).subquery("q")
        latest_known = rows.c.nth == 1, rows.c.amount.is_not(None)
        return select(rows.c.person_id, rows.c.period, rows.c.kind, rows.c.amount).where(*latest_known).subquery("quota")

    @cached_property
    def calls(self) -> FromClause:
        """The calls of the Book's people made by the end of the day: columns of model/forecasts.Call."""
        c = table(Call)
        end = self.calendar.start_of(self.as_of + timedelta(days=1))
        made = and_(c.c.revision_out.is_(None), c.c.called_at < end, *self._forecasters(c.c.person_id))
        return select(c).where(made).subquery("call")

    @cached_property
    def judgements(self) -> FromClause:
        """Judgements on the Book's deals by people the viewer may see, standing at the end of the day."""
        j = table(Judgement)
        end = self.calendar.start_of(self.as_of + timedelta(days=1))
        standing = and_(j.c.revision_out.is_(None), j.c.judged_at < end, or_(j.c.withdrawn_at.is_(None), j.c.withdrawn_at >= end))
        latest = func.row_number().over(
            partition_by=(j.c.deal_id, j.c.person_id, j.c.period), order_by=(j.c.judged_at.desc(), j.c.id.desc())
        )
        seen = [] if self.viewer.people is None else [j.c.person_id.in_(sorted(self.viewer.people))]
        rows = select(j, latest.label("nth")).where(standing, *seen).subquery("j")
        return self._of_deals(rows, "judgement", rows.c.nth == 1)

    @cached_property
    def stages(self) -> FromClause:
        """The company's stages: columns of model/stages.Stage."""
        rows = table(Stage)
        return select(rows).where(rows.c.revision_out.is_(None)).subquery("stage")

    def _people(self, person: Column[Any]) -> list[Column[bool]]:
        return [] if self.people is None else [person.in_(sorted(self.people))]

    def _forecasters(self, person: Column[Any]) -> list[Column[bool]]:
        """The people whose quotas and calls are in: nobody's for viewers who see leads and no amounts."""
        return [false()] if self.viewer.sight is Sight.LEADS else self._people(person)

    # --- norms -----------------------------------------------------------------------------------------------------

    def norm(self, work_out: Callable[["Book"], T], key: str) -> T | None:
        """An aggregate over the whole company, worked out once per day; None where fewer than 5 people own deals in it.

        `work_out` gets a Book of everything and must give back aggregates only.
        """
        whole = Book(self.warehouse, _COMPANY, self.as_of)

        def guarded() -> T | None:
            people = select(func.count(whole.deals.c.owner_id.distinct()).label("n"))
            return work_out(whole) if int(whole.frame(people)["n"].iloc[0]) >= LEAST_PEOPLE else None

        return self.warehouse.fact(("norm", key, self.as_of), guarded)


def levels_above(book: Book, work_out: Callable[[Book], T]) -> list[tuple[int | None, T]]:
    """(leader, an aggregate over their team) for each level above the viewer, then (None, the same over the whole company).

    Nothing where the setting `totals_above` does not show these levels to the viewer. `work_out` gets a Book of all of a team and
    must give back sums only.
    """
    if not book.viewer.above:
        return []
    whole = Book(book.warehouse, _COMPANY, book.as_of)
    teams = [(leader, whole.within(Scope(under=leader))) for leader in book.viewer.above]
    return [(leader, work_out(team)) for leader, team in [*teams, (None, whole)]]


_COMPANY = Viewer(None, "The company", "company", False, Sight.DEALS, None)


def deal_in(book: Book, external_id: str) -> int | None:
    """The id of a deal of the Book by its external id; None for one that is not in it, not yet there or does not exist."""
    named, there = book.deal_names, select(book.deals.c.deal_id)
    found = book.frame(select(named.c.deal_id).where(named.c.external_id == external_id, named.c.deal_id.in_(there)))
    return None if found.empty else int(found["deal_id"].iloc[0])
