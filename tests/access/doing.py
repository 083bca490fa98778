"""Every command as something that somebody does to a row of somebody's; what it needs is made ready first."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from model.access import MACHINE_OWNER, AccessDenied, Viewer
from model.acting import CannotDo
from model.commands import answers, calls, decisions, judgements, news, people, reviews, scenarios, settings
from model.importing.upkeep import Fate, LeadLink, confirm_links, settle_deals
from model.minutes import content_of
from tests.access import grids, house
from tests.access.house import CALENDAR, DEALS, NOBODY, PEOPLE, PERIOD, TODAY, forged
from tests.company import Company

NUMBERS = count(1)
NEXT = CALENDAR.shift(PERIOD, 1).name
UNKNOWN_KEY = "no-such-key"
Do = Callable[[Company, Viewer, str, Any], object]


def _nothing(company: Company, row: str) -> None:
    """What needs nothing made ready."""


@dataclass(frozen=True)
class Deed:
    """A command: what it is called, who may do it to whose row, what it needs (`ready`, made by others), how it is done.

    `denied` is what it raises for what is not theirs; `honest`: it is asked as who they are, because it reads and trusts that.
    """

    name: str
    grid: str
    do: Do
    ready: Callable[[Company, str], Any] = _nothing
    denied: tuple[type[Exception], ...] = (AccessDenied,)
    honest: bool = False

    def only_asks(self, expected: dict[str, str]) -> bool:
        """Whether nothing at all may be written where a grid's row says this."""
        return self.ready is _nothing and "x" not in expected.values()


def _person(company: Company, row: str) -> int:
    return company.ids.get(row, NOBODY)


def _deal(company: Company, row: str) -> int:
    return company.ids[DEALS[row][0]] if row in DEALS else NOBODY


def _team(company: Company, row: str) -> int | None:
    return None if row == "whole" else _person(company, row)


def _of(what: str) -> Callable[[Company, str], int]:
    return lambda company, row: company.ids.get(f"{what} of {row}", NOBODY)


_review, _decision, _minute = _of("review"), _of("decision"), _of("minute")


def _judged_ahead(company: Company, row: str) -> None:
    if row in DEALS:
        given = {"deal": _deal(company, row), "period": NEXT, "amount": next(NUMBERS)}
        judgements.judge(company.engine, forged(company, row), **given)


def _opened(company: Company, row: str) -> None:
    if _review(company, row) != NOBODY:
        with suppress(CannotDo):
            reviews.reopen(company.engine, MACHINE_OWNER, review=_review(company, row), reason="Anew")


def _ended(company: Company, row: str) -> None:
    if _review(company, row) != NOBODY:
        with suppress(CannotDo):
            reviews.end_review(company.engine, MACHINE_OWNER, review=_review(company, row), content={}, as_of=TODAY, known=1)


def _held(company: Company, row: str) -> dict[int, int]:
    """Who leads a team → its open review."""
    for team in house.TEAMS:
        _opened(company, team)
    return {company.ids[leader or "Evadne"]: _review(company, team) for team, leader in house.TEAMS.items()}


def _kept(company: Company, row: str) -> str:
    """The key of a scenario of theirs that stands."""
    if row not in house.AUTHORS:
        return UNKNOWN_KEY
    given = {"name": f"Plan {row}", "period": PERIOD.name, "as_of": TODAY, "changes": {"any": {"in": True}}}
    return scenarios.save(company.engine, forged(company, row), **given)


def _set_before(company: Company, row: str) -> int:
    value = str(next(NUMBERS) + 20)
    return settings.set_value(company.engine, MACHINE_OWNER, key="stall_days", value=value)


def _lets_stand_in(company: Company, viewer: Viewer, absent: int) -> int:
    first = TODAY + timedelta(days=30 + 10 * next(NUMBERS))
    given = {"absent": absent, "person": company.ids["Bobrik"], "first": first, "last": first}
    return people.let_stand_in(company.engine, viewer, **given)


def _stands_in(company: Company, row: str) -> int:
    return _lets_stand_in(company, MACHINE_OWNER, company.ids["Maximo"])


def _saved(company: Company, viewer: Viewer, key: str | None, team: int | None = None) -> object:
    given = {"name": "Plan", "period": PERIOD.name, "as_of": TODAY, "changes": {"any": {"in": True}}}
    return scenarios.save(company.engine, viewer, key=key, team=team, **given)


def _quotas(company: Company, row: str) -> list[tuple[int, str, None, int]]:
    return [(_person(company, row), PERIOD.name, None, next(NUMBERS))]


