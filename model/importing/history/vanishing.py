"""Deals that a full export should hold and does not: listed, and believed until somebody says what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlmodel import Session

from model.histories import Difference, believed_versions, finished, laid, points_of, write_differences
from model.importing.applying import Writer
from model.importing.history.composing import Occasion
from model.importing.history.deal_states import is_statement
from model.importing.history.occasions import whole_exports
from model.importing.references.known import Known
from model.importing.rows.chunk import Chunk
from model.tables import Account, Deal, DealVersion, ImportRun, Person, Stage, Vanished, table

NAMED = 10  # deals that a note names
FATES = ("deleted", "merged")
PERHAPS = "If these hold every deal (--whole), they are listed as vanished."
deal, version, run, vanished_deal = table(Deal), table(DealVersion), table(ImportRun), table(Vanished)


class CannotSettle(ValueError):
    """There is nothing to settle so; the message says what to do."""


@dataclass(frozen=True)
class Missing:
    """A vanished deal as it is believed: names, and its amount in minor units of its currency."""

    deal_id: int
    external_id: str
    name: str
    account: str | None
    owner: str | None
    stage: str
    amount: int | None
    currency: str | None
    source: str
    missed_on: date


def note_vanished(
    chunks: Sequence[Chunk], known: Known, occasion: Occasion, source: str | None, writer: Writer, whole: bool
) -> None:
    """Plan what files of today's values say by what they lack: see Vanished. Sets the plan's `whole` and `confirms`.

    Files are whole if somebody says so, or if they lack no deal that earlier files of the source held and that is believed
    at the import's moment. Deals that come back are vanished no more; those that are new in an older export, and in no
    later whole one, have vanished since. A day's first whole export is noted even where it writes nothing else.
    """
    if source is None or not any(chunk.entity.name == "today" for chunk in chunks if is_statement(chunk)):
        return
    present = _present(chunks, known)
    lacking = _believed_deals(known.session, source, occasion.moment) - present
    writer.plan.whole = whole or not lacking
    held = {row.deal_id: row for row in _listed(known.session, source)}
    back = [row.id for key, row in held.items() if key in present and row.missed_on <= writer.as_of]
    writer.end(Vanished, back)
    others = whole_exports(known.session, source, occasion.calendar)
    writer.plan.confirms = writer.plan.whole and all(day != writer.as_of for _, day in others)
    later = [day for moment, day in others if moment > occasion.moment]
    gone = sorted(present & known.new["deals"]) if later else sorted(lacking - held.keys()) if whole else []
    missed_on = later[0] if later else writer.as_of
    writer.insert(Vanished, [{"deal_id": key, "source": source, "missed_on": missed_on} for key in gone])
    _say(known, writer, source, sorted(lacking), gone, bool(later))


def _present(chunks: Sequence[Chunk], known: Known) -> set[int]:
    """The deals of which the files say something, also in rows that were rejected."""
    present = {key for chunk in chunks if is_statement(chunk) for key in chunk.values["deal_id"] if key is not None}
    lost = sorted(known.report.lost.get("deals", {}))
    for start in range(0, len(lost), 500):
        question = select(deal.c.id).where(deal.c.external_id.in_(lost[start : start + 500]))
        present |= set(known.session.execute(question).scalars())
    return present


def _believed_deals(session: Session, source: str, moment: datetime) -> set[int]:
    """The deals that imports of the source wrote versions of, and that are believed to be there at a moment."""
    runs = select(run.c.revision_in).where(run.c.source == source, run.c.revision_out.is_(None))
    own = select(version.c.deal_id).where(version.c.revision_in.in_(runs))
    begun, ended = version.c.valid_from, version.c.valid_to
    there = and_(or_(begun.is_(None), begun <= moment), or_(ended.is_(None), ended > moment), version.c.revision_out.is_(None))
    question = select(version.c.deal_id).where(there, version.c.deal_id.in_(own)).distinct()
    return set(session.execute(question).scalars())


def _listed(session: Session, source: str) -> Sequence[Any]:
    return session.execute(
        select(vanished_deal).where(vanished_deal.c.source == source, vanished_deal.c.revision_out.is_(None))
    ).all()


def _say(known: Known, writer: Writer, source: str, lacking: list[int], gone: list[int], later: bool) -> None:
    told = gone if later or gone else lacking
    if not told:
        return
    names = [
        name for (name,) in known.session.execute(select(deal.c.name).where(deal.c.id.in_(told[:NAMED])).order_by(deal.c.id))
    ]
    deals = f"1 deal of {source} is" if len(told) == 1 else f"{len(told):,} deals of {source} are"
    listed = f" ({', '.join(names)}{', …' if len(told) > NAMED else ''})" if names else ""
    if later:
        note = f"{deals} in this export and in no later one: vanished since."
    else:
        note = f"{deals} not in these files{listed}. "
        note += "They stay until somebody says what became of them." if writer.plan.whole else PERHAPS
    writer.report.notes.append(note)


def vanished(session: Session) -> list[Missing]:
    """The deals that full exports lacked and that nobody has settled, the longest missed first."""
    account, person, stage = table(Account), table(Person), table(Stage)
    now = and_(version.c.deal_id == deal.c.id, version.c.revision_out.is_(None), version.c.valid_to.is_(None))
    question = (
        select(
            deal.c.id, deal.c.external_id, deal.c.name, account.c.name, person.c.name, stage.c.name, version.c.amount,
            deal.c.currency, vanished_deal.c.source, vanished_deal.c.missed_on,
        )
        .select_from(vanished_deal)
        .join(deal, and_(deal.c.id == vanished_deal.c.deal_id, deal.c.revision_out.is_(None)))
        .join(version, now)
        .join(stage, stage.c.id == version.c.stage_id)
        .join(account, account.c.id == deal.c.account_id, isouter=True)
        .join(person, person.c.id == version.c.owner_id, isouter=True)
        .where(vanished_deal.c.revision_out.is_(None))
        .order_by(vanished_deal.c.missed_on, deal.c.name, deal.c.id)
    )  # fmt: skip
    return [Missing(*row) for row in session.execute(question)]


def settle(
    session: Session, revision: int, external_id: str, fate: str, *, into: str | None = None, moment: datetime | None = None
) -> None:
    """Say what became of a vanished deal: «deleted», or «merged» `into` another deal. It ends; nothing else is moved.

    It ceases to be at `moment` (default: now; not before its last change). CannotSettle where it is not listed as
    vanished, or the other deal is not known.
    """
    if fate not in FATES:
        raise CannotSettle(f"A vanished deal was {' or '.join(FATES)}, not {fate!r}")
    found = {each.external_id: each for each in vanished(session)}
    if external_id not in found:
        raise CannotSettle(f"No deal {external_id!r} is listed as vanished. See: python -m model vanished")
    if (fate == "merged") != (into is not None):
        raise CannotSettle("Say into which deal it was merged" if into is None else "A deleted deal is merged into none")
    if into is not None and (into == external_id or not _is_deal(session, into)):
        raise CannotSettle(f"There is no other deal {into!r} that it could have been merged into")
    key = found[external_id].deal_id
    believed = believed_versions(session, [key])[key]
    last = believed[-1].valid_from
    end = max(moment or datetime.now(UTC), last or datetime.min.replace(tzinfo=UTC))
    points = laid(points_of(believed), {end: None})
    write_differences(session, revision, {key: finished(believed, points, Difference())})
    listed = and_(vanished_deal.c.deal_id == key, vanished_deal.c.revision_out.is_(None))
    session.execute(update(vanished_deal).where(listed).values(revision_out=revision))
    session.expire_all()


def _is_deal(session: Session, external_id: str) -> bool:
    question = select(func.count()).where(deal.c.external_id == external_id, deal.c.revision_out.is_(None))
    return bool(session.execute(question).scalar_one())
