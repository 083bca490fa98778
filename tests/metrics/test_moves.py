"""What came into and went out of each category of a period: by hand, by plain loops, and adding up to the sums."""

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given
from sqlalchemy import Engine

from metrics.moves import CATEGORIES, moves
from metrics.totals import totals
from tests.company import STAGES, Company, day
from tests.metrics.deal_states import PERIOD, State, books, build, counts, dated, stood, two_days
from tests.metrics.random_companies import company_of, few
from tests.metrics.test_bridge_naive import why_in, why_out

Found = dict[tuple[str, str], tuple[int, int]]


def asked(company: Company, since: date, on: date, under: str | None = None) -> Found:
    frame = moves(company.book(str(on), under=under), since, PERIOD)
    return {(row["category"], row["why"]): (int(row["count"]), int(row["amount"])) for row in frame.to_dict("records")}


def test_a_win_a_push_and_a_cut_say_why_commit_fell(engine: Engine) -> None:
    company = Company(engine)
    company.person("Ann")
    before, after = "2027-01-10", "2027-02-04"
    march = {"close": "2027-03-20"}
    company.deal("won", "Ann", [(before, "negotiation", {"amount": 100} | march), (after, "won", {})])
    company.deal(
        "pushed", "Ann", [(before, "negotiation", {"amount": 30} | march), (after, "negotiation", {"close": "2027-04-02"})]
    )
    company.deal("cut", "Ann", [(before, "negotiation", {"amount": 50} | march), (after, "negotiation", {"amount": 45})])
    company.deal(
        "doubted", "Ann", [(before, "negotiation", {"amount": 7} | march), (after, "negotiation", {"category": "upside"})]
    )

    assert asked(company, day("2027-02-01"), day("2027-02-08")) == {
        ("closed", "won"): (1, 100),
        ("commit", "won"): (1, -100),
        ("commit", "pushed out"): (1, -30),
        ("commit", "to upside"): (1, -7),
        ("commit", "amount down"): (1, -5),
        ("upside", "from commit"): (1, 7),
    }


def test_nothing_moved_where_nothing_is(engine: Engine) -> None:
    assert asked(Company(engine), day("2027-02-01"), day("2027-02-08")) == {}


def naive(deals: list[Any], since: date, on: date) -> Found:
    chances = {key: bp for key, (_, _, bp, _) in STAGES.items()}
    number, amount = Counter[tuple[str, str]](), Counter[tuple[str, str]]()

    def add(category: str | None, why: str, units: int) -> None:
        if category in CATEGORIES:
            number[category, why] += 1
            amount[category, why] += units

    for versions in deals:
        was, now = stood(versions, since, chances), stood(versions, on, chances)
        before, after = category_of(was), category_of(now)
        then, units = (was["amount"] or 0 if was else 0), (now["amount"] or 0 if now else 0)
        if before is None and after is not None and now is not None:
            why = why_in(was, now, since)
            add(after, "qualified" if why == "category up" else why, units)
        elif after is None and before is not None and was is not None and now is not None:
            why = why_out(now, was, "weighted")
            add(before, "disqualified" if why == "category down" else why, -then)
        elif before != after:
            add(after, "won" if after == "closed" else "reopened" if before == "closed" else f"from {before}", units)
            add(before, "reopened" if before == "closed" else "won" if after == "closed" else f"to {after}", -then)
        elif before is not None and units != then:
            add(before, "amount up" if units > then else "amount down", units - then)
    return {key: (number[key], amount[key]) for key in number}


def category_of(deal: State | None) -> str | None:
    return str(deal["category"]) if deal is not None and counts(deal, "weighted") else None


@few
@given(drawn=books, days=two_days)
def test_moves_are_those_of_plain_loops_and_add_up_to_the_sums(drawn: Any, days: tuple[date, date]) -> None:
    deals, (since, on) = [dated(history) for history in drawn], days
    with company_of([]) as company:
        build(company, deals, {}, since)
        found = asked(company, since, on, "Boss")
        assert found == naive(deals, since, on)
        before, after = (totals(company.book(str(at), under="Boss"), PERIOD).iloc[0] for at in (since, on))
        for name in CATEGORIES:
            assert sum(units for (category, _), (_, units) in found.items() if category == name) == after[name] - before[name]