_judgement = {"period": PERIOD.name, "category": "upside", "reason": "Seen"}
_answer = {"period": PERIOD.name, "question": "blockers", "text": "None"}
DEEDS = [
    Deed("call", grids.OF_CALLS, lambda c, v, row, _: calls.submit(
        c.engine, v, person=_person(c, row), period=PERIOD.name, commit=next(NUMBERS))),
    Deed("withdraw", grids.OF_JUDGEMENTS, lambda c, v, row, _: judgements.withdraw(
        c.engine, v, deal=_deal(c, row), period=NEXT), _judged_ahead, denied=(AccessDenied, CannotDo)),
    Deed("judge", grids.OF_PEOPLE, lambda c, v, row, _: judgements.judge(c.engine, v, deal=_deal(c, row), **_judgement)),
    Deed("answer", grids.OF_PEOPLE, lambda c, v, row, _: answers.answer(c.engine, v, deal=_deal(c, row), **_answer)),
    Deed("open a review", grids.OF_TEAMS, lambda c, v, row, _: reviews.open_review(
        c.engine, v, team=_team(c, row), period=PERIOD.name)),
    Deed("end a review", grids.OF_TEAMS, lambda c, v, row, _: reviews.end_review(
        c.engine, v, review=_review(c, row), content={}, as_of=TODAY, known=1), _opened),
    Deed("reopen a review", grids.OF_TEAMS, lambda c, v, row, _: reviews.reopen(
        c.engine, v, review=_review(c, row), reason="Anew"), _ended),
    Deed("decide", grids.OF_TEAMS, lambda c, v, row, _: decisions.decide(
        c.engine, v, review=_review(c, row), what="Ring"), _opened),
    Deed("decide on a deal", grids.OF_DECIDING_ON, lambda c, v, row, held: decisions.decide(
        c.engine, v, review=held[v.person_id], what="Ring", deal=_deal(c, row)), _held),
    Deed("decide who does it", grids.OF_DECIDING_WHO, lambda c, v, row, held: decisions.decide(
        c.engine, v, review=held[v.person_id], what="Ring", person=_person(c, row)), _held),
    Deed("say what became of a decision", grids.OF_DECISIONS, lambda c, v, row, _: decisions.step(
        c.engine, v, decision=_decision(c, row), state="done")),
    Deed("read a minute", grids.OF_TEAMS, lambda c, v, row, _: content_of(c.engine, v, _minute(c, row)), honest=True),
    Deed("save a scenario", grids.OF_THEIR_OWN, lambda c, v, row, _: _saved(c, v, None)),
    Deed("save a scenario of a team", grids.OF_PEOPLE, lambda c, v, row, _: _saved(c, v, None, _person(c, row))),
    Deed("save a scenario again", grids.OF_SCENARIOS, lambda c, v, row, key: _saved(c, v, key), _kept),
    Deed("put a scenario aside", grids.OF_SCENARIOS, lambda c, v, row, key: scenarios.put_aside(c.engine, v, key=key), _kept),
    Deed("read news", grids.OF_THEIR_OWN, lambda c, v, row, _: news.mark_seen(c.engine, v, entries=[1, 2, NOBODY])),
    Deed("set a value", grids.OF_ADMINISTRATORS, lambda c, v, row, _: settings.set_value(
        c.engine, v, key="quiet_days", value=str(next(NUMBERS) + 20))),
    Deed("set quotas", grids.OF_ADMINISTRATORS, lambda c, v, row, _: settings.set_quotas(c.engine, v, quotas=_quotas(c, row))),
    Deed("set terms", grids.OF_ADMINISTRATORS, lambda c, v, row, _: settings.set_terms(
        c.engine, v, terms=[(c.ids["stage proposal"], 4000 + next(NUMBERS), "upside")])),
    Deed("take a setting back", grids.OF_ADMINISTRATORS, lambda c, v, row, entry: settings.undo_settings(
        c.engine, v, entries=[entry]), _set_before),
    Deed("set a person", grids.OF_ADMINISTRATORS, lambda c, v, row, _: people.set_person(
        c.engine, v, person=_person(c, row), email=f"{row}{next(NUMBERS)}@example.com")),
    Deed("set a manager", grids.OF_ADMINISTRATORS, lambda c, v, row, _: people.set_manager(
        c.engine, v, person=_person(c, row), manager=c.id(PEOPLE[row][1]) if row in PEOPLE else None)),
    Deed("let somebody stand in", grids.OF_ADMINISTRATORS, lambda c, v, row, _: _lets_stand_in(
        c, v, c.ids["Maximo"] if row in PEOPLE else NOBODY)),
    Deed("end a stand-in", grids.OF_ADMINISTRATORS, lambda c, v, row, id_: people.end_stand_in(
        c.engine, v, stand_in=id_ if row in PEOPLE else NOBODY), _stands_in),
    Deed("look as somebody", grids.OF_ADMINISTRATORS, lambda c, v, row, _: people.note_look(
        c.engine, v, person=_person(c, row))),
    Deed("settle a deal", grids.OF_SETTLING, lambda c, v, row, _: settle_deals(
        c.engine, [Fate(DEALS[row][0] if row in DEALS else "no-such-deal", "deleted")], v)),
    Deed("link a lead", grids.OF_ADMINISTRATORS, lambda c, v, row, _: confirm_links(
        c.engine, [LeadLink(NOBODY, "", "", NOBODY, "", 1)], v)),
]  # fmt: skip
