"""How well named accounts are looked after, and how they grow."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import BigInteger, Date, Double, FromClause, Integer, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit, metric
from metrics.rates import share
from model.access import Grain
from model.book import Book
from model.book_accounts import line_values

ACCOUNT_COVERAGE = {
    "person": Unit.PERSON,
    "named": Unit.COUNT,
    "touched": Unit.COUNT,
    "share": Unit.RATE,
    "touches_per_account": Unit.NUMBER,
    "quiet": Unit.COUNT,
}
GROWTH = {
    "account": Unit.ACCOUNT,
    "this_year": Unit.MONEY,
    "last_year": Unit.MONEY,
    "growth": Unit.RATE,
    "upsell": Unit.MONEY,
    "cross_sell": Unit.MONEY,
    "renewal": Unit.MONEY,
}
DAYS = 30


def _last_touches(book: Book, since: date | None = None) -> FromClause:
    """account_id, last_on, lately (completed activities in the last 30 days) of the named accounts touched after `since`."""
    account, touch = book.accounts, book.account_touches
    lately = touch.c.happened_on > book.as_of - timedelta(days=DAYS)
    counted = func.count(case((lately, 1))).label("lately")
    named = touch.c.account_id.in_(select(account.c.id).where(account.c.named))
    query = select(touch.c.account_id, func.max(touch.c.happened_on).label("last_on"), counted).where(named)
    if since is not None:
        query = query.where(touch.c.happened_on > since)
    return query.group_by(touch.c.account_id).subquery("last_touch")


def _is_quiet(book: Book, touched: FromClause) -> Column[bool]:
    since = book.as_of - timedelta(days=book.settings.quiet_days)
    return or_(touched.c.last_on.is_(None), touched.c.last_on <= since)


@metric("account-coverage", columns=ACCOUNT_COVERAGE, grain=Grain.PERSON)
def account_coverage(book: Book) -> pd.DataFrame:
    """Share of each person's named accounts with at least one completed activity in the last 30 days.

    named = named accounts the person owns; touched = those of them with a completed activity, by anybody, in the 30 days
    that end on the day; share = touched ÷ named; touches_per_account = touches ÷ named; touches = completed activities on
    them in those 30 days; quiet = those without any for the company's quiet days (30 by default), those never touched too.

    An activity on a deal or a lead of the account is one on the account. Left out: accounts that are not named; planned
    activities. An account belongs to its present owner; named accounts without an owner have a row without a person. All
    accounts are counted, not a sample: the share has no interval. Empty input gives no row.

    Source: DOMAIN.md §5.
    """
    frame = covered(book)
    rates = {"share": share(frame["touched"], frame["named"]), "touches_per_account": share(frame["touches"], frame["named"])}
    return frame.assign(**rates)[list(ACCOUNT_COVERAGE)]


def covered(book: Book) -> pd.DataFrame:
    """The counts of `account-coverage`: person, named, touched, touches, quiet."""
    recent = book.as_of - timedelta(days=max(DAYS, book.settings.quiet_days))  # what was before makes no difference here
    account, touched = book.accounts, _last_touches(book, recent)
    return book.frame(
        select(
            account.c.owner_id.label("person"),
            func.count().label("named"),
            func.count(case((touched.c.lately > 0, 1))).label("touched"),
            cast(func.coalesce(func.sum(touched.c.lately), 0), Integer).label("touches"),
            func.count(case((_is_quiet(book, touched), 1))).label("quiet"),
        )
        .select_from(account.join(touched, touched.c.account_id == account.c.id, isouter=True))
        .where(account.c.named)
        .group_by(account.c.owner_id)
        .order_by(account.c.owner_id)
    )


def quiet_accounts(book: Book, limit: int = 100) -> pd.DataFrame:
    """Named accounts without a completed activity for the company's quiet days, longest first, never touched ones before all.

    Columns: account (id), person (owner's id), segment, last_on (day of the last activity; None = never), days since then.
    """
    book.allow(Grain.PERSON)
    account, touched = book.accounts, _last_touches(book)
    return book.frame(
        select(
            account.c.id.label("account"),
            account.c.owner_id.label("person"),
            account.c.segment,
            touched.c.last_on,
            cast(literal(book.as_of, Date) - touched.c.last_on, Integer).label("days"),
        )
        .select_from(account.join(touched, touched.c.account_id == account.c.id, isouter=True))
        .where(account.c.named, _is_quiet(book, touched))
        .order_by(touched.c.last_on.nulls_first(), account.c.name, account.c.id)
        .limit(limit)
    )


@metric("growth", columns=GROWTH, grain=Grain.PERSON)
def growth(book: Book) -> pd.DataFrame:
    """Won value of each account in this fiscal year to date, against the whole of the last one.

    this_year = Σ amount of the deals won from the first day of the fiscal year to the day; last_year = Σ amount of those won in
    the whole fiscal year before; growth = this_year ÷ last_year, so below 100 % until the year has caught up; empty where
    nothing was won last year. Of this year's won value of existing deals: renewal = of deals whose type in the CRM contains
    «renewal»; of the others, upsell = of products that the account had bought in a deal won on a day before, cross_sell =
    of products that it had not.

    A deal with several products is divided between upsell and cross_sell by the amounts of its lines (in equal parts where they
    have none) so that they add to the deal's amount. Deals of new kind, and deals without product lines, are in this_year
    only. Left out: deals without an account or an amount. A row for each account with a win in either year, largest this
    year first. Empty input gives no row.

    Source: DOMAIN.md §5.
    """
    this_year = book.calendar.period_at(book.as_of, "year")
    last_year = book.calendar.shift(this_year, -1)
    deal, part = book.deals, _parts(book).subquery("part")
    now = deal.c.closed_on >= this_year.first
    then = deal.c.closed_on < this_year.first
    renewal = func.lower(func.coalesce(deal.c.type, "")).contains("renewal")
    more = and_(now, deal.c.motion == "existing")
    sold_more = and_(more, ~renewal, part.c.again.is_not(None))
    again = func.coalesce(part.c.again, 0)
    frame = book.frame(
        select(
            deal.c.account_id.label("account"),
            _sum(now, deal.c.amount).label("this_year"),
            _sum(then, deal.c.amount).label("last_year"),
            _sum(sold_more, again).label("upsell"),
            _sum(sold_more, deal.c.amount - again).label("cross_sell"),
            _sum(and_(more, renewal), deal.c.amount).label("renewal"),
        )
        .select_from(deal.join(part, part.c.deal_id == deal.c.deal_id, isouter=True))
        .where(
            deal.c.stage_kind == "won",
            deal.c.account_id.is_not(None),
            deal.c.closed_on.between(last_year.first, book.as_of),
        )
        .group_by(deal.c.account_id)
        .order_by(_sum(now, deal.c.amount).desc(), deal.c.account_id)
    )
    return frame.assign(growth=share(frame["this_year"], frame["last_year"]))[list(GROWTH)]


def _parts(book: Book) -> Select[*tuple[object, ...]]:
    """deal_id, again: how much of this fiscal year's won existing deals with product lines is in products bought before."""
    won = and_(book.deals.c.stage_kind == "won", book.deals.c.motion == "existing", book.deals.c.account_id.is_not(None))
    this_year = book.deals.c.closed_on >= book.calendar.period_at(book.as_of, "year").first
    columns = (book.deals.c[name] for name in ("deal_id", "account_id", "closed_on", "amount"))
    deal = select(*columns).where(won, this_year).cte("won_again")
    line = line_values(book, deal)
    total, again = func.sum(line.c.amount), func.sum(case((line.c.again, line.c.amount)))
    count, count_again = func.count(), func.count(case((line.c.again, 1)))
    valued = total != 0
    weight = case((valued, cast(func.coalesce(again, 0), Double)), else_=cast(count_again, Double))
    whole = case((valued, cast(total, Double)), else_=cast(count, Double))
    amount = func.max(deal.c.amount)
    exact = and_(valued, total == amount)
    parted = cast(func.floor(cast(amount, Double) * weight.op("/")(whole) + 0.5), BigInteger)
    return (
        select(deal.c.deal_id, case((exact, cast(func.coalesce(again, 0), BigInteger)), else_=parted).label("again"))
        .join(line, line.c.deal_id == deal.c.deal_id)
        .group_by(deal.c.deal_id)
    )


def _sum(condition: Column[bool], amount: Column[int]) -> Column[int]:
    return cast(func.coalesce(func.sum(case((condition, amount))), 0), BigInteger)
