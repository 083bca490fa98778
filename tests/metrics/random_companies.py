"""Companies with random deals, for properties and for comparing a figure with its second way (tests/metrics/histories.py)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some

from tests.company import STAGES, Company
from tests.fresh import fresh

FIRST = datetime(2025, 6, 2)
TODAY = date(2026, 2, 25)
PEOPLE = ("Ann", "Bob", "Cyd", "Dan", "Eva")
ACCOUNTS = ("Acme", "Bolt", None)
few = settings(  # each example is a database of its own: some, and no shrinking
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)

Spec = tuple[str, str | None, list[tuple[Any, ...]]]
amounts = some.one_of(some.none(), some.integers(1, 9_999_999))
due_days = some.one_of(some.none(), some.integers(-30, 150).map(lambda days: TODAY + timedelta(days=days - 60)))
changes = some.tuples(some.integers(0, 45), some.sampled_from(list(STAGES)), amounts, due_days)


@some.composite
def deals(draw: Callable[..., Any], least: int = 1, most: int = 12) -> list[Spec]:
    """(owner, account, history) of some deals; histories skip, step back, reopen and may begin at an unknown time."""
    found: list[Spec] = []
    for _ in range(draw(some.integers(least, most))):
        since = FIRST + timedelta(days=draw(some.integers(0, 240)))
        history: list[tuple[Any, ...]] = []
        for hour, (days, stage, amount, due) in enumerate(draw(some.lists(changes, min_size=1, max_size=5))):
            since = since.replace(hour=0) + timedelta(days=days, hours=hour)
            first = not history and draw(some.integers(0, 5)) == 0
            history.append((None if first else f"{since:%Y-%m-%d %H:%M}", stage, {"amount": amount, "close": due}))
        found.append((draw(some.sampled_from(PEOPLE)), draw(some.sampled_from(ACCOUNTS)), history))
    return found


@contextmanager
def empty_company() -> Iterator[Company]:
    """A company with the usual stages and nobody in it, on a fresh SQLite file."""
    with TemporaryDirectory() as folder:
        engine = fresh(f"sqlite:///{folder}/company.db")
        yield Company(engine)
        engine.dispose()


@contextmanager
def company_of(specs: list[Spec], **options: Any) -> Iterator[Company]:
    """A company on a fresh SQLite file with a boss, five reps, two accounts and these deals."""
    with empty_company() as company:
        company.person("Boss", role="manager")
        for name in PEOPLE:
            company.person(name, "Boss", region="North" if name < "Cyd" else "South")
        for account in ACCOUNTS[:2]:
            company.account(str(account))
        for nth, (owner, account, history) in enumerate(specs):
            company.deal(f"deal {nth}", owner, history, account, **options)
        yield company
