"""Which deal a converted lead became, where no file says so: by account and date, as a proposal for somebody to confirm."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from model.importing.undoing.replacing import remember
from model.importing.words.mapping import folded
from model.tables import Account, Deal, Lead, table

WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class LeadLink:
    """A lead that was handed over and the one deal of its account that was created about then, `days` apart."""

    lead_id: int
    lead: str
    company: str
    deal_id: int
    deal: str
    days: int


def proposed_links(session: Session) -> list[LeadLink]:
    """A link for each lead handed over to no known deal, where exactly one free deal fits, and fits no other lead."""
    deals: dict[Any, list[tuple[int, str, datetime]]] = {}
    for account, name, key, called, created in session.execute(_free_deals()):
        for company in {account, folded(name)}:
            deals.setdefault(company, []).append((key, called, created))
    found = [link for link in (_fitting(row, deals) for row in session.execute(_free_leads())) if link]
    claimed = [link.deal_id for link in found]
    return [link for link in found if claimed.count(link.deal_id) == 1]


def _free_deals() -> Any:
    deal, account = table(Deal), table(Account)
    columns = deal.c.account_id, account.c.name, deal.c.id, deal.c.name, deal.c.created_at
    return (
        select(*columns)
        .join(account, account.c.id == deal.c.account_id)
        .where(deal.c.lead_id.is_(None), deal.c.created_at.is_not(None), deal.c.revision_out.is_(None))
        .where(deal.c.id.not_in(select(table(Lead).c.deal_id).where(table(Lead).c.deal_id.is_not(None))))
    )


def _free_leads() -> Any:
    lead = table(Lead).c
    columns = lead.id, lead.name, lead.company, lead.account_id, lead.handed_over_at
    return select(*columns).where(lead.deal_id.is_(None), lead.handed_over_at.is_not(None), lead.revision_out.is_(None))


def _fitting(row: Any, deals: dict[Any, list[tuple[int, str, datetime]]]) -> LeadLink | None:
    key, name, company, account, moment = row
    candidates = {
        deal: (deal, called, created) for known in _companies(account, company) for deal, called, created in deals.get(known, ())
    }
    near = [each for each in candidates.values() if abs(each[2] - moment) <= WITHIN]
    if len(near) != 1:
        return None
    deal, called, created = near[0]
    return LeadLink(key, name, company or "", deal, called, abs((created.date() - moment.date()).days))


def _companies(account: int | None, company: str | None) -> Iterator[Any]:
    if account is not None:
        yield account
    if company:
        yield folded(company)


def link_leads(session: Session, revision: int, pairs: Iterable[tuple[int, int]]) -> int:
    """Link (lead id, deal id) pairs on both sides; gives how many. A side that is linked by now is left as it is."""
    linked = 0
    lead, deal = table(Lead), table(Deal)
    for lead_id, deal_id in pairs:
        free = session.execute(select(lead.c.id).where(lead.c.id == lead_id, lead.c.deal_id.is_(None))).first()
        owned = session.execute(select(deal.c.id).where(deal.c.id == deal_id, deal.c.lead_id.is_(None))).first()
        if free and owned:
            remember(session, revision, Lead, [lead_id])
            remember(session, revision, Deal, [deal_id])
            session.execute(update(lead).where(lead.c.id == lead_id).values(deal_id=deal_id, revision_in=revision))
            session.execute(update(deal).where(deal.c.id == deal_id).values(lead_id=lead_id, revision_in=revision))
            linked += 1
    return linked
