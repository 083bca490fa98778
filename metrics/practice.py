"""What reps are meant to sell beside what they sell."""

import pandas as pd
from sqlalchemy import BigInteger, FromClause, and_, case, cast, false, func, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit, metric
from metrics.rates import share
from metrics.win_rate import closed_in
from model.access import Grain, Sight
from model.book import Book
from model.calendar import Window
from model.tables import Person, table

ROLE_PRACTICE = {
    "person": Unit.PERSON,
    "way": Unit.TEXT,
    "won_value": Unit.MONEY,
    "new_share": Unit.RATE,
    "open_value": Unit.MONEY,
    "open_new_share": Unit.RATE,
}


def reps(book: Book) -> FromClause:
    """person_id, name, way, sells of everybody in the Book's people (and the scope's region).

    `sells`: a rep who works here on the day; others, and everybody where the viewer sees no deals, are shown only where they
    have something to show.
    """
    person = table(Person)
    limits: list[Column[bool]] = [person.c.revision_out.is_(None)]
    if book.people is not None:
        limits.append(person.c.id.in_(sorted(book.people)))
    if book.scope.region is not None:
        limits.append(person.c.region == book.scope.region)
    begun = or_(person.c.active_from.is_(None), person.c.active_from <= book.as_of)
    stays = or_(person.c.active_to.is_(None), person.c.active_to >= book.as_of)
    sells = false() if book.viewer.sight is Sight.LEADS else and_(person.c.role == "rep", begun, stays)
    columns = person.c.id.label("person_id"), person.c.name, person.c.way, sells.label("sells")
    return select(*columns).where(*limits).subquery("rep")


@metric("role-practice", columns=ROLE_PRACTICE, grain=Grain.PERSON)
def role_practice(book: Book, window: Window) -> pd.DataFrame:
    """How much of what each rep wins and works on is new business, beside the way they are meant to sell.

    way = hunter (new customers), farmer (named accounts) or hybrid. won_value = Σ amount of the deals won in the window;
    new_share = won_new ÷ won_value; won_new = what of won_value is of new deals. open_value = Σ amount of open qualified
    deals on the day; open_new_share = open_new ÷ open_value; open_new = what of open_value is of new deals. Deals of
    unknown kind are in the values, and so in the denominators of both shares.

    Left out: amounts that are unknown. A row for every rep who works here on the day, and for whoever else owns such deals; a
    share of nothing is empty. Empty input gives no row.

    Source: DOMAIN.md §5.
    """
    deal = book.deals
    won, _ = closed_in(deal, window)
    is_open = deal.c.stage_kind == "qualified"
    is_new = deal.c.motion == "new"
    worth = (
        select(
            deal.c.owner_id,
            _sum(won, deal.c.amount).label("won_value"),
            _sum(and_(won, is_new), deal.c.amount).label("won_new"),
            _sum(is_open, deal.c.amount).label("open_value"),
            _sum(and_(is_open, is_new), deal.c.amount).label("open_new"),
        )
        .where(or_(won, is_open))
        .group_by(deal.c.owner_id)
        .subquery("worth")
    )
    rep = reps(book)
    figures = ("won_value", "won_new", "open_value", "open_new")
    rows = book.frame(
        select(
            func.coalesce(rep.c.person_id, worth.c.owner_id).label("person"),
            rep.c.way,
            *(func.coalesce(worth.c[name], 0).label(name) for name in figures),
        )
        .select_from(rep.join(worth, worth.c.owner_id == rep.c.person_id, full=True))
        .where(or_(func.coalesce(rep.c.sells, False), worth.c.won_value.is_not(None)))
        .order_by(rep.c.name.nulls_last(), rep.c.person_id)
    )
    shares = {
        "new_share": share(rows["won_new"], rows["won_value"]),
        "open_new_share": share(rows["open_new"], rows["open_value"]),
    }
    return rows.assign(**shares)[list(ROLE_PRACTICE)]


def _sum(condition: Column[bool], amount: Column[int]) -> Column[int]:
    return cast(func.coalesce(func.sum(case((condition, amount))), 0), BigInteger)
