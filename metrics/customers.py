"""New customers, and who brought them."""

import pandas as pd
from sqlalchemy import Double, Integer, cast, func, or_, select

from metrics.definition import Unit, metric
from metrics.practice import reps
from model.access import Grain
from model.book import Book
from model.book_accounts import first_meetings, first_wins
from model.calendar import Window

NEW_CUSTOMERS = {
    "person": Unit.PERSON,
    "new_customers": Unit.COUNT,
    "first_meetings": Unit.COUNT,
    "median_days_to_second_deal": Unit.DAYS,
}


@metric("new-customers", columns=NEW_CUSTOMERS, grain=Grain.PERSON)
def new_customers(book: Book, window: Window) -> pd.DataFrame:
    """Accounts that each rep made customers in the window: whose first deal ever, of the whole company, the rep won then.

    new_customers = accounts whose first won deal was won in the window, by the deal's owner, and was not an existing customer's
    (recorded as one before the deal was created). first_meetings = accounts, and leads without an account, whose first completed
    meeting with anybody of the company was held in the window by this person. median_days_to_second_deal = median days from the
    first won deal to the account's second, won by anybody, of those new customers that have won a second by the day.

    Left out: deals without an account; from the median, customers without a second deal (it is as if they did not exist: a
    young window looks faster than it is). A row for every rep who works here on the day, and for whoever else has such a
    customer or meeting. Empty input gives no row.

    Source: DOMAIN.md §5.
    """
    first, meeting, rep = first_wins(book, window), first_meetings(book, window), reps(book)
    days = cast(first.c.second_on - first.c.won_on, Integer)
    won = (
        select(
            first.c.owner_id,
            func.count().label("customers"),
            cast(func.percentile_disc(0.5).within_group(days), Double).label("days"),
        )
        .where(first.c.motion != "existing")
        .group_by(first.c.owner_id)
        .subquery("won_by")
    )
    met = select(meeting.c.person_id, func.count().label("meetings")).group_by(meeting.c.person_id).subquery("met_by")
    customers = func.coalesce(won.c.customers, 0)
    meetings = func.coalesce(met.c.meetings, 0)
    return book.frame(
        select(
            rep.c.person_id.label("person"),
            customers.label("new_customers"),
            meetings.label("first_meetings"),
            won.c.days.label("median_days_to_second_deal"),
        )
        .select_from(
            rep.join(won, won.c.owner_id == rep.c.person_id, isouter=True).join(
                met, met.c.person_id == rep.c.person_id, isouter=True
            )
        )
        .where(or_(rep.c.sells, customers + meetings > 0))
        .order_by(rep.c.name, rep.c.person_id)
    )
