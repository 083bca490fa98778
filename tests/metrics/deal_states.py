"""Random histories of deals with everything that a forecast looks at, and how a deal stood on a day, in plain Python."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as some

from model.calendar import Calendar
from model.tables import StageTerms
from tests.company import STAGES, Company

FIRST = datetime(2027, 1, 4)
PERIOD = Calendar().period("2027Q1")
OUTSIDERS = ("Eva",)
RANK = {"omitted": 1, "pipeline": 2, "upside": 3, "commit": 4, "closed": 5}
KIND = {key: kind for key, (_, kind, _, _) in STAGES.items()}
MARCH = date(2027, 3, 1)

stages = some.sampled_from([*STAGES, "discovery", "proposal", "negotiation"])
amounts = some.one_of(some.none(), some.integers(0, 99_999))
due = some.sampled_from(
    [date(2026, 12, 30), date(2027, 1, 15), date(2027, 2, 20), MARCH, date(2027, 3, 31), date(2027, 4, 2), None]
)
categories = some.sampled_from([None, "commit", "upside", "pipeline", "omitted", "closed"])
owners = some.sampled_from(["Ann", "Bob", "Cyd", *OUTSIDERS])
steps = some.fixed_dictionaries(
    {"stage": stages}, optional={"amount": amounts, "close": due, "category": categories, "owner": owners}
)
histories = some.lists(some.tuples(some.integers(0, 25), steps), min_size=1, max_size=5)
books = some.lists(histories, min_size=3, max_size=12)
terms = some.dictionaries(
    some.sampled_from(["ready", "discovery", "proposal", "negotiation"]), some.integers(0, 10000), max_size=3
)
two_days = some.tuples(some.integers(0, 40), some.integers(0, 40)).map(
    lambda days: (FIRST.date() + timedelta(days=days[0]), FIRST.date() + timedelta(days=sum(days)))
)
State = dict[str, Any]


def dated(history: list[tuple[int, State]]) -> list[tuple[datetime, State]]:
    """The steps with their moments and everything that held from then on."""
    at, state, found = FIRST, {"amount": None, "close": None, "category": None, "owner": "Ann"}, []
    for hours, (days, step) in enumerate(history):
        at = at.replace(hour=0) + timedelta(days=days, hours=hours)
        moved = step["stage"] != state.get("stage")
        state = state | step | ({"moved": at.date()} if moved else {})
        found.append((at, state))
    return found


def stood(versions: list[tuple[datetime, State]], day: date, probabilities: dict[str, int]) -> State | None:
    """A deal at the end of a day, with all that the measures need."""
    states = [state for at, state in versions if at.date() <= day]
    if not states:
        return None
    now = states[-1]
    kind, default = KIND[now["stage"]], STAGES[now["stage"]][3]
    chosen = "commit" if now["category"] == "closed" else now["category"]
    closed_on = now["close"] if now["close"] and now["close"] <= day else now["moved"]
    probability = {"won": 10000, "lost": 0}.get(kind, probabilities[now["stage"]])
    return now | {
        "kind": kind,
        "category": "closed" if kind == "won" else "omitted" if kind == "lost" else chosen or default,
        "due": closed_on if kind in ("won", "lost") else now["close"] or date.max,
        "bp": probability,
        "team": now["owner"] not in OUTSIDERS,
        "created": versions[0][0].date(),
    }


def half_up(amount: int, bp: int) -> int:
    return (2 * amount * bp + 10000) // 20000


def counts(deal: State | None, measure: str) -> bool:
    """Whether a deal is in the measure."""
    if deal is None or not deal["team"] or not PERIOD.first <= deal["due"] <= PERIOD.last:
        return False
    if deal["kind"] == "won":
        return measure != "open"
    wanted = {"commit": ("commit",), "best": ("commit", "upside")}.get(measure)
    return deal["kind"] == "qualified" and (wanted is None or deal["category"] in wanted)


def value(deal: State, measure: str) -> int:
    amount = deal["amount"] or 0
    return half_up(amount, deal["bp"]) if measure == "weighted" else amount


def build(company: Company, deals: list[list[tuple[datetime, State]]], changed: dict[str, int], since: date) -> None:
    """Write the deals; Eva leaves the team; from the day after `since` some stages have another probability."""
    company.reports("Eva", None, since="2020-01-01")
    for nth, versions in enumerate(deals):
        changes = [(f"{at:%Y-%m-%d %H:%M}", state["stage"], state) for at, state in versions]
        keep = ("amount", "close", "category", "owner")
        company.deal(f"deal {nth}", "Ann", [(at, stage, {key: state[key] for key in keep}) for at, stage, state in changes])
    for stage, bp in changed.items():
        begins = since + timedelta(days=1)
        default = STAGES[stage][3]
        company._add(
            StageTerms,
            None,
            stage_id=company.ids[f"stage {stage}"],
            probability_bp=bp,
            default_category=default,
            valid_from=begins,
        )
