"""What every answer tells the browser: load from here alone, guess nothing, pass nothing on, keep nothing."""

import logging
from functools import cache

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.door import asked, reasons, scripts

A_YEAR = 365 * 24 * 3600
KEPT_OFF_DISK = "private,no-store"
STATIC = "/static/"

# What each exception to 'self' is for, as the browser itself reported it (Chromium, every page, 2026-11, Streamlit 1.67):
# - style-src 'unsafe-inline': Streamlit writes its styles at run time (Emotion, DOMPurify, Vega's tooltip), and so does st.html.
# - img-src data: icons within Streamlit's script. font-src data: the font of its formulas (KaTeX).
# There is no 'unsafe-eval': Streamlit hands Vega each expression as a syntax tree (ast) for its interpreter. What still asks is
# protobuf, for a WebAssembly multiplication that it does without. There is no 'unsafe-inline' for scripts: the two that stand
# in a page are known by their hash. 'self' covers the websocket; nothing uses workers, frames or blobs to be shown.
POLICY: dict[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'",),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'", "data:"),
    "connect-src": ("'self'",),
    "worker-src": ("'none'",),
    "frame-src": ("'none'",),
    "object-src": ("'none'",),
    "base-uri": ("'self'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
}


@cache
def always() -> dict[str, str]:
    """The headers of every answer."""
    policy = POLICY | {"script-src": (*POLICY["script-src"], *scripts.sources())}
    return {
        "Content-Security-Policy": "; ".join(" ".join((directive, *sources)) for directive, sources in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",  # a link's address names people and deals
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def of(scope: Scope) -> dict[str, str]:
    """The headers of the answer to this request."""
    headers = dict(always())
    if asked.is_secure(scope) and not asked.is_local(scope):
        headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
    if not asked.place(scope).startswith(STATIC):
        headers["Cache-Control"] = KEPT_OFF_DISK  # a download holds sales figures; only Streamlit's own files are kept
    return headers


class SecurityHeaders:
    """Puts its headers on every answer, a failed one too: no outside host is asked, no other site may frame the pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers set on what is answered over HTTP: a refused websocket as well."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        ours = [(name.lower().encode(), value.encode()) for name, value in of(scope).items()]
        names = {name for name, _ in ours}
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                begun = True
                theirs = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
                message = {**message, "headers": theirs + ours}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            # Starlette's own answer to a failure is made outside of us and would have none of our headers.
            if scope["type"] == "http" and not begun:
                logging.getLogger("fourcast").warning("A request failed", exc_info=True)
                await PlainTextResponse(reasons.failed(), 500)(scope, receive, send_with_headers)
                return
            raise
