"""The server: `streamlit run app.py`. Every request, deep links too, runs pages/main.py first."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
        "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # a link's address names people and deals
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Adds HEADERS to every response: no outside host is asked for anything, no other site may frame the pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers set on HTTP responses."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given: list[tuple[bytes, bytes]] = list(message.get("headers", []))
                names = {name.lower() for name, _ in given}
                missing = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items() if k.lower().encode() not in names]
                message = {**message, "headers": given + missing}
            await send(message)

        await self.app(scope, receive, send_with_headers)


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


middleware: list[Any] = [Middleware(SecurityHeaders)]
app = st.App("pages/main.py", middleware=middleware, lifespan=lifespan, on_script_error=show_failure)
