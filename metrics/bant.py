"""BANT: how budget, authority, need and timing were answered, at MQL and at SRL."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Integer, Select, case, func, select

from metrics.definition import Unit, framed
from metrics.intervals import wilson
from metrics.journeys import within
from model.book import Book
from model.calendar import Window

LETTERS = ("budget", "authority", "need", "timing")
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

    Columns: the subject, missing (the letters not answered yes) and no (those answered no), each as a sum of bits, 1 for
    budget to 8 for timing: small numbers are sorted faster than words. Who was never asked has no row. An answer without a
    moment is older than any; of one moment the one written last counts.
    """
    bant = book.bant
    order = (bant.c.answered_at.desc().nulls_last(), bant.c.id.desc())
    rank = func.row_number().over(partition_by=bant.c[subject], order_by=order).label("nth")
    missing = _bits([func.coalesce(bant.c[letter], "unknown") != "yes" for letter in LETTERS])
    no = _bits([bant.c[letter] == "no" for letter in LETTERS])
    rows = select(bant.c[subject], missing.label("missing"), no.label("no"), rank).where(bant.c[subject].in_(ids))
    ranked = rows.subquery("ranked_answer").c
    return select(ranked[subject], ranked.missing, ranked.no).where(ranked.nth == 1).subquery(f"answer_of_{subject}")


def _bits(letters: list[Column[bool]]) -> Column[int]:
    return reduce(lambda left, right: left + right, (case((holds, 1 << nth), else_=0) for nth, holds in enumerate(letters)))


def missing_bits(answers: FromClause) -> Column[int]:
    """The letters not answered yes as bits, see `last_answers`. Of a row never asked: all."""
    return func.coalesce(answers.c.missing, (1 << len(LETTERS)) - 1, type_=Integer)


def spelled(bits: int) -> str:
    """Letters in words, «budget, timing»; «none» for none."""
    return ", ".join(letter for nth, letter in enumerate(LETTERS) if bits >> nth & 1) or "none"


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
    answers = last_answers(book, subject, ids)
    keys = answers.c.missing, answers.c.no
    said = [tuple(map(int, row)) for row in book.warehouse.rows(select(*keys, func.count().label("n")).group_by(*keys))]
    n = int(book.warehouse.rows(select(func.count().label("n")).select_from(ids.subquery("cohort")))[0][0])
    for nth, letter in enumerate(LETTERS):
        yes = sum(count for missing, _, count in said if not missing >> nth & 1)
        no = sum(count for _, no, count in said if no >> nth & 1)
        low, high = wilson(yes, n)
        counts = {"yes": yes, "no": no, "unknown": n - yes - no}
        shares = {f"{said}_share": count / n if n else None for said, count in counts.items()}
        yield {"step": step, "letter": letter, "n": n, "low": low, "high": high} | counts | shares
