"""What was asked of a warehouse, written down for whoever wants to see how a figure was made."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Ran:
    """A statement that was run, as SQL in PostgreSQL's dialect with its values written in.

    `looked_up`: it was asked once for the whole revision (settings, people, norms), and its answer kept.
    """

    sql: str
    looked_up: bool = False


_written: ContextVar[list[Ran] | None] = ContextVar("statements", default=None)


@contextmanager
def recording() -> Iterator[list[Ran]]:
    """The statements that this thread runs inside the block, in their order; other threads' are not in it."""
    written: list[Ran] = []
    token = _written.set(written)
    try:
        yield written
    finally:
        _written.reset(token)


def note(sql: Callable[[], str]) -> None:
    """Write a statement down if somebody records; only then is it spelled out."""
    written = _written.get()
    if written is not None:
        written.append(Ran(sql()))


def note_again(statements: Iterable[Ran]) -> None:
    """Write down statements whose kept answer was used."""
    written = _written.get()
    if written is not None:
        written.extend(replace(ran, looked_up=True) for ran in statements)
