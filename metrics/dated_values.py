"""What administrators set: every dated value with its day, and who set it when."""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import or_, select

from metrics.audit import entry
from model.access import AccessDenied
from model.audit import Kind
from model.book import Book
from model.commands.dated import EVERY
from model.tables import Quota, Setting, StageTerms, table

Row = dict[str, Any]
COLUMNS = {
    "kind": "string", "row": "Int64", "key": "string", "stage": "Int64", "person": "Int64", "period": "string",
    "motion": "string", "value": "string", "amount": "Int64", "probability_bp": "Int64", "category": "string",
    "since": "object", "state": "string",
}  # fmt: skip
CHANGES = ("entry", "at", "author", "kind", "done", "person", "period", "before", "after", "undo")


def dated_values(book: Book) -> pd.DataFrame:
    """Every value that is set, imported or not, from a day on, by what is set today: COLUMNS.

    kind: setting, quota, stage; row: the value's id there; key: a setting's; stage, person, period, motion: what else it is of;
    value (text), amount (minor units; unknown = no quota from then on), probability_bp and category: what it is; since: its
    first day, unknown = since ever; state on the Book's day: holds, over, coming. What is of one thing stands together, by day.
    Quotas of the Book's people only. AccessDenied for who is no administrator.
    """
    _administers(book)
    found: list[Row] = []
    for row in _rows(book):
        following = found[-1] if found and _thing(found[-1]) == _thing(row) else None
        coming = row["since"] is not None and row["since"] > book.as_of
        if following is not None and not coming:
            following["state"] = "over"
        found.append(row | {"state": "coming" if coming else "holds"})
    return pd.DataFrame({name: pd.Series([row.get(name) for row in found], dtype=kind) for name, kind in COLUMNS.items()})


def changes(book: Book, most: int = 1000) -> pd.DataFrame:
    """What was set and taken back here by the Book's day, the latest first: CHANGES, as `written` has them, at most `most` rows.

    What was done at once has the same moment. undo: whether what an entry set holds, or is to come, so that it can be taken
    back. Quotas of the Book's people only. AccessDenied for who is no administrator.
    """
    _administers(book)
    e = entry.c
    query = select(
        e.id.label("entry"), e.at, e.author_id.label("author"), e.kind, e.done, e.person_id.label("person"), e.period,
        e.before, e.after,
    )  # fmt: skip
    mine = [] if book.people is None else [or_(e.person_id.is_(None), e.person_id.in_(sorted(book.people)))]
    query = query.where(e.kind.in_([kind.value for kind in EVERY]), *mine).order_by(e.id.desc()).limit(most)
    frame, values = book.frame(query), dated_values(book)
    standing = {(row["kind"], row["row"]) for row in values[values["state"] != "over"].to_dict("records")}
    undo = [
        done == "set" and (kind, json.loads(after)["row"]) in standing
        for kind, done, after in zip(frame["kind"], frame["done"], frame["after"], strict=True)
    ]
    typed = {"undo": pd.Series(undo, dtype="bool", index=frame.index), "person": frame["person"].astype("Int64")}
    return frame.assign(**typed)[list(CHANGES)]


def _administers(book: Book) -> None:
    if not book.viewer.admin:
        raise AccessDenied(f"{book.viewer.name} cannot see this: ask an administrator.")


def _thing(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("kind", "key", "stage", "person", "period", "motion"))


def _by_day(each: Any) -> tuple[Any, Any]:
    return each.valid_from.asc().nulls_first(), each.id


def _rows(book: Book) -> Iterator[Row]:
    s, q, t = table(Setting).c, table(Quota).c, table(StageTerms).c
    ask = book.warehouse.rows
    query = select(s.id, s.key, s.value, s.valid_from).where(s.revision_out.is_(None)).order_by(s.key, *_by_day(s))
    for row, key, value, since in ask(query):
        yield {"kind": Kind.SETTING.value, "row": row, "key": key, "value": value, "since": since}
    terms = select(t.id, t.stage_id, t.probability_bp, t.default_category, t.valid_from).where(t.revision_out.is_(None))
    for row, stage, chance, category, since in ask(terms.order_by(t.stage_id, *_by_day(t))):
        said = {"probability_bp": chance, "category": category, "since": since}
        yield {"kind": Kind.STAGE.value, "row": row, "stage": stage, **said}
    quotas = select(q.id, q.person_id, q.period, q.kind, q.amount, q.valid_from).where(q.revision_out.is_(None))
    for row, person, period, motion, amount, since in ask(quotas.order_by(q.person_id, q.period, q.kind, *_by_day(q))):
        if book.people is None or person in book.people:
            of = {"person": person, "period": period, "motion": motion or None, "amount": amount, "since": since}
            yield {"kind": Kind.QUOTA.value, "row": row, **of}
