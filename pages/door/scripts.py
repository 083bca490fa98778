"""The scripts that may run inside a page: each is known to the browser by its hash, and no other runs."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from streamlit import file_util

COOKIE = "fourcast_tour"
SEEN = "seen"
A_YEAR = 365 * 24 * 3600
REMEMBER_TOUR = f"document.cookie = '{COOKIE}={SEEN}; max-age={A_YEAR}; path=/; SameSite=Lax'"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def source_of(script: str) -> str:
    """What a Content-Security-Policy calls a script: 'sha256-…'."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@cache
def sources() -> tuple[str, ...]:
    """Streamlit's own, read from the page that it sends, and the tour's."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    without_comments = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    return tuple(source_of(script) for script in (*INLINE.findall(without_comments), REMEMBER_TOUR))
