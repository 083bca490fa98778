"""What a review's minute holds: every number, call, judgement, decision and flag that was shown, written out with its names."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import select

from metrics.bridge import bridge
from metrics.bridge_deals import bridge_deals
from metrics.calls import calls_of_week
from metrics.due_deals import due_deals, standing_judgements
from metrics.flags import flags
from metrics.forecast import forecast
from metrics.frozen_bridge import Own, frozen_bridge
from metrics.grid import owners_changes
from metrics.reviewing import OPEN, answers, decisions, reopenings
from metrics.sums import SUMS, own_sums
from metrics.totals import totals
from model.book import Book
from model.calendar import Period

Content = dict[str, Any]
LIKELY = ("commit", "upside")
ROLLUP = (
    "person", "depth", "closed", "commit", "upside", "pipeline", "weighted", "quota", "gap", "call_commit", "late", "difference",
)  # fmt: skip


def minute(book: Book, period: Period, since: date, team: int | None, last: Content | None = None) -> Content:
    """The content of a minute of the Book's team on a period, changes counted from `since`: plain values, ready for JSON.

    `team` is the id of its leader (None: the whole company). `last` is the content of the minute that the bridge begins
    from, if there is one (then `since` is its day). Keys: company, currency, exponent, period, week, as_of, since, team;
    people (ids of everybody in it) and own_sums (owner's id, or "" for nobody → SUMS), from which the next review's
    bridge begins; sums (as in `totals`); judged (the same as the leader judges: closed, commit, upside, pipeline, weighted,
    quota, gap; none for the whole company); rollup (as in `forecast`, with names); calls (of the week, late ones too, as in
    `calls_of_week`); bridge (bars of closed + commit, and the deals in them); deals (open commit and upside deals with their
    flags); owners (what owners judge against the CRM, as in `owners_changes`); judgements (of others); answers; decisions
    (taken in this week, or still open); reopened (when, by whom and why this week's review was opened again). Money in minor
    units, days and moments in ISO form, unknown is null. People and deals are named, so that the minute reads the same when
    names change.
    """
    names, deals = _Names(book), due_deals(book, period, since)
    likely = deals[deals["category"].isin(LIKELY)]
    own = own_sums(book, period)
    content: Content = {
        "company": book.settings.company,
        "currency": book.settings.currency,
        "exponent": book.settings.exponent,
        "time_zone": book.settings.time_zone,
        "period": {"name": period.name, "first": period.first, "last": period.last},
        "week": book.calendar.week_of(book.as_of).first,
        "as_of": book.as_of,
        "since": since,
        "team": {"id": team, "name": names.person(team) or book.settings.company},
        "people": sorted(node.person_id for node in book.tree),
        "own_sums": {"" if owner is None else str(owner): sums for owner, sums in own.items()},
        "sums": _records(totals(book, period))[0],
        "judged": _judged(book, period, team),
        "rollup": [names.named(row, "person") for row in _records(forecast(book, period)[list(ROLLUP)])],
        "calls": [names.named(row, "person", "author") for row in _records(calls_of_week(book, period))],
        "bridge": _bridge(book, period, since, last, names),
        "deals": _deals(book, likely, since, names),
        "owners": [names.named(row, "deal", "owner") for row in _records(owners_changes(book, period))],
        "reopened": [names.named(row, "author") for row in _records(reopenings(book, team, period.name))],
        "judgements": [names.named(row, "deal", "owner", "person") for row in _others(book, period)],
        "answers": [names.named(row, "deal", "author") for row in _records(answers(book, period))],
        "decisions": [names.named(row, "deal", "person", "author") for row in _taken(book, team)],
    }
    plain: Content = _plain(content)
    return plain


def frozen_sums(content: Content) -> tuple[tuple[int, ...], Own]:
    """The people and the owners' sums of a minute, as frozen_bridge takes them."""
    own = sorted(content["own_sums"].items())
    sums = tuple((int(owner) if owner else None, tuple(int(values[name]) for name in SUMS)) for owner, values in own)
    return tuple(content["people"]), sums


def _bridge(book: Book, period: Period, since: date, last: Content | None, names: "_Names") -> Content:
    if last is None:
        rows = bridge(book, since, period, "commit")
    else:
        people, own = frozen_sums(last)
        rows = frozen_bridge(book, since, period, "commit", people, own)
    found = _records(bridge_deals(book, since, period, "commit"))
    return {"bars": _records(rows), "deals": [names.named(row, "deal", "owner") for row in found], "frozen": last is not None}


def _judged(book: Book, period: Period, team: int | None) -> Content | None:
    if team is None:
        return None
    rows = forecast(book, period, judged_by=team)
    top = rows[rows["person"] == team]
    columns = ["closed", "commit", "upside", "pipeline", "weighted", "quota", "gap"]
    return None if top.empty else _records(top[columns])[0]


def _deals(book: Book, likely: pd.DataFrame, since: date, names: "_Names") -> list[Content]:
    raised = flags(book, since)
    details = {deal: list(rows) for deal, rows in raised.groupby("deal")["detail"]}
    columns = ["deal", "owner", "stage", "category", "amount", "close_on", "days_in_stage", "next_step", "change", "account_name"]
    rows = [names.named(row, "deal", "owner", "stage") for row in _records(likely[columns])]
    return [row | {"flags": details.get(row["deal"], [])} for row in rows]


def _others(book: Book, period: Period) -> list[Content]:
    """Judgements of people other than the owner."""
    rows = standing_judgements(book, period)
    return _records(rows[rows["person"] != rows["owner"]])


def _taken(book: Book, team: int | None) -> list[Content]:
    rows = _records(decisions(book, team))
    week = book.calendar.week_of(book.as_of).first.isoformat()
    return [row for row in rows if row["state"] in OPEN or row["week"] == week]


class _Names:
    """The names of people, deals and stages as they are on the Book's day."""

    def __init__(self, book: Book) -> None:
        named, stage = book.deal_names.c, book.stages.c
        self._people = {member.id: member.name for member in book.members}
        rows = book.warehouse.rows(select(named.deal_id, named.name, named.external_id))
        self._of: dict[str, dict[Any, Any]] = {
            "deal": {row[0]: row[1] for row in rows},
            "stage": dict(book.warehouse.rows(select(stage.id, stage.name))),
        }
        self._keys = {row[0]: row[2] for row in rows}

    def person(self, id_: Any) -> str | None:
        """Somebody's name; None for nobody."""
        return self._people.get(id_)

    def named(self, row: Content, *columns: str) -> Content:
        """The row with `<column>_name` beside each id, and a deal's external id as `deal_key`."""
        found = {f"{name}_name": self._of.get(name, self._people).get(row[name]) for name in columns}
        return row | found | ({"deal_key": self._keys.get(row["deal"])} if "deal" in columns else {})


def _records(frame: pd.DataFrame) -> list[Content]:
    rows: Iterable[dict[Any, Any]] = frame.astype(object).to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
