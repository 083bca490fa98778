"""What is worth asking about a deal: the facts of open deals, and the ten rules that flag them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy import ColumnElement as Column

from model.book import LEAST_PEOPLE, Book
from model.calendar import MONTHS_IN
from model.settings import Settings
from model.snapshots import stages_at
from model.tables import BantAnswer, Stage, table

LETTERS = ("budget", "authority", "need", "timing")
RANKS = {"omitted": 0, "pipeline": 1, "upside": 2, "commit": 3}
YEAR = 365

FLAGS = {
    "close-date-past": "Close date past",
    "pushed": "Pushed often",
    "no-activity": "No recent activity",
    "long-in-stage": "Longer in its stage than usual",
    "amount-cut": "Amount cut",
    "no-next-step": "No next step",
    "no-amount": "No amount",
    "bant-incomplete": "BANT incomplete",
    "category-conflict": "Category disagrees with stage",
    "large-part": "Large part of the commit",
}
"""flag → its label, in the order in which they are listed."""


def usual_days(book: Book, percentile: int, people: int = 0) -> dict[int, int]:
    """stage id → within how many days so many % of the completed visits of deals won in the last 365 days were over.

    Only stages with deals of at least so many `people`.
    """
    deal, visit = book.deals, book.visits
    won = and_(deal.c.stage_kind == "won", deal.c.closed_on.between(book.as_of - timedelta(days=YEAR - 1), book.as_of))
    days = cast(visit.c.left_on - visit.c.entered_on, Integer)
    rows = book.warehouse.rows(
        select(visit.c.stage_id, cast(func.percentile_disc(percentile / 100).within_group(days), Integer).label("most"))
        .join(deal, deal.c.deal_id == visit.c.deal_id)
        .where(visit.c.stage_kind == "qualified", days.is_not(None), won)
        .group_by(visit.c.stage_id)
        .having(func.count(deal.c.owner_id.distinct()) >= people)
    )
    return {int(stage): int(most) for stage, most in rows}


def _usual(book: Book) -> dict[int, int]:
    """The same by the settings' percentile: the company's norm, and of the Book's own deals for stages that it lacks."""
    of = book.settings.flag("stage_percentile")
    norm = book.norm(lambda whole: usual_days(whole, of, LEAST_PEOPLE), f"usual days in stage {of}") or {}
    stage = book.stages.c
    every = {int(row[0]) for row in book.warehouse.rows(select(stage.id).where(stage.kind == "qualified"))}
    return norm if every <= set(norm) else usual_days(book, of) | norm


def _open(book: Book, deal_id: int | None) -> FromClause:
    deal = book.deals
    query = select(deal).where(deal.c.stage_kind == "qualified")
    return (query if deal_id is None else query.where(deal.c.deal_id == deal_id)).cte("open_deal")


def _last_touch(book: Book, deal: FromClause) -> FromClause:
    touch = book.deal_touches
    query = select(touch.c.deal_id, func.max(touch.c.happened_on).label("last_on"))
    return query.where(touch.c.deal_id.in_(select(deal.c.deal_id))).group_by(touch.c.deal_id).subquery("last_touch")


def _past(book: Book, deal: FromClause, since: date) -> FromClause:
    """deal_id, pushes, pushed_days; was, now: amounts in the deal's own currency on both days: an exchange rate cuts nothing."""
    history = book.history.c
    held = [and_(history.from_on <= day, history.to_on > day) for day in (since, book.as_of)]
    was, now = (cast(func.max(case((on, history.amount))), BigInteger) for on in held)
    later = history.close_on > history.previous_close_on
    days = func.sum(case((later, cast(history.close_on - history.previous_close_on, Integer))))
    return (
        select(
            history.deal_id,
            func.count(case((later, 1))).label("pushes"),
            cast(days, Integer).label("pushed_days"),
            was.label("was"),
            now.label("now"),
        )
        .where(or_(later, *held), history.deal_id.in_(select(deal.c.deal_id)))
        .group_by(history.deal_id)
        .subquery("past")
    )


def _letters(book: Book, deal: FromClause) -> FromClause:
    """deal_id and, per BANT letter, 1 where somebody answered yes or no, on the deal or on its lead, by the day."""
    answer = table(BantAnswer)
    end = book.calendar.start_of(book.as_of + timedelta(days=1))
    given = and_(answer.c.revision_out.is_(None), or_(answer.c.answered_at.is_(None), answer.c.answered_at < end))
    said = [case((answer.c[letter].in_(("yes", "no")), 1), else_=0).label(letter) for letter in LETTERS]
    answers = [select(deal.c.deal_id, *said).join(answer, link).where(given) for link in (
        answer.c.deal_id == deal.c.deal_id, answer.c.lead_id == deal.c.lead_id,
    )]  # fmt: skip
    each = union_all(*answers).subquery("answer")
    known = [func.max(each.c[letter]).label(letter) for letter in LETTERS]
    return select(each.c.deal_id, *known).group_by(each.c.deal_id).subquery("letters")


def _period_number(book: Book, day: Column[date]) -> Column[int]:
    """The same whole number for days of one period."""
    months = cast(extract("year", day), Integer) * 12 + cast(extract("month", day), Integer) - book.calendar.fiscal_year_start
    return months // MONTHS_IN[book.calendar.period_length]


