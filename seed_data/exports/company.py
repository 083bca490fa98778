"""All that is believed of a company at the end of a day, as one plain object: what every system's export is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlmodel import Session

from model.base import Believed
from model.calendar import Calendar
from model.money import exponent_of
from model.settings import Settings
from model.tables import (
    Account,
    Activity,
    BantAnswer,
    Call,
    Deal,
    DealLine,
    DealVersion,
    Lead,
    Person,
    Product,
    Quota,
    ReportingLine,
    Setting,
    Stage,
    StageTerms,
)
from model.tree import Line, managers_on

T = TypeVar("T", bound=Believed)


@dataclass
class Company:
    """The rows of the model by id, in the order in which they came; nothing that happened after `today`."""

    today: date
    settings: Settings
    people: dict[int, Person]
    lines: list[ReportingLine]
    accounts: dict[int, Account]
    products: dict[int, Product]
    stages: dict[int, Stage]  # by position
    terms: dict[int, StageTerms]  # stage → those that hold today
    deals: dict[int, Deal]  # those that have begun
    versions: dict[int, list[DealVersion]]  # deal → its history in order, at least one
    deal_lines: dict[int, list[DealLine]]  # deal → its products; none for many
    leads: dict[int, Lead]
    activities: list[Activity]
    bant: list[BantAnswer]
    quotas: list[Quota]  # those that hold today
    calls: list[Call]
    managers: dict[int, int | None]  # person → manager today

    @property
    def calendar(self) -> Calendar:
        """The company's calendar today."""
        return Calendar.of(self.settings)

    @property
    def now(self) -> datetime:
        """The moment of the export: the last second of today."""
        return self.calendar.start_of(self.today + timedelta(days=1)) - timedelta(seconds=1)

    def last(self, deal: Deal) -> DealVersion:
        """How a deal stands now."""
        return self.versions[deal.id or 0][-1]

    def stage(self, version: DealVersion) -> Stage:
        """The stage of a version."""
        return self.stages[version.stage_id]

    def category(self, version: DealVersion) -> str:
        """Where a version stands in the forecast: closed or omitted once over, else as its owner chose, else as its stage."""
        kind, default = self.stage(version).kind, self.terms[version.stage_id].default_category
        if kind in ("won", "lost"):
            return "closed" if kind == "won" else "omitted"
        return version.category or default or "pipeline"

    def entered(self, deal: Deal) -> datetime | None:
        """The moment at which a deal entered the stage that it is in."""
        history = self.versions[deal.id or 0]
        stay = next((i for i in range(len(history) - 1, 0, -1) if history[i - 1].stage_id != history[-1].stage_id), 0)
        return history[stay].valid_from

    def is_active(self, person: Person) -> bool:
        """Whether somebody works here today."""
        return (person.active_from or self.today) <= self.today <= (person.active_to or self.today)

    def exponent(self, deal: Deal) -> int:
        """How many decimals a deal's amounts have."""
        own = self.settings.currency
        return self.settings.exponent if deal.currency in (None, own) else exponent_of(deal.currency or own)


def read_company(engine: Engine, today: date) -> Company:
    """Read a database as it stood at the end of `today`."""
    with Session(engine, expire_on_commit=False) as session:
        settings = Settings.on([(row.key, row.value, row.valid_from) for row in _believed(session, Setting)], today)
        end = Calendar.of(settings).start_of(today + timedelta(days=1))
        versions = _histories(_believed(session, DealVersion), end)
        stages = sorted(_believed(session, Stage), key=lambda stage: stage.position)
        lines = _believed(session, ReportingLine)
        company = Company(
            today=today,
            settings=settings,
            people=_by_id(_believed(session, Person)),
            lines=lines,
            accounts=_by_id(_believed(session, Account)),
            products=_by_id(_believed(session, Product)),
            stages=_by_id(stages),
            terms={row.stage_id: row for row in _holding(_believed(session, StageTerms), today)},
            deals=_by_id(row for row in _believed(session, Deal) if row.id in versions),
            versions=versions,
            deal_lines={},
            leads=_by_id(_leads(_believed(session, Lead), end)),
            activities=[row for row in _believed(session, Activity) if row.happened_at < end],
            bant=[row for row in _believed(session, BantAnswer) if row.answered_at is None or row.answered_at < end],
            quotas=_quotas(_believed(session, Quota), today),
            calls=[row for row in _believed(session, Call) if row.called_at < end],
            managers=managers_on([Line(row.person_id, row.manager_id, row.valid_from, row.valid_to) for row in lines], today),
        )
        for row in _believed(session, DealLine):
            if row.deal_id in versions:
                company.deal_lines.setdefault(row.deal_id, []).append(row)
        session.expunge_all()
    return company


def _believed(session: Session, model: type[T]) -> list[T]:
    return list(session.scalars(select(model).where(model.revision_out.is_(None)).order_by(model.id)))  # type: ignore[union-attr, arg-type]


def _by_id(rows: Iterable[T]) -> dict[int, T]:
    return {row.id or 0: row for row in rows}


def _histories(rows: list[DealVersion], end: datetime) -> dict[int, list[DealVersion]]:
    """deal → its versions begun before `end`, the oldest first."""
    found: dict[int, list[DealVersion]] = {}
    for row in sorted(rows, key=lambda row: (row.deal_id, row.valid_from is not None, row.valid_from)):
        if row.valid_from is None or row.valid_from < end:
            found.setdefault(row.deal_id, []).append(row)
    return found


def _holding(rows: list[StageTerms], today: date) -> list[StageTerms]:
    """Dated rows that have begun by today, the latest last."""
    begun = [row for row in rows if (row.valid_from or date.min) <= today]
    return sorted(begun, key=lambda row: row.valid_from or date.min)


def _quotas(rows: list[Quota], today: date) -> list[Quota]:
    held: dict[tuple[int, str, str | None], Quota] = {}
    for row in sorted(rows, key=lambda row: row.valid_from or date.min):
        if (row.valid_from or date.min) <= today:
            held[row.person_id, row.period, row.kind] = row
    return list(held.values())


def _leads(rows: list[Lead], end: datetime) -> Iterable[Lead]:
    """The leads that had come before `end`, without what became of them later."""
    for row in rows:
        if row.created_at is not None and row.created_at >= end:
            continue
        for name in ("mql_at", "handed_over_at", "disqualified_at"):
            if (getattr(row, name) or end) >= end:
                setattr(row, name, None)
        row.deal_id = row.deal_id if row.handed_over_at else None
        row.disqualify_reason = row.disqualify_reason if row.disqualified_at else None
        yield row
