"""What can be imported: each kind of row with its fields, how a field is read and where it is kept.

Every dialect is translated into these; the plain format has the same names.
"""

from dataclasses import dataclass
from typing import Any

from model.base import Base
from model.importing.cells.values import Kind
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
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field of an imported row: the model's column, how it is read, what it refers to.

    `required`: may not be empty. `default`: what a new row has where the file does not say.
    """

    column: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    refers: str | None = None
    required: bool = False
    default: Any = None


@dataclass(frozen=True)
class Entity:
    """A kind of row. `key` names the fields that identify it.

    `identity`: known by one external id and changed in place; otherwise a changed row ends and a new one begins.
    `dated`: the field with the day from which the row holds, where a change without a day begins at the import's.
    `partial`: its rows say something of a deal's history, and become its versions (model/importing/history/composing.py).
    """

    name: str
    model: type[Base]
    fields: dict[str, Field]
    key: tuple[str, ...]
    identity: bool = False
    dated: str | None = None
    partial: bool = False


def _text(column: str, **more: Any) -> Field:
    return Field(column, **more)


def _of(kind: Kind, column: str, **more: Any) -> Field:
    return Field(column, kind, **more)


def _choice(column: str, *choices: str, **more: Any) -> Field:
    return Field(column, Kind.CHOICE, choices, **more)


def _to(refers: str, column: str, **more: Any) -> Field:
    return Field(column, Kind.REFERENCE, refers=refers, **more)


ID = Field("external_id", required=True)
NAME = Field("name")
CATEGORY = _choice("category", "commit", "upside", "pipeline", "omitted", "closed")
ANSWER = ("yes", "no", "unknown")
MOMENT, DAY, NOTE = Kind.MOMENT, Kind.DAY, Kind.NOTE
STATES = {
    "stage": _to("stages", "stage_id"), "amount": _of(Kind.DEAL_MONEY, "amount"), "close_date": _of(DAY, "close_date"),
    "category": CATEGORY, "owner": _to("people", "owner_id"), "next_step": _of(NOTE, "next_step"),
}  # fmt: skip
"""What can be said of a deal's state."""

