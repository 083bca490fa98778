"""Random reporting lines with deals and judgements on them, and their roll-up in plain Python: recursion, one deal at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as some

from metrics.sums import SUMS
from model.database import writing
from model.tables import Deal, DealVersion, Judgement, Person, ReportingLine
from tests.company import STAGES, Company, moment
from tests.metrics.deal_states import FIRST, PERIOD, State, amounts, categories, dated, due, half_up, stood

MOST_PEOPLE = 7
CHANCES = {key: chance for key, (_, _, chance, _) in STAGES.items()}
LAST = 60  # days after FIRST on which anything happens
Line = tuple[int, int | None, date | None, date | None]


@dataclass(frozen=True)
class Said:
    """A judgement."""

    deal: int
    person: int
    at: datetime
    withdrawn: datetime | None
    category: str | None
    amount: int | None
    close: date | None


@dataclass(frozen=True)
class World:
    """People 0, 1, … with their lines (person, manager, since, until), versions of deals, and what was judged."""

    people: int
    left: dict[int, date]
    lines: list[Line]
    deals: list[list[tuple[datetime, State]]]
    said: list[Said]

    # --- in plain Python -------------------------------------------------------------------------------------------

    def manager(self, person: int, day: date) -> int | None:
        begun = [line for line in self.lines if line[0] == person and (line[2] or date.min) <= day]
        covering = [line for line in begun if line[3] is None or line[3] >= day] or begun
        return max(covering, key=lambda line: line[2] or date.min)[1] if covering else None

    def reports(self, person: int, day: date) -> list[int]:
        return [one for one in range(self.people) if self.manager(one, day) == person]

    def team(self, person: int, day: date) -> set[int]:
        return {person}.union(*(self.team(one, day) for one in self.reports(person, day)))

    def owners_value(self, deal: int, day: date) -> State | None:
        """The deal as its owner has it at the end of a day."""
        now = stood(self.deals[deal], day, CHANCES)
        if now is None:
            return None
        own = self._latest(deal, now["owner"], day)
        if now["kind"] != "qualified" or own is None or self._ended(own, day, now["owner"]):
            return now
        said = "commit" if own.category == "closed" else own.category
        kept = now["amount"] if own.amount is None else own.amount
        return now | {"amount": kept, "category": said or now["category"], "due": own.close or now["due"]}

    def _latest(self, deal: int, person: int, day: date) -> Said | None:
        mine = [s for s in self.said if (s.deal, s.person) == (deal, person) and s.at.date() <= day]
        standing = [s for s in mine if s.withdrawn is None or s.withdrawn.date() > day]
        return max(standing, key=lambda s: s.at, default=None)

    def _ended(self, said: Said, day: date, owner: int | None = None) -> bool:
        """Whether the deal was closed, moved out of the period (or left its `owner`) after it was judged."""
        versions = [version for version in self.deals[said.deal] if version[0].date() <= day]
        for (_, before), (at, state) in pairwise(versions):
            if at > said.at:
                moved = state["close"] != before["close"] and not _inside(state["close"])
                if STAGES[state["stage"]][1] in ("won", "lost") or moved or owner not in (None, state["owner"]):
                    return True
        return False

    def judged(self, deal: int, person: int, day: date) -> Said | None:
        """What a manager judges of the deal at the end of a day, if it still stands."""
        said = self._latest(deal, person, day)
        if said is None or self._ended(said, day):
            return None
        owners = {state["owner"] for at, state in self.deals[deal] if at.date() <= day}
        out = [s for s in self.said if s.deal == deal and s.person in owners and s.at > said.at and s.at.date() <= day]
        return None if any(s.close is not None and not _inside(s.close) for s in out) else said

    def value(self, deal: int, day: date, judge: int | None) -> State | None:
        """The deal as it counts on a day, rolled up at `judge` (None: at nobody)."""
        now = self.owners_value(deal, day)
        if now is None or judge is None or now["kind"] != "qualified" or not _inside(now["due"]):
            return now

        def seen_by(person: int | None, line: list[int]) -> Said | None:
            """The judgement of the highest at or below `judge`, going down the owner's line."""
            if not line:
                return None
            above = self.judged(deal, line[-1], day) if line[-1] != now["owner"] else None
            return above or seen_by(person, line[:-1])

        line: list[int] = []
        person: int | None = now["owner"]
        while person is not None and person != judge:
            line.append(person)
            person = self.manager(person, day)
        said = seen_by(judge, [*line, judge]) if person == judge else self.judged(deal, judge, day)
        if said is None:
            return now
        kept = now["amount"] if said.amount is None else said.amount
        chosen = "commit" if said.category == "closed" else said.category
        return now | {"amount": kept, "category": chosen or now["category"]}

    def own(self, person: int, day: date, judge: int | None) -> dict[str, int]:
        """What a person's own deals add to the sums of the period."""
        found = dict.fromkeys(SUMS, 0)
        for deal in range(len(self.deals)):
            now = self.value(deal, day, judge)
            if now is None or now["owner"] != person or now["kind"] not in ("won", "qualified") or not _inside(now["due"]):
                continue
            amount = now["amount"] or 0
            found["weighted"] += half_up(amount, now["bp"])
            if now["kind"] == "qualified":
                found["open_value"] += amount
            if now["category"] != "omitted":
                found[now["category"]] += amount
        return found

    def rolled_up(self, person: int, day: date, judge: int | None) -> dict[str, int]:
        """A person's sums and those of everybody below: themselves and, one by one, their reports'."""
        parts = [self.own(person, day, judge), *(self.rolled_up(one, day, judge) for one in self.reports(person, day))]
        return {name: sum(part[name] for part in parts) for name in parts[0]}

    # --- in a database ---------------------------------------------------------------------------------------------

    def write(self, company: Company) -> None:
        """All of it, in one transaction: P0, P1, … and «deal 0», «deal 1», …"""
        with writing(company.engine) as (session, revision):
            people = [Person(external_id=f"P{n}", name=f"P{n}", role="manager", active_to=self.left.get(n), revision_in=revision)
                      for n in range(self.people)]  # fmt: skip
            deals = [
                Deal(external_id=f"deal {n}", name=f"deal {n}", created_at=_utc(versions[0][0]), revision_in=revision)
                for n, versions in enumerate(self.deals)
            ]
            session.add_all([*people, *deals])
            session.flush()
            ids = [person.id for person in people]
            company.ids |= {f"P{n}": id_ for n, id_ in enumerate(ids) if id_}
            rows: list[Any] = [
                ReportingLine(person_id=ids[one], manager_id=None if above is None else ids[above], valid_from=since,
                              valid_to=until, revision_in=revision)
                for one, above, since, until in self.lines
            ]  # fmt: skip
            for deal, versions in zip(deals, self.deals, strict=True):
                ends = [_utc(at) for at, _ in versions[1:]] + [None]
                rows += [
                    DealVersion(deal_id=deal.id, valid_from=_utc(at), valid_to=until, amount=state["amount"],
                                stage_id=company.ids[f"stage {state['stage']}"], close_date=state["close"],
                                category=state["category"], owner_id=ids[state["owner"]], revision_in=revision)
                    for (at, state), until in zip(versions, ends, strict=True)
                ]  # fmt: skip
            rows += [
                Judgement(deal_id=deals[said.deal].id, person_id=ids[said.person], period=PERIOD.name, judged_at=_utc(said.at),
                          withdrawn_at=_utc(said.withdrawn), category=said.category, amount=said.amount, close_date=said.close,
                          reason="so", revision_in=revision)
                for said in self.said
            ]  # fmt: skip
            session.add_all(rows)


