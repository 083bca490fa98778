"""Work in a process of its own: its memory is its own, and so are its SQLite readers (see model/filling.py)."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any


def run_apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` gives in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()