ALL: tuple[Entity, ...] = (
    Entity("settings", Setting, {
        "key": _text("key", required=True), "value": _text("value", default=""), "from": _of(DAY, "valid_from"),
    }, ("key", "from"), dated="from"),
    Entity("people", Person, {
        "id": ID, "name": NAME, "email": _text("email"),
        "role": _choice("role", "rep", "sdr", "manager", "executive", "marketing", "observer", default="rep"),
        "way": _choice("way", "hunter", "farmer", "hybrid"), "region": _text("region"),
        "admin": _of(Kind.FLAG, "admin", default=False),
        "active_from": _of(DAY, "active_from"), "active_to": _of(DAY, "active_to"),
        "unconfirmed": _of(Kind.FLAG, "unconfirmed", default=False),
    }, ("id",), identity=True),
    Entity("reporting_lines", ReportingLine, {
        "person": _to("people", "person_id", required=True), "manager": _to("people", "manager_id"),
        "from": _of(DAY, "valid_from"), "to": _of(DAY, "valid_to"),
    }, ("person", "from"), dated="from"),
    Entity("accounts", Account, {
        "id": ID, "name": NAME, "segment": _text("segment"), "region": _text("region"), "industry": _text("industry"),
        "named": _of(Kind.FLAG, "named", default=False), "owner": _to("people", "owner_id"),
        "customer_since": _of(DAY, "customer_since"),
    }, ("id",), identity=True),
    Entity("products", Product, {"id": ID, "name": NAME, "price": _of(Kind.MONEY, "price")}, ("id",), identity=True),
    Entity("stages", Stage, {
        "key": _text("key", required=True), "name": NAME, "position": _of(Kind.INTEGER, "position"),
        "kind": _choice("kind", "unqualified", "qualified", "won", "lost"),
    }, ("key",), identity=True),
    Entity("stage_terms", StageTerms, {
        "key": _to("stages", "stage_id", required=True), "from": _of(DAY, "valid_from"),
        "probability": _of(Kind.PROBABILITY, "probability_bp", default=0),
        "default_category": _choice("default_category", *CATEGORY.choices),
    }, ("key", "from"), dated="from"),
    Entity("deals", Deal, {
        "id": ID, "name": NAME, "account": _to("accounts", "account_id"), "lead": _to("leads", "lead_id"),
        "type": _text("type"), "currency": _of(Kind.CURRENCY, "currency"), "created_at": _of(MOMENT, "created_at"),
        "source": _text("source"), "lost_reason": _text("lost_reason"),
    }, ("id",), identity=True),
    Entity("leads", Lead, {
        "id": ID, "name": NAME, "company": _text("company"), "email": _text("email"),
        "account": _to("accounts", "account_id"), "source": _text("source"), "channel": _text("channel"),
        "region": _text("region"), "owner": _to("people", "owner_id"), "created_at": _of(MOMENT, "created_at"),
        "mql_at": _of(MOMENT, "mql_at"), "handed_over_at": _of(MOMENT, "handed_over_at"),
        "deal": _to("deals", "deal_id"), "disqualified_at": _of(MOMENT, "disqualified_at"),
        "disqualify_reason": _text("disqualify_reason"),
    }, ("id",), identity=True),
    Entity("bant", BantAnswer, {
        "lead": _to("leads", "lead_id"), "deal": _to("deals", "deal_id"), "at": _of(MOMENT, "answered_at"),
        "by": _to("people", "person_id"),
    } | {letter: _choice(letter, *ANSWER, default="unknown") for letter in ("budget", "authority", "need", "timing")},
        ("lead", "deal", "at", "by")),
    Entity("deal_versions", DealVersion, {
        "deal": _to("deals", "deal_id", required=True), "valid_from": _of(MOMENT, "valid_from"),
        "stage": _to("stages", "stage_id", required=True), "amount": _of(Kind.DEAL_MONEY, "amount"),
        "close_date": _of(DAY, "close_date"), "category": CATEGORY, "owner": _to("people", "owner_id"),
        "next_step": _of(NOTE, "next_step"),
    }, ("deal", "valid_from")),
    Entity("earlier", DealVersion, {
        "deal": _to("deals", "deal_id", required=True), "before": _of(MOMENT, "valid_to", required=True),
    } | STATES, ("deal", "before"), partial=True),
    Entity("today", DealVersion, {
        "deal": _to("deals", "deal_id", required=True),
        "since": _of(MOMENT, "valid_from"), "deleted": _of(Kind.FLAG, "deleted"),
        "chance": _of(Kind.PROBABILITY, "chance"),  # not kept: it tells where an unknown stage stands
    } | STATES, ("deal",), partial=True),
    Entity("deal_lines", DealLine, {
        "deal": _to("deals", "deal_id", required=True), "product": _to("products", "product_id", required=True),
        "quantity": _of(Kind.NUMBER, "quantity"), "amount": _of(Kind.DEAL_MONEY, "amount"),
    }, ("deal",)),
    Entity("activities", Activity, {
        "id": ID, "at": _of(MOMENT, "happened_at", required=True), "person": _to("people", "person_id"),
        "kind": _text("kind", default="other"), "direction": _choice("direction", "out", "in"),
        "account": _to("accounts", "account_id"), "lead": _to("leads", "lead_id"), "deal": _to("deals", "deal_id"),
        "done": _of(Kind.FLAG, "done", default=True),
    }, ("id",), identity=True),
    Entity("quotas", Quota, {
        "person": _to("people", "person_id", required=True), "period": _of(Kind.PERIOD, "period", required=True),
        "kind": _choice("kind", "new", "existing"), "amount": _of(Kind.MONEY, "amount"),
        "from": _of(DAY, "valid_from"),
    }, ("person", "period", "kind", "from"), dated="from"),
    Entity("calls", Call, {
        "person": _to("people", "person_id", required=True), "author": _to("people", "author_id"),
        "period": _of(Kind.PERIOD, "period", required=True), "week": _of(Kind.WEEK, "week", required=True),
        "at": _of(MOMENT, "called_at", required=True), "commit": _of(Kind.MONEY, "commit", required=True),
        "upside": _of(Kind.MONEY, "upside"), "note": _of(NOTE, "note"),
    }, ("person", "author", "period", "week", "at")),
    Entity("judgements", Judgement, {
        "deal": _to("deals", "deal_id", required=True), "person": _to("people", "person_id", required=True),
        "period": _of(Kind.PERIOD, "period", required=True), "at": _of(MOMENT, "judged_at", required=True),
        "category": CATEGORY, "amount": _of(Kind.MONEY, "amount"), "close_date": _of(DAY, "close_date"),
        "next_step": _of(NOTE, "next_step"), "reason": _of(NOTE, "reason"), "withdrawn_at": _of(MOMENT, "withdrawn_at"),
    }, ("deal", "person", "period", "at")),
)  # fmt: skip
"""In the order in which their references need them; leads and deals refer to each other."""

ENTITIES: dict[str, Entity] = {entity.name: entity for entity in ALL}
