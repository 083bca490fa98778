"""A Streamlit app of a few lines behind the real door, to be served by a process of its own."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.company import ROOT
from tests.browser.serving import Served, serving

APP = """
import sys
sys.path.append({root!r})
import streamlit as st
from starlette.middleware import Middleware
from pages.door import DOOR, logs
logs.install()
app = st.App("main.py", middleware=[Middleware(guard) for guard in DOOR])
"""
MAIN = """
import streamlit as st
from pages.door import media, signing, uploads

if signing.is_configured() and not st.user.is_logged_in:
    st.navigation([st.Page(lambda: None, title=name, url_path=name) for name in ("home", "deal")], position="hidden")
    st.write("Please sign in")
    st.button("Sign in", on_click=st.login)
    st.stop()

def home():
    st.write("This is home")
    media.hand(b"the figures", "text/csv", "figures.csv", media.reader_of(st.user.to_dict()))
    st.download_button("Take along", b"the figures", "figures.csv", "text/csv")
    uploads.allow_this_session()
    st.file_uploader("Files")

def deal():
    st.write("This is deal " + st.query_params.get("deal", "none"))
    st.button("Sign out", on_click=st.logout)

st.navigation([st.Page(home, default=True), st.Page(deal)]).run()
"""


def build(root: Path, secrets: str | None = None, **settings: object) -> Path:
    """The app's folder, with our own settings but for those named."""
    (root / ".streamlit").mkdir(parents=True)
    given = (ROOT / ".streamlit" / "config.toml").read_text()
    for name, value in settings.items():
        given, found = re.subn(rf"(?m)^{name} = \S+", f"{name} = {value}", given)
        assert found == 1, name
    (root / ".streamlit" / "config.toml").write_text(given)
    (root / "app.py").write_text(APP.format(root=str(ROOT)))
    (root / "main.py").write_text(MAIN)
    if secrets is not None:
        (root / ".streamlit" / "secrets.toml").write_text(secrets)
    return root


@contextmanager
def house(root: Path, secrets: str | None = None, **settings: object) -> Iterator[Served]:
    """The app, served until the block ends."""
    shutil.rmtree(root, ignore_errors=True)
    with serving(build(root, secrets, **settings), root.with_suffix(".log")) as served:
        yield served