def _inside(day: date | None) -> bool:
    return day is not None and PERIOD.first <= day <= PERIOD.last


def _utc(at: datetime | None) -> Any:
    return moment(None if at is None else str(at))


days = some.integers(0, LAST)
judged_days = some.integers(4, 40)
_inside_days = some.sampled_from([date(2027, 2, 20), date(2027, 3, 1), date(2027, 3, 31)])
_steps = some.fixed_dictionaries(
    {"stage": some.sampled_from(["discovery", "proposal", "negotiation", "proposal", "won", "lost", "ready"])},
    optional={"amount": amounts, "close": some.one_of(_inside_days, _inside_days, due), "category": categories},
)
first_steps = some.fixed_dictionaries(
    {"stage": some.sampled_from(["discovery", "proposal", "negotiation"]), "amount": amounts, "close": _inside_days}
)
_moments = some.tuples(judged_days, some.integers(0, 5)).map(lambda at: FIRST + timedelta(days=at[0], hours=at[1], minutes=30))
two_days = some.tuples(some.integers(12, 25), some.integers(5, 20)).map(lambda on: (_day(on[0]), _day(sum(on))))


@some.composite
def worlds(draw: Callable[..., Any]) -> World:
    """Trees of any shape and depth: whoever comes later reports to somebody before; lines change, people leave, deals move on.

    Most deals are open and due in the period for a while, and judged more than once: else little would be rolled up.
    """
    people = draw(some.integers(2, MOST_PEOPLE))
    left = draw(some.dictionaries(some.integers(1, people - 1), days.map(_day), max_size=2))
    lines: list[Line] = []
    for person in range(1, people):
        above = some.one_of(some.just(person - 1), some.just(person - 1), some.integers(0, person - 1), some.none())
        lines.append((person, draw(above), None, left.get(person)))
        if draw(some.booleans()):
            lines.append((person, draw(above), _day(draw(judged_days)), None))
    owners = some.integers(0, people - 1)
    owned = some.tuples(_steps, some.one_of(some.none(), some.none(), owners))
    later = some.lists(some.tuples(some.integers(1, 12), owned), max_size=3)
    drawn = draw(some.lists(some.tuples(some.integers(0, 8), first_steps, owners, later), min_size=2, max_size=6))
    deals = [_versions(*deal) for deal in drawn]
    closes = some.one_of(some.none(), some.none(), some.none(), due)
    said = some.builds(
        Said, some.integers(0, len(deals) - 1), owners, _moments, some.one_of(some.none(), some.none(), _moments),
        categories, amounts, closes,
    )  # fmt: skip
    found = [_in_time(s, deals[s.deal][0][0]) for s in draw(some.lists(said, min_size=5, max_size=20))]
    return World(people, left, lines, deals, list({(s.deal, s.at): s for s in found}.values()))


def _day(number: int) -> date:
    return FIRST.date() + timedelta(days=number)


def _versions(
    begins: int, first: State, owner: int, later: list[tuple[int, tuple[State, int | None]]]
) -> list[tuple[datetime, State]]:
    """A deal's versions: its first step, and what comes so many days later each, with a new owner or the same."""
    steps = [(gap, step | ({} if to is None else {"owner": to})) for gap, (step, to) in later]
    return dated([(begins, first | {"owner": owner}), *steps])


def _in_time(said: Said, created: datetime) -> Said:
    """Not said before there is a deal, and withdrawn, if at all, not before it was said."""
    at = max(said.at, created + timedelta(minutes=15))
    kept = said.withdrawn if said.withdrawn is not None and said.withdrawn > at else None
    return Said(**(vars(said) | {"at": at, "withdrawn": kept}))
