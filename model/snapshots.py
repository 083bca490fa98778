"""How every deal stood at the end of a day: the statement that makes a snapshot (model/columns.SNAPSHOT)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Numeric,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    values,
)
from sqlalchemy import ColumnElement as Column
from sqlalchemy import column as named
from sqlalchemy.sql.selectable import NamedFromClause

from model.columns import OPEN_DAY, UNKNOWN_DAY, deal_fact, deal_history
from model.owners_views import Views, owners_views
from model.tables import Account, Person, ReportingLine, Stage, StageTerms, table

account, person, line = table(Account), table(Person), table(ReportingLine)
stage, terms = table(Stage), table(StageTerms)


@dataclass(frozen=True)
class Rate:
    """From `since` on, one minor unit of `currency` is worth `factor` minor units of the company's."""

    currency: str
    since: date
    factor: Decimal


def managers_at(day: date) -> NamedFromClause:
    """person_id, manager_id on `day`: the rule of model/tree.managers_on, as a statement."""
    covers = case((func.coalesce(line.c.valid_to, OPEN_DAY) >= day, 0), else_=1)
    begun = func.coalesce(line.c.valid_from, UNKNOWN_DAY)
    rank = func.row_number().over(partition_by=line.c.person_id, order_by=(covers, begun.desc(), line.c.id.desc()))
    held = begun <= day, line.c.revision_out.is_(None)
    ranked = select(line.c.person_id, line.c.manager_id, rank.label("rank")).where(*held).subquery("ranked")
    return select(ranked.c.person_id, ranked.c.manager_id).where(ranked.c.rank == 1).subquery("line_on")


def stages_at(day: date) -> NamedFromClause:
    """stage_id with the probability and the default category that hold on `day`."""
    begun = func.coalesce(terms.c.valid_from, UNKNOWN_DAY)
    rank = func.row_number().over(partition_by=terms.c.stage_id, order_by=(begun.desc(), terms.c.id.desc()))
    held = begun <= day, terms.c.revision_out.is_(None)
    ranked = select(terms, rank.label("rank")).where(*held).subquery("ranked_terms")
    return (
        select(
            stage.c.id.label("stage_id"),
            case(
                (stage.c.kind == "won", 10000),
                (stage.c.kind == "lost", 0),
                else_=func.coalesce(ranked.c.probability_bp, 0),
            ).label("probability_bp"),
            func.coalesce(ranked.c.default_category, "pipeline").label("default_category"),
        )
        .join(ranked, and_(ranked.c.stage_id == stage.c.id, ranked.c.rank == 1), isouter=True)
        .where(stage.c.revision_out.is_(None))
        .subquery("stage_on")
    )


def _exchange(amount: Column[int], currency: Column[str], day: Column[date], company: str, rates: Sequence[Rate]) -> Column[int]:
    """`amount` in the company's currency at the rate of `day`, rounded half up; NULL where no rate is known."""
    if not rates:
        return case((func.coalesce(currency, company) == company, amount))
    spans = []
    for rate in rates:
        later = [r.since for r in rates if r.currency == rate.currency and r.since > rate.since]
        spans.append((rate.currency, rate.since, min(later, default=OPEN_DAY), rate.factor))
    kinds = (named("currency", String), named("since", Date), named("until", Date), named("factor", Numeric(24, 12)))
    rate_on = values(*kinds, name="rate_on").data(spans)
    factor = (
        select(cast(rate_on.c.factor, Numeric(24, 12)))
        .where(rate_on.c.currency == currency, cast(rate_on.c.since, Date) <= day, day < cast(rate_on.c.until, Date))
        .scalar_subquery()
    )
    exchanged = cast(func.floor(cast(amount, Numeric(14, 0)) * factor + literal(Decimal("0.5"))), BigInteger)
    return case((func.coalesce(currency, company) == company, amount), else_=exchanged)


def half_up(product: Column[int], divisor: int) -> Column[int]:
    """product ÷ divisor in whole numbers, halves rounded up, for negative products too."""
    shifted = product + divisor // 2
    return (shifted - (shifted % divisor + divisor) % divisor) // divisor


def _existing(rows: NamedFromClause, dormancy_months: int | None) -> NamedFromClause:
    """deal_id, last_win: the day of the account's last win before the deal was created; only deals that have one."""
    won = select(rows.c.account_id, rows.c.closed_on).where(rows.c.stage_kind == "won", rows.c.account_id.is_not(None))
    if dormancy_months is None:  # any win before will do: the first one decides
        first = won.with_only_columns(rows.c.account_id, func.min(rows.c.closed_on).label("closed_on"))
        won = first.group_by(rows.c.account_id)
    wins = won.subquery("win")
    return (
        select(rows.c.deal_id, func.max(wins.c.closed_on).label("last_win"))
        .join(wins, and_(wins.c.account_id == rows.c.account_id, wins.c.closed_on < rows.c.created_on))
        .group_by(rows.c.deal_id)
        .subquery("before")
    )


