"""The app as somebody who signed in sees it, and all that a page sends to the browser."""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.parts import navigation, signing

ROOT = Path(__file__).parents[2]
HEX = re.compile(rb"[0-9a-f]{24,}")
Open = Callable[..., AppTest]


class Signing:
    """Signs this process's sessions in: `claims` are what the provider says of whoever opens the next run."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.claims: Mapping[str, Any] | None = None
        patch.setattr(signing, "claims", lambda: self.claims)

    def as_(self, who: str, **claims: Any) -> None:
        """Somebody of the company, whose e-mail the provider has verified a moment ago."""
        self.claims = {"email": f"{who.lower()}@example.com", "email_verified": True, "iat": time.time()} | claims


def asked(page: str | None = None, **address: str) -> AppTest:
    """A new session whose first run is of `page`, as when a link is opened: nothing was visited before."""
    test = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    for name, value in address.items():
        test.query_params[name] = value
    if page is not None:
        test._page_hash = calc_hash(page)  # as the browser asks for /page; switch_page knows only what a run has registered
    return test.run()


def shown(test: AppTest) -> str | None:
    """The name of the page that a run showed; None for the plain page of who is not let in."""
    return str(test.session_state[navigation.PAGE]) if "fourcast view" in test.session_state else None


def sent(test: AppTest) -> bytes:
    """All that the page sent: texts, options, tables, charts' data and specifications; without the ids of elements."""
    parts = []
    for block in (test.main, test.sidebar):
        for node in block:
            proto = getattr(node, "proto", None)
            if proto is not None and hasattr(proto, "SerializeToString"):
                parts.append(proto.SerializeToString(deterministic=True))
    return HEX.sub(b"", b"\n".join(parts))


def numbers(test: AppTest) -> set[float]:
    """All numbers in its tables."""
    found: set[float] = set()
    for each in test.dataframe:
        for column in each.value.select_dtypes("number"):
            found |= {float(value) for value in each.value[column].dropna()}
    return found
