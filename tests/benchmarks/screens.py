"""Each page by AppTest, as whoever owns the machine: with the results' cache cleared, and cached."""

import os
import time
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts import navigation
from tests.benchmarks.copying import peak_memory

MAIN = Path(__file__).parents[2] / "pages" / "main.py"
LONGEST = 120  # seconds after which a run is given up


def measure_pages(url: str, deal: str) -> dict[str, Any]:
    """Per page seconds of its first run (snapshots made), its second with cleared result caches, and its third, cached.

    `deal` is the external id of the deal that its page shows.
    """
    os.environ["DATABASE_URL"] = url
    report = {}
    home = AppTest.from_file(str(MAIN), default_timeout=10 * LONGEST).run()  # fills the copy
    for page in navigation.names("owner"):
        test = AppTest.from_file(str(MAIN), default_timeout=LONGEST)
        test._registered_pages = home._registered_pages  # a new session, on that page from its first run
        test.switch_page(navigation.file_of(page))
        if page == "deal":
            test.query_params["deal"] = deal
        first = _run(test)
        st.cache_data.clear()
        cleared = _run(test)
        report[page] = {"first": first, "cleared": cleared, "cached": _run(test)}
    return {"pages": report, "memory_pages": peak_memory()}


def _run(test: AppTest) -> float:
    began = time.perf_counter()
    test.run()
    taken = time.perf_counter() - began
    if test.exception:
        raise RuntimeError(f"The page failed: {test.exception[0].message}")
    return taken
