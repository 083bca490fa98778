"""Finding a deal by what somebody remembers of it."""

import pandas as pd
from sqlalchemy import case, or_, select

from model.access import Grain
from model.book import Book
from model.tables import Account, Person, table

OPEN = ("unqualified", "qualified")


def deals_named(book: Book, text: str = "", *, limit: int = 50) -> pd.DataFrame:
    """The Book's deals whose id, name, account or owner contains `text` in any case: open ones first, then the largest.

    Columns: deal (id), name, owner (id), account_name, stage (id), stage_kind, amount (minor units; unknown last), close_on.
    At most `limit` rows. AccessDenied for who sees totals only.
    """
    book.allow(Grain.DEAL)
    deal, named, account, person = book.deals, book.deal_names, table(Account), table(Person)
    sought = (named.c.external_id, named.c.name, account.c.name, person.c.name)
    found = or_(*(column.icontains(text, autoescape=True) for column in sought))
    return book.frame(
        select(
            deal.c.deal_id.label("deal"),
            named.c.name,
            deal.c.owner_id.label("owner"),
            account.c.name.label("account_name"),
            deal.c.stage_id.label("stage"),
            deal.c.stage_kind,
            deal.c.amount,
            deal.c.close_on,
        )
        .select_from(
            deal.join(named, named.c.deal_id == deal.c.deal_id)
            .join(account, account.c.id == deal.c.account_id, isouter=True)
            .join(person, person.c.id == deal.c.owner_id, isouter=True)
        )
        .where(*([found] if text else []))
        .order_by(
            case((deal.c.stage_kind.in_(OPEN), 0), else_=1),
            deal.c.amount.desc().nulls_last(),
            named.c.name,
            deal.c.deal_id,
        )
        .limit(limit)
    )
