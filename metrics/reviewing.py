"""What reviews have left behind: minutes, answers to the four questions, decisions and what became of them."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, and_, func, select

from metrics.definition import Unit, framed
from model.access import Grain
from model.book import Book
from model.calendar import Period
from model.tables import Answer, Decision, DecisionStep, Minute, Reopening, Review, table

DECISIONS = {
    "decision": Unit.COUNT, "week": Unit.DAY, "period": Unit.TEXT, "what": Unit.TEXT, "person": Unit.PERSON, "until": Unit.DAY,
    "deal": Unit.DEAL, "author": Unit.PERSON, "decided_at": Unit.MOMENT, "state": Unit.TEXT, "review": Unit.COUNT,
}  # fmt: skip
OPEN = ("open", "carried")


def minutes(book: Book, team: int | None = None, period: str | None = None) -> pd.DataFrame:
    """The minutes that a viewer may open, made by the Book's day: latest first.

    minute (id), review, team (its leader's id; unknown: the whole company), period, week (its first day), as_of, known
    (revision), ended_at, author, reopened (how often its review was opened again after it), reason (of the last time). A
    minute is for who leads its team, or those who do; the whole company's for executives. `team` and `period`
    limit them; team 0 = the whole company.
    """
    book.allow(Grain.DEAL)
    m, r = table(Minute).c, table(Review).c
    rows = (
        select(
            m.id.label("minute"), r.id.label("review"), r.team_id.label("team"), r.period, r.week, m.as_of, m.known,
            m.ended_at, m.author_id.label("author"),
        )
        .join(table(Review), r.id == m.review_id)
        .where(m.revision_out.is_(None), r.revision_out.is_(None), m.ended_at < _end(book), *_led(book, r.team_id))
        .order_by(m.ended_at.desc(), m.id.desc())
    )  # fmt: skip
    if team is not None:
        rows = rows.where(r.team_id == team if team else r.team_id.is_(None))
    if period is not None:
        rows = rows.where(r.period == period)
    found = book.frame(rows)
    reopened = _reopenings(book)
    after = [
        [reason for at, reason in reopened.get(int(row["review"]), []) if at > row["ended_at"]] for _, row in found.iterrows()
    ]
    return found.assign(
        reopened=pd.Series([len(reasons) for reasons in after], dtype="Int64"),
        reason=pd.Series([reasons[-1] if reasons else None for reasons in after], dtype="string"),
    )


def _reopenings(book: Book) -> dict[int, list[tuple[Any, str]]]:
    o = table(Reopening).c
    query = select(o.review_id, o.reopened_at, o.reason).where(o.revision_out.is_(None), o.reopened_at < _end(book))
    found: dict[int, list[tuple[Any, str]]] = {}
    for review, at, reason in book.warehouse.rows(query.order_by(o.id)):
        found.setdefault(int(review), []).append((at, reason))
    return found


def review_now(book: Book, team: int | None, period: str) -> pd.DataFrame:
    """The review of a team (0 or None: the whole company) on a period in the Book's week: one row, or none.

    review, opened_at, author, ended_at (unknown: it is still open), minute (its latest), reopened_at and reason (of the last
    reopening).
    """
    book.allow(Grain.DEAL)
    r, week = table(Review).c, book.calendar.week_of(book.as_of)
    mine = r.team_id == team if team else r.team_id.is_(None)
    query = select(r.id.label("review"), r.opened_at, r.author_id.label("author")).where(
        r.revision_out.is_(None), mine, r.period == period, r.week == week.first, r.opened_at < _end(book), *_led(book, r.team_id)
    )
    found = book.frame(query).head(1)
    if found.empty:
        return found.assign(ended_at=[], minute=[], reopened_at=[], reason=[])
    ended = minutes(book, team or 0, period)
    ended = ended[ended["review"] == found["review"].iloc[0]]
    again = _reopenings(book).get(int(found["review"].iloc[0]), [])
    last: tuple[Any, str | None] = again[-1] if again else (None, None)
    is_open = ended.empty or (last[0] is not None and last[0] > ended["ended_at"].iloc[0])
    return found.assign(
        ended_at=pd.Series([None if is_open else ended["ended_at"].iloc[0]], dtype="object"),
        minute=pd.Series([None if ended.empty else int(ended["minute"].iloc[0])], dtype="Int64"),
        reopened_at=pd.Series([last[0]], dtype="object"),
        reason=pd.Series([last[1]], dtype="string"),
    )


def reopenings(book: Book, team: int | None, period: str) -> pd.DataFrame:
    """How often the review of a team (0 or None: the whole company) in the Book's week was opened again: at, author, reason."""
    book.allow(Grain.DEAL)
    o, r, week = table(Reopening).c, table(Review).c, book.calendar.week_of(book.as_of)
    mine = r.team_id == team if team else r.team_id.is_(None)
    query = select(o.reopened_at.label("at"), o.author_id.label("author"), o.reason).join(table(Review), r.id == o.review_id)
    held = r.period == period, r.week == week.first, o.revision_out.is_(None), o.reopened_at < _end(book)
    return book.frame(query.where(mine, *held, *_led(book, r.team_id)).order_by(o.reopened_at, o.id))


def answers(book: Book, period: Period) -> pd.DataFrame:
    """The latest answer to each question on the Book's deals in a period: deal, question, text, author, answered_at, earlier.

    earlier = how many answers to it came before.
    """
    book.allow(Grain.DEAL)
    a = table(Answer)
    key = (a.c.deal_id, a.c.question)
    nth = func.row_number().over(partition_by=key, order_by=(a.c.answered_at.desc(), a.c.id.desc()))
    count = func.count().over(partition_by=key)
    given = and_(a.c.revision_out.is_(None), a.c.period == period.name, a.c.answered_at < _end(book))
    rows = select(a, nth.label("nth"), count.label("n")).where(given, *_deals(book, a.c.deal_id)).subquery("given")
    c = rows.c
    columns = (
        c.deal_id.label("deal"),
        c.question,
        c.text,
        c.author_id.label("author"),
        c.answered_at,
        (c.n - 1).label("earlier"),
    )
    return book.frame(select(*columns).where(c.nth == 1).order_by(c.deal_id, c.question))


def decisions(book: Book, team: int | None = None, *, mine: bool = False) -> pd.DataFrame:
    """The decisions of a team's reviews (0 or None: of the whole company's) by the Book's day, open ones first, then the latest.

    Columns as in DECISIONS: week = that of the review which took it; until and state by its last step («open» without
    one); deal is unknown where it is not the viewer's to see. With `mine` those that the viewer is to do, of any team.
    """
    book.allow(Grain.DEAL)
    d, r = table(Decision).c, table(Review).c
    who: list[Column[bool]] = [d.person_id == book.viewer.person_id]
    if not mine:
        who = [d.team_id == team if team else d.team_id.is_(None), *_led(book, d.team_id)]
    query = (
        select(d.id, r.week, r.period, d.what, d.person_id, d.until, d.deal_id, d.author_id, d.decided_at, d.review_id)
        .join(table(Review), r.id == d.review_id)
        .where(d.revision_out.is_(None), d.decided_at < _end(book), *who)
        .order_by(d.decided_at.desc(), d.id.desc())
    )
    steps = _last_steps(book)
    deals = {row[0] for row in book.warehouse.rows(select(book.deals.c.deal_id).where(_in(book.deals, d.deal_id)))}
    rows = []
    for id_, week, period, what, person, until, deal, author, at, review in book.warehouse.rows(query):
        state, moved = steps.get(int(id_), ("open", None))
        shown = deal if deal in deals else None
        values = (id_, week, period, what, person, moved or until, shown, author, at, state, review)
        rows.append(dict(zip(DECISIONS, values, strict=True)))
    rows.sort(key=lambda row: row["state"] not in OPEN)
    return framed(rows, DECISIONS)


def _in(deal: FromClause, ids: Column[Any]) -> Column[bool]:
    return deal.c.deal_id.in_(select(ids).where(ids.is_not(None)))


def _last_steps(book: Book) -> dict[int, tuple[str, date | None]]:
    """decision → its state and the day that it was last carried to."""
    s = table(DecisionStep).c
    query = select(s.decision_id, s.state, s.until).where(s.revision_out.is_(None), s.at < _end(book)).order_by(s.at, s.id)
    found: dict[int, tuple[str, date | None]] = {}
    for decision, state, until in book.warehouse.rows(query):
        found[int(decision)] = (state, until or found.get(int(decision), ("", None))[1])
    return found


def _end(book: Book) -> Any:
    return book.calendar.start_of(book.as_of + timedelta(days=1))


def _deals(book: Book, deal: Column[Any]) -> list[Column[bool]]:
    return [] if book.is_whole else [deal.in_(select(book.deals.c.deal_id))]


def _led(book: Book, team: Column[Any]) -> list[Column[bool]]:
    """The teams whose reviews are the viewer's: they lead them, or those who do."""
    viewer = book.viewer
    if viewer.whole:
        return []
    return [team.in_(sorted(m.id for m in book.members if viewer.leads_team(m.id)))]
