"""The terms of the open stages on a day."""

import pandas as pd
from sqlalchemy import select

from model.book import Book
from model.snapshots import stages_at


def stage_terms(book: Book) -> pd.DataFrame:
    """stage (id), name, probability_bp and default_category of the stages that are neither won nor lost, in their order."""
    stage, terms = book.stages.c, stages_at(book.as_of)
    query = select(stage.id.label("stage"), stage.name, terms.c.probability_bp, terms.c.default_category)
    query = query.join(terms, terms.c.stage_id == stage.id).where(stage.kind.in_(("unqualified", "qualified")))
    return book.frame(query.order_by(stage.position, stage.id))
