"""All that the checks of deals ask, in one row per deal: its own values, and those of its lead, owner, stage and twins."""

from typing import Any

from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Select, and_, case, func, literal, or_, select

from model.book import Book
from model.columns import UNKNOWN_DAY, lead_fact, touch
from model.snapshots import stages_at
from model.tables import Deal, Person, Stage, StageTerms, table

LATE_BP = 5000
LATE = ("commit", "upside")


def deal_facts(book: Book) -> FromClause:
    """A row per deal of the Book. Beside columns of its snapshot:

    external_id, name; stage_name, is_mapped (the stage has a probability and a category on the day), is_late (a chance of 50 %
    or more, or commit or upside by default, or won); owner_left_on, unconfirmed; lead_created_on (of leads created by the day);
    first_contact_on, contacts_since (the first activity known of anybody); twins, twins_on_day, nth_twin (deals of the same
    account, name and amount, itself included; those of them with the same close date; its number among them).
    """
    deal, named = book.deals, table(Deal).alias("named_deal")
    person, stage, terms = table(Person).alias("owner"), table(Stage), _terms(book)
    on, first = stages_at(book.as_of), _first_contacts(book)
    lead = select(lead_fact.c.lead_id, lead_fact.c.created_on).where(lead_fact.c.created_on <= book.as_of).subquery("lead_known")
    late = or_(deal.c.stage_kind == "won", on.c.probability_bp >= LATE_BP, on.c.default_category.in_(LATE))
    columns: list[Any] = [
        *(deal.c[name] for name in ("deal_id", "account_id", "owner_id", "stage_id", "stage_kind", "amount", "close_on")),
        *(deal.c[name] for name in ("closed_on", "created_on", "sql_on", "has_next_step")),
        named.c.external_id, named.c.name, stage.c.name.label("stage_name"),
        func.coalesce(terms.c.complete, False).label("is_mapped"),
        and_(deal.c.stage_kind.in_(("qualified", "won")), late).label("is_late"),
        person.c.active_to.label("owner_left_on"), func.coalesce(person.c.unconfirmed, False).label("unconfirmed"),
        deal.c.lead_id, lead.c.created_on.label("lead_created_on"), first.c.first_on.label("first_contact_on"),
        select(func.min(touch.c.happened_on)).scalar_subquery().label("contacts_since"),
    ]  # fmt: skip
    joined = deal.join(named, named.c.id == deal.c.deal_id).join(stage, stage.c.id == deal.c.stage_id)
    joined = joined.join(on, on.c.stage_id == deal.c.stage_id)
    for rows, link in (
        (terms, terms.c.stage_id == deal.c.stage_id),
        (person, person.c.id == deal.c.owner_id),
        (lead, lead.c.lead_id == deal.c.lead_id),
        (first, first.c.deal_id == deal.c.deal_id),
    ):
        joined = joined.join(rows, link, isouter=True)
    return _with_twins(select(*columns).select_from(joined).subquery("known"))


def _with_twins(known: FromClause) -> FromClause:
    """The rows with how many deals of the same account, name and amount there are; of others 1: themselves."""
    k = known.c
    same: list[Column[Any]] = [k.account_id, func.lower(func.trim(k.name)), k.amount]
    comparable = and_(k.account_id.is_not(None), k.amount != 0, func.trim(k.name) != "")
    on_day = func.coalesce(k.close_on, UNKNOWN_DAY)
    twins, on_one_day = func.count().over(partition_by=same), func.count().over(partition_by=[*same, on_day])
    nth = func.row_number().over(partition_by=same, order_by=k.deal_id)
    counted = {"twins": twins, "twins_on_day": on_one_day, "nth_twin": nth}
    columns = [case((comparable, count), else_=1).label(name) for name, count in counted.items()]
    return select(known, *columns).cte("fact")


def _terms(book: Book) -> FromClause:
    """stage_id, complete: whether the stage's terms on the day name a category; stages without terms have no row."""
    terms = table(StageTerms).c
    begun = func.coalesce(terms.valid_from, UNKNOWN_DAY)
    nth = func.row_number().over(partition_by=terms.stage_id, order_by=(begun.desc(), terms.id.desc()))
    held = and_(begun <= book.as_of, terms.revision_out.is_(None))
    ranked = select(terms.stage_id, terms.default_category, nth.label("nth")).where(held).subquery("held_terms")
    complete = ranked.c.default_category.is_not(None).label("complete")
    return select(ranked.c.stage_id, complete).where(ranked.c.nth == 1).subquery("terms_on")


def _first_contacts(book: Book) -> FromClause:
    """deal_id, first_on: of won deals, the first completed activity by the day on it, its lead or its account."""
    deal = book.deals
    firsts = {name: _first_touches(book, name) for name in ("deal_id", "lead_id", "account_id")}
    joined: FromClause = deal
    for name, first in firsts.items():
        joined = joined.join(first, first.c[name] == deal.c[name], isouter=True)
    first_on = func.least(*(first.c.first_on for first in firsts.values())).label("first_on")
    query = select(deal.c.deal_id, first_on).select_from(joined).where(deal.c.stage_kind == "won")
    return query.subquery("contact")


def _first_touches(book: Book, name: str) -> FromClause:
    of: Select[Any] = select(touch.c[name], func.min(touch.c.happened_on).label("first_on"))
    return (
        of.where(touch.c.happened_on <= literal(book.as_of), touch.c[name].is_not(None))
        .group_by(touch.c[name])
        .subquery(f"first_{name}")
    )
