"""A company made by hand, for worked examples: short words in, rows in a real database, a Book out."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine

from model.access import MACHINE_OWNER, Viewer, find_member
from model.book import Book, Scope
from model.company import members_of, viewer_now
from model.database import writing
from model.tables import (
    Account,
    Activity,
    BantAnswer,
    Call,
    Deal,
    DealLine,
    DealVersion,
    Judgement,
    Lead,
    Person,
    Product,
    Quota,
    ReportingLine,
    Setting,
    Stage,
    StageTerms,
)
from model.warehouse import Copy, InPlace, Warehouse

# key: position, kind, probability in basis points, default category
STAGES = {
    "ready": (1, "unqualified", 500, "pipeline"),
    "discovery": (2, "qualified", 2000, "pipeline"),
    "proposal": (3, "qualified", 5000, "upside"),
    "negotiation": (4, "qualified", 7500, "commit"),
    "won": (5, "won", 10000, None),
    "lost": (6, "lost", 0, None),
}


def moment(day: str | date | datetime | None) -> datetime | None:
    """'2026-03-01' or '2026-03-01 14:30' as a moment in UTC."""
    if day is None or isinstance(day, datetime):
        return day
    parsed = datetime.fromisoformat(str(day))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def day(value: str | date | None) -> date | None:
    """'2026-03-01' as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class Company:
    """Adds rows as it is told; `book(as_of)` reads them back through a warehouse. Money is in whole minor units."""

    def __init__(self, engine: Engine, stages: dict[str, tuple[int, str, int, str | None]] = STAGES) -> None:
        self.engine = engine
        self.warehouse: Warehouse | None = None
        self.ids: dict[str, int] = {}
        for key, (position, kind, probability, category) in stages.items():
            stage = self._add(Stage, f"stage {key}", key=key, name=key.title(), position=position, kind=kind)
            self._add(StageTerms, None, stage_id=stage, probability_bp=probability, default_category=category)

    @classmethod
    def found_in(cls, engine: Engine, ids: dict[str, int]) -> "Company":
        """The company that a database holds already, as in a copy, with the ids by name that it was built with."""
        company = cls(engine, {})
        company.ids = dict(ids)
        return company

    def _add(self, model: type[Any], name: str | None, /, **values: Any) -> int:
        with writing(self.engine) as (session, revision):
            row = model(revision_in=revision, **values)
            session.add(row)
            session.flush()
            id_: int = row.id
        if name:
            self.ids[name] = id_
        return id_

    def id(self, name: str | None) -> int | None:
        """The id of somebody or something by its name here."""
        return None if name is None else self.ids[name]

    def setting(self, key: str, value: str, since: str | None = None) -> None:
        """Set a setting, from a day on."""
        self._add(Setting, None, key=key, value=value, valid_from=day(since))

    def person(self, name: str, manager: str | None = None, role: str = "rep", **values: Any) -> int:
        """A person, with an open reporting line where a manager is named; e-mail name@example.com."""
        values = {"external_id": name, "email": f"{name.lower()}@example.com"} | values
        id_ = self._add(Person, name, name=name, role=role, **values)
        if manager:
            self.reports(name, manager)
        return id_

    def reports(self, person: str, manager: str | None, since: str | None = None, until: str | None = None) -> None:
        """A dated reporting line, both days included."""
        ids = {"person_id": self.id(person), "manager_id": self.id(manager)}
        self._add(ReportingLine, None, **ids, valid_from=day(since), valid_to=day(until))

    def account(self, name: str, owner: str | None = None, customer_since: str | None = None, **values: Any) -> int:
        """A company that buys."""
        values |= {"owner_id": self.id(owner), "customer_since": day(customer_since)}
        return self._add(Account, name, external_id=name, name=name, **values)

    def product(self, name: str, price: int | None = None) -> int:
        """Something sold."""
        return self._add(Product, name, external_id=name, name=name, price=price)

    def deal(
        self,
        name: str,
        owner: str | None,
        history: Iterable[tuple[Any, ...]],
        account: str | None = None,
        created: str | None = "first",
        **values: Any,
    ) -> int:
        """A deal from its changes: (day or moment or None, stage[, {amount, close, category, owner, next_step}]).

        What a change does not name stays as it was. `created` is the first change's moment unless given.
        """
        changes = list(history)
        created_at = moment(changes[0][0] if created == "first" else created)
        values |= {"account_id": self.id(account), "created_at": created_at}
        deal = self._add(Deal, name, external_id=name, name=name, **values)
        state: dict[str, Any] = {"owner": owner, "amount": None, "close": None, "category": None, "next_step": None}
        ends = [moment(change[0]) for change in changes[1:]] + [None]
        for (since, stage, *more), until in zip(changes, ends, strict=True):
            state |= more[0] if more else {}
            self._add(
                DealVersion, None, deal_id=deal, valid_from=moment(since), valid_to=until, stage_id=self.ids[f"stage {stage}"],
                amount=state["amount"], close_date=day(state["close"]), category=state["category"],
                owner_id=self.id(state["owner"]), next_step=state["next_step"],
            )  # fmt: skip
        return deal

    def line(self, deal: str, product: str, amount: int | None = None, quantity: float | None = 1) -> None:
        """A product in a deal."""
        self._add(DealLine, None, deal_id=self.id(deal), product_id=self.id(product), amount=amount, quantity=quantity)

    def lead(self, name: str, sdr: str | None = None, deal: str | None = None, account: str | None = None, **values: Any) -> int:
        """A lead; created_at, mql_at, handed_over_at, disqualified_at as '2026-03-01 14:30'."""
        values = {key: moment(value) if key.endswith("_at") else value for key, value in values.items()}
        ids = {"owner_id": self.id(sdr), "deal_id": self.id(deal), "account_id": self.id(account)}
        return self._add(Lead, name, external_id=name, name=name, **ids, **values)

    def activity(self, at: str, person: str | None = None, kind: str = "call", **values: Any) -> int:
        """A touch: direction='out', account=…, lead=…, deal=…, done=…"""
        names = {f"{key}_id": self.id(values.pop(key, None)) for key in ("account", "lead", "deal")}
        number = len([key for key in self.ids if key.startswith("activity ")])
        key = f"activity {number}"
        values |= {"person_id": self.id(person), "happened_at": moment(at), "external_id": key, "kind": kind}
        return self._add(Activity, key, **names, **values)

    def bant(self, at: str | None, lead: str | None = None, deal: str | None = None, **answers: str) -> None:
        """Answers to BANT: budget='yes', …"""
        ids = {"lead_id": self.id(lead), "deal_id": self.id(deal)}
        self._add(BantAnswer, None, answered_at=moment(at), **ids, **answers)

    def quota(self, person: str, period: str, amount: int, kind: str | None = None, since: str | None = None) -> None:
        """A target."""
        ids = {"person_id": self.id(person)}
        self._add(Quota, None, **ids, period=period, amount=amount, kind=kind, valid_from=day(since))

    def call(self, person: str, period: str, week: str, at: str, commit: int, upside: int | None = None) -> None:
        """A submitted forecast."""
        ids = {"person_id": self.id(person), "author_id": self.id(person)}
        self._add(Call, None, **ids, period=period, week=day(week), called_at=moment(at), commit=commit, upside=upside)

    def judgement(self, deal: str, person: str, period: str, at: str, withdrawn: str | None = None, **values: Any) -> None:
        """A manager's view of a deal: category=…, amount=…, reason=…"""
        ids = {"deal_id": self.id(deal), "person_id": self.id(person)}
        self._add(Judgement, None, **ids, period=period, judged_at=moment(at), withdrawn_at=moment(withdrawn), **values)

    def book(self, as_of: str, viewer: str | None = None, **scope: Any) -> Book:
        """The Book of everybody, or of the viewer named, as of a day; `under` names a person."""
        if self.warehouse is None:
            self.warehouse = (InPlace if self.engine.dialect.name == "postgresql" else Copy)(self.engine)
        self.warehouse.refresh()
        scope["under"] = self.id(scope.get("under"))
        on = date.fromisoformat(as_of)
        return Book(self.warehouse, self.viewer(viewer, on), on, Scope(**scope))

    def viewer(self, name: str | None, today: date) -> Viewer:
        """The viewer that a person is; the machine's owner without a name."""
        if name is None:
            return MACHINE_OWNER
        assert self.warehouse is not None
        members = members_of(self.warehouse)
        return viewer_now(self.warehouse, find_member(members, name), today)

    def names(self) -> dict[int, str]:
        """id → name of the stages, to read frames by."""
        return {id_: key.removeprefix("stage ") for key, id_ in self.ids.items() if key.startswith("stage ")}
