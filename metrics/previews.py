"""What a change of settings would do to the figures, before it is made."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, case, cast, func, select

from metrics.accounts import covered
from metrics.calls import deadline
from metrics.definition import Unit, framed
from metrics.flags import flag_counts
from metrics.leaks import stalled_count
from metrics.quotas import quota_of
from metrics.totals import totals
from model.book import Book
from model.calendar import Calendar, Period
from model.settings import Settings
from model.snapshots import half_up, stages_at

PREVIEW = {"what": Unit.TEXT, "now": Unit.MONEY, "then": Unit.MONEY}
Terms = tuple[tuple[int, int, str | None], ...]
"""(stage id, chance in basis points, default category) of each stage that would change."""
Quotas = tuple[tuple[int, str, str | None, int | None], ...]
"""(person, period, kind, amount) that would be set; no amount = no quota."""
Values = tuple[tuple[str, str], ...]
"""(key, value) of each setting that would be set."""


def terms_preview(book: Book, period: Period, terms: Terms) -> pd.DataFrame:
    """weighted, commit, upside and pipeline of a period now, and with other chances and default categories of stages.

    Columns as in PREVIEW, money in minor units. A deal whose owner chose a category keeps it.
    """
    deal, default, now = book.deals, stages_at(book.as_of).alias("stage_default"), totals(book, period).iloc[0]
    chance: Any = deal.c.probability_bp
    usual: Any = default.c.default_category
    for stage, bp, category in terms:
        chance = case((deal.c.stage_id == stage, bp), else_=chance)
        usual = case((deal.c.stage_id == stage, category or "pipeline"), else_=usual)
    chosen = case((deal.c.chosen == "closed", "commit"), else_=deal.c.chosen)
    counts: Any = func.coalesce(chosen, usual)
    due = deal.c.stage_kind == "qualified", deal.c.close_on.between(period.first, period.last)
    sums = {"weighted": half_up(deal.c.amount * chance, 10000)}
    sums |= {name: case((counts == name, deal.c.amount)) for name in ("commit", "upside", "pipeline")}
    parts = [cast(func.coalesce(func.sum(value), 0), BigInteger).label(name) for name, value in sums.items()]
    found = book.warehouse.rows(select(*parts).join(default, default.c.stage_id == deal.c.stage_id).where(*due))[0]
    then = dict(zip(sums, map(int, found), strict=True))
    then["weighted"] += int(now["closed"])
    return framed([{"what": name, "now": int(now[name]), "then": then[name]} for name in sums], PREVIEW)


def quotas_preview(book: Book, period: Period, quotas: Quotas) -> pd.DataFrame:
    """quota and gap of the Book for a period now, and with these quotas set: columns as in PREVIEW; unknown without a quota."""
    instead = {(person, name, kind): amount for person, name, kind, amount in quotas}
    now = totals(book, period).iloc[0]
    tops = [node.person_id for node in book.tree if node.depth == 0]
    sides = [quota_of(book, period), quota_of(book, period, instead=instead)]
    known = [[amounts[top] for top in tops if amounts[top] is not None] for amounts in sides]
    whole = [sum(amount for amount in amounts if amount is not None) if amounts else None for amounts in known]
    gaps = [None if quota is None else quota - int(now["expected"]) for quota in whole]
    rows = [{"what": "quota", "now": whole[0], "then": whole[1]}, {"what": "gap", "now": gaps[0], "then": gaps[1]}]
    return framed(rows, PREVIEW)


def flags_preview(book: Book, since: date, values: Values) -> pd.DataFrame:
    """How many deals each flag is up on now, and with other settings (key, value): flag, label, now, then."""
    now = flag_counts(book, since)
    then = flag_counts(_under(book, values), since)
    return pd.DataFrame({"flag": now["flag"], "label": now["label"], "now": now["deals"], "then": then["deals"]})


def calendar_preview(book: Book, values: Values) -> tuple[Period, Period]:
    """The period that the Book's day lies in, now and with other settings (key, value)."""
    then = Calendar.of(_under(book, values).settings)
    return book.calendar.period_at(book.as_of), then.period_at(book.as_of)


def deadline_preview(book: Book, values: Values) -> tuple[datetime, datetime]:
    """Until when calls of the week of the Book's day count, now and with other settings (key, value)."""
    then = _under(book, values)
    return deadline(book, book.calendar.week_of(book.as_of)), deadline(then, then.calendar.week_of(book.as_of))


def counts_preview(book: Book, key: str, value: str) -> tuple[int, int]:
    """What a setting counts on the Book's day, now and with another value.

    stall_days: stalled deals (see `leaks`); quiet_days: named accounts that have gone quiet (see `account-coverage`);
    dormancy_months: open qualified deals of existing customers, also where the scope is one kind: the setting moves deals from
    one to the other.
    """
    now, then = (_counted(each, key) for each in (book, _under(book, ((key, value),))))
    return now, then


def _counted(book: Book, key: str) -> int:
    if key == "quiet_days":
        return int(covered(book)["quiet"].sum())
    if key == "stall_days":
        return stalled_count(book)
    both = book.within(replace(book.scope, kind=None))
    stood, deal = book.warehouse.stood(book.as_of, book.settings).subquery("stood"), both.deals
    mine = select(deal.c.deal_id).where(deal.c.stage_kind == "qualified")
    existing = select(func.count()).select_from(stood).where(stood.c.motion == "existing", stood.c.deal_id.in_(mine))
    return int(book.warehouse.rows(existing)[0][0])


def _under(book: Book, values: Values) -> Book:
    return book.with_settings(Settings(book.settings.values | dict(values)))


def parts_against_own(book: Book, period: Period, kind: str | None = None, instead: Quotas = ()) -> pd.DataFrame:
    """Each leader's quota against the sum of their direct reports': person, quota, reports, difference (quota − reports).

    `kind`: of one motion; None = of both together. With `instead` set. Leaders without a quota, or none of whose reports has
    one, are left out. Money in minor units.
    """
    records = {(person, name, of): amount for person, name, of, amount in instead}
    quotas = quota_of(book, period, kind, instead=records)
    below: dict[int, int] = {}
    for node in book.tree:
        amount = quotas[node.person_id]
        if node.manager_id is not None and amount is not None:
            below[node.manager_id] = below.get(node.manager_id, 0) + amount
    rows = [
        {"person": node.person_id, "quota": own, "reports": below[node.person_id], "difference": own - below[node.person_id]}
        for node in book.tree
        if node.person_id in below and (own := quotas[node.person_id]) is not None
    ]
    return framed(rows, {"person": Unit.PERSON, "quota": Unit.MONEY, "reports": Unit.MONEY, "difference": Unit.MONEY})
