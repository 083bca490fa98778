"""What leaves with every cookie: SameSite always, Secure beyond this machine, and HttpOnly for all but one."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from pages.door import asked

READ_BY_SCRIPTS = (XSRF_COOKIE_NAME,)
"""Streamlit's script sends this one back in a header, which is how an upload shows that it comes from its own page."""
CARRIERS = ("http.response.start", "websocket.accept", "websocket.http.response.start")


def guarded(cookie: str, *, secure: bool) -> str:
    """A Set-Cookie header with what it lacks; SameSite=None becomes Lax, for nobody frames the pages."""
    given, *attributes = [part.strip() for part in cookie.split(";")]
    name = given.split("=", 1)[0].strip()
    kept = [part for part in attributes if part and part.lower() != "samesite=none"]
    known = {part.split("=", 1)[0].strip().lower() for part in kept}
    wanted = {"samesite=lax": True, "secure": secure, "httponly": name not in READ_BY_SCRIPTS}
    missing = [part for part, is_wanted in wanted.items() if is_wanted and part.split("=")[0] not in known]
    return "; ".join((given, *kept, *missing))


class GuardedCookies:
    """Guards each cookie that an answer sets, that of an accepted websocket too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; Secure unless the request names this machine, where browsers may come by plain http."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        secure = not asked.is_local(scope)

        def dressed(name: bytes, value: bytes) -> tuple[bytes, bytes]:
            if name.lower() != b"set-cookie":
                return name, value
            return name, guarded(value.decode("latin-1"), secure=secure).encode("latin-1")

        async def send_guarded(message: Message) -> None:
            if message["type"] in CARRIERS:
                message = {**message, "headers": [dressed(*header) for header in message.get("headers", [])]}
            await send(message)

        await self.app(scope, receive, send_guarded)
