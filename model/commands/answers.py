"""Answering one of the four questions about a deal: the answers of a period are kept, the latest counts."""

from datetime import datetime

from sqlalchemy import Engine, select

from model.access import Action, Viewer
from model.acting import CannotDo, acting
from model.audit import Kind
from model.tables import Answer, table

QUESTIONS = ("why-now", "why-amount", "who-else", "blockers")
"""Why this quarter, why this amount, who else is involved, what blocks it."""


def answer(
    engine: Engine, viewer: Viewer, *, deal: int, period: str, question: str, text: str, now: datetime | None = None
) -> int:
    """Append an answer; gives its id. The owner of the deal answers, or whoever is above them, or the machine's owner.

    CannotDo for an unknown question or an empty text; AccessDenied where the deal's owner is not theirs to see.
    """
    with acting(engine, viewer, now=now) as act:
        if question not in QUESTIONS:
            raise CannotDo(f"No such question: {question!r}. Choose {', '.join(QUESTIONS)}.")
        said = act.words(text, "The answer")
        if said is None:
            raise CannotDo("Write an answer: an earlier one stays as it is.")
        act.period(period)
        owner = act.owner_of(deal)
        act.must(Action.ANSWER, owner, "{who} cannot answer for this deal: its owner and whoever is above them can.")
        a = table(Answer).c
        asked = select(a.text).where(a.deal_id == deal, a.period == period, a.question == question, a.revision_out.is_(None))
        before = act.session.execute(asked.order_by(a.answered_at.desc(), a.id.desc()).limit(1)).scalar()
        values = {"deal_id": deal, "period": period, "question": question, "text": said}
        id_ = act.add(Answer, **values, author_id=act.author, answered_at=act.now)
        act.note(Kind.ANSWER, "answered", person=owner, deal=deal, period=period,
                 before=None if before is None else {question: before}, after={question: said})  # fmt: skip
    return id_
