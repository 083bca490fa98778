"""The server: `streamlit run app.py`. Every request, deep links too, runs pages/main.py first."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from pages.door import DOOR, logs

logs.install()


def show_failure(error: Exception) -> bool:
    """Tell the reader that a page failed, without details; these are in the server's log."""
    logging.getLogger("fourcast").error("A page failed", exc_info=error)
    st.error("This page could not be shown. Whoever runs Fourcast finds the reason in the server's log.")
    return True


def prepare() -> None:
    """Load what the first page needs while its reader's browser is still starting: the imports take seconds."""
    from pages.parts import startup  # here, so that the server answers before it has loaded everything

    startup.prepare()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """What runs beside the server from its start on."""
    threading.Thread(target=prepare, daemon=True).start()
    yield


middleware: list[Any] = [Middleware(guard) for guard in DOOR]
app = st.App("pages/main.py", middleware=middleware, lifespan=lifespan, on_script_error=show_failure)
