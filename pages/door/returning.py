"""The way back: whoever signs in on a link comes back to that link, where Streamlit alone would send everybody home.

The page that somebody leaves for the sign-in is remembered in a cookie of theirs that only the way back reads. Only a place
of our own is ever returned to, and only when somebody was signed in just then.
"""

import base64
import binascii
from urllib.parse import unquote, urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pages.door import asked
from pages.door.signing import CALLBACK

LOGIN = "/auth/login"
COOKIE = "fourcast_return"
SECONDS = 600  # a sign-in with a second factor takes its time
LONGEST = 2000  # characters of an address
MACHINES = ("auth", "oauth2callback", "_stcore", "media", "static", "component", "app")
"""First parts of addresses that are no pages."""


def page_of(scope: Scope) -> str | None:
    """The page of ours that a request says that it comes from: /deal?deal=D-7; None for none."""
    came_from = urlsplit(asked.header(scope, "referer") or "")
    if came_from.scheme not in ("http", "https") or came_from.netloc.lower() != (asked.header(scope, "host") or "").lower():
        return None
    return safe(came_from.path + (f"?{came_from.query}" if came_from.query else ""))


def safe(target: str) -> str | None:
    """The target if it is a page within this app, else None: no other host, however it is spelt, and no machine's address."""
    if not target.startswith("/") or len(target) > LONGEST or not all("!" <= c <= "~" for c in target):
        return None
    path = target.split("?", 1)[0].split("#", 1)[0]
    decoded = unquote(path)
    if "\\" in target or "\\" in decoded or "//" in decoded or not decoded.isprintable():
        return None
    parts = asked.place({"path": decoded}).strip("/").split("/")
    if parts[0].lower() in MACHINES or any(part in (".", "..") for part in parts) or not path.startswith(asked.based("/")):
        return None
    return target


def packed(target: str) -> str:
    """A target as a cookie can hold it."""
    return base64.urlsafe_b64encode(target.encode()).decode().rstrip("=")


def unpacked(value: str) -> str | None:
    """The target in a cookie, looked at again: a cookie can be written by others too."""
    try:
        return safe(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def cookie(target: str | None) -> tuple[bytes, bytes]:
    """The header that remembers a target, or forgets one."""
    made = Response()
    made.set_cookie(
        COOKIE,
        packed(target) if target else "",
        max_age=SECONDS if target else 0,
        path=asked.based(CALLBACK),
        httponly=True,
        samesite="lax",
    )
    return next(header for header in made.raw_headers if header[0] == b"set-cookie")


def signs_in(message: Message) -> bool:
    """Whether an answer signs somebody in: it redirects, and sets the user's cookie to something."""
    given = [value.decode("latin-1") for name, value in message.get("headers", []) if name.lower() == b"set-cookie"]
    ours = [value.split(";")[0].partition("=")[2].strip('"') for value in given if value.startswith(f"{USER_COOKIE_NAME}=")]
    return message["status"] in (302, 303, 307) and bool(ours) and bool(ours[-1]) and ours[-1] != "null"


class WayBack:
    """Remembers the page at the start of a sign-in, and returns there at its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the cookie or the address of the return set on these two answers."""
        place = asked.place(scope) if scope["type"] == "http" else None
        if place not in (LOGIN, CALLBACK):
            await self.app(scope, receive, send)
            return

        async def send_with_way(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = _leaving(message, scope) if place == LOGIN else _returning(message, scope)
            await send(message)

        await self.app(scope, receive, send_with_way)


def _leaving(message: Message, scope: Scope) -> Message:
    return {**message, "headers": [*message.get("headers", []), cookie(page_of(scope))]}


def _returning(message: Message, scope: Scope) -> Message:
    target = unpacked(HTTPConnection(scope).cookies.get(COOKIE, ""))
    if not signs_in(message) or target is None:
        return message
    kept = [(name, value) for name, value in message["headers"] if name.lower() != b"location"]
    return {**message, "headers": [*kept, (b"location", target.encode()), cookie(None)]}
