"""BANT: how budget, authority, need and timing were answered, at MQL and at SRL."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Select, String, case, func, select

from metrics.definition import Unit, framed
from metrics.intervals import wilson
from metrics.journeys import within
from model.book import Book
from model.calendar import Window

LETTERS = ("budget", "authority", "need", "timing")
SAID = ("yes", "no")
BANT = {
    "step": Unit.TEXT,
    "letter": Unit.TEXT,
    "n": Unit.COUNT,
    "yes": Unit.COUNT,
    "no": Unit.COUNT,
    "unknown": Unit.COUNT,
    "yes_share": Unit.RATE,
    "low": Unit.RATE,
    "high": Unit.RATE,
    "no_share": Unit.RATE,
    "unknown_share": Unit.RATE,
}


def last_answers(book: Book, subject: str, ids: Select[Any]) -> FromClause:
    """The last BANT answers given by the day on each of the leads or deals `ids` (`subject`: lead_id or deal_id).

    Columns: the subject, budget, authority, need, timing. Who was never asked has no row. An answer without a moment is
    older than any; of one moment the one written last counts.
    """
    bant = book.bant
    order = (bant.c.answered_at.desc().nulls_last(), bant.c.id.desc())
    rank = func.row_number().over(partition_by=bant.c[subject], order_by=order).label("nth")
    letters = [bant.c[letter] for letter in LETTERS]
    ranked = select(bant.c[subject], *letters, rank).where(bant.c[subject].in_(ids)).subquery("ranked_answer")
    rows = select(ranked.c[subject], *(ranked.c[letter] for letter in LETTERS)).where(ranked.c.nth == 1)
    return rows.subquery(f"answer_of_{subject}")


def missing_letters(answers: FromClause) -> Column[str]:
    """The letters that are not answered yes, «budget, timing»; «none» where all are. Of a row never asked: all."""
    parts: list[Column[str]] = [
        case((func.coalesce(answers.c[letter], "unknown") != "yes", f", {letter}"), else_="") for letter in LETTERS
    ]
    listed = func.substr(reduce(lambda left, right: left + right, parts), 3, type_=String)
    return func.coalesce(func.nullif(listed, ""), "none", type_=String)


def bant_letters(book: Book, window: Window) -> pd.DataFrame:
    """How each BANT letter stands with the leads that became MQL in the window and the deals created in it.

    Columns: step (`mql`: leads by their MQL date, `srl`: deals by their creation), letter, n, yes, no, unknown (counts by
    the last answers given by the day; never asked = unknown), yes_share with its Wilson 95 % interval low, high,
    no_share, unknown_share (null for n 0). Always eight rows; viewers who see no deals get n 0 at SRL.
    """
    lead, deal = book.leads, book.deals
    subjects = {
        "mql": ("lead_id", select(lead.c.lead_id).where(within(lead.c.mql_on, window))),
        "srl": ("deal_id", select(deal.c.deal_id).where(within(deal.c.created_on, window))),
    }
    return framed([row for step, of in subjects.items() for row in _letters(book, step, *of)], BANT)


def _letters(book: Book, step: str, subject: str, ids: Select[Any]) -> Iterator[dict[str, Any]]:
    """The four rows of a step."""
    cohort, answers = ids.subquery("cohort"), last_answers(book, subject, ids)
    each = [func.count(case((answers.c[letter] == said, 1))).label(letter + said) for letter in LETTERS for said in SAID]
    joined = cohort.join(answers, answers.c[subject] == cohort.c[subject], isouter=True)
    found = book.frame(select(func.count().label("n"), *each).select_from(joined)).iloc[0]
    n = int(found["n"])
    for letter in LETTERS:
        yes, no = (int(found[letter + said]) for said in SAID)
        low, high = wilson(yes, n)
        counts = {"yes": yes, "no": no, "unknown": n - yes - no}
        shares = {f"{said}_share": count / n if n else None for said, count in counts.items()}
        yield {"step": step, "letter": letter, "n": n, "low": low, "high": high} | counts | shares