def _commits(book: Book) -> FromClause:
    """period (number), total: Σ amount of the Book's open commit deals due in it."""
    deal = book.deals
    commit = and_(deal.c.stage_kind == "qualified", deal.c.category == "commit", deal.c.close_on.is_not(None))
    due = select(_period_number(book, deal.c.close_on).label("period"), deal.c.amount).where(commit).subquery("due")
    total = cast(func.sum(due.c.amount), BigInteger).label("total")
    return select(due.c.period, total).group_by(due.c.period).subquery("committed")


def facts(book: Book, since: date, deal_id: int | None = None) -> FromClause:
    """A row per open qualified deal of the Book (or of the one deal), with all that the rules ask."""
    deal = _open(book, deal_id)
    past, touched = _past(book, deal, since), _last_touch(book, deal)
    letters, committed = _letters(book, deal), _commits(book)
    default, stage = stages_at(book.as_of), table(Stage)
    usual = _usual(book)
    most: Column[Any] = case(*((deal.c.stage_id == key, days) for key, days in usual.items())) if usual else cast(null(), Integer)
    columns: tuple[Any, ...] = (
        deal, past.c.pushes, past.c.pushed_days, touched.c.last_on, past.c.was, past.c.now, committed.c.total,
        *(func.coalesce(letters.c[letter], 0).label(letter) for letter in LETTERS), default.c.default_category,
        stage.c.name.label("stage_name"), most.label("most"),
    )  # fmt: skip
    due = and_(committed.c.period == _period_number(book, deal.c.close_on), deal.c.category == "commit")
    joined = deal.join(default, default.c.stage_id == deal.c.stage_id).join(stage, stage.c.id == deal.c.stage_id)
    for rows in (past, touched, letters):
        joined = joined.join(rows, rows.c.deal_id == deal.c.deal_id, isouter=True)
    return select(*columns).select_from(joined.join(committed, due, isouter=True)).cte("fact")


@dataclass(frozen=True)
class Rule:
    """When a deal is flagged, and what is said then."""

    flag: str
    holds: Column[bool]
    detail: Column[str]


def rules(fact: FromClause, as_of: date, since: date, settings: Settings) -> list[Rule]:
    """The ten rules over `facts`, in the order of FLAGS, with the thresholds of the settings."""
    f, quiet = fact.c, settings.flag("idle_days")
    overdue, idle, created, stayed = (_days_since(as_of, day) for day in (f.close_on, f.last_on, f.created_on, f.visit_on))
    cut = (f.was - f.now) * 100 // f.was
    missing: Column[str] = literal("")
    for letter in LETTERS:
        missing = missing + case((f[letter] == 0, literal(f", {letter}")), else_=literal(""))
    never = and_(f.last_on.is_(None), func.coalesce(created >= quiet, True))
    ranks = [case(*((name == key, rank) for key, rank in RANKS.items())) for name in (f.category, f.default_category)]
    often = case((f.pushes == 2, literal("twice")), else_=cast(f.pushes, String) + " times")
    said = {
        "close-date-past": (f.close_on < as_of, "Close date passed " + _days(overdue) + " ago"),
        "pushed": (f.pushes >= settings.flag("pushes"), "Pushed " + often + ", " + _days(f.pushed_days) + " in all"),
        "no-activity": (or_(idle >= quiet, never), case(
            (f.last_on.is_not(None), "No activity for " + _days(idle)),
            (f.created_on.is_not(None), "No activity since it was created, " + _days(created) + " ago"),
            else_=literal("No activity"),
        )),
        "long-in-stage": (and_(f.visit_known, stayed > f.most), "In " + f.stage_name + " for " + _days(stayed)
            + f"; {settings.flag('stage_percentile')} % of the deals won left it within " + _days(f.most)),
        "amount-cut": (f.now < f.was, "Amount cut by " + case(
            (cut < 1, literal("less than 1 %")), else_=cast(cut, String) + " %") + f" since {since}"),
        "no-next-step": (~f.has_next_step, literal("No next step")),
        "no-amount": (f.amount.is_(None), literal("No amount")),
        "bant-incomplete": (or_(*(f[letter] == 0 for letter in LETTERS)), "BANT without an answer: " + func.substr(missing, 3)),
        "category-conflict": (and_(f.chosen.is_not(None), func.abs(ranks[0] - ranks[1]) >= settings.flag("category_steps")),
            "Chosen as " + f.category + ", but " + f.stage_name + " stands for " + f.default_category),
        "large-part": (f.amount * 100 > f.total * settings.flag("large_part"),
            cast(f.amount * 100 // f.total, String) + " % of the period's commit"),
    }  # fmt: skip
    return [Rule(flag, *said[flag]) for flag in FLAGS]


def _days_since(as_of: date, day: Column[date]) -> Column[int]:
    return cast(literal(as_of, Date) - day, Integer)


def _days(count: Column[int]) -> Column[str]:
    return case((count == 1, literal("1 day")), else_=cast(count, String) + " days")


def flagged(book: Book, since: date, deal_id: int | None = None) -> tuple[FromClause, FromClause]:
    """(facts, a row per flag that is up: deal_id, nth, flag, detail)."""
    fact = facts(book, since, deal_id)
    each: list[Select[*tuple[Any, ...]]] = []
    for nth, rule in enumerate(rules(fact, book.as_of, since, book.settings)):
        columns = literal(nth).label("nth"), literal(rule.flag).label("flag"), rule.detail.label("detail")
        each.append(select(fact.c.deal_id, *columns).where(rule.holds))
    return fact, union_all(*each).subquery("flagged")
