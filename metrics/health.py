"""Data health: what is missing, contradictory or there twice, and what it does to the numbers."""

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, String, case, cast, func, or_, select
from sqlalchemy import ColumnElement as Column

from metrics import health_accounts, health_leads
from metrics.definition import Unit, framed, metric
from metrics.health_effects import effect
from metrics.health_facts import deal_facts
from metrics.health_rules import Check, checks
from model.access import Grain
from model.book import Book
from model.tables import Account, table

CHECKS = {
    "no-amount": "Open deals without an amount",
    "closed-no-amount": "Closed deals without an amount",
    "zero-late": "Amount 0 in a late stage",
    "no-close-date": "Open deals without a close date",
    "close-date-past": "Open deals with a close date past",
    "closed-no-day": "Closed on an unknown day",
    "closed-in-future": "Closed, with a close date still to come",
    "no-owner": "Deals without an owner",
    "unconfirmed-owner": "Deals of owners in no list of people",
    "owner-left": "Open deals of people who left",
    "no-next-step": "Open deals without a next step",
    "no-account": "Deals without an account",
    "stage-unmapped": "Stages without probability or category",
    "created-before-lead": "Deals created before their lead",
    "won-before-contact": "Won before the first contact",
    "duplicate-deals": "Deals alike in account, name and amount",
    "duplicate-accounts": "Accounts that are likely one company",
    "lead-no-owner": "Leads without an owner",
    "mql-before-created": "MQL before the lead was created",
}
"""check → its label, in the order in which they are listed."""
COLUMNS = {
    "check": Unit.TEXT,
    "label": Unit.TEXT,
    "count": Unit.COUNT,
    "of": Unit.COUNT,
    "value": Unit.MONEY,
    "effect": Unit.TEXT,
}
MOST = 2000


@metric("health", columns=COLUMNS)
def health(book: Book) -> pd.DataFrame:
    """What is missing, contradictory or there twice in the data, and what that does to the numbers: one row per check.

    count = deals, accounts or leads with the finding; of = those that it was looked for in; value = Σ amount of these deals; for
    accounts of their won and qualified ones (null where no amount is known, and for leads); effect = what the finding does to
    the numbers, unknown without one.

    Among open deals: no-amount, no-close-date, no-next-step; close-date-past: it lies before the day; owner-left: the owner's
    last day does. Among all deals: no-owner, no-account, unconfirmed-owner: only deals name them, no list of people. Of closed
    ones: closed-no-amount: won, or lost after SQL; closed-no-day: no known day; closed-in-future: the close date lies after the
    day. zero-late: amount 0 in a stage that is won, has a probability of 50 % or more, or commit or upside as default.
    stage-unmapped: qualified deals in a stage that on the day has no probability or no default category.

    created-before-lead: on an earlier day. won-before-contact: closed on a day before the first completed activity on the deal,
    its lead or its account; not looked for without any, nor before the first activity known of anybody. duplicate-deals: deals
    that share account, name (case and outer spaces aside) and amount, unknown and 0 aside. duplicate-accounts: accounts whose
    names are one when case, punctuation, spaces and legal form (Inc, GmbH, Ltd, 株式会社) are left out; two different forms are
    two companies, unless the name stands without one too. lead-no-owner: no SDR. mql-before-created: on an earlier day.

    Left out: what was looked for nowhere has count 0 of 0. Accounts and who works here are not dated: they are as today.
    Empty input gives a row per check with 0 of 0.

    Source: DOMAIN.md §7.
    """
    found = _deals(book) | _accounts(book) | _leads(book)
    period, exponent = book.calendar.period_at(book.as_of).name, book.settings.exponent
    records = [
        {"check": key, "label": label, "count": count, "of": of, "value": value,
         "effect": effect(key, figures, count, of, period, exponent)}
        for key, label in CHECKS.items()
        for count, of, value, figures in [found[key]]
    ]  # fmt: skip
    return framed(records, COLUMNS)


Found = dict[str, tuple[int, int, int | None, dict[str, int | None]]]  # check: count, of, value, the effect's figures


def _deals(book: Book) -> Found:
    """All checks of deals in one pass."""
    fact = deal_facts(book)
    looked = checks(book, fact)
    columns: list[Column[Any]] = []
    for check in looked:
        figures = {"count": case((check.holds, 1)), "of": case((check.among, 1)), "value": case((check.holds, fact.c.amount))}
        figures |= {f"f_{name}": case((check.holds, value)) for name, value in check.figures.items()}
        slug = check.key.replace("-", "_")
        columns += [cast(func.sum(value), BigInteger).label(f"{slug}_{name}") for name, value in figures.items()]
    values = iter(book.warehouse.rows(select(*columns).select_from(fact))[0])
    found: Found = {}
    for check in looked:
        count, of, value = (next(values) for _ in range(3))
        found[check.key] = int(count or 0), int(of or 0), value, {name: next(values) for name in check.figures}
    return found


def _accounts(book: Book) -> Found:
    twins = health_accounts.alike(book)
    known = pd.concat([twins["won_value"], twins["open_value"]])
    worth = int(known.sum()) if known.notna().any() else None
    figures: dict[str, int | None] = {
        "won": int(twins["won_value"].sum()),
        "fresh": health_accounts.bought_before(book, twins),
    }
    return {"duplicate-accounts": (len(twins), health_accounts.account_count(book), worth, figures)}


def _leads(book: Book) -> Found:
    return {key: (count, of, None, {}) for key, (count, of) in health_leads.lead_counts(book).items()}


def health_rows(book: Book, check: str | None = None, limit: int = MOST) -> pd.DataFrame:
    """At most `limit` rows behind a check of `health`; without one the deals with any finding, and all that was found in each.

    Deals, the largest first: deal (id), external_id, name, account (id), account_name, owner, stage, amount (minor units),
    close_on, why. Accounts: account (id), external_id, account_name, owner, deals, won_value, open_value, why; likely duplicates
    follow each other. Leads: lead, lead_name, company, sdr, source, created_on, mql_on, why. Last `of`: how many there are.

    AccessDenied for viewers who see totals only, ValueError for a check that does not exist.
    """
    book.allow(Grain.LEAD)
    if check in health_leads.KEYS:
        return health_leads.lead_rows(book, str(check), limit)
    if check == "duplicate-accounts":
        return health_accounts.account_rows(book, limit)
    if check not in (None, *CHECKS):
        raise ValueError(f"No such check: {check!r}. There are: {', '.join(CHECKS)}")
    return _deal_rows(book, check, limit)


def _deal_rows(book: Book, check: str | None, limit: int) -> pd.DataFrame:
    fact, account = deal_facts(book), table(Account)
    wanted: list[Check] = [one for one in checks(book, fact) if check in (None, one.key)]
    f = fact.c
    why = func.concat_ws("; ", *(case((one.holds, one.why)) for one in wanted), type_=String)
    names = account.c.name.label("account_name"), f.owner_id.label("owner"), f.stage_id.label("stage")
    return book.frame(
        select(f.deal_id.label("deal"), f.external_id, f.name, f.account_id.label("account"), *names, f.amount, f.close_on,
               why.label("why"), func.count().over().label("of"))
        .select_from(fact.join(account, account.c.id == f.account_id, isouter=True))
        .where(or_(*(one.holds for one in wanted)))
        .order_by(f.amount.desc().nulls_last(), *([f.account_id, f.name] if check == "duplicate-deals" else []), f.deal_id)
        .limit(limit)
    )  # fmt: skip
