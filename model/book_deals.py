"""The deals of a Book: as they stood on its day or an earlier one, their histories, and their lines."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Subquery, and_, case, false, func, or_, select, union

from model.access import Sight
from model.book_day import BookDay
from model.columns import SNAPSHOT, UNKNOWN_DAY, deal_history
from model.columns import visit as visit_table
from model.tables import Deal, DealLine, table


@dataclass(frozen=True)
class BookDeals(BookDay):
    """Deals whose owner on `as_of` the viewer may see and the scope names, with their whole histories up to that day."""

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