def _as_it_stood(day: date, company: str, rates: Sequence[Rate], foreign: bool, views: Views | None) -> NamedFromClause:
    h, f = deal_history.c, deal_fact.c
    closed = h.stage_kind.in_(("won", "lost"))
    moved_on = case((h.visit_on > UNKNOWN_DAY, h.visit_on))
    closed_on = case((closed, case((h.close_on <= day, h.close_on), else_=moved_on)))
    amount: Column[int] = h.amount
    if foreign:
        amount = _exchange(h.amount, f.currency, func.coalesce(closed_on, literal(day, Date)), company, rates)
    own = None if views is None else owners_views(day, views)
    judged = _judged(own, amount)
    query = (
        select(
            *(h[name] for name in ("deal_id", "version_id", "owner_id", "stage_id", "position", "stage_kind")),
            *(h[name] for name in ("visit_on", "visit_known")),
            *(f[name] for name in ("account_id", "lead_id", "sdr_id", "product_id", "type", "source", "created_on")),
            case((h.stage_kind == "lost", f.lost_reason)).label("lost_reason"),
            *(value.label(name) for name, value in judged.items()),
            closed_on.label("closed_on"),
            case((closed, closed_on), else_=judged["close_on"]).label("due_on"),
            h.from_on.label("changed_on"),
            case((h.sql_on <= day, h.sql_on)).label("sql_on"),
            amount.label("crm_amount"),
            h.chosen.label("crm_chosen"),
            h.close_on.label("crm_close_on"),
        )
        .join(deal_fact, f.deal_id == h.deal_id)
        .where(h.from_on <= day, h.to_on > day)
    )
    if own is not None:
        query = query.join(own, and_(own.c.deal_id == h.deal_id, own.c.person_id == h.owner_id), isouter=True)
    return query.cte("stood")


def _judged(own: NamedFromClause | None, amount: Column[int]) -> dict[str, Column[Any]]:
    """What the owner judges, else what the CRM says; only deals that are qualified are judged."""
    h = deal_history.c
    if own is None:
        said = {"amount": amount, "chosen": h.chosen, "close_on": h.close_on, "has_next_step": h.has_next_step}
        return said | {"judged_next_step": cast(null(), String), "own_judgement_id": cast(null(), Integer)}
    o, counts = own.c, h.stage_kind == "qualified"
    return {
        "amount": case((counts, func.coalesce(o.amount, amount)), else_=amount),
        "chosen": case((counts, func.coalesce(o.category, h.chosen)), else_=h.chosen),
        "close_on": case((counts, func.coalesce(o.close_date, h.close_on)), else_=h.close_on),
        "has_next_step": or_(h.has_next_step, and_(counts, func.coalesce(o.next_step, "") != "")),
        "judged_next_step": case((counts, o.next_step)),
        "own_judgement_id": case((counts, o.judgement_id)),
    }


def snapshot(
    day: date,
    *,
    company: str,
    rates: Sequence[Rate] = (),
    foreign: bool = False,
    dormancy_months: int | None = None,
    views: Views | None = None,
) -> Select[*tuple[Any, ...]]:
    """A row per deal as it stood at the end of `day`, of the whole company, with the columns of SNAPSHOT.

    A deal is *existing* when its account had won a deal on a day before this one was created (as of `day`; not
    longer before than `dormancy_months`), or, without a win, is recorded as a customer since before then; *unknown*
    without an account or a known creation; else *new*. `views`: which of the owners' own judgements are laid over what
    the CRM says; None where there are none.
    """
    stood = _as_it_stood(day, company, rates, foreign, views)
    s = stood.c
    on, manager, before = stages_at(day), managers_at(day), _existing(stood, dormancy_months)
    last_win = before.c.last_win
    recent: Column[bool] = last_win.is_not(None)
    if dormancy_months is not None:
        months_ago = s.created_on - literal_column(f"INTERVAL '{int(dormancy_months)} months'")
        recent = last_win >= months_ago
    motion = case(
        (or_(s.account_id.is_(None), s.created_on.is_(None)), "unknown"),
        (recent, "existing"),
        (and_(last_win.is_(None), account.c.customer_since < s.created_on), "existing"),
        else_="new",
    )
    chosen = case((s.chosen == "closed", "commit"), else_=s.chosen)
    category = case(
        (s.stage_kind == "won", "closed"),
        (s.stage_kind.in_(("lost", "unqualified")), "omitted"),
        else_=func.coalesce(chosen, on.c.default_category),
    )
    columns = {
        "manager_id": manager.c.manager_id,
        "region": person.c.region,
        "way": person.c.way,
        "segment": account.c.segment,
        "motion": motion,
        "probability_bp": on.c.probability_bp,
        "weighted": half_up(s.amount * on.c.probability_bp, 10000),
        "category": category,
    }
    return (
        select(*stood.c, *(value.label(name) for name, value in columns.items()))
        .join(on, on.c.stage_id == s.stage_id)
        .join(person, person.c.id == s.owner_id, isouter=True)
        .join(manager, manager.c.person_id == s.owner_id, isouter=True)
        .join(account, account.c.id == s.account_id, isouter=True)
        .join(before, before.c.deal_id == s.deal_id, isouter=True)
    )
