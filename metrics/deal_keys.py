"""What the CRM calls the deals that a viewer may see."""

import pandas as pd
from sqlalchemy import select

from model.book import Book


def deal_keys(book: Book) -> pd.DataFrame:
    """The Book's deals: deal_id and external_id, in the order of the latter; no row for who sees no deals."""
    named = book.deal_names
    return book.frame(select(named.c.deal_id, named.c.external_id).order_by(named.c.external_id))
