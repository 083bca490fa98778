"""Judging a deal: what its owner, or somebody above them, makes of it in a period, beside what the CRM says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, select

from model.access import Action, Viewer
from model.acting import Act, CannotDo, acting
from model.audit import Kind
from model.stages import Category, StageKind
from model.tables import Deal, DealVersion, Entry, Judgement, Stage, table

FIELDS = ("category", "amount", "close_date", "next_step")
CHOICES = (Category.COMMIT, Category.UPSIDE, Category.PIPELINE, Category.OMITTED)


@dataclass(frozen=True)
class _Now:
    """How a deal stands in the CRM now."""

    id: int
    name: str
    owner: int | None
    kind: str
    close_date: date | None


def judge(
    engine: Engine,
    viewer: Viewer,
    *,
    deal: int,
    period: str,
    category: str | None = None,
    amount: int | None = None,
    close_date: date | None = None,
    next_step: str | None = None,
    reason: str | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> int:
    """Append what the viewer makes of a deal in a period; gives its id. None leaves the value as the deal has it.

    The owner judges their own deal, and everybody above them may judge it, with a reason. `amount` is in minor units of
    the company's currency. The latest judgement of a person on a deal and period counts, those of others stay: who judged it
    before is told (metrics/news.py). `seen` is the revision that the page showed: what others judged after it, the viewer had
    not seen when they wrote, and is told too («unseen» in the audit: those entries' ids).

    AccessDenied for anybody else; CannotDo for a deal that is closed, unqualified or (for managers) not due in the
    period, a category that nobody chooses, an impossible amount or day, a missing reason, and nothing judged at all (`withdraw`).
    """
    with acting(engine, viewer, now=now) as act:
        me, found = act.person(), _deal(act, deal)
        values = {
            "category": category,
            "amount": amount,
            "close_date": close_date,
            "next_step": act.words(next_step, "The next step"),
        }
        text = act.words(reason, "The reason")
        _check(act, found, period, values, text)
        stood = _standing(act, deal, me, period)
        missed = [] if seen is None else _written_since(act, deal, period, seen)
        about = {"deal_id": deal, "person_id": me, "period": period}
        id_ = act.add(Judgement, **about, judged_at=act.now, **values, reason=text)
        before = {name: stood[0][name] for name in FIELDS} if stood else None
        act.note(Kind.JUDGEMENT, "judged", person=found.owner, deal=deal, period=period, before=before,
                 after=values | {"reason": text} | ({"unseen": missed} if missed else {}))  # fmt: skip
    return id_


def withdraw(
    engine: Engine, viewer: Viewer, *, deal: int, period: str, reason: str | None = None, now: datetime | None = None
) -> None:
    """Withdraw what the viewer judged of a deal in a period: from now on it does not count; past days still show it.

    CannotDo where nothing of theirs stands.
    """
    with acting(engine, viewer, now=now) as act:
        me, text = act.person(), act.words(reason, "The reason")
        stood = _standing(act, deal, me, period)
        if not stood:
            raise CannotDo("Nothing to withdraw: no judgement of yours stands on this deal and period.")
        for row in reversed(stood):  # as they were made: of one moment's the one with the highest id is the latest
            act.end(Judgement, row["id"])
            kept = {name: row[name] for name in ("deal_id", "person_id", "period", "judged_at", *FIELDS, "reason")}
            act.add(Judgement, **kept, withdrawn_at=act.now)
        found = _owner(act, deal)
        act.note(Kind.JUDGEMENT, "withdrew", person=found, deal=deal, period=period,
                 before={name: stood[0][name] for name in FIELDS}, after={"reason": text} if text else None)  # fmt: skip


def _deal(act: Act, deal: int) -> _Now:
    """The deal, where who acts may judge it."""
    refusal = "{who} cannot judge this deal: only its owner and whoever is above them can."
    act.must(Action.JUDGE, act.owner_of(deal), refusal)
    d, v, s = table(Deal).c, table(DealVersion).c, table(Stage).c
    query = (
        select(d.id, d.name, v.owner_id, s.kind, v.close_date)
        .join(table(DealVersion), v.deal_id == d.id)
        .join(table(Stage), s.id == v.stage_id)
        .where(d.id == deal, d.revision_out.is_(None), v.revision_out.is_(None), v.valid_to.is_(None))
    )
    return _Now(*act.session.execute(query).one())


def _owner(act: Act, deal: int) -> int | None:
    """Who owns a deal that somebody judged once, whether they may see it still or not."""
    v = table(DealVersion).c
    query = select(v.owner_id).where(v.deal_id == deal, v.revision_out.is_(None), v.valid_to.is_(None))
    return act.session.execute(query).scalar()


def _check(act: Act, deal: _Now, period: str, values: dict[str, Any], reason: str | None) -> None:
    window = act.period(period)
    if deal.kind != StageKind.QUALIFIED:
        state = "not qualified yet" if deal.kind == StageKind.UNQUALIFIED else "closed"
        raise CannotDo(f"{deal.name} is {state}: there is nothing to judge.")
    if all(value is None for value in values.values()):
        raise CannotDo("Nothing is judged: choose a category, an amount, a close date or a next step, or withdraw.")
    if values["category"] is not None and values["category"] not in CHOICES:
        raise CannotDo(f"{values['category']!r} is no category to choose: {', '.join(CHOICES)}.")
    act.check_amount(values["amount"], "An amount")
    act.check_close_date(values["close_date"])
    if deal.owner == act.viewer.person_id:
        return
    if not reason:
        raise CannotDo("Say why: a judgement on somebody else’s deal needs a reason.")
    if not _due(act, deal, window.first, window.last):
        raise CannotDo(f"{deal.name} is not due in {period}: judge it in the period in which it is due.")


def _due(act: Act, deal: _Now, first: date, last: date) -> bool:
    """Whether the deal is due in the window, by the CRM or as its owner judges."""
    j = table(Judgement).c
    query = select(j.close_date).where(*_believed(), j.person_id == deal.owner, j.deal_id == deal.id)
    own = act.session.execute(query.order_by(j.judged_at.desc(), j.id.desc())).first()
    days = [day for day in (deal.close_date, own[0] if own else None) if day is not None]
    return any(first <= day <= last for day in days)


def _believed() -> tuple[Any, ...]:
    own = table(Judgement).c
    return own.revision_out.is_(None), own.withdrawn_at.is_(None)


def _written_since(act: Act, deal: int, period: str, revision: int) -> list[int]:
    """The audit's entries of what others judged of a deal and period after a revision."""
    e = table(Entry).c
    query = select(e.id).where(e.kind == Kind.JUDGEMENT.value, e.deal_id == deal, e.period == period)
    return list(act.session.scalars(query.where(e.author_id != act.author, e.revision_in > revision).order_by(e.id)))


def _standing(act: Act, deal: int, person: int, period: str) -> list[dict[str, Any]]:
    """The judgements of a person that stand on a deal and period, the latest first."""
    own = table(Judgement)
    query = select(own).where(*_believed(), own.c.deal_id == deal, own.c.person_id == person, own.c.period == period)
    return [dict(row) for row in act.session.execute(query.order_by(own.c.judged_at.desc(), own.c.id.desc())).mappings()]
