"""What a Book holds beside its deals: leads, accounts, what was done on them, and what people said of them."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, and_, false, func, or_, select

from model.access import Sight
from model.book_deals import BookDeals
from model.book_leads import leads as leads_of
from model.columns import UNKNOWN_DAY, touch
from model.tables import Account, BantAnswer, Call, Judgement, Person, Quota, Stage, table


@dataclass(frozen=True)
class BookSaid(BookDeals):
    """Rows about the Book's deals, leads, accounts and people, by the end of the day."""

    @cached_property
    def leads(self) -> FromClause:
        """One row per lead created by the day, as it stood then: see model/book_leads.py for its columns."""
        return leads_of(self)

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
